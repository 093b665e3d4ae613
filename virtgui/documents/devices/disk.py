"""Disks, and drives for media."""

from typing import Final

from virtgui.documents.devices.common import (
    DeviceElement,
    PciAddress,
    SecurityLabelElement,
    beside_or_below,
)
from virtgui.documents.properties import (
    XmlView,
    children,
    integer,
    on_off,
    present,
    size,
    text,
    yes_no,
)
from virtgui.documents.settings.values import OwnText

IOTUNE: Final = tuple(
    f"{way}_{what}_sec{more}"
    for more in ("", "_max", "_max_length")
    for what in ("bytes", "iops")
    for way in ("total", "read", "write")
)
"""The names of all limits but the size of an operation and the group."""


class DiskHostElement(XmlView):
    """One ``host`` of a network source."""

    __slots__ = ()

    name = text("@name")
    port = text("@port")
    transport = text("@transport")
    socket = text("@socket")


class CookieElement(XmlView):
    """One ``cookie`` of a source over HTTP."""

    __slots__ = ()

    name = text("@name")
    value = OwnText()


class SliceElement(XmlView):
    """One ``slice`` of a source."""

    __slots__ = ()

    kind = text("@type")
    offset = integer("@offset")
    size = integer("@size")


class DiskSource(DeviceElement):
    """Where the data of a ``disk`` are (formatdomain, "Hard drives, floppy disks, CDROMs")."""

    __slots__ = ()

    kind = text("@type", "file")
    file = text("source/@file")
    fd_group = text("source/@fdgroup")
    block = text("source/@dev")
    folder = text("source/@dir")
    protocol = text("source/@protocol")
    name = text("source/@name")
    query = text("source/@query")
    tls = yes_no("source/@tls")
    tls_hostname = text("source/@tlsHostname")
    pool = text("source/@pool")
    volume = text("source/@volume")
    volume_mode = text("source/@mode")
    source_type = text("source/@type")
    socket = text("source/@path")
    managed = yes_no("source/@managed")
    namespace = integer("source/@namespace")
    nvme = PciAddress("source/address")
    startup_policy = text("source/@startupPolicy")
    hosts = children("source/host", DiskHostElement)
    cookies = children("source/cookies/cookie", CookieElement)
    slices = children("source/slices/slice", SliceElement)
    labels = children("source/seclabel", SecurityLabelElement)
    snapshot_name = text("source/snapshot/@name")
    config_file = text("source/config/@file")
    initiator = text("source/initiator/iqn/@name")
    ssl_verify = yes_no("source/ssl/@verify")
    readahead = integer("source/readahead/@size")
    timeout = integer("source/timeout/@seconds")
    nfs_user = text("source/identity/@user")
    nfs_group = text("source/identity/@group")
    reconnect = yes_no("source/reconnect/@enabled")
    reconnect_timeout = integer("source/reconnect/@timeout")
    reservations = yes_no("source/reservations/@managed")
    reservations_type = text("source/reservations/source/@type")
    reservations_path = text("source/reservations/source/@path")
    reservations_mode = text("source/reservations/source/@mode")
    reservations_reconnect = yes_no("source/reservations/source/reconnect/@enabled")
    reservations_timeout = integer("source/reservations/source/reconnect/@timeout")
    user = beside_or_below(text, "auth", "/@username")
    auth_type = beside_or_below(text, "auth", "/secret/@type")
    auth_uuid = beside_or_below(text, "auth", "/secret/@uuid")
    auth_usage = beside_or_below(text, "auth", "/secret/@usage")
    encryption = beside_or_below(text, "encryption", "/@format")
    engine = beside_or_below(text, "encryption", "/@engine")
    key_type = beside_or_below(text, "encryption", "/secret/@type")
    key_uuid = beside_or_below(text, "encryption", "/secret/@uuid")
    key_usage = beside_or_below(text, "encryption", "/secret/@usage")
    cipher = beside_or_below(text, "encryption", "/cipher/@name")
    cipher_size = beside_or_below(integer, "encryption", "/cipher/@size")
    cipher_mode = beside_or_below(text, "encryption", "/cipher/@mode")
    cipher_hash = beside_or_below(text, "encryption", "/cipher/@hash")
    ivgen = beside_or_below(text, "encryption", "/ivgen/@name")
    ivgen_hash = beside_or_below(text, "encryption", "/ivgen/@hash")


class DiskDevice(DiskSource):
    """A ``disk`` of a domain."""

    __slots__ = ()

    device = text("@device", "disk")
    model = text("@model")
    raw_io = yes_no("@rawio")
    sgio = text("@sgio")
    snapshot = text("@snapshot")
    driver = text("driver/@name")
    format = text("driver/@type")
    cache = text("driver/@cache")
    error_policy = text("driver/@error_policy")
    read_error_policy = text("driver/@rerror_policy")
    io = text("driver/@io")
    ioeventfd = on_off("driver/@ioeventfd")
    event_idx = on_off("driver/@event_idx")
    copy_on_read = on_off("driver/@copy_on_read")
    discard = text("driver/@discard")
    detect_zeroes = text("driver/@detect_zeroes")
    iothread = text("driver/@iothread")
    queues = integer("driver/@queues")
    queue_size = integer("driver/@queue_size")
    metadata_cache = size("driver/metadata_cache/max_size", "bytes")
    target = text("target/@dev")
    bus = text("target/@bus")
    tray = text("target/@tray")
    removable = on_off("target/@removable")
    rotation_rate = integer("target/@rotation_rate")
    readonly = present("readonly")
    shareable = present("shareable")
    transient = present("transient")
    share_backing = yes_no("transient/@shareBacking")
    serial = text("serial")
    wwn = text("wwn")
    vendor = text("vendor")
    product = text("product")
    backend_domain = text("backenddomain/@name")
    logical_block = integer("blockio/@logical_block_size")
    physical_block = integer("blockio/@physical_block_size")
    cylinders = integer("geometry/@cyls")
    heads = integer("geometry/@heads")
    sectors = integer("geometry/@secs")
    translation = text("geometry/@trans")
    tune_operation = integer("iotune/size_iops_sec")
    tune_group = text("iotune/group_name")
