"""The form of network interfaces."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.documents.devices.interface import InterfaceDevice
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    any_of,
    boot_items,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    number,
    pattern_check,
    unless,
    when,
)
from virtgui.models.hardware.fields import Choice, Form, Section, fixed, words
from virtgui.models.hardware.interface_addresses import ADDRESSES
from virtgui.models.hardware.interface_checks import check_mac, check_model, check_target
from virtgui.models.hardware.interface_driver import DRIVER, OFFLOADS
from virtgui.models.hardware.interface_more import BANDWIDTH, FILTER, PROFILE, VLAN
from virtgui.models.hardware.interface_rules import (
    check_alias,
    check_mtu,
    check_teaming,
    partners,
)
from virtgui.models.hardware.interface_source import SOURCE, SOURCE_MORE
from virtgui.models.hardware.interface_switch import put_model
from virtgui.models.hardware.interface_words import MODELS, TAPS, label
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import for_containers, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_IS_TAP: Final = when("kind", *TAPS)
_IS_PASSED: Final = when("kind", "hostdev")


def _models(view: Any, scene: Scene) -> Sequence[Choice]:
    """All models, in the order of use; what they are for is beside them."""
    del view, scene
    return [Choice(name, hint=words(hint)) for name, hint in MODELS]


def _partners(view: Any, scene: Scene) -> Sequence[Choice]:
    return [Choice(name) for name in partners(view, scene)]


def _put_teaming(view: Any, value: str, scene: Scene) -> None:
    if value == view.teaming:
        return
    view.teaming = value
    known = partners(view, scene)
    view.teaming_partner = known[0] if value == "transient" and known else ""


def _on_xen(view: Any, scene: Scene) -> bool:
    del view
    return scene.document.virt_type == "xen"


_NUMBER: Final = pattern_check(
    r"[0-9]{1,10}", QT_TRANSLATE_NOOP("Hardware", "A number of bytes fits.")
)
_MAIN: Final = Section(
    title="",
    items=(
        *SOURCE,
        combo(
            "model",
            QT_TRANSLATE_NOOP("Hardware", "Model"),
            InterfaceDevice.model,
            _models,
            put=put_model,
            stretch=False,
            shown=any_of(unless("kind", "hostdev"), has("model")),
            check=check_model,
        ),
        line(
            "mac",
            QT_TRANSLATE_NOOP("Hardware", "MAC address"),
            InterfaceDevice.mac,
            check=check_mac,
        ),
        choice(
            "link",
            QT_TRANSLATE_NOOP("Hardware", "Cable"),
            InterfaceDevice.link,
            fixed(
                ("", QT_TRANSLATE_NOOP("Hardware", "Plugged in")),
                ("up", QT_TRANSLATE_NOOP("Hardware", "Plugged in (up)")),
                ("down", QT_TRANSLATE_NOOP("Hardware", "Unplugged")),
            ),
            shown=any_of(unless("kind", "hostdev"), has("link")),
        ),
        number(
            "mtu",
            "MTU",
            InterfaceDevice.mtu,
            unit="B",
            low=1,
            high=65535,
            hint=QT_TRANSLATE_NOOP("Hardware", "The largest frame; empty takes the network's"),
            shown=any_of(unless("kind", "hostdev", "null"), has("mtu")),
            check=check_mtu,
        ),
        flag(
            "isolated",
            QT_TRANSLATE_NOOP("Hardware", "Apart from other machines"),
            InterfaceDevice.isolated,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Isolated ports of a bridge do not reach each other"
            ),
            shown=any_of(when("kind", "network", "bridge"), has("port")),
        ),
        *boot_items(),
    ),
)
_MORE: Final = Section(
    title=MORE,
    folded=True,
    items=(
        *SOURCE_MORE,
        line(
            "target",
            QT_TRANSLATE_NOOP("Hardware", "Name on the host"),
            InterfaceDevice.target,
            hint=QT_TRANSLATE_NOOP("Hardware", "Of the tap device; empty for vnet0, vnet1, …"),
            shown=any_of(_IS_TAP, has("target")),
            check=check_target,
        ),
        flag(
            "target_managed",
            QT_TRANSLATE_NOOP("Hardware", "libvirt makes the device"),
            InterfaceDevice.target_managed,
            shown=any_of(when("kind", "ethernet"), has("target/@managed")),
        ),
        line(
            "guest_name",
            QT_TRANSLATE_NOOP("Hardware", "Name in the guest"),
            InterfaceDevice.guest_name,
            shown=any_of(for_containers, has("guest/@dev")),
        ),
        line(
            "guest_actual",
            QT_TRANSLATE_NOOP("Hardware", "Name in the guest now"),
            InterfaceDevice.guest_actual,
            shown=has("guest/@actual"),
        ),
        file_path(
            "script",
            QT_TRANSLATE_NOOP("Hardware", "Script at the start"),
            InterfaceDevice.script,
            check=None,
            shown=any_of(when("kind", "ethernet"), has("script")),
        ),
        file_path(
            "down_script",
            QT_TRANSLATE_NOOP("Hardware", "Script at the end"),
            InterfaceDevice.down_script,
            check=None,
            shown=any_of(when("kind", "ethernet"), has("downscript")),
        ),
        line(
            "backend_domain",
            QT_TRANSLATE_NOOP("Hardware", "Driver domain"),
            InterfaceDevice.backend_domain,
            hint=QT_TRANSLATE_NOOP("Hardware", "Xen: the machine that has the network card"),
            shown=any_of(_on_xen, has("backenddomain")),
        ),
        choice(
            "mac_type",
            QT_TRANSLATE_NOOP("Hardware", "Kind of MAC address"),
            InterfaceDevice.mac_type,
            defaulted(
                ("generated", QT_TRANSLATE_NOOP("Hardware", "Made up")),
                ("static", QT_TRANSLATE_NOOP("Hardware", "Chosen")),
            ),
            hint=QT_TRANSLATE_NOOP("Hardware", "VMware only"),
            shown=has("mac/@type"),
        ),
        flag(
            "mac_check",
            QT_TRANSLATE_NOOP("Hardware", "Check the MAC address"),
            InterfaceDevice.mac_check,
            hint=QT_TRANSLATE_NOOP("Hardware", "VMware only"),
            shown=has("mac/@check"),
        ),
        line(
            "mac_now",
            QT_TRANSLATE_NOOP("Hardware", "MAC address now"),
            InterfaceDevice.mac_now,
            shown=has("mac/@currentAddress"),
        ),
        flag(
            "trust_filters",
            QT_TRANSLATE_NOOP("Hardware", "Trust the guest's filters"),
            InterfaceDevice.trust_filters,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The guest may change its MAC address and the groups that it hears"
            ),
            shown=any_of(when("kind", "network", "direct", "bridge"), has("@trustGuestRxFilters")),
        ),
        number(
            "coalesce",
            QT_TRANSLATE_NOOP("Hardware", "Frames per interrupt"),
            InterfaceDevice.coalesce,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "At most so many received frames are told at once (coalesce)"
            ),
            shown=any_of(when("kind", "network", "bridge", "ethernet"), has("coalesce")),
        ),
        line(
            "send_buffer",
            QT_TRANSLATE_NOOP("Hardware", "Send buffer"),
            InterfaceDevice.send_buffer,
            hint=QT_TRANSLATE_NOOP("Hardware", "Bytes that may wait in the host; 0 for no limit"),
            shown=any_of(_IS_TAP, has("tune")),
            check=_NUMBER,
        ),
        choice(
            "teaming",
            QT_TRANSLATE_NOOP("Hardware", "Teaming"),
            InterfaceDevice.teaming,
            defaulted(
                ("persistent", QT_TRANSLATE_NOOP("Hardware", "Stays during a migration")),
                ("transient", QT_TRANSLATE_NOOP("Hardware", "Goes away for a migration")),
            ),
            put=_put_teaming,
            check=check_teaming,
        ),
        combo(
            "teaming_partner",
            QT_TRANSLATE_NOOP("Hardware", "Stands in for it"),
            InterfaceDevice.teaming_partner,
            _partners,
            hint=QT_TRANSLATE_NOOP("Hardware", "The alias of the interface that stays"),
            shown=any_of(when("teaming", "transient"), has("teaming/@persistent")),
            stretch=False,
        ),
        line(
            "alias",
            QT_TRANSLATE_NOOP("Hardware", "Alias"),
            InterfaceDevice.alias,
            hint=QT_TRANSLATE_NOOP("Hardware", "A name of your own begins with “ua-”"),
            shown=any_of(when("teaming", "persistent"), has("alias")),
            check=check_alias,
        ),
        flag(
            "rom_enabled",
            QT_TRANSLATE_NOOP("Hardware", "Show its ROM"),
            InterfaceDevice.rom_enabled,
        ),
        flag(
            "rom_bar",
            QT_TRANSLATE_NOOP("Hardware", "ROM in the PCI space"),
            InterfaceDevice.rom_bar,
        ),
        file_path(
            "rom_file",
            QT_TRANSLATE_NOOP("Hardware", "ROM from a file"),
            InterfaceDevice.rom_file,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "To start over the network; an empty one keeps the firmware from trying"
            ),
        ),
        ADDRESS,
        ACPI_INDEX,
    ),
)

FORM: Final = Form(
    id="interface",
    title=QT_TRANSLATE_NOOP("Hardware", "Network"),
    icon="nic",
    view=InterfaceDevice,
    label=label,
    sections=(
        _MAIN, BANDWIDTH, VLAN, FILTER, PROFILE, ADDRESSES, DRIVER, OFFLOADS, _MORE,
    ),
)  # fmt: skip
