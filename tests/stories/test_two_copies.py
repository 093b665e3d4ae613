"""More than one start of the program."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.lab.guest import define_guest
from tests.qt_fixtures import wait_for
from virtgui.bridge.instance import InstanceServer


@pytest.fixture
def run_copy(tmp_path):
    """Starts the program as a process of its own; ends it after the test."""
    copies = []

    def run(*words, config="config"):
        log = (tmp_path / f"copy-{len(copies)}.log").open("w+")
        command = [sys.executable, "-m", "virtgui", "--config", str(tmp_path / config), *words]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        copy = subprocess.Popen(command, stderr=log, stdout=log, env=environment)
        copies.append((copy, log))
        return copy, lambda: (tmp_path / log.name).read_text()

    yield run
    for copy, log in copies:
        if copy.poll() is None:
            copy.kill()
        copy.wait()
        log.close()


def test_handed_over(start, make_node, tmp_path, run_copy):
    hands = start(make_node(running=("mail", "web")))
    wait_for(lambda: len(hands.shown_names()) == 2)
    server = InstanceServer(tmp_path / "config" / "instance.sock", hands.program)
    server.arguments_received.connect(hands.program.receive)
    copy, said = run_copy("--domain", "web")
    wait_for(lambda: hands.window.windowTitle().startswith("web"))
    wait_for(lambda: copy.poll() is not None)
    assert (copy.returncode, said()) == (0, "")
    other = make_node("other", running=("newcomer",))
    copy, said = run_copy("--domain", "newcomer", other)
    wait_for(lambda: hands.window.windowTitle().startswith("newcomer"))
    wait_for(lambda: copy.poll() is not None)
    assert (copy.returncode, said()) == (0, "")
    server.close()


@pytest.mark.lab
def test_side_by_side(start, alpha, run_copy):
    guest = define_guest(alpha, "shared")
    hands = start(alpha.uri)
    copy, said = run_copy("--debug", alpha.uri, config="other")
    hands.wait_state("shared", "Shut off")
    wait_for(lambda: "row added: shared" in said(), 30)
    hands.select("shared")
    hands.press("Start")
    hands.wait_state("shared", "Running")
    wait_for(lambda: "event: 'shared'" in said() and "started" in said())
    guest.virsh("destroy")
    hands.wait_state("shared", "Shut off")
    begun = time.monotonic()
    copy.send_signal(signal.SIGTERM)
    wait_for(lambda: copy.poll() is not None)
    assert copy.returncode == 0, said()
    assert "Traceback" not in said()
    assert time.monotonic() - begun < 10
