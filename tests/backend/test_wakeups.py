"""Wakings: the network of a node changes, which must be noticed, once and soon."""

import ctypes
import os
import queue
import socket
import threading
import time
from pathlib import Path

import pytest

from tests.lab.shell import run
from virtgui.backend import wakeups
from virtgui.backend.wakeups import SETTLE, SLEPT, TICK, Wakeups

CLONE_NEWNET = 0x40000000


class Watch:
    """A watcher that runs, and what it has told."""

    def __init__(self):
        self.woken = queue.Queue()
        self.faults = []
        self._made = Wakeups(lambda: self.woken.put(time.monotonic()), self.faults.append)

    def start(self):
        self._made.start()

    def stop(self):
        self._made.stop()

    def wakes(self, seconds=5.0):
        """Whether it tells within some seconds."""
        try:
            self.woken.get(timeout=seconds)
        except queue.Empty:
            return False
        return True


@pytest.fixture
def watch():
    made = Watch()
    yield made
    made.stop()
    assert made.faults == []


def in_network_of(node, work):
    """Do something in a thread that is in a node's network, as threads started there are."""
    failed = []

    def enter():
        try:
            with Path(f"/run/netns/{node.netns}").open() as namespace:
                libc = ctypes.CDLL(None, use_errno=True)
                assert libc.setns(namespace.fileno(), CLONE_NEWNET) == 0, os.strerror(
                    ctypes.get_errno()
                )
            work()
        except AssertionError as error:
            failed.append(error)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join(10)
    assert not failed


@pytest.fixture
def network(alpha, watch, monkeypatch):
    """Runs `ip` in a node's network, which is what is watched; begins when it is watched."""
    is_open = threading.Event()
    opened = wakeups._open_netlink

    def open_and_tell():
        made = opened()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)  # the least that there is
        is_open.set()
        return made

    monkeypatch.setattr(wakeups, "_open_netlink", open_and_tell)
    in_network_of(alpha, watch.start)
    assert is_open.wait(5)
    return lambda *words: run(["ip", "-n", alpha.netns, *words])


@pytest.mark.lab
def test_an_interface_that_comes_and_goes_wakes_each_time(network, watch):
    network("link", "add", "cable0", "type", "veth", "peer", "name", "cable1")
    assert watch.wakes()
    network("link", "del", "cable0")
    assert watch.wakes()


@pytest.mark.lab
@pytest.mark.parametrize("address", ["192.0.2.7/32", "2001:db8::7/128"])
def test_an_address_that_comes_and_goes_wakes(network, watch, address):
    network("address", "add", address, "dev", "lo", "nodad")
    assert watch.wakes()
    network("address", "del", address, "dev", "lo")
    assert watch.wakes()


@pytest.mark.lab
def test_a_way_that_changes_wakes(network, watch):
    network("route", "add", "blackhole", "198.51.100.0/24")
    assert watch.wakes()
    network("route", "del", "blackhole", "198.51.100.0/24")
    assert watch.wakes()


@pytest.mark.lab
def test_many_messages_of_one_change_wake_once_even_when_they_do_not_fit(network, watch, tmp_path):
    lines = [f"192.0.2.{number}/32 dev lo" for number in range(1, 101)]
    for verb in ("add", "del"):
        batch = tmp_path / verb
        batch.write_text("".join(f"address {verb} {line}\n" for line in lines))
        network("-batch", str(batch))
        assert watch.wakes()
        rest = 0
        while watch.wakes(SETTLE + 0.5):
            rest += 1
        assert rest <= 1


def test_clocks_that_drift_apart_are_a_sleep(watch, monkeypatch):
    monkeypatch.setattr(wakeups, "_open_netlink", lambda: None)
    monkeypatch.setattr(wakeups, "TICK", 0.05)
    asleep = [0.0]
    monkeypatch.setattr(wakeups, "_drift", lambda: asleep[0])
    watch.start()
    asleep[0] = SLEPT - 1
    assert not watch.wakes(0.5)
    asleep[0] += SLEPT + 1
    assert watch.wakes()
    assert not watch.wakes(0.5)


def test_it_ends_at_once_and_twice(watch):
    watch.start()
    begun = time.monotonic()
    watch.stop()
    watch.stop()
    assert time.monotonic() - begun < TICK / 2


def test_one_that_never_began_can_be_ended(watch):
    watch.stop()
