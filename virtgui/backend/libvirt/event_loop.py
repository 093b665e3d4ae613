"""The one event thread: libvirt's event loop in our own poll loop.

Not libvirt's default loop: that iterates GLib's default context, which Qt iterates too, and the
two break each other. Registered once in a process, before the first connection is opened, and
never replaced.
"""

import heapq
import itertools
import os
import select
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import libvirt

_TO_POLL: Final = (
    (libvirt.VIR_EVENT_HANDLE_READABLE, select.POLLIN),
    (libvirt.VIR_EVENT_HANDLE_WRITABLE, select.POLLOUT),
    (libvirt.VIR_EVENT_HANDLE_ERROR, select.POLLERR),
    (libvirt.VIR_EVENT_HANDLE_HANGUP, select.POLLHUP),
)


def _poll_mask(events: int) -> int:
    return sum(ours for theirs, ours in _TO_POLL if events & theirs)


def _libvirt_mask(events: int) -> int:
    mask = sum(theirs for theirs, ours in _TO_POLL if events & ours)
    return int(mask | (libvirt.VIR_EVENT_HANDLE_ERROR if events & select.POLLNVAL else 0))


@dataclass(slots=True)
class _Handle:
    fd: int
    events: int
    callback: Callable[[int, int, int, Any], None]
    opaque: Any


@dataclass(slots=True)
class _Timer:
    interval: int
    callback: Callable[[int, Any], None]
    opaque: Any
    due: float = 0.0


@dataclass(slots=True)
class _State:
    handles: dict[int, _Handle] = field(default_factory=dict)
    timers: dict[int, _Timer] = field(default_factory=dict)
    freed: list[Any] = field(default_factory=list)
    due: list[tuple[float, int]] = field(default_factory=list)


class EventLoop:
    """Runs libvirt's handles and timers in a daemon thread of its own."""

    def __init__(self, on_fault: Callable[[BaseException], None]) -> None:
        self._on_fault = on_fault
        self._state = _State()
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="libvirt-events", daemon=True)

    def start(self) -> None:
        """Register with libvirt and begin; once in a process."""
        libvirt.virEventRegisterImpl(
            self._add_handle,
            self._update_handle,
            self._remove_handle,
            self._add_timeout,
            self._update_timeout,
            self._remove_timeout,
        )
        self._thread.start()

    def _wake(self) -> None:
        if threading.get_ident() != self._thread.ident:
            try:
                os.write(self._wake_write, b"\0")
            except BlockingIOError:
                return  # the pipe is full of wake-ups already

    def _add_handle(self, fd: int, events: int, callback: Any, opaque: Any) -> int:
        watch = next(self._ids)
        with self._lock:
            self._state.handles[watch] = _Handle(fd, _poll_mask(events), callback, opaque)
        self._wake()
        return watch

    def _update_handle(self, watch: int, events: int) -> None:
        with self._lock:
            handle = self._state.handles.get(watch)
            if handle:
                handle.events = _poll_mask(events)
        self._wake()

    def _remove_handle(self, watch: int) -> int:
        with self._lock:
            handle = self._state.handles.pop(watch, None)
            if handle:
                self._state.freed.append(handle.opaque)
        self._wake()
        return 0 if handle else -1

    def _add_timeout(self, interval: int, callback: Any, opaque: Any) -> int:
        timer = next(self._ids)
        with self._lock:
            self._state.timers[timer] = _Timer(interval, callback, opaque)
            self._schedule(timer)
        self._wake()
        return timer

    def _update_timeout(self, timer: int, interval: int) -> None:
        with self._lock:
            record = self._state.timers.get(timer)
            if record:
                record.interval = interval
                self._schedule(timer)
        self._wake()

    def _remove_timeout(self, timer: int) -> int:
        with self._lock:
            record = self._state.timers.pop(timer, None)
            if record:
                self._state.freed.append(record.opaque)
        self._wake()
        return 0 if record else -1

    def _schedule(self, timer: int) -> None:
        record = self._state.timers[timer]
        if record.interval >= 0:
            record.due = time.monotonic() + record.interval / 1000
            heapq.heappush(self._state.due, (record.due, timer))

    def _run(self) -> None:
        while True:
            try:
                self._iterate()
            except Exception as error:  # noqa: BLE001  # told, and the loop must live
                # libvirt's callbacks must not end the loop: all connections live on it.
                self._on_fault(error)

    def _iterate(self) -> None:
        with self._lock:
            freed, self._state.freed = self._state.freed, []
            by_fd: dict[int, int] = {self._wake_read: select.POLLIN}
            for handle in self._state.handles.values():
                by_fd[handle.fd] = by_fd.get(handle.fd, 0) | handle.events
            wait = self._time_to_next()
        for opaque in freed:
            libvirt.virEventInvokeFreeCallback(opaque)
        poller = select.poll()
        for fd, mask in by_fd.items():
            poller.register(fd, mask)
        ready = dict(poller.poll(wait))
        if ready.pop(self._wake_read, 0):
            os.read(self._wake_read, 4096)
        self._dispatch_handles(ready)
        self._dispatch_timers()

    def _time_to_next(self) -> float | None:
        """Milliseconds until a timer is due; None when there is none."""
        due = self._state.due
        while due and not self._is_current(due[0]):
            heapq.heappop(due)
        return max(0.0, (due[0][0] - time.monotonic()) * 1000) if due else None

    def _is_current(self, entry: tuple[float, int]) -> bool:
        record = self._state.timers.get(entry[1])
        return record is not None and record.interval >= 0 and record.due == entry[0]

    def _dispatch_handles(self, ready: dict[int, int]) -> None:
        if not ready:
            return
        with self._lock:
            hits = [
                (watch, handle)
                for watch, handle in self._state.handles.items()
                if handle.fd in ready
            ]
        for watch, handle in hits:
            events = ready[handle.fd] & (
                handle.events | select.POLLERR | select.POLLHUP | select.POLLNVAL
            )
            with self._lock:
                alive = watch in self._state.handles
            if events and alive:
                handle.callback(watch, handle.fd, _libvirt_mask(events), handle.opaque)

    def _dispatch_timers(self) -> None:
        now = time.monotonic()
        hits: list[tuple[int, _Timer]] = []
        with self._lock:
            due = self._state.due
            while due and due[0][0] <= now:
                entry = heapq.heappop(due)
                if self._is_current(entry):
                    hits.append((entry[1], self._state.timers[entry[1]]))
            for timer, _ in hits:
                self._schedule(timer)
        for timer, record in hits:
            with self._lock:
                alive = timer in self._state.timers and record.interval >= 0
            if alive:
                record.callback(timer, record.opaque)
