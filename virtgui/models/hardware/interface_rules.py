"""What is checked of the finer settings of interfaces: limits, VLANs, teams, ports."""

import re
from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from virtgui.documents.devices.interface import PortForwardElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import others_of
from virtgui.models.hardware.fields import (
    Check,
    Finding,
    error,
    warning,
    words,
)
from virtgui.models.hardware.interface_checks import check_address, fix_of, is_address
from virtgui.models.hardware.interface_words import VIRTIO
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_UUID: Final = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_SMALLEST_MTU, _LARGEST_MTU = 68, 65535
_LEAST_QUEUE, _MOST_QUEUE = 256, 1024


def check_mtu(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    """Check the largest frame."""
    del view, scene
    if value is None or _SMALLEST_MTU <= value <= _LARGEST_MTU:
        return None
    return error(
        words(
            QT_TRANSLATE_NOOP("Hardware", "68 to 65535 fits; 1500 is usual, 9000 for jumbo frames.")
        )
    )


def check_queue_size(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    """Check the length of a queue."""
    del view, scene
    if value is None:
        return None
    if value & (value - 1):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Powers of two fit: 256, 512 or 1024.")))
    if not _LEAST_QUEUE <= value <= _MOST_QUEUE:
        return warning(words(QT_TRANSLATE_NOOP("Hardware", "QEMU takes 256, 512 and 1024.")))
    return None


def check_queues(value: int | None, view: Any, scene: Scene) -> Finding | None:
    """Say when there are more queues than processors that could work on them."""
    if value is None or value <= 1:
        return None
    if view.driver == "qemu":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Only vhost has several queues; choose it as the driver."
                )
            )
        )
    most = scene.document.vcpus_max
    if most is not None and value > most:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The guest has {count} vCPUs; more queues than that bring nothing."
            )
        )
        return warning(sentence.format(count=most))
    return None


def check_filter(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Warn about a filter that the node does not have."""
    del view
    found = None if scene.choices is None else scene.choices.filters
    if not value or found is None or found.error is not None or value in found.items:
        return None
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "{host} has no rule set {name}; without it the machine does not start."
        )
    )
    return warning(sentence.format(host=scene.node_name, name=value))


def check_parameters(view: Any, scene: Scene) -> Finding | None:
    """Check what a filter is given."""
    del scene
    for row in view.filter_parameters:
        if not re.fullmatch(r"[a-zA-Z0-9_]+", row.name):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "A parameter's name has letters, digits and “_”.")
                )
            )
        if not re.fullmatch(r"[a-zA-Z0-9_.:]+", row.value):
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "{name}: a value has letters, digits, “_”, “.” and “:”."
                    )
                ).format(name=row.name)
            )
    return None


def check_average(direction: str) -> Check:
    """Check that limits have the average that they need: "in" or "out"."""

    def check(value: int | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        rest = (getattr(view, f"{direction}_peak"), getattr(view, f"{direction}_burst"))
        if value is None and any(item is not None for item in rest):
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "A peak and a burst need an average."))
            )
        return None

    return check


def check_peak(direction: str) -> Check:
    """Warn about a peak below the average."""

    def check(value: int | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        average = getattr(view, f"{direction}_average")
        if value is not None and average is not None and value < average:
            return warning(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "The peak is below the average, and so it has no effect."
                    )
                )
            )
        return None

    return check


def check_floor(value: int | None, view: Any, scene: Scene) -> Finding | None:
    """Refuse a guaranteed rate where there is nobody to guarantee it."""
    del scene
    if value is not None and view.kind != "network":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Only a virtual network can guarantee a rate."))
        )
    return None


def check_out_floor(value: int | None, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a guaranteed rate of what is sent."""
    del view, scene
    return (
        None
        if value is None
        else error(
            words(QT_TRANSLATE_NOOP("Hardware", "A rate can be guaranteed for receiving only."))
        )
    )


def check_tags(view: Any, scene: Scene) -> Finding | None:
    """Check VLANs: numbers, and whether what it hangs on knows them."""
    del scene
    tags = view.tags
    if not tags:
        return (
            error(words(QT_TRANSLATE_NOOP("Hardware", "Trunk mode needs at least one VLAN.")))
            if view.trunk
            else None
        )
    if any(tag.id is None for tag in tags):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Each VLAN has a number, 0 to 4095.")))
    if len({tag.id for tag in tags}) < len(tags):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "A VLAN is there twice.")))
    if sum(bool(tag.native_mode) for tag in tags) > 1:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Only one VLAN can be the native one.")))
    if len(tags) > 1 and view.trunk is False:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Several VLANs need trunk mode.")))
    return _check_vlan_source(view)


def _check_vlan_source(view: Any) -> Finding | None:
    if view.kind in ("hostdev", "network") or view.profile_kind == "openvswitch":
        return None
    if view.kind == "direct" and view.mode == "passthrough":
        return None
    return warning(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "Old libvirt knows no VLANs here: Open vSwitch, a passed card or macvtap in "
                "mode “passthrough” does.",
            )
        )
    )


def check_profile(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check that the parameters of a virtual port are there."""
    del scene
    if value == "midonet" and not view.interface_id:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "MidoNet needs the number of the interface."))
        )
    if value == "802.1Qbg":
        needed = (view.manager_id, view.type_id, view.type_version)
        if any(item is None for item in needed):
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "802.1Qbg needs a manager, a type and a version.")
                )
            )
    if value == "802.1Qbh" and not view.profile_id:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "802.1Qbh needs the name of a profile.")))
    return None


def check_uuid(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Check a UUID."""
    del view, scene
    if not value or _UUID.fullmatch(value):
        return None
    return error(
        words(
            QT_TRANSLATE_NOOP(
                "Hardware", "A UUID fits, such as 09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f."
            )
        )
    )


def _aliases(view: XmlView, scene: Scene) -> dict[str, etree._Element]:
    found = others_of(view, scene, "interface")
    named = {Path("alias/@name").read(item) or "": item for item in found}
    return {name: item for name, item in named.items() if name.startswith("ua-")}


def partners(view: XmlView, scene: Scene) -> Sequence[str]:
    """The names of the interfaces that can stand in while this one is away."""
    kind = Path("teaming/@type")
    found = _aliases(view, scene)
    return [name for name, item in found.items() if kind.read(item) == "persistent"]


def check_teaming(value: str, view: Any, scene: Scene) -> Finding | None:
    """Check the two interfaces of a team."""
    if value == "persistent" and view.model not in VIRTIO:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "The interface that stays is a virtio one."))
        )
    if value == "persistent" and not view.alias.startswith("ua-"):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Give it an alias that begins with “ua-”; the other one names it by that.",
                )
            ),
            fix_of(view, words(QT_TRANSLATE_NOOP("Hardware", "Give it one")), _give_alias),
        )
    if value == "transient" and view.kind not in ("hostdev", "network"):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The interface that goes away is a card passed through."
                )
            )
        )
    if value == "transient" and view.teaming_partner not in partners(view, scene):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "No interface of this machine stays under that alias."
                )
            )
        )
    return None


def _give_alias(view: Any, scene: Scene) -> None:
    taken = {Path("alias/@name").read(item) for item in devices_of(scene.document.element)}
    names = (f"ua-backup{number}" for number in range(len(taken) + 1))
    view.alias = next(name for name in names if name not in taken)


def check_alias(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Check a name that the user gives."""
    if not value.startswith("ua-"):
        return None
    if not re.fullmatch(r"ua-[A-Za-z0-9_-]+", value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "After “ua-” letters, digits, “-” and “_” fit."))
        )
    if any(Path("alias/@name").read(item) == value for item in others_of(view, scene)):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another device of the machine has this alias."))
        )
    return None


def check_forwards(view: Any, scene: Scene) -> Finding | None:
    """Check forwarded ports."""
    for row in view.forwards:
        for part in PortForwardElement.ranges.of(row).split():
            if not re.fullmatch(r"\d{1,5}(:\d{0,5}(:\d{0,5}(:(yes|no))?)?)?", part):
                return error(
                    words(
                        QT_TRANSLATE_NOOP(
                            "Hardware", "“{text}” is no range; write it as 8080 or 8080:8090:80."
                        )
                    ).format(text=part)
                )
        if row.address and not is_address(row.address):
            return check_address(row.address, row, scene)
    if view.forwards and view.backend != "passt":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Only passt forwards ports; choose it.")))
    return None
