"""Bandwidth, VLANs, virtual ports and firewall of interfaces."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.devices.interface import (
    FilterParameterElement,
    InterfaceDevice,
    VlanTagElement,
)
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    any_of,
    choice,
    combo,
    defaulted,
    flag,
    line,
    number,
    unread,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Condition,
    Rows,
    Section,
    choices_of,
    fixed,
)
from virtgui.models.hardware.interface_rules import (
    check_average,
    check_filter,
    check_floor,
    check_out_floor,
    check_parameters,
    check_peak,
    check_profile,
    check_tags,
    check_uuid,
)
from virtgui.models.hardware.interface_words import TAPS
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_RATE: Final = "KiB/s"
_IS_TAP: Final = when("kind", *TAPS)

BANDWIDTH: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Bandwidth"),
    folded=True,
    hint=QT_TRANSLATE_NOOP(
        "Hardware", "Limits seen from the host, in KiB each second; a burst in KiB goes at once"
    ),
    shown=any_of(_IS_TAP, has("bandwidth")),
    items=(
        number(
            "in_average",
            QT_TRANSLATE_NOOP("Hardware", "To the guest"),
            InterfaceDevice.in_average,
            unit=_RATE,
            low=1,
            check=check_average("in"),
        ),
        number(
            "in_peak",
            QT_TRANSLATE_NOOP("Hardware", "Peak to the guest"),
            InterfaceDevice.in_peak,
            unit=_RATE,
            low=1,
            check=check_peak("in"),
        ),
        number(
            "in_burst",
            QT_TRANSLATE_NOOP("Hardware", "Burst to the guest"),
            InterfaceDevice.in_burst,
            unit="KiB",
            low=1,
        ),
        number(
            "in_floor",
            QT_TRANSLATE_NOOP("Hardware", "Guaranteed to the guest"),
            InterfaceDevice.in_floor,
            unit=_RATE,
            low=1,
            hint=QT_TRANSLATE_NOOP("Hardware", "Only on a virtual network that has a limit itself"),
            shown=any_of(when("kind", "network"), has("bandwidth/inbound/@floor")),
            check=check_floor,
        ),
        number(
            "out_average",
            QT_TRANSLATE_NOOP("Hardware", "From the guest"),
            InterfaceDevice.out_average,
            unit=_RATE,
            low=1,
            check=check_average("out"),
        ),
        number(
            "out_peak",
            QT_TRANSLATE_NOOP("Hardware", "Peak from the guest"),
            InterfaceDevice.out_peak,
            unit=_RATE,
            low=1,
            check=check_peak("out"),
        ),
        number(
            "out_burst",
            QT_TRANSLATE_NOOP("Hardware", "Burst from the guest"),
            InterfaceDevice.out_burst,
            unit="KiB",
            low=1,
        ),
        number(
            "out_floor",
            QT_TRANSLATE_NOOP("Hardware", "Guaranteed from the guest"),
            InterfaceDevice.out_floor,
            unit=_RATE,
            low=1,
            shown=has("bandwidth/outbound/@floor"),
            check=check_out_floor,
        ),
        number(
            "bandwidth_class",
            QT_TRANSLATE_NOOP("Hardware", "Class on the host"),
            InterfaceDevice.bandwidth_class,
            low=1,
            shown=has("bandwidth/@classID"),
        ),
    ),
)


def _start_tag(row: XmlView, view: XmlView, scene: Scene) -> None:
    del scene
    vlan = row.element.getparent()
    taken = [] if vlan is None else [item.get("id") for item in vlan if item is not row.element]
    row.element.set("id", next(str(tag) for tag in range(1, 4096) if str(tag) not in taken))
    if taken and vlan is not None:
        InterfaceDevice.trunk.put(view, True)


VLAN: Final = Section(
    title="VLAN",
    folded=True,
    shown=any_of(when("kind", "network", "bridge", "direct", "hostdev"), has("vlan")),
    items=(
        Rows(
            id="vlans",
            label="VLANs",
            prop=InterfaceDevice.tags,
            columns=(
                number(
                    "tag",
                    QT_TRANSLATE_NOOP("Hardware", "Number"),
                    VlanTagElement.id,
                    low=0,
                    high=4095,
                ),
                choice(
                    "native_mode",
                    QT_TRANSLATE_NOOP("Hardware", "Frames without a tag"),
                    VlanTagElement.native_mode,
                    defaulted(
                        ("tagged", QT_TRANSLATE_NOOP("Hardware", "Are tagged with it")),
                        ("untagged", QT_TRANSLATE_NOOP("Hardware", "Are of it, and stay so")),
                    ),
                ),
            ),
            start=_start_tag,
            add=QT_TRANSLATE_NOOP("Hardware", "Add VLAN"),
            empty=QT_TRANSLATE_NOOP("Hardware", "None; the guest sees the network as it is."),
            check=check_tags,
        ),
        flag(
            "trunk",
            QT_TRANSLATE_NOOP("Hardware", "Trunk"),
            InterfaceDevice.trunk,
            hint=QT_TRANSLATE_NOOP("Hardware", "The guest sees the tags of all VLANs above"),
            shown=has("vlan"),
        ),
    ),
)

_PROFILES: Final = (
    ("openvswitch", "Open vSwitch"),
    ("midonet", "MidoNet"),
    ("802.1Qbg", "802.1Qbg (VEPA)"),
    ("802.1Qbh", "802.1Qbh (VN-Link)"),
)


def _put_profile(view: Any, value: str, scene: Scene) -> None:
    """Each kind of port has parameters of its own."""
    del scene
    if value == view.profile_kind:
        return
    keeps_id = {"openvswitch", "midonet"} >= {value, view.profile_kind}
    view.profile_kind = value
    if value != "802.1Qbg":
        view.manager_id = view.type_id = view.type_version = None
        view.instance_id = ""
    if value not in ("openvswitch", "802.1Qbh"):
        view.profile_id = ""
    if not keeps_id:
        view.interface_id = ""


def _profile(*kinds: str, path: str) -> Condition:
    return any_of(when("profile_kind", *kinds), has(f"virtualport/parameters/@{path}"))


PROFILE: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Virtual port"),
    folded=True,
    hint=QT_TRANSLATE_NOOP("Hardware", "What the switch is told about this interface"),
    shown=any_of(when("kind", "network", "bridge", "direct", "hostdev"), has("virtualport")),
    items=(
        choice(
            "profile_kind",
            QT_TRANSLATE_NOOP("Hardware", "Kind of port"),
            InterfaceDevice.profile_kind,
            fixed(("", QT_TRANSLATE_NOOP("Hardware", "None")), *_PROFILES),
            put=_put_profile,
            check=check_profile,
        ),
        line(
            "interface_id",
            QT_TRANSLATE_NOOP("Hardware", "Number of the interface"),
            InterfaceDevice.interface_id,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "A UUID; for Open vSwitch libvirt makes one up"),
            shown=_profile("openvswitch", "midonet", path="interfaceid"),
            check=check_uuid,
        ),
        line(
            "profile_id",
            QT_TRANSLATE_NOOP("Hardware", "Profile"),
            InterfaceDevice.profile_id,
            shown=_profile("openvswitch", "802.1Qbh", path="profileid"),
        ),
        number(
            "manager_id",
            QT_TRANSLATE_NOOP("Hardware", "Manager"),
            InterfaceDevice.manager_id,
            high=255,
            shown=_profile("802.1Qbg", path="managerid"),
        ),
        number(
            "type_id",
            QT_TRANSLATE_NOOP("Hardware", "Type"),
            InterfaceDevice.type_id,
            high=16777215,
            shown=_profile("802.1Qbg", path="typeid"),
        ),
        number(
            "type_version",
            QT_TRANSLATE_NOOP("Hardware", "Version of the type"),
            InterfaceDevice.type_version,
            high=255,
            shown=_profile("802.1Qbg", path="typeidversion"),
        ),
        line(
            "instance_id",
            QT_TRANSLATE_NOOP("Hardware", "Instance"),
            InterfaceDevice.instance_id,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "A UUID; libvirt makes one up"),
            shown=_profile("802.1Qbg", path="instanceid"),
            check=check_uuid,
        ),
    ),
)


def _filters(view: Any, scene: Scene) -> Sequence[Choice]:
    del view
    found = None if scene.choices is None else scene.choices.filters
    names = () if found is None else found.items
    return [
        *choices_of((("", QT_TRANSLATE_NOOP("Hardware", "None")),)),
        *map(Choice, names),
        *unread(found),
    ]


def _parameters(view: Any, scene: Scene) -> Sequence[Choice]:
    del view, scene
    return [Choice(name) for name in ("IP", "MAC", "CTRL_IP_LEARNING", "DHCPSERVER")]


def _put_filter(view: Any, value: str, scene: Scene) -> None:
    """Without a filter there is nobody to give parameters to."""
    del scene
    if value == view.filter:
        return
    if not value:
        while view.filter_parameters:
            InterfaceDevice.filter_parameters.remove(view, 0)
    view.filter = value


def _start_parameter(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("name", "IP")
    row.element.set("value", "192.0.2.2")


FILTER: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Firewall"),
    folded=True,
    shown=any_of(when("kind", "network", "bridge", "ethernet"), has("filterref")),
    items=(
        combo(
            "filter",
            QT_TRANSLATE_NOOP("Hardware", "Rule set"),
            InterfaceDevice.filter,
            _filters,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "libvirt: nwfilter; clean-traffic keeps the guest from faking addresses"
            ),
            put=_put_filter,
            check=check_filter,
            stretch=False,
        ),
        Rows(
            id="filter_parameters",
            label=QT_TRANSLATE_NOOP("Hardware", "Parameters"),
            prop=InterfaceDevice.filter_parameters,
            columns=(
                combo(
                    "parameter",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    FilterParameterElement.name,
                    _parameters,
                ),
                line(
                    "value",
                    QT_TRANSLATE_NOOP("Hardware", "Value"),
                    FilterParameterElement.value,
                    stretch=True,
                ),
            ),
            start=_start_parameter,
            add=QT_TRANSLATE_NOOP("Hardware", "Add parameter"),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "A name may stand there several times, with a value each"
            ),
            shown=has("filterref"),
            check=check_parameters,
        ),
    ),
)
