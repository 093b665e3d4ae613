"""The memory of a domain: how much, what stands behind it, and limits."""

from virtgui.documents.properties import XmlView, children, integer, on_off, present, size, text
from virtgui.documents.settings.numa import CellElement
from virtgui.documents.settings.values import AttributeSize


class HugePage(XmlView):
    """Huge pages of one size for some NUMA cells of the guest."""

    __slots__ = ()

    size = AttributeSize("@size")
    nodeset = text("@nodeset")


class MemoryView(XmlView):
    """The memory of a domain (formatdomain, "Memory Allocation", "Backing", "Tuning")."""

    __slots__ = ()

    current = size("currentMemory")
    most = size("memory")
    dump_core = on_off("memory/@dumpCore")
    hotplug_most = size("maxMemory")
    slots = integer("maxMemory/@slots")
    cells = children("cpu/numa/cell", CellElement)
    has_huge_pages = present("memoryBacking/hugepages")
    huge_pages = children("memoryBacking/hugepages/page", HugePage)
    unshared = present("memoryBacking/nosharepages")
    locked = present("memoryBacking/locked")
    source = text("memoryBacking/source/@type")
    access = text("memoryBacking/access/@mode")
    allocation = text("memoryBacking/allocation/@mode")
    threads = integer("memoryBacking/allocation/@threads")
    discard = present("memoryBacking/discard")
    hard_limit = size("memtune/hard_limit")
    soft_limit = size("memtune/soft_limit")
    swap_limit = size("memtune/swap_hard_limit")
    guarantee = size("memtune/min_guarantee")
