"""How a node is built, from its capabilities (formatcaps, "host topology")."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from virtgui.core.units import SIZE_UNITS
from virtgui.core.values.topology import CacheBank, Cell, NodeCpu, PagePool, Topology
from virtgui.documents.document import parse_root
from virtgui.documents.properties import child, read_size
from virtgui.documents.settings.cpusets import read_cpuset

_KIB: Final = "KiB"


def read_topology(text: str) -> Topology:
    """Read the cells and caches of a capabilities document.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    root = parse_root(text, keep_blanks=False)
    cells = map(_cell, root.iterfind("host/topology/cells/cell"))
    return Topology(
        cells=tuple(sorted(cells, key=lambda cell: cell.id)),
        caches=tuple(_banks(root)),
    )


def _cell(element: etree._Element) -> Cell:
    return Cell(
        id=_number(element, "id") or 0,
        cpus=tuple(_cpu(cpu) for cpu in element.iterfind("cpus/cpu")),
        memory_kib=(read_size(child(element, "memory"), _KIB) or 0) // 1024,
        pages=tuple(sorted(_pools(element), key=lambda pool: pool.kib)),
        distances=tuple(
            (_number(sibling, "id") or 0, _number(sibling, "value") or 0)
            for sibling in element.iterfind("distances/sibling")
        ),
    )


def _cpu(element: etree._Element) -> NodeCpu:
    return NodeCpu(
        id=_number(element, "id") or 0,
        socket=_number(element, "socket_id"),
        die=_number(element, "die_id"),
        core=_number(element, "core_id"),
        siblings=tuple(sorted(read_cpuset(element.get("siblings", "")))),
    )


def _pools(cell: etree._Element) -> Iterator[PagePool]:
    for page in cell.iterchildren("pages"):
        size = _number(page, "size")
        if size and page.get("unit", _KIB) == _KIB:
            text = (page.text or "").strip()
            yield PagePool(size, int(text) if text.isdecimal() else 0)


def _banks(root: etree._Element) -> Iterator[CacheBank]:
    for bank in root.iterfind("host/cache/bank"):
        factor = SIZE_UNITS.get(bank.get("unit", _KIB).lower(), 0)
        yield CacheBank(
            id=_number(bank, "id") or 0,
            level=_number(bank, "level") or 0,
            kind=bank.get("type", ""),
            kib=(_number(bank, "size") or 0) * factor // 1024,
            cpus=read_cpuset(bank.get("cpus", "")),
        )


def _number(element: etree._Element, name: str) -> int | None:
    text = element.get(name, "")
    return int(text) if text.isdecimal() else None
