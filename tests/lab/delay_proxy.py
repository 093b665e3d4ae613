"""A slow link in user space: forwards bytes after a delay and counts libvirt's calls on the way."""

import contextlib
import heapq
import os
import selectors
import socket
import struct
import tempfile
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

Address = Path | tuple[str, int]

CHUNK: Final = 1 << 18
MOST_WAITING: Final = 1 << 26
KEEP_ALIVE: Final = 0x6B656570
REMOTE: Final = 0x20008086
CALL_TYPES: Final = (0, 4)  # a plain call, a call that passes file descriptors
HEADER: Final = struct.Struct(">IIIiiII")
LONGEST_MESSAGE: Final = 1 << 26


class CallCounter:
    """Finds the calls in what one client sends: libvirt's RPC, length first."""

    def __init__(self, calls: Counter[tuple[int, int]]) -> None:
        self._calls = calls
        self._head = bytearray()
        self._skip = 0
        self._lost = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the stream, cut anywhere."""
        view = memoryview(data)
        while view and not self._lost:
            passed = min(self._skip, len(view))
            self._skip -= passed
            view = view[passed:]
            wanted = HEADER.size - len(self._head)
            self._head += view[:wanted]
            view = view[wanted:]
            if len(self._head) == HEADER.size:
                self._count()

    def _count(self) -> None:
        length, program, _, procedure, kind, _, _ = HEADER.unpack(self._head)
        self._head.clear()
        self._lost = not HEADER.size <= length <= LONGEST_MESSAGE
        self._skip = max(0, length - HEADER.size)
        if not self._lost and program != KEEP_ALIVE and kind in CALL_TYPES:
            self._calls[program, procedure] += 1


@dataclass(eq=False)
class Way:
    """One direction of a connection: what waits, and until when."""

    source: socket.socket
    target: socket.socket
    counter: CallCounter
    upward: bool
    waiting: deque[tuple[float, bytes]] = field(default_factory=deque)
    size: int = 0
    blocked: bool = False
    ended: bool = False


class DelayProxy:
    """Listens, forwards to a target, each way later by `delay` seconds; order and rate stay.

    Each piece of data carries the time when it is due, so that a stream keeps its throughput.
    Its work is done in a thread of its own, from `start` to `stop`.
    """

    def __init__(
        self,
        target: Address,
        *,
        delay: float = 0.025,
        listen: Address | None = None,
        count_calls: bool = True,
    ) -> None:
        """Plan a proxy.

        Args:
            target: A Unix socket's path or a host and port.
            delay: Seconds each way: half of the round trip. May be changed while it runs.
            listen: Where to listen; a socket in a private folder by default.
            count_calls: The target talks libvirt's RPC (else: only bytes are counted).
        """
        self.delay = delay
        self.program_calls: Counter[tuple[int, int]] = Counter()
        self._target = target
        self._count_calls = count_calls
        self._folder = tempfile.TemporaryDirectory(prefix="virtgui-proxy-") if not listen else None
        private = Path(self._folder.name if self._folder else "") / "socket"
        self._listen_at: Address = listen or private
        self._ways: set[Way] = set()
        self._pairs: dict[socket.socket, tuple[Way, Way]] = {}
        self._up = self._down = 0
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        self._due: list[tuple[float, int, Way]] = []
        self._order = 0
        self._thread: threading.Thread | None = None
        self._listener: socket.socket | None = None

    @property
    def socket_path(self) -> Path:
        """The Unix socket it listens on."""
        if not isinstance(self._listen_at, Path):
            raise TypeError("listens on TCP")
        return self._listen_at

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        if self._listener is None:
            raise RuntimeError("not started")
        return int(self._listener.getsockname()[1])

    @property
    def uri(self) -> str:
        """libvirt's URI of the QEMU system driver through this proxy."""
        return f"qemu+unix:///system?socket={self.socket_path}"

    @property
    def calls(self) -> Counter[int]:
        """Calls of the main protocol by procedure number."""
        counted = {key: n for key, n in self.program_calls.copy().items() if key[0] == REMOTE}
        return Counter({procedure: n for (_, procedure), n in counted.items()})

    @property
    def total_calls(self) -> int:
        """Calls of all protocols; keep-alive is none."""
        return sum(self.program_calls.copy().values())

    @property
    def bytes_up(self) -> int:
        """Bytes sent by clients."""
        return self._up

    @property
    def bytes_down(self) -> int:
        """Bytes sent to clients."""
        return self._down

    def reset_counts(self) -> None:
        """Count from zero again."""
        self.program_calls.clear()
        self._up = self._down = 0

    def start(self) -> Self:
        """Listen, in a thread."""
        self._listener = _listen(self._listen_at)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._wake_read, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._work, name="delay-proxy", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close every connection and end the thread."""
        os.write(self._wake_write, b"x")
        if self._thread is not None:
            self._thread.join(10.0)
        for way in list(self._ways):
            self._close(way)
        if self._listener is not None:
            self._listener.close()
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)
        if isinstance(self._listen_at, Path):
            self._listen_at.unlink(missing_ok=True)
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _work(self) -> None:
        while True:
            for key, _ in self._selector.select(self._time_to_next()):
                if key.fileobj == self._wake_read:
                    return
                if key.fileobj is self._listener:
                    self._accept()
                else:
                    self._serve(key.fileobj)  # type: ignore[arg-type]
            self._send_due()

    def _time_to_next(self) -> float | None:
        return max(0.0, self._due[0][0] - time.monotonic()) if self._due else None

    def _accept(self) -> None:
        assert self._listener is not None
        client, _ = self._listener.accept()
        try:
            server = _connect(self._target)
        except OSError:
            client.close()
            return
        _at_once(client)
        counter = CallCounter(self.program_calls)
        up = Way(client, server, counter, upward=True)
        down = Way(server, client, counter, upward=False)
        self._ways |= {up, down}
        for end, reads, writes in ((client, up, down), (server, down, up)):
            end.setblocking(False)
            self._pairs[end] = (reads, writes)
            self._selector.register(end, selectors.EVENT_READ)

    def _serve(self, end: socket.socket) -> None:
        if end not in self._pairs:
            return
        reads, writes = self._pairs[end]
        if writes.blocked:
            writes.blocked = False
            self._send(writes)
        if not reads.ended and reads.size < MOST_WAITING:
            self._receive(reads)

    def _receive(self, way: Way) -> None:
        try:
            data = way.source.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._count(way, data)
        way.ended = not data
        way.size += len(data)
        due = time.monotonic() + self.delay
        way.waiting.append((due, data))
        self._order += 1
        heapq.heappush(self._due, (due, self._order, way))
        self._watch(way.source)

    def _count(self, way: Way, data: bytes) -> None:
        if not way.upward:
            self._down += len(data)
            return
        self._up += len(data)
        if self._count_calls:
            way.counter.feed(data)

    def _send_due(self) -> None:
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            way = heapq.heappop(self._due)[2]
            if way in self._ways:
                self._send(way)

    def _send(self, way: Way) -> None:
        """Send what is due; what the target does not take now waits until it can."""
        now = time.monotonic()
        while way.waiting and way.waiting[0][0] <= now and not way.blocked:
            due, data = way.waiting.popleft()
            sent = self._push(way, data)
            if way not in self._ways:
                return  # the target is gone, and both ways with it
            way.size -= sent
            if sent < len(data):
                way.waiting.appendleft((due, data[sent:]))
                way.blocked = True
            elif not data:
                self._end(way)
                return
        for end in (way.source, way.target):
            self._watch(end)

    def _push(self, way: Way, data: bytes) -> int:
        try:
            return way.target.send(data) if data else 0
        except BlockingIOError:
            return 0
        except OSError:
            self._close(way)
            return 0

    def _end(self, way: Way) -> None:
        """Pass an end of stream on; close both when the other way has ended as well."""
        self._ways.discard(way)
        other = self._pairs[way.target][0]
        if other not in self._ways:
            self._close(way)
            return
        with contextlib.suppress(OSError):
            way.target.shutdown(socket.SHUT_WR)

    def _close(self, way: Way) -> None:
        for end in (way.source, way.target):
            for one in self._pairs.pop(end, ()):
                self._ways.discard(one)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(end)
            end.close()

    def _watch(self, end: socket.socket) -> None:
        """Ask for the events that matter to one end now."""
        if end not in self._pairs:
            return
        reads, writes = self._pairs[end]
        wanted = 0 if reads.ended or reads.size >= MOST_WAITING else selectors.EVENT_READ
        wanted |= selectors.EVENT_WRITE if writes.blocked else 0
        watched = end in self._selector.get_map()
        if not wanted and watched:
            self._selector.unregister(end)
        elif wanted and watched:
            self._selector.modify(end, wanted)
        elif wanted:
            self._selector.register(end, wanted)


def _listen(address: Address) -> socket.socket:
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    listener = socket.socket(family)
    if family == socket.AF_INET:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(_plain(address))
    listener.listen(64)
    return listener


def _connect(address: Address) -> socket.socket:
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    connection = socket.socket(family)
    try:
        connection.connect(_plain(address))
    except OSError:
        connection.close()
        raise
    _at_once(connection)
    return connection


def _at_once(connection: socket.socket) -> None:
    """Have small pieces sent when they are due: the link must not add 40 ms of its own."""
    if connection.family == socket.AF_INET:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _plain(address: Address) -> str | tuple[str, int]:
    return str(address) if isinstance(address, Path) else address
