"""Figures of a node itself: processors, memory, cells. Lane threads only.

libvirt's Python binding asks the number of figures before each reading, which doubles the calls on
a slow link. The number does not change while a node runs, so it is asked once here, and the
readings go to libvirt's C functions (libvirt-host.h, virNodeGetCPUStats, virNodeGetMemoryStats).
"""

import ctypes
import ctypes.util
import math
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details, NodeLoad

GAP: Final = math.nan
KIB: Final = 1024.0
FIELD_LENGTH: Final = 80
"""VIR_NODE_CPU_STATS_FIELD_LENGTH and VIR_NODE_MEMORY_STATS_FIELD_LENGTH."""
ALL: Final = -1
"""VIR_NODE_CPU_STATS_ALL_CPUS and VIR_NODE_MEMORY_STATS_ALL_CELLS."""

_CPU_WORDS: Final = (
    ("node.user", "user"),
    ("node.system", "kernel"),
    ("node.iowait", "iowait"),
    ("node.idle", "idle"),
)


class _Figure(ctypes.Structure):
    """virNodeCPUStats and virNodeMemoryStats, which are alike."""

    _fields_ = (("field", ctypes.c_char * FIELD_LENGTH), ("value", ctypes.c_ulonglong))


class NodeFigures:
    """Reads a node's counters with one call each."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}

    def cpu(self, connection: libvirt.virConnect, number: int = ALL) -> dict[str, int]:
        """Nanoseconds by kind, of one CPU or of all.

        Raises:
            libvirt.libvirtError: the node did not answer.
        """
        return self._read(connection, "virNodeGetCPUStats", "getCPUStats", number)

    def memory(self, connection: libvirt.virConnect, cell: int = ALL) -> dict[str, int]:
        """KiB by kind, of one cell or of all.

        Raises:
            libvirt.libvirtError: the node did not answer.
        """
        return self._read(connection, "virNodeGetMemoryStats", "getMemoryStats", cell)

    def _read(
        self, connection: libvirt.virConnect, function: str, method: str, number: int
    ) -> dict[str, int]:
        """Through the binding the first time, which asks the size; then directly.

        A node has other figures of one cell than of all, so each has its size.
        """
        key = f"{function}{number == ALL}"
        size = self._sizes.get(key)
        if size is None or self._library is None:
            found: dict[str, int] = getattr(connection, method)(number, 0)
            self._sizes[key] = len(found)
            return found
        figures = (_Figure * size)()
        count = ctypes.c_int(size)
        call = getattr(self._library, function)
        if call(_pointer(connection), number, figures, ctypes.byref(count), 0) < 0:
            # The binding has raised the error's text by its own way; ask it for the reason.
            return dict(getattr(connection, method)(number, 0))
        return {item.field.decode(): int(item.value) for item in figures[: count.value]}

    @cached_property
    def _library(self) -> ctypes.CDLL | None:
        """The client library that the binding uses already."""
        name = ctypes.util.find_library("virt") or "libvirt.so.0"
        try:
            library = ctypes.CDLL(name)
        except OSError:
            return None
        for function in ("virNodeGetCPUStats", "virNodeGetMemoryStats"):
            call = getattr(library, function)
            call.argtypes = (
                ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Figure),
                ctypes.POINTER(ctypes.c_int), ctypes.c_uint,
            )  # fmt: skip
            call.restype = ctypes.c_int
        return library


def _pointer(connection: libvirt.virConnect) -> int:
    """The C object inside the binding's (libvirt-utils.c names the capsule so)."""
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.argtypes = (ctypes.py_object, ctypes.c_char_p)
    get.restype = ctypes.c_void_p
    return int(get(connection._o, b"virConnectPtr"))  # there is no public way


class NodeMeter:
    """Reads the node's own load; remembers the counters between two polls."""

    def __init__(self) -> None:
        self._figures = NodeFigures()
        self._cpu: Mapping[str, int] | None = None
        self._shares: dict[str, float] = {}
        self._memory: Mapping[str, int] = {}
        self._turn = 0
        self._has_memory = True

    def read(self, connection: libvirt.virConnect) -> NodeLoad:
        """Processor at each other poll, memory at the others: one call a poll."""
        turn, self._turn = self._turn, self._turn + 1
        if self._has_memory and (turn == 0 or turn % 2 == 1):
            self._read_memory(connection)
        if not self._has_memory or turn % 2 == 0:
            now = self._figures.cpu(connection)
            before, self._cpu = self._cpu, now
            self._shares = {} if before is None else cpu_shares(before, now)
        total, used = self._memory.get("total", 0), memory_used(self._memory)
        return NodeLoad(self._shares.get("used"), used, total)

    def details(self, span: float) -> Details:
        """The figures of the last reading."""
        memory, shares = self._memory, self._shares
        used = memory_used(memory)
        total = memory.get("total", 0)
        figures = {
            "node.cpu": shares.get("used", GAP),
            **{metric: shares.get(word, GAP) for metric, word in _CPU_WORDS},
            "node.memory_used": GAP if used is None else used * KIB,
            "node.memory_total": total * KIB if total else GAP,
            "node.memory_share": used / total if used is not None and total else GAP,
        }
        for metric, name in _MEMORY_WORDS:
            figures[metric] = memory[name] * KIB if name in memory else GAP
        return Details(_NODE_KEYS, tuple(figures.values()), span)

    def _read_memory(self, connection: libvirt.virConnect) -> None:
        try:
            self._memory = self._figures.memory(connection)
        except libvirt.libvirtError as error:
            if not is_unsupported(error):
                raise
            self._has_memory = False


_MEMORY_WORDS: Final = (
    ("node.memory_free", "free"),
    ("node.buffers", "buffers"),
    ("node.cached", "cached"),
)
_NODE_KEYS: Final = tuple(
    SeriesKey(metric)
    for metric in (
        "node.cpu",
        *(metric for metric, _ in _CPU_WORDS),
        "node.memory_used",
        "node.memory_total",
        "node.memory_share",
        *(metric for metric, _ in _MEMORY_WORDS),
    )
)


def memory_used(memory: Mapping[str, int]) -> int | None:
    """KiB that cannot be given out: all but free, buffers and cached; None where nobody told."""
    total = memory.get("total")
    if not total:
        return None
    free = sum(memory.get(name, 0) for name in ("free", "buffers", "cached"))
    return max(0, total - free)


def cpu_shares(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, float]:
    """Shares of the time by kind, and "used": all but idle and waiting for a disk; 0 to 1.

    Empty without a difference, or where a counter went back.
    """
    spent = {name: now[name] - before.get(name, 0) for name in now if name != "utilization"}
    total = sum(spent.values())
    if total <= 0 or any(value < 0 for value in spent.values()):
        return {}
    shares = {name: value / total for name, value in spent.items()}
    shares["used"] = 1.0 - shares.get("idle", 0.0) - shares.get("iowait", 0.0)
    return shares


class DeepMeter:
    """Each CPU and each cell of a node; only while somebody looks, because it costs many calls."""

    def __init__(self, cells: Mapping[int, tuple[int, ...]], page_sizes: tuple[int, ...]) -> None:
        """Takes what there is to be read.

        Args:
            cells: the CPUs of each cell.
            page_sizes: the sizes of pages that the node has, in KiB.
        """
        self._figures = NodeFigures()
        self._cells, self._page_sizes = cells, page_sizes
        self._before: dict[int, Mapping[str, int]] = {}
        self._at = 0.0
        self._keys: tuple[SeriesKey, ...] = ()

    def read(self, connection: libvirt.virConnect, now: Callable[[], float]) -> Details:
        """All figures; those of CPUs are over the time since the last reading.

        Raises:
            libvirt.libvirtError: the node did not answer.
        """
        figures: dict[SeriesKey, float] = {}
        began = now()
        span = began - self._at if self._at else 0.0
        self._at = began
        for cell, cpus in self._cells.items():
            loads = [self._cpu(connection, number) for number in cpus]
            for number, load in zip(cpus, loads, strict=True):
                figures[SeriesKey("node.cpu", str(number))] = load
            mean = math.fsum(loads) / len(loads) if loads else GAP
            figures[SeriesKey("cell.cpu", str(cell))] = mean
            figures.update(self._cell_memory(connection, cell))
        figures.update(self._pages(connection))
        if tuple(figures) != self._keys:
            self._keys = tuple(figures)
        return Details(self._keys, tuple(figures.values()), span)

    def _cpu(self, connection: libvirt.virConnect, number: int) -> float:
        try:
            now = self._figures.cpu(connection, number)
        except libvirt.libvirtError as error:
            if _is_missing(error):
                return GAP  # it is switched off
            raise
        before = self._before.get(number)
        self._before[number] = now
        return GAP if before is None else cpu_shares(before, now).get("used", GAP)

    def _cell_memory(self, connection: libvirt.virConnect, cell: int) -> dict[SeriesKey, float]:
        try:
            memory = self._figures.memory(connection, cell)
        except libvirt.libvirtError as error:
            if _is_missing(error):
                return {}
            raise
        total, free = memory.get("total", 0) * KIB, memory.get("free", 0) * KIB
        part = str(cell)
        return {
            SeriesKey("cell.memory_used", part): total - free,
            SeriesKey("cell.memory_free", part): free,
            SeriesKey("cell.memory_total", part): total,
        }

    def _pages(self, connection: libvirt.virConnect) -> dict[SeriesKey, float]:
        if not self._page_sizes or not self._cells:
            return {}
        first = min(self._cells)
        sizes = list(self._page_sizes)
        try:
            found: Any = connection.getFreePages(sizes, first, len(self._cells), 0)
        except libvirt.libvirtError as error:
            if _is_missing(error):
                return {}
            raise
        return {
            SeriesKey("pages.free", f"{cell}/{size}"): float(count)
            for cell, pages in found.items()
            for size, count in pages.items()
        }


def _is_missing(error: libvirt.libvirtError) -> bool:
    """Whether the node has no such thing, or its driver cannot tell."""
    codes = (
        libvirt.VIR_ERR_INVALID_ARG,
        libvirt.VIR_ERR_OPERATION_FAILED,
        libvirt.VIR_ERR_OPERATION_INVALID,
        libvirt.VIR_ERR_INTERNAL_ERROR,
        libvirt.VIR_ERR_SYSTEM_ERROR,
    )
    return is_unsupported(error) or error.get_error_code() in codes
