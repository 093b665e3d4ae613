"""Sentences for errors: why, and what to do next, with a command where one helps."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.uri import UriProblem
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line as plain

_CONTEXT: Final = "Errors"


@dataclass(frozen=True, slots=True)
class ErrorText:
    """An error in words."""

    why: str
    next: str = ""
    command: str = ""
    """A command that the user may copy; never run by us."""
    detail: str = ""


_KINDS: Final[Mapping[ErrorKind, str]] = MappingProxyType(
    {
        ErrorKind.UNREACHABLE: QT_TRANSLATE_NOOP("Errors", "The host does not answer."),
        ErrorKind.AUTHENTICATION: QT_TRANSLATE_NOOP(
            "Errors", "The host does not accept the login."
        ),
        ErrorKind.HOST_KEY: QT_TRANSLATE_NOOP("Errors", "The host's key is not the known one."),
        ErrorKind.PERMISSION: QT_TRANSLATE_NOOP("Errors", "You may not do this here."),
        ErrorKind.NOT_FOUND: QT_TRANSLATE_NOOP("Errors", "It is not there any more."),
        ErrorKind.CONFLICT: QT_TRANSLATE_NOOP("Errors", "Something else stands against it."),
        ErrorKind.INVALID: QT_TRANSLATE_NOOP("Errors", "libvirt does not accept the input."),
        ErrorKind.UNSUPPORTED: QT_TRANSLATE_NOOP("Errors", "This hypervisor cannot do it."),
        ErrorKind.RESOURCE: QT_TRANSLATE_NOOP("Errors", "The host has run out of something."),
        ErrorKind.TIMEOUT: QT_TRANSLATE_NOOP("Errors", "There was no answer in time."),
        ErrorKind.CANCELLED: QT_TRANSLATE_NOOP("Errors", "It was cancelled."),
        ErrorKind.INTERNAL: QT_TRANSLATE_NOOP("Errors", "libvirt failed."),
    }
)

_WHYS: Final[Mapping[Remedy, str]] = MappingProxyType(
    {
        Remedy.START_DAEMON: QT_TRANSLATE_NOOP("Errors", "libvirt is not running there."),
        Remedy.INSTALL_LIBVIRT: QT_TRANSLATE_NOOP("Errors", "libvirt is not installed there."),
        Remedy.JOIN_GROUP: QT_TRANSLATE_NOOP("Errors", "You may not use libvirt there."),
        Remedy.INSTALL_DRIVER: QT_TRANSLATE_NOOP(
            "Errors", "libvirt has no driver for this hypervisor there."
        ),
        Remedy.CORRECT_ADDRESS: QT_TRANSLATE_NOOP("Errors", "The address is not usable."),
        Remedy.CHANGE_NAME: QT_TRANSLATE_NOOP("Errors", "The name is in use."),
        Remedy.WAIT_FOR_JOB: QT_TRANSLATE_NOOP("Errors", "Another operation is at work on it."),
        Remedy.FREE_SPACE: QT_TRANSLATE_NOOP("Errors", "There is no space left on the host."),
        Remedy.FREE_MEMORY: QT_TRANSLATE_NOOP("Errors", "The host has too little free memory."),
        Remedy.STOP_OTHER_USER: QT_TRANSLATE_NOOP("Errors", "Something else uses its storage."),
        Remedy.INSTALL_AGENT: QT_TRANSLATE_NOOP("Errors", "The guest agent does not answer."),
        Remedy.FORCE_OFF: QT_TRANSLATE_NOOP("Errors", "The guest has not shut down."),
        Remedy.LOOK_AGAIN: QT_TRANSLATE_NOOP("Errors", "Somebody else has changed it meanwhile."),
        Remedy.SET_SECRET: QT_TRANSLATE_NOOP(
            "Errors", "A password or cookie that was to be kept is not there."
        ),
        Remedy.GUEST_KEEPS: QT_TRANSLATE_NOOP("Errors", "The guest has not let it go yet."),
        Remedy.NEEDS_POOL: QT_TRANSLATE_NOOP(
            "Errors",
            "Its storage is in no storage pool: libvirt can change its size only while the "
            "machine runs.",
        ),
        Remedy.CHANGED_HOST_KEY: QT_TRANSLATE_NOOP(
            "Errors",
            "The host shows another key than the known one. Either it was installed anew, or "
            "somebody stands between you and it.",
        ),
        Remedy.REVOKED_HOST_KEY: QT_TRANSLATE_NOOP(
            "Errors", "The host shows a key that was revoked: others may have it."
        ),
        Remedy.INSTALL_HELPER: QT_TRANSLATE_NOOP(
            "Errors",
            "The host has no program that leads to libvirt's socket: neither virt-ssh-helper nor "
            "netcat.",
        ),
        Remedy.CHECK_CERTIFICATES: QT_TRANSLATE_NOOP(
            "Errors", "The certificates for TLS are missing or do not fit."
        ),
        Remedy.CHECK_SSH_CONFIG: QT_TRANSLATE_NOOP(
            "Errors", "The SSH configuration asks for something that cannot be done."
        ),
    }
)

_NEXT: Final[Mapping[Remedy, str]] = MappingProxyType(
    {
        Remedy.RETRY: QT_TRANSLATE_NOOP("Errors", "Try again."),
        Remedy.WAIT: QT_TRANSLATE_NOOP("Errors", "It is tried again by itself."),
        Remedy.START_DAEMON: QT_TRANSLATE_NOOP("Errors", "An administrator starts it there with:"),
        Remedy.INSTALL_LIBVIRT: QT_TRANSLATE_NOOP("Errors", "An administrator installs it with:"),
        Remedy.JOIN_GROUP: QT_TRANSLATE_NOOP(
            "Errors",
            "An administrator adds you to the group libvirt; then log out and in again. "
            "The command is:",
        ),
        Remedy.INSTALL_DRIVER: QT_TRANSLATE_NOOP(
            "Errors", "Install libvirt's driver package for it on the host."
        ),
        Remedy.CORRECT_ADDRESS: QT_TRANSLATE_NOOP("Errors", "Correct the address."),
        Remedy.CHECK_NETWORK: QT_TRANSLATE_NOOP(
            "Errors", "Check that the host is switched on and reachable."
        ),
        Remedy.CHECK_CREDENTIALS: QT_TRANSLATE_NOOP(
            "Errors", "Check the user name, and the password or key."
        ),
        Remedy.CHECK_HOST_KEY: QT_TRANSLATE_NOOP("Errors", "Ask the administrator for its key."),
        Remedy.ASK_ADMINISTRATOR: QT_TRANSLATE_NOOP("Errors", "Ask the host's administrator."),
        Remedy.REFRESH: QT_TRANSLATE_NOOP("Errors", "Look at the list; it is up to date."),
        Remedy.CHANGE_NAME: QT_TRANSLATE_NOOP("Errors", "Choose another name."),
        Remedy.WAIT_FOR_JOB: QT_TRANSLATE_NOOP("Errors", "Wait until that is done, or cancel it."),
        Remedy.FREE_SPACE: QT_TRANSLATE_NOOP("Errors", "Delete or move something, then try again."),
        Remedy.FREE_MEMORY: QT_TRANSLATE_NOOP("Errors", "Shut down or shrink another machine."),
        Remedy.CORRECT_INPUT: QT_TRANSLATE_NOOP("Errors", "Correct the input; see Details."),
        Remedy.STOP_OTHER_USER: QT_TRANSLATE_NOOP("Errors", "Stop the other user of it first."),
        Remedy.INSTALL_AGENT: QT_TRANSLATE_NOOP(
            "Errors", "Install qemu-guest-agent in the guest, or choose the ACPI way."
        ),
        Remedy.DISCARD_SAVED_STATE: QT_TRANSLATE_NOOP(
            "Errors", "Discard the saved state and start afresh."
        ),
        Remedy.LOOK_AT_STATE: QT_TRANSLATE_NOOP("Errors", "Look at its state; see Details."),
        Remedy.FORCE_OFF: QT_TRANSLATE_NOOP(
            "Errors", "It may not listen. Look at its console, or force it off."
        ),
        Remedy.CHANGED_HOST_KEY: QT_TRANSLATE_NOOP(
            "Errors",
            "Ask the host's administrator for the fingerprint of its key. Only if it is the one "
            "shown here, remove the old line with:",
        ),
        Remedy.REVOKED_HOST_KEY: QT_TRANSLATE_NOOP(
            "Errors", "Ask the host's administrator to give it a new key."
        ),
        Remedy.INSTALL_HELPER: QT_TRANSLATE_NOOP(
            "Errors", "An administrator installs one on the host with:"
        ),
        Remedy.CHECK_CERTIFICATES: QT_TRANSLATE_NOOP(
            "Errors",
            "Put them where libvirt looks for them, and check that they name this host and are "
            "still valid. This checks those of this computer:",
        ),
        Remedy.CHECK_SSH_CONFIG: QT_TRANSLATE_NOOP("Errors", "Correct it; see Details."),
        Remedy.LOOK_AGAIN: QT_TRANSLATE_NOOP(
            "Errors", "Nothing was overwritten. Look at what is new, then apply again."
        ),
        Remedy.SET_SECRET: QT_TRANSLATE_NOOP("Errors", "Type it anew, then apply again."),
        Remedy.GUEST_KEEPS: QT_TRANSLATE_NOOP(
            "Errors", "The guest may still do it; else it happens at the next start."
        ),
        Remedy.NEEDS_POOL: QT_TRANSLATE_NOOP(
            "Errors", "Start the machine first, or make its folder a storage pool."
        ),
        Remedy.REPORT: QT_TRANSLATE_NOOP("Errors", "Report it with the details."),
        Remedy.NOTHING: "",
    }
)

_SAID_BETTER: Final = frozenset({Remedy.LOOK_AGAIN, Remedy.SET_SECRET})
"""Errors that we find ourselves: our words say more than their detail."""

_COMMANDS: Final[Mapping[Remedy, str]] = MappingProxyType(
    {
        Remedy.START_DAEMON: "sudo systemctl start libvirtd",
        Remedy.INSTALL_LIBVIRT: "sudo apt install libvirt-daemon-system",
        Remedy.JOIN_GROUP: "sudo usermod -aG libvirt $USER",
        Remedy.INSTALL_HELPER: "sudo apt install netcat-openbsd",
        Remedy.CHECK_CERTIFICATES: "virt-pki-validate",
    }
)

_FACTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "known": QT_TRANSLATE_NOOP("Errors", "Known key"),
        "shown": QT_TRANSLATE_NOOP("Errors", "Key shown now"),
        "revoked": QT_TRANSLATE_NOOP("Errors", "Revoked key"),
        "file": QT_TRANSLATE_NOOP("Errors", "File"),
        "line": QT_TRANSLATE_NOOP("Errors", "Line"),
        "looked_at": QT_TRANSLATE_NOOP("Errors", "Looked for"),
        "missing": QT_TRANSLATE_NOOP("Errors", "Not there"),
        "reason": QT_TRANSLATE_NOOP("Errors", "Reason"),
        "key_file": QT_TRANSLATE_NOOP("Errors", "Key left out"),
        "mode": QT_TRANSLATE_NOOP("Errors", "Permissions"),
    }
)

_KEY_PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unreadable": QT_TRANSLATE_NOOP("Errors", "it cannot be read"),
        "too_open": QT_TRANSLATE_NOOP("Errors", "others may read it"),
        "unknown_format": QT_TRANSLATE_NOOP("Errors", "it is of an unknown format"),
        "public_only": QT_TRANSLATE_NOOP("Errors", "it is the public part"),
    }
)
"""Why a key file was left out."""

_USER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
"""A name that needs no quotes; the subject may be the address instead."""

_ADDRESSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        UriProblem.EMPTY.value: QT_TRANSLATE_NOOP("Errors", "The address is empty."),
        UriProblem.TOO_LONG.value: QT_TRANSLATE_NOOP("Errors", "The address is too long."),
        UriProblem.SPACE.value: QT_TRANSLATE_NOOP("Errors", "The address contains a space."),
        UriProblem.BAD_CHARACTER.value: QT_TRANSLATE_NOOP(
            "Errors", "The address contains a character that addresses cannot have."
        ),
        UriProblem.BAD_PERCENT.value: QT_TRANSLATE_NOOP(
            "Errors", "A % in the address is not followed by two hexadecimal digits."
        ),
        UriProblem.ALIAS.value: QT_TRANSLATE_NOOP(
            "Errors", "This is a single word; an address looks like qemu:///system."
        ),
        UriProblem.NO_SCHEME.value: QT_TRANSLATE_NOOP(
            "Errors", "The driver is missing; an address begins like qemu:// or lxc://."
        ),
        UriProblem.NO_SLASHES.value: QT_TRANSLATE_NOOP(
            "Errors", "The two slashes after the driver are missing, as in qemu:///system."
        ),
        UriProblem.BAD_SCHEME.value: QT_TRANSLATE_NOOP("Errors", "The driver's name is not valid."),
        UriProblem.UNKNOWN_TRANSPORT.value: QT_TRANSLATE_NOOP(
            "Errors", "The transport after the + is unknown; ssh, tls, tcp and unix exist."
        ),
        UriProblem.BAD_USER.value: QT_TRANSLATE_NOOP("Errors", "The user name is not valid."),
        UriProblem.BAD_HOST.value: QT_TRANSLATE_NOOP("Errors", "The host name is not valid."),
        UriProblem.BAD_PORT.value: QT_TRANSLATE_NOOP(
            "Errors", "The port is not a number to 65535."
        ),
        UriProblem.HOST_MISSING.value: QT_TRANSLATE_NOOP(
            "Errors", "This transport needs a host name in the address."
        ),
        UriProblem.HOST_NOT_ALLOWED.value: QT_TRANSLATE_NOOP(
            "Errors", "This kind of address cannot have a host name."
        ),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source) if source else ""


def address_problem(code: UriProblem) -> str:
    """What is wrong with an address."""
    return _tr(_ADDRESSES[code.value])


def error_text(error: ErrorInfo) -> ErrorText:
    """An error in words."""
    if error.remedy is Remedy.CORRECT_ADDRESS and error.detail in _ADDRESSES:
        return ErrorText(_tr(_ADDRESSES[error.detail]), _tr(_NEXT[Remedy.CORRECT_ADDRESS]))
    if error.remedy is Remedy.CORRECT_ADDRESS and error.kind is ErrorKind.UNSUPPORTED:
        why = QCoreApplication.translate(_CONTEXT, "libvirt has no driver named {0}.")
        return ErrorText(why.format(error.subject), _tr(_NEXT[Remedy.CORRECT_ADDRESS]))
    if error.detail == "uefi variables follow the name":
        return ErrorText(
            QCoreApplication.translate(
                _CONTEXT,
                "It boots by UEFI, and libvirt would lose its firmware settings with the name.",
            ),
            QCoreApplication.translate(_CONTEXT, "Give it a title instead."),
        )
    return ErrorText(
        _tr(_WHYS.get(error.remedy) or _KINDS[error.kind]),
        _tr(_NEXT[error.remedy]),
        _command(error),
        error.detail,
    )


def error_facts(error: ErrorInfo) -> tuple[tuple[str, str], ...]:
    """What is known of an error as labels and values; a code without a word stands for itself."""
    return tuple(
        (_tr(_FACTS.get(code, "")) or plain(code.replace("_", " ")), _fact_value(code, value))
        for code, value in error.facts
        if value
    )


def _fact_value(code: str, value: str) -> str:
    file, _, problem = value.rpartition(": ")
    if code == "key_file" and problem in _KEY_PROBLEMS:
        value = f"{file}: {_tr(_KEY_PROBLEMS[problem])}"
    return plain(value)


def _command(error: ErrorInfo) -> str:
    if error.remedy is Remedy.CHANGED_HOST_KEY:
        return _removal_command(error)
    command = _COMMANDS.get(error.remedy, "")
    if error.remedy is Remedy.JOIN_GROUP and _USER.fullmatch(error.subject):
        return command.replace("$USER", error.subject)
    return command


def _removal_command(error: ErrorInfo) -> str:
    """Takes the old key out of the file; nothing when the host's name is not fit for a shell."""
    if not error.subject.isprintable() or not error.subject:
        return ""
    file = next((value for code, value in error.facts if code == "file"), "")
    words = ["ssh-keygen", "-R", error.subject]
    if file and file.isprintable():
        words += ["-f", file]
    is_everybodys = file.startswith("/etc/")
    return shlex.join(["sudo", *words] if is_everybodys else words)


def one_line(error: ErrorInfo) -> str:
    """An error in one line: libvirt's own sentence where ours says little, else ours."""
    text = error_text(error)
    is_vague = error.remedy not in _SAID_BETTER and error.kind in (
        ErrorKind.INTERNAL,
        ErrorKind.CONFLICT,
        ErrorKind.INVALID,
        ErrorKind.RESOURCE,
    )
    return error.detail if is_vague and error.detail else text.why
