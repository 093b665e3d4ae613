"""The driver of a network card in the guest, and the work that it leaves to the other side."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.devices.interface import (
    OFFLOADS_GUEST,
    OFFLOADS_HOST,
    InterfaceDevice,
)
from virtgui.documents.properties import on_off
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    choice,
    defaulted,
    flag,
    number,
    virtio_items,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Field,
    Section,
    choices_of,
)
from virtgui.models.hardware.interface_rules import (
    check_queue_size,
    check_queues,
)
from virtgui.models.hardware.interface_words import VIRTIO
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_IS_VIRTIO: Final = when("model", *VIRTIO)
_HAS_OPTIONS: Final = any_of(
    _IS_VIRTIO, has("driver/@iommu", "driver/@ats", "driver/@packed", "driver/@page_per_vq")
)


def _offload_items(side: str, names: Sequence[str]) -> tuple[Field, ...]:
    return tuple(
        flag(
            f"{side}_{name}",
            dict(_OFFLOADS)[f"{side}_{name}"],
            on_off(f"driver/{side}/@{name}"),
            shown=any_of(_IS_VIRTIO, has(f"driver/{side}/@{name}")),
        )
        for name in names
    )


_OFFLOADS: Final = (
    ("host_csum", QT_TRANSLATE_NOOP("Hardware", "Host: checksums")),
    ("host_gso", QT_TRANSLATE_NOOP("Hardware", "Host: any segmentation")),
    ("host_tso4", QT_TRANSLATE_NOOP("Hardware", "Host: TCP over IPv4")),
    ("host_tso6", QT_TRANSLATE_NOOP("Hardware", "Host: TCP over IPv6")),
    ("host_ecn", QT_TRANSLATE_NOOP("Hardware", "Host: TCP with ECN")),
    ("host_ufo", QT_TRANSLATE_NOOP("Hardware", "Host: UDP fragments")),
    ("host_mrg_rxbuf", QT_TRANSLATE_NOOP("Hardware", "Host: merged buffers")),
    ("guest_csum", QT_TRANSLATE_NOOP("Hardware", "Guest: checksums")),
    ("guest_tso4", QT_TRANSLATE_NOOP("Hardware", "Guest: TCP over IPv4")),
    ("guest_tso6", QT_TRANSLATE_NOOP("Hardware", "Guest: TCP over IPv6")),
    ("guest_ecn", QT_TRANSLATE_NOOP("Hardware", "Guest: TCP with ECN")),
    ("guest_ufo", QT_TRANSLATE_NOOP("Hardware", "Guest: UDP fragments")),
)


def _drivers(view: Any, scene: Scene) -> Sequence[Choice]:
    del scene
    if view.kind == "hostdev":
        return choices_of(
            (
                DEFAULT,
                ("vfio", "VFIO"),
                ("kvm", QT_TRANSLATE_NOOP("Hardware", "KVM (old)")),
                ("xen", "Xen"),
            )
        )
    return choices_of(
        (
            DEFAULT,
            ("vhost", QT_TRANSLATE_NOOP("Hardware", "vhost: in the host's kernel")),
            ("qemu", QT_TRANSLATE_NOOP("Hardware", "QEMU itself")),
        )
    )


DRIVER: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Driver"),
    folded=True,
    shown=any_of(_IS_VIRTIO, when("kind", "hostdev"), has("driver")),
    items=(
        choice(
            "driver",
            QT_TRANSLATE_NOOP("Hardware", "Driver"),
            InterfaceDevice.driver,
            _drivers,
        ),
        number(
            "queues",
            QT_TRANSLATE_NOOP("Hardware", "Queues"),
            InterfaceDevice.queues,
            low=1,
            high=256,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "As many as vCPUs let the guest work on all of them at once"
            ),
            shown=_IS_VIRTIO,
            check=check_queues,
        ),
        number(
            "rx_queue_size",
            QT_TRANSLATE_NOOP("Hardware", "Length of receive queue"),
            InterfaceDevice.rx_queue_size,
            low=1,
            high=65536,
            shown=_IS_VIRTIO,
            check=check_queue_size,
        ),
        number(
            "tx_queue_size",
            QT_TRANSLATE_NOOP("Hardware", "Length of send queue"),
            InterfaceDevice.tx_queue_size,
            low=1,
            high=65536,
            hint=QT_TRANSLATE_NOOP("Hardware", "vhost-user and vDPA only"),
            shown=any_of(
                all_of(_IS_VIRTIO, when("kind", "vhostuser", "vdpa", "network")),
                has("driver/@tx_queue_size"),
            ),
            check=check_queue_size,
        ),
        choice(
            "tx_mode",
            QT_TRANSLATE_NOOP("Hardware", "Sending is done by"),
            InterfaceDevice.tx_mode,
            defaulted(
                ("iothread", QT_TRANSLATE_NOOP("Hardware", "A thread")),
                ("timer", QT_TRANSLATE_NOOP("Hardware", "A timer")),
            ),
            shown=_IS_VIRTIO,
        ),
        flag(
            "ioeventfd",
            "I/O eventfd",
            InterfaceDevice.ioeventfd,
            shown=_IS_VIRTIO,
        ),
        flag("event_idx", "Event index", InterfaceDevice.event_idx, shown=_IS_VIRTIO),
        flag(
            "rss",
            QT_TRANSLATE_NOOP("Hardware", "Receive side scaling"),
            InterfaceDevice.rss,
            hint="rss",
            shown=_IS_VIRTIO,
        ),
        flag(
            "rss_hash_report",
            QT_TRANSLATE_NOOP("Hardware", "Report the hash"),
            InterfaceDevice.rss_hash_report,
            hint="rss_hash_report",
            shown=_IS_VIRTIO,
        ),
        *virtio_items(_HAS_OPTIONS),
    ),
)
OFFLOADS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Work left to the other side"),
    folded=True,
    hint=QT_TRANSLATE_NOOP(
        "Hardware", "Offloads: what the guest leaves to the host, and what it takes unfinished"
    ),
    shown=any_of(_IS_VIRTIO, has("driver/host", "driver/guest")),
    items=(*_offload_items("host", OFFLOADS_HOST), *_offload_items("guest", OFFLOADS_GUEST)),
)
