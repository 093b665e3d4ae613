"""Notices that the computer woke from sleep, or that its network changed.

Both mean that waiting connections should be tried at once. Linux tells of the network by a
netlink socket; sleep shows as clocks that have drifted apart. Elsewhere only sleep is seen.
"""

import contextlib
import errno
import os
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

TICK: Final = 2.0
"""Seconds between two looks at the clocks."""
SLEPT: Final = 4.0
"""Seconds that the clocks must differ more than before to be called a sleep."""
SETTLE: Final = 0.5
"""Seconds to gather the many messages of one change of the network."""

# linux/rtnetlink.h: RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_IFADDR
_GROUPS: Final = 0x1 | 0x10 | 0x40 | 0x100


class Wakeups:
    """A thread that watches; calls `on_wake` in it."""

    def __init__(
        self, on_wake: Callable[[], None], on_fault: Callable[[BaseException], None]
    ) -> None:
        self._on_wake = on_wake
        self._on_fault = on_fault
        self._reading, self._writing = os.pipe()
        self._thread = threading.Thread(target=self._run, name="wakeups", daemon=True)
        self._is_stopped = False

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End; harmless when it has ended."""
        if self._is_stopped:
            return
        self._is_stopped = True
        if self._thread.is_alive():
            os.write(self._writing, b"x")
            self._thread.join(timeout=2)
        os.close(self._writing)
        os.close(self._reading)

    def _run(self) -> None:
        with contextlib.ExitStack() as stack:
            watched = [self._reading]
            network = _open_netlink()
            if network is not None:
                stack.callback(network.close)
                watched.append(network.fileno())
            try:
                self._watch(watched, network)
            except OSError as error:
                self._on_fault(error)

    def _watch(self, watched: list[int], network: socket.socket | None) -> None:
        drift = _drift()
        while True:
            ready, _, _ = select.select(watched, [], [], TICK)
            if self._reading in ready:
                return
            now = _drift()
            if ready and network is not None:
                time.sleep(SETTLE)
                _drain(network)
            if ready or now - drift > SLEPT:
                self._on_wake()
            drift = now


def _drift() -> float:
    """Seconds that the computer has slept: the clock that goes on then, minus the other."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    running = time.time() if boottime is None else time.clock_gettime(boottime)
    return running - time.monotonic()


def _open_netlink() -> socket.socket | None:
    family = getattr(socket, "AF_NETLINK", None)
    if family is None:
        return None
    made = socket.socket(family, socket.SOCK_RAW, getattr(socket, "NETLINK_ROUTE", 0))
    try:
        made.bind((0, _GROUPS))
    except OSError:
        made.close()  # a sandbox without netlink: the clocks remain
        return None
    made.setblocking(False)
    return made


def _drain(network: socket.socket) -> None:
    with contextlib.suppress(BlockingIOError):
        while True:
            try:
                network.recv(65536)
            except OSError as error:
                # More messages than fit: that there were some is all that counts.
                if error.errno != errno.ENOBUFS:
                    raise
