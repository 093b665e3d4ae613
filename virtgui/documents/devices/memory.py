"""Memory that is a device of its own, and memory that guests share."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import integer, on_off, present, size, text, yes_no


class MemoryElement(DeviceElement):
    """A ``memory`` device of a domain (formatdomain, "Memory devices")."""

    __slots__ = ()

    model = text("@model")
    access = text("@access")
    discard = yes_no("@discard")
    uuid = text("uuid")
    page_size = size("source/pagesize")
    nodes = text("source/nodemask")
    path = text("source/path")
    align_size = size("source/alignsize")
    pmem = present("source/pmem")
    amount = size("target/size")
    node = integer("target/node")
    block = size("target/block")
    requested = size("target/requested")
    current = size("target/current")
    label_size = size("target/label/size")
    readonly = present("target/readonly")


class SharedMemoryElement(DeviceElement):
    """A ``shmem`` of a domain (formatdomain, "Shared memory device")."""

    __slots__ = ()

    name = text("@name")
    role = text("@role")
    model = text("model/@type")
    amount = size("size", "bytes")
    server = text("server/@path")
    has_server = present("server")
    has_msi = present("msi")
    vectors = integer("msi/@vectors")
    ioeventfd = on_off("msi/@ioeventfd")
