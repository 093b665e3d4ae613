"""NUMA cells of the guest, and which processors and memory of the node it may use."""

from virtgui.documents.properties import XmlView, children, integer, text, yes_no
from virtgui.documents.settings.values import AttributeSize, Coded


class CellElement(XmlView):
    """A NUMA cell of the guest."""

    __slots__ = ()

    id = integer("@id")
    cpus = text("@cpus")
    memory = AttributeSize("@memory")
    access = text("@memAccess")
    discard = yes_no("@discard")
    distances = Coded("distances/sibling", "@id", "@value")
    caches = Coded(
        "cache",
        "@level",
        "@associativity",
        "@policy",
        "size/@value",
        "size/@unit",
        "line/@value",
        "line/@unit",
    )


class LinkElement(XmlView):
    """How fast one cell reaches another: a ``latency`` or a ``bandwidth``."""

    __slots__ = ()

    initiator = integer("@initiator")
    target = integer("@target")
    cache = integer("@cache")
    kind = text("@type")
    value = integer("@value")
    unit = text("@unit")


class MemnodeElement(XmlView):
    """Where the memory of one cell of the guest comes from."""

    __slots__ = ()

    cell = integer("@cellid")
    mode = text("@mode")
    nodeset = text("@nodeset")


class NumaView(XmlView):
    """NUMA cells and the memory's placement (formatdomain, "NUMA Node Tuning")."""

    __slots__ = ()

    cells = children("cpu/numa/cell", CellElement)
    latencies = children("cpu/numa/interconnects/latency", LinkElement)
    bandwidths = children("cpu/numa/interconnects/bandwidth", LinkElement)
    memory_mode = text("numatune/memory/@mode")
    memory_placement = text("numatune/memory/@placement")
    memory_nodeset = text("numatune/memory/@nodeset")
    memnodes = children("numatune/memnode", MemnodeElement)


class VcpuPin(XmlView):
    """On which processors of the node one processor of the guest may run."""

    __slots__ = ()

    vcpu = integer("@vcpu")
    cpuset = text("@cpuset")


class IothreadPin(XmlView):
    """On which processors of the node one I/O thread may run."""

    __slots__ = ()

    iothread = integer("@iothread")
    cpuset = text("@cpuset")


class Iothread(XmlView):
    """An I/O thread."""

    __slots__ = ()

    id = integer("@id")
    pool_min = integer("@thread_pool_min")
    pool_max = integer("@thread_pool_max")


class VcpuSched(XmlView):
    """How the node schedules some processors of the guest."""

    __slots__ = ()

    vcpus = text("@vcpus")
    scheduler = text("@scheduler")
    priority = integer("@priority")


class IothreadSched(XmlView):
    """How the node schedules some I/O threads."""

    __slots__ = ()

    iothreads = text("@iothreads")
    scheduler = text("@scheduler")
    priority = integer("@priority")


class CacheTune(XmlView):
    """The part of the node's processor cache that some processors of the guest have."""

    __slots__ = ()

    vcpus = text("@vcpus")
    id = text("@id")
    caches = Coded("cache", "@id", "@level", "@type", "@size", "@unit")
    monitors = Coded("monitor", "@level", "@vcpus")


class MemoryTune(XmlView):
    """The part of the node's memory bandwidth that some processors of the guest have."""

    __slots__ = ()

    vcpus = text("@vcpus")
    nodes = Coded("node", "@id", "@bandwidth")
    monitors = Coded("monitor", "@vcpus")


class TuningView(NumaView):
    """NUMA, pinning, I/O threads and shares (formatdomain, "CPU Tuning", "IOThreads")."""

    __slots__ = ()

    vcpus = integer("vcpu")
    vcpu_pins = children("cputune/vcpupin", VcpuPin)
    emulator_pin = text("cputune/emulatorpin/@cpuset")
    iothread_pins = children("cputune/iothreadpin", IothreadPin)
    iothreads = integer("iothreads")
    iothread_ids = children("iothreadids/iothread", Iothread)
    main_loop_min = integer("defaultiothread/@thread_pool_min")
    main_loop_max = integer("defaultiothread/@thread_pool_max")
    shares = integer("cputune/shares")
    period = integer("cputune/period")
    quota = integer("cputune/quota")
    global_period = integer("cputune/global_period")
    global_quota = integer("cputune/global_quota")
    emulator_period = integer("cputune/emulator_period")
    emulator_quota = integer("cputune/emulator_quota")
    iothread_period = integer("cputune/iothread_period")
    iothread_quota = integer("cputune/iothread_quota")
    vcpu_scheds = children("cputune/vcpusched", VcpuSched)
    iothread_scheds = children("cputune/iothreadsched", IothreadSched)
    emulator_scheduler = text("cputune/emulatorsched/@scheduler")
    emulator_priority = integer("cputune/emulatorsched/@priority")
    cache_tunes = children("cputune/cachetune", CacheTune)
    memory_tunes = children("cputune/memorytune", MemoryTune)
