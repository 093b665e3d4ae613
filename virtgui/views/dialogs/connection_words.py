"""Words of the connection dialog, and what can be said about an address."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.ssh_options import OptionRefusal, RefusedOption, is_ssh, refused_options
from virtgui.core.uri import ConnectionUri, Security, UriError, parse_uri
from virtgui.models.connection_form import FAR_DRIVERS, PATHS, Place
from virtgui.models.connections_store import short_name
from virtgui.models.error_words import address_problem
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line

_CONTEXT: Final = "Connections"

DEMO_URI: Final = "test:///default"

_DRIVERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "qemu": QT_TRANSLATE_NOOP("Connections", "QEMU/KVM"),
        "lxc": QT_TRANSLATE_NOOP("Connections", "LXC containers"),
        "xen": QT_TRANSLATE_NOOP("Connections", "Xen"),
        "ch": QT_TRANSLATE_NOOP("Connections", "Cloud Hypervisor"),
        "bhyve": QT_TRANSLATE_NOOP("Connections", "bhyve"),
        "vbox": QT_TRANSLATE_NOOP("Connections", "VirtualBox"),
        "vz": QT_TRANSLATE_NOOP("Connections", "Virtuozzo"),
        "openvz": QT_TRANSLATE_NOOP("Connections", "OpenVZ"),
        "vmwarews": QT_TRANSLATE_NOOP("Connections", "VMware Workstation"),
        "vmwareplayer": QT_TRANSLATE_NOOP("Connections", "VMware Player"),
        "vmwarefusion": QT_TRANSLATE_NOOP("Connections", "VMware Fusion"),
        "esx": QT_TRANSLATE_NOOP("Connections", "VMware ESXi"),
        "vpx": QT_TRANSLATE_NOOP("Connections", "VMware vCenter"),
        "gsx": QT_TRANSLATE_NOOP("Connections", "VMware GSX Server"),
        "hyperv": QT_TRANSLATE_NOOP("Connections", "Microsoft Hyper-V"),
        "phyp": QT_TRANSLATE_NOOP("Connections", "IBM PowerVM"),
        "test": QT_TRANSLATE_NOOP("Connections", "Demo host"),
    }
)

_PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "/system": QT_TRANSLATE_NOOP("Connections", "System, for all users"),
        "/session": QT_TRANSLATE_NOOP("Connections", "Session of the user"),
        "": QT_TRANSLATE_NOOP("Connections", "Not given"),
    }
)

_FOUND: Final = MappingProxyType(
    {
        "answers": QT_TRANSLATE_NOOP("Connections", "It answers."),
        "no_socket": QT_TRANSLATE_NOOP("Connections", "It is not running on this computer."),
        "permission": QT_TRANSLATE_NOOP("Connections", "It runs, but you may not use it."),
        "no_driver": QT_TRANSLATE_NOOP(
            "Connections", "libvirt has no driver for it installed here."
        ),
    }
)

_REFUSALS: Final[Mapping[OptionRefusal, str]] = MappingProxyType(
    {
        OptionRefusal.OWN_SSH: QT_TRANSLATE_NOOP(
            "Connections", "{0} is left out: virtgui speaks SSH itself."
        ),
        OptionRefusal.ALWAYS_VERIFIED: QT_TRANSLATE_NOOP(
            "Connections", "{0} is left out: host keys are always checked."
        ),
        OptionRefusal.NOT_WITH_SSH: QT_TRANSLATE_NOOP(
            "Connections", "{0} is left out: it belongs to another way than SSH."
        ),
        OptionRefusal.UNKNOWN_VALUE: QT_TRANSLATE_NOOP(
            "Connections", "{0} is left out: this value is not known."
        ),
    }
)

_COLORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "": QT_TRANSLATE_NOOP("Connections", "None"),
        "red": QT_TRANSLATE_NOOP("Connections", "Red"),
        "orange": QT_TRANSLATE_NOOP("Connections", "Orange"),
        "yellow": QT_TRANSLATE_NOOP("Connections", "Yellow"),
        "green": QT_TRANSLATE_NOOP("Connections", "Green"),
        "blue": QT_TRANSLATE_NOOP("Connections", "Blue"),
        "purple": QT_TRANSLATE_NOOP("Connections", "Purple"),
        "gray": QT_TRANSLATE_NOOP("Connections", "Grey"),
    }
)

_LABELS: Final = (
    QT_TRANSLATE_NOOP("Connections", "production"),
    QT_TRANSLATE_NOOP("Connections", "staging"),
    QT_TRANSLATE_NOOP("Connections", "test"),
    QT_TRANSLATE_NOOP("Connections", "lab"),
)
_GUARDED: Final = frozenset({"production", "prod", "live"})
_LONGEST_OPTION: Final = 60


def driver_word(driver: str) -> str:
    """The word for a hypervisor; libvirt's own name for one that is not known here."""
    return _tr(_DRIVERS.get(driver, driver))


def drivers_for(place: Place) -> tuple[str, ...]:
    """The hypervisors to offer for a place, the usual first."""
    if place is Place.OTHER:
        return tuple(driver for driver in _DRIVERS if driver != "test")
    return tuple(
        driver
        for driver in _DRIVERS
        if driver not in FAR_DRIVERS and (driver != "test" or place is Place.LOCAL)
    )


def path_word(path: str) -> str:
    """The word for a daemon; another path stands for itself."""
    source = _PATHS.get(path)
    return path if source is None else _tr(source)


def color_word(color: str) -> str:
    """The name of a connection's colour; empty is none."""
    return _tr(_COLORS.get(color, color))


def label_words() -> tuple[str, ...]:
    """Labels to suggest."""
    return tuple(_tr(source) for source in _LABELS)


def is_guarded_label(label: str) -> bool:
    """Whether a label says that people depend on the host."""
    word = label.strip().casefold()
    return word in _GUARDED or word == _tr(_LABELS[0]).casefold()


def found_word(reason: str) -> str:
    """What was found when a local hypervisor was looked for; nothing for an unknown code."""
    source = _FOUND.get(reason)
    return _tr(source) if source else ""


def usual_name(text: str) -> str:
    """What a connection is called unless the user says otherwise; nothing for a bad address."""
    if address_sentence(text)[0] == "error":
        return ""
    uri = parse_uri(text)
    if not uri.is_local or uri.query or uri.path not in PATHS.get(uri.driver, ()):
        return short_name(text)
    if text.strip() == "qemu:///system":
        return QCoreApplication.translate(_CONTEXT, "This computer")
    if text.strip() == "qemu:///session":
        return QCoreApplication.translate(_CONTEXT, "QEMU/KVM, your session")
    return driver_word(uri.driver) if uri.path == PATHS[uri.driver][0] else short_name(text)


def same_address(one: str, other: str) -> bool:
    """Whether two addresses lead to the same place."""
    try:
        return parse_uri(one).build() == parse_uri(other).build()
    except UriError:
        return one.strip() == other.strip()


def is_clear(text: str) -> bool:
    """Whether an address leads over a way that anybody on it can read."""
    try:
        return parse_uri(text).security is Security.CLEAR
    except UriError:
        return False


def address_sentence(text: str) -> tuple[str, str]:
    """Severity and sentence about an address: `error`, `warn`, or nothing at all."""
    try:
        uri = parse_uri(text)
    except UriError as error:
        return "error", address_problem(error.code)
    if not uri.is_known_driver:
        words = QCoreApplication.translate(_CONTEXT, "libvirt has no driver named {0}.")
        return "error", words.format(uri.driver)
    return _warning(uri)


def refusal_sentences(text: str) -> tuple[str, ...]:
    """A sentence for each parameter of an address over SSH that is not honoured."""
    try:
        uri = parse_uri(text)
    except UriError:
        return ()
    return tuple(refusal_sentence(option) for option in refused_options(uri)) if is_ssh(uri) else ()


def refusal_sentence(option: RefusedOption) -> str:
    """Which parameter is left out when connecting, and why."""
    written = one_line(f"{option.name}={option.value}")
    if len(written) > _LONGEST_OPTION:
        written = written[: _LONGEST_OPTION - 1] + "…"
    return _tr(_REFUSALS[option.reason]).format(written)


def _warning(uri: ConnectionUri) -> tuple[str, str]:
    if uri.password is not None:
        return "warn", QCoreApplication.translate(
            _CONTEXT, "The password in the address is not kept; libvirt does not use it either."
        )
    if uri.security is Security.CLEAR:
        return "warn", QCoreApplication.translate(
            _CONTEXT,
            "Not encrypted: whoever is on the way can read and change everything, with passwords, "
            "screens and the contents of machines. Use +ssh or +tls.",
        )
    return "", ""


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source) if source else ""
