"""Kinds of connections to this computer, and what can be said about an address."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.uri import ConnectionUri, Security, UriError, parse_uri
from virtgui.models.error_words import address_problem
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Connections"


@dataclass(frozen=True, slots=True)
class LocalKind:
    """A hypervisor of this computer."""

    uri: str
    word: str
    """Source text."""


LOCAL_KINDS: Final = (
    LocalKind("qemu:///system", QT_TRANSLATE_NOOP("Connections", "QEMU/KVM, system")),
    LocalKind("qemu:///session", QT_TRANSLATE_NOOP("Connections", "QEMU/KVM, your session")),
    LocalKind("lxc:///system", QT_TRANSLATE_NOOP("Connections", "LXC containers")),
    LocalKind("xen:///system", QT_TRANSLATE_NOOP("Connections", "Xen")),
    LocalKind("test:///default", QT_TRANSLATE_NOOP("Connections", "Demo host")),
)
"""What the list of this computer offers, the usual first."""

DEMO_URI: Final = "test:///default"

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


def local_word(kind: LocalKind) -> str:
    """The word for a hypervisor of this computer."""
    return QCoreApplication.translate(_CONTEXT, kind.word)


def found_word(reason: str) -> str:
    """What was found when a local hypervisor was looked for; nothing for an unknown code."""
    source = _FOUND.get(reason)
    return QCoreApplication.translate(_CONTEXT, source) if source else ""


def same_address(one: str, other: str) -> bool:
    """Whether two addresses lead to the same place."""
    try:
        return parse_uri(one).build() == parse_uri(other).build()
    except UriError:
        return one.strip() == other.strip()


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
