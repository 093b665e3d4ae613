"""A second start hands over; a dead socket is replaced."""

import socket
import threading

from tests.qt_fixtures import wait_for
from virtgui.bridge.instance import InstanceServer, hand_over


def test_arguments_reach_the_running_program(qapp, tmp_path):
    path = tmp_path / "i.sock"
    server = InstanceServer(path)
    received, answers = [], []
    server.arguments_received.connect(received.append)
    words = ["--domain", "wéb\n01", "qemu:///system"]
    worker = threading.Thread(target=lambda: answers.append(hand_over(path, words)))
    worker.start()
    wait_for(lambda: answers)
    worker.join()
    assert answers == [True]
    wait_for(lambda: received)
    assert received == [words]
    assert path.stat().st_mode & 0o077 == 0
    server.close()
    assert not path.exists()


def test_nobody_there(tmp_path, qapp):
    path = tmp_path / "i.sock"
    assert not hand_over(path, [])
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    assert not hand_over(path, [])
    server = InstanceServer(path)
    server.close()


def test_nonsense_is_ignored(qapp, tmp_path):
    path = tmp_path / "i.sock"
    server = InstanceServer(path)
    received = []
    server.arguments_received.connect(received.append)
    for nonsense in (b"\xff\xfe\n", b"{}\n", b"[1]\n", b""):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(nonsense)
            client.shutdown(socket.SHUT_WR)
            for _ in range(20):
                qapp.processEvents()
    assert received == []
    server.close()
