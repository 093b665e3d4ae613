"""The form of disks and of drives for media."""

from typing import Any, Final

from virtgui.documents.devices.disk import DiskDevice
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    VIRTIO_MODELS,
    amount,
    any_of,
    boot_items,
    check_iothread,
    choice,
    combo,
    default_or_offered,
    defaulted,
    flag,
    iothreads,
    line,
    number,
    switch,
    virtio_items,
    when,
)
from virtgui.models.hardware.disk_access import ACCESS, ENCRYPTION, SOURCE_MORE
from virtgui.models.hardware.disk_checks import (
    check_bus,
    check_copy_on_read,
    check_device,
    check_format,
    check_io,
    check_scsi_text,
    check_serial,
    check_shareable,
    check_target,
    check_transient,
    check_wwn,
)
from virtgui.models.hardware.disk_limits import BURSTS, LENGTHS, LIMITS
from virtgui.models.hardware.disk_source import SOURCE
from virtgui.models.hardware.disk_switch import put_bus, put_device
from virtgui.models.hardware.disk_words import (
    BUSES,
    DEVICES,
    FORMATS,
    chain_now,
    chain_words,
    disk_label,
    has_chain,
    mirror_words,
)
from virtgui.models.hardware.fields import Form, Section, fixed
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import fact, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CACHES: Final = (
    ("none", QT_TRANSLATE_NOOP("Hardware", "None: straight to the disk")),
    ("writeback", QT_TRANSLATE_NOOP("Hardware", "Write back: fast, flushed on request")),
    ("writethrough", QT_TRANSLATE_NOOP("Hardware", "Write through: safe and slow")),
    ("directsync", QT_TRANSLATE_NOOP("Hardware", "Direct and in step")),
    ("unsafe", QT_TRANSLATE_NOOP("Hardware", "Unsafe: never flushed")),
    ("default", QT_TRANSLATE_NOOP("Hardware", "Default of the hypervisor, as a word")),
)
_WRITE_ERRORS: Final = (
    ("stop", QT_TRANSLATE_NOOP("Hardware", "Pause the machine")),
    ("report", QT_TRANSLATE_NOOP("Hardware", "Tell the guest")),
    ("enospace", QT_TRANSLATE_NOOP("Hardware", "Pause when the space is used up")),
    ("ignore", QT_TRANSLATE_NOOP("Hardware", "Ignore")),
)
_READ_ERRORS: Final = (*_WRITE_ERRORS[:2], _WRITE_ERRORS[3])
_IS_VIRTIO: Final = when("bus", "virtio")


def _is_disk(view: Any, scene: Scene) -> bool:
    del scene
    return view.device in ("disk", "lun")


_MAIN: Final = Section(
    title="",
    items=(
        choice(
            "device",
            QT_TRANSLATE_NOOP("Hardware", "Device"),
            DiskDevice.device,
            offered("disk", "diskDevice", *DEVICES),
            put=put_device,
            check=check_device,
        ),
        *SOURCE,
        choice(
            "bus",
            QT_TRANSLATE_NOOP("Hardware", "Bus"),
            DiskDevice.bus,
            offered("disk", "bus", *BUSES),
            put=put_bus,
            check=check_bus,
        ),
        line(
            "target",
            QT_TRANSLATE_NOOP("Hardware", "Name in the guest"),
            DiskDevice.target,
            check=check_target,
        ),
        choice(
            "format",
            QT_TRANSLATE_NOOP("Hardware", "Format"),
            DiskDevice.format,
            FORMATS,
            check=check_format,
        ),
        choice(
            "cache",
            QT_TRANSLATE_NOOP("Hardware", "Cache"),
            DiskDevice.cache,
            defaulted(*_CACHES),
            shown=_is_disk,
        ),
        choice(
            "discard",
            QT_TRANSLATE_NOOP("Hardware", "Free what is deleted"),
            DiskDevice.discard,
            defaulted(
                ("unmap", QT_TRANSLATE_NOOP("Hardware", "Yes (discard)")),
                ("ignore", QT_TRANSLATE_NOOP("Hardware", "No")),
            ),
            shown=_is_disk,
        ),
        switch("readonly", QT_TRANSLATE_NOOP("Hardware", "Read only"), DiskDevice.readonly),
        switch(
            "shareable",
            QT_TRANSLATE_NOOP("Hardware", "Shared with others"),
            DiskDevice.shareable,
            check=check_shareable,
            shown=_is_disk,
        ),
        *boot_items(),
        fact(
            "chain",
            QT_TRANSLATE_NOOP("Hardware", "Backing files"),
            chain_words,
            ("backingStore/", "backingStore", "source/@index"),
            hint=QT_TRANSLATE_NOOP("Hardware", "The image reads from them what it does not have"),
            get_in=chain_now,
            shown=has_chain,
        ),
        fact(
            "mirror",
            QT_TRANSLATE_NOOP("Hardware", "Being copied to"),
            mirror_words,
            ("mirror/", "mirror"),
            shown=has("mirror"),
        ),
    ),
)

_PERFORMANCE: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Performance"),
    folded=True,
    items=(
        choice(
            "io",
            QT_TRANSLATE_NOOP("Hardware", "Requests"),
            DiskDevice.io,
            defaulted(
                ("threads", QT_TRANSLATE_NOOP("Hardware", "Threads")),
                ("native", QT_TRANSLATE_NOOP("Hardware", "Native (AIO)")),
                ("io_uring", "io_uring"),
            ),
            check=check_io,
        ),
        choice(
            "iothread",
            QT_TRANSLATE_NOOP("Hardware", "I/O thread"),
            DiskDevice.iothread,
            iothreads,
            shown=any_of(_IS_VIRTIO, has("driver/@iothread")),
            check=check_iothread,
        ),
        number(
            "queues",
            QT_TRANSLATE_NOOP("Hardware", "Queues"),
            DiskDevice.queues,
            low=1,
            hint=QT_TRANSLATE_NOOP("Hardware", "As many as there are vCPUs is best"),
            shown=_IS_VIRTIO,
        ),
        number(
            "queue_size",
            QT_TRANSLATE_NOOP("Hardware", "Queue size"),
            DiskDevice.queue_size,
            low=1,
            shown=_IS_VIRTIO,
        ),
        choice(
            "detect_zeroes",
            QT_TRANSLATE_NOOP("Hardware", "Written zeroes"),
            DiskDevice.detect_zeroes,
            defaulted(
                ("off", QT_TRANSLATE_NOOP("Hardware", "Are written")),
                ("on", QT_TRANSLATE_NOOP("Hardware", "Are found")),
                ("unmap", QT_TRANSLATE_NOOP("Hardware", "Are freed")),
            ),
        ),
        flag(
            "copy_on_read",
            QT_TRANSLATE_NOOP("Hardware", "Copy what is read"),
            DiskDevice.copy_on_read,
            hint=QT_TRANSLATE_NOOP("Hardware", "From the backing file into the image"),
            check=check_copy_on_read,
        ),
        amount(
            "metadata_cache",
            QT_TRANSLATE_NOOP("Hardware", "Cache of the index"),
            DiskDevice.metadata_cache,
            hint=QT_TRANSLATE_NOOP("Hardware", "Of qcow2; 1 MiB covers 8 GiB"),
            shown=when("format", "qcow2"),
        ),
        flag(
            "ioeventfd",
            QT_TRANSLATE_NOOP("Hardware", "Asynchronous requests"),
            DiskDevice.ioeventfd,
            hint="ioeventfd",
            shown=_IS_VIRTIO,
        ),
        flag(
            "event_idx",
            QT_TRANSLATE_NOOP("Hardware", "Fewer interrupts"),
            DiskDevice.event_idx,
            hint="event_idx",
            shown=_IS_VIRTIO,
        ),
    ),
)

_IDENTITY: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "What the guest sees"),
    folded=True,
    items=(
        line(
            "serial",
            QT_TRANSLATE_NOOP("Hardware", "Serial number"),
            DiskDevice.serial,
            check=check_serial,
        ),
        line(
            "wwn", QT_TRANSLATE_NOOP("Hardware", "World-wide name"), DiskDevice.wwn, check=check_wwn
        ),
        line(
            "vendor",
            QT_TRANSLATE_NOOP("Hardware", "Maker"),
            DiskDevice.vendor,
            check=check_scsi_text(8),
            shown=any_of(when("bus", "scsi"), has("vendor")),
        ),
        line(
            "product",
            QT_TRANSLATE_NOOP("Hardware", "Product"),
            DiskDevice.product,
            check=check_scsi_text(16),
            shown=any_of(when("bus", "scsi"), has("product")),
        ),
        number(
            "rotation_rate",
            QT_TRANSLATE_NOOP("Hardware", "Turns"),
            DiskDevice.rotation_rate,
            unit="rpm",
            low=1,
            high=65534,
            hint=QT_TRANSLATE_NOOP("Hardware", "1 is a solid-state disk"),
            shown=when("bus", "scsi", "ide", "sata"),
        ),
        flag(
            "removable",
            QT_TRANSLATE_NOOP("Hardware", "Can be pulled out"),
            DiskDevice.removable,
            hint="removable",
            shown=when("bus", "usb"),
        ),
        choice(
            "tray",
            QT_TRANSLATE_NOOP("Hardware", "Tray"),
            DiskDevice.tray,
            defaulted(
                ("closed", QT_TRANSLATE_NOOP("Hardware", "Closed")),
                ("open", QT_TRANSLATE_NOOP("Hardware", "Open")),
            ),
            shown=when("device", "cdrom", "floppy"),
        ),
        number(
            "logical_block",
            QT_TRANSLATE_NOOP("Hardware", "Logical block"),
            DiskDevice.logical_block,
            unit="B",
            low=512,
        ),
        number(
            "physical_block",
            QT_TRANSLATE_NOOP("Hardware", "Physical block"),
            DiskDevice.physical_block,
            unit="B",
            low=512,
        ),
        number(
            "cylinders",
            QT_TRANSLATE_NOOP("Hardware", "Cylinders"),
            DiskDevice.cylinders,
            low=1,
            shown=when("device", "disk"),
        ),
        number(
            "heads",
            QT_TRANSLATE_NOOP("Hardware", "Heads"),
            DiskDevice.heads,
            low=1,
            shown=when("device", "disk"),
        ),
        number(
            "sectors",
            QT_TRANSLATE_NOOP("Hardware", "Sectors"),
            DiskDevice.sectors,
            low=1,
            shown=when("device", "disk"),
        ),
        choice(
            "translation",
            QT_TRANSLATE_NOOP("Hardware", "Translation"),
            DiskDevice.translation,
            ("none", "lba", "auto"),
            shown=when("device", "disk"),
        ),
    ),
)

_MORE: Final = Section(
    title=MORE,
    folded=True,
    items=(
        choice(
            "error_policy",
            QT_TRANSLATE_NOOP("Hardware", "When writing fails"),
            DiskDevice.error_policy,
            defaulted(*_WRITE_ERRORS),
        ),
        choice(
            "read_error_policy",
            QT_TRANSLATE_NOOP("Hardware", "When reading fails"),
            DiskDevice.read_error_policy,
            defaulted(*_READ_ERRORS),
        ),
        switch(
            "transient",
            QT_TRANSLATE_NOOP("Hardware", "Forget what is written"),
            DiskDevice.transient,
            hint="transient",
            check=check_transient,
        ),
        flag(
            "share_backing",
            QT_TRANSLATE_NOOP("Hardware", "Others may use it, too"),
            DiskDevice.share_backing,
            hint="shareBacking",
            shown=has("transient"),
        ),
        choice(
            "snapshot",
            QT_TRANSLATE_NOOP("Hardware", "In snapshots"),
            DiskDevice.snapshot,
            defaulted(
                ("internal", QT_TRANSLATE_NOOP("Hardware", "Inside the image")),
                ("external", QT_TRANSLATE_NOOP("Hardware", "In a new file")),
                ("manual", QT_TRANSLATE_NOOP("Hardware", "By another program")),
                ("no", QT_TRANSLATE_NOOP("Hardware", "Left out")),
            ),
        ),
        choice(
            "model",
            QT_TRANSLATE_NOOP("Hardware", "Model"),
            DiskDevice.model,
            default_or_offered("disk", "model", *VIRTIO_MODELS),
            shown=any_of(_IS_VIRTIO, has("@model")),
        ),
        combo(
            "driver",
            QT_TRANSLATE_NOOP("Hardware", "Back end"),
            DiskDevice.driver,
            fixed(("qemu", ""), ("tap", ""), ("file", ""), ("phy", ""), ("loop", ""), ("nbd", "")),
            stretch=False,
        ),
        flag(
            "raw_io",
            QT_TRANSLATE_NOOP("Hardware", "Raw access"),
            DiskDevice.raw_io,
            shown=when("device", "lun"),
        ),
        choice(
            "sgio",
            QT_TRANSLATE_NOOP("Hardware", "SCSI commands"),
            DiskDevice.sgio,
            defaulted(
                ("filtered", QT_TRANSLATE_NOOP("Hardware", "Harmless ones only")),
                ("unfiltered", QT_TRANSLATE_NOOP("Hardware", "All")),
            ),
            shown=when("device", "lun"),
        ),
        line(
            "backend_domain",
            QT_TRANSLATE_NOOP("Hardware", "Back end's machine"),
            DiskDevice.backend_domain,
            hint=QT_TRANSLATE_NOOP("Hardware", "Xen: the domain that serves it"),
            shown=has("backenddomain"),
        ),
        *virtio_items(_IS_VIRTIO),
        ADDRESS,
        ACPI_INDEX,
    ),
)

FORM: Final = Form(
    id="disk",
    title=QT_TRANSLATE_NOOP("Hardware", "Disk"),
    icon="disk",
    view=DiskDevice,
    label=disk_label,
    sections=(
        _MAIN,
        _PERFORMANCE,
        LIMITS,
        BURSTS,
        LENGTHS,
        ENCRYPTION,
        ACCESS,
        SOURCE_MORE,
        _IDENTITY,
        _MORE,
    ),
)
"""The form of disks."""
