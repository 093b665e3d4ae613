"""Folders and images of the node that a guest sees as file systems."""

from virtgui.documents.devices.common import DeviceElement, UsageSize
from virtgui.documents.properties import integer, on_off, present, size, text


class FilesystemElement(DeviceElement):
    """A ``filesystem`` of a domain (formatdomain, "Filesystems")."""

    __slots__ = ()

    kind = text("@type", "mount")
    model = text("@model")
    access_mode = text("@accessmode")
    multidevs = text("@multidevs")
    file_mode = text("@fmode")
    folder_mode = text("@dmode")
    driver = text("driver/@type")
    format = text("driver/@format")
    write_policy = text("driver/@wrpolicy")
    queue = integer("driver/@queue")
    binary = text("binary/@path")
    xattr = on_off("binary/@xattr")
    cache = text("binary/cache/@mode")
    sandbox = text("binary/sandbox/@mode")
    posix_lock = on_off("binary/lock/@posix")
    flock = on_off("binary/lock/@flock")
    threads = integer("binary/thread_pool/@size")
    folder = text("source/@dir")
    socket = text("source/@socket")
    file = text("source/@file")
    block = text("source/@dev")
    template = text("source/@name")
    pool = text("source/@pool")
    volume = text("source/@volume")
    ram = UsageSize("source/@usage")
    target = text("target/@dir")
    readonly = present("readonly")
    hard_limit = size("space_hard_limit", "bytes")
    soft_limit = size("space_soft_limit", "bytes")
