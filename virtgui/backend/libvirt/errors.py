"""libvirt's error codes in our terms."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.core import errors
from virtgui.core.errors import Remedy, VirtguiError
from virtgui.core.redact import redact

_Class = type[VirtguiError]


def _code(name: str) -> int:
    """A code of libvirt by name; codes that this libvirt does not know never match."""
    return int(getattr(libvirt, f"VIR_ERR_{name}", -1))


_BY_NAME: Final[Mapping[str, tuple[_Class, Remedy | None]]] = MappingProxyType(
    {
        "NO_SUPPORT": (errors.UnsupportedError, None),
        "CONFIG_UNSUPPORTED": (errors.UnsupportedError, None),
        "ARGUMENT_UNSUPPORTED": (errors.UnsupportedError, None),
        "OPERATION_UNSUPPORTED": (errors.UnsupportedError, None),
        "NO_CONNECT": (errors.UnsupportedError, Remedy.INSTALL_DRIVER),
        "UNKNOWN_HOST": (errors.UnreachableError, Remedy.CORRECT_ADDRESS),
        "RPC": (errors.UnreachableError, Remedy.WAIT),
        "GNUTLS_ERROR": (errors.AuthenticationError, None),
        "AUTH_FAILED": (errors.AuthenticationError, None),
        "AUTH_CANCELLED": (errors.CancelledError, None),
        "AUTH_UNAVAILABLE": (errors.PermissionDeniedError, Remedy.JOIN_GROUP),
        "SSH": (errors.UnreachableError, None),
        "LIBSSH": (errors.UnreachableError, None),
        "OPERATION_DENIED": (errors.PermissionDeniedError, None),
        "ACCESS_DENIED": (errors.PermissionDeniedError, None),
        "NO_DOMAIN": (errors.NotFoundError, None),
        "NO_STORAGE_POOL": (errors.NotFoundError, None),
        "NO_STORAGE_VOL": (errors.NotFoundError, None),
        "NO_DOMAIN_METADATA": (errors.NotFoundError, None),
        "NO_NETWORK": (errors.NotFoundError, None),
        "NO_DOMAIN_SNAPSHOT": (errors.NotFoundError, None),
        "DEVICE_MISSING": (errors.NotFoundError, None),
        "DOM_EXIST": (errors.ConflictError, Remedy.CHANGE_NAME),
        "STORAGE_VOL_EXIST": (errors.ConflictError, Remedy.CHANGE_NAME),
        "OPERATION_INVALID": (errors.ConflictError, None),
        "RESOURCE_BUSY": (errors.ConflictError, Remedy.WAIT_FOR_JOB),
        "BLOCK_COPY_ACTIVE": (errors.ConflictError, Remedy.WAIT_FOR_JOB),
        "SNAPSHOT_REVERT_RISKY": (errors.ConflictError, None),
        "INVALID_ARG": (errors.InvalidError, None),
        "XML_ERROR": (errors.InvalidError, None),
        "XML_DETAIL": (errors.InvalidError, None),
        "XML_INVALID_SCHEMA": (errors.InvalidError, None),
        "PARSE_FAILED": (errors.InvalidError, None),
        "NO_MEMORY": (errors.ResourceError, Remedy.FREE_MEMORY),
        "OPERATION_TIMEOUT": (errors.DeadlineError, None),
        "AGENT_UNRESPONSIVE": (errors.DeadlineError, Remedy.INSTALL_AGENT),
        "AGENT_UNSYNCED": (errors.DeadlineError, Remedy.INSTALL_AGENT),
        "OPERATION_ABORTED": (errors.CancelledError, None),
    }
)

_BY_CODE: Final = MappingProxyType({_code(name): entry for name, entry in _BY_NAME.items()})

LINK_LOST: Final = frozenset({_code("RPC"), _code("INVALID_CONN")})
"""Codes that mean the answer was lost with the connection, not that the node refused."""

# libvirt has no code of its own for these; its sentences are the only sign. First match wins.
_PATTERNS: Final[tuple[tuple[str, _Class, Remedy], ...]] = (
    ("cannot acquire state change lock", errors.ConflictError, Remedy.WAIT_FOR_JOB),
    ("No space left on device", errors.ResourceError, Remedy.FREE_SPACE),
    ("Cannot allocate memory", errors.ResourceError, Remedy.FREE_MEMORY),
    ("cannot set up guest memory", errors.ResourceError, Remedy.FREE_MEMORY),
    ('Failed to get "write" lock', errors.ConflictError, Remedy.STOP_OTHER_USER),
    ('Failed to get shared "write" lock', errors.ConflictError, Remedy.STOP_OTHER_USER),
    ("is already running", errors.ConflictError, Remedy.LOOK_AT_STATE),
    ("is not running", errors.ConflictError, Remedy.LOOK_AT_STATE),
    ("guest agent is not", errors.ConflictError, Remedy.INSTALL_AGENT),
    ("QEMU guest agent is not", errors.ConflictError, Remedy.INSTALL_AGENT),
    ("keepalive", errors.UnreachableError, Remedy.WAIT),
    ("client socket is closed", errors.UnreachableError, Remedy.WAIT),
    ("Cannot write data", errors.UnreachableError, Remedy.WAIT),
    ("Cannot recv data", errors.UnreachableError, Remedy.WAIT),
    ("End of file while reading data", errors.UnreachableError, Remedy.WAIT),
    ("No such file or directory", errors.NotFoundError, Remedy.CORRECT_INPUT),
    ("Permission denied", errors.PermissionDeniedError, Remedy.ASK_ADMINISTRATOR),
)

_OPEN_PATTERNS: Final[tuple[tuple[str, _Class, Remedy], ...]] = (
    ("Permission denied", errors.PermissionDeniedError, Remedy.JOIN_GROUP),
    ("polkit", errors.PermissionDeniedError, Remedy.JOIN_GROUP),
    ("Connection refused", errors.UnreachableError, Remedy.START_DAEMON),
    ("Cannot find program", errors.UnreachableError, Remedy.INSTALL_LIBVIRT),
    ("Cannot find '", errors.UnreachableError, Remedy.INSTALL_LIBVIRT),
    ("No such file or directory", errors.UnreachableError, Remedy.START_DAEMON),
    ("no connection driver available", errors.UnsupportedError, Remedy.INSTALL_DRIVER),
    ("unable to connect to server", errors.UnreachableError, Remedy.CHECK_NETWORK),
    ("unexpected", errors.InvalidError, Remedy.CORRECT_ADDRESS),
    ("Unable to resolve address", errors.UnreachableError, Remedy.CORRECT_ADDRESS),
    ("invalid connection pointer", errors.InvalidError, Remedy.CORRECT_ADDRESS),
    ("must be", errors.InvalidError, Remedy.CORRECT_ADDRESS),
    ("End of file while reading data", errors.UnreachableError, Remedy.WAIT),
    ("Timed out", errors.UnreachableError, Remedy.CHECK_NETWORK),
)


def is_link_loss(error: Exception) -> bool:
    """Whether a call ended because the connection did: its effect is unknown."""
    if not isinstance(error, libvirt.libvirtError):
        return False
    text = error.get_error_message() or ""
    return error.get_error_code() in LINK_LOST or any(sign in text for sign in _LINK_SIGNS)


_LINK_SIGNS: Final = (
    "client socket is closed",
    "End of file while reading data",
    "Cannot recv data",
    "Cannot write data",
    "keepalive",
)


def is_unsupported(error: Exception) -> bool:
    """Whether the driver does not have this function at all."""
    return (
        isinstance(error, libvirt.libvirtError)
        and error.get_error_code() == libvirt.VIR_ERR_NO_SUPPORT
    )


def translate(error: Exception, *, opening: bool = False, subject: str = "") -> VirtguiError:
    """Any exception of a libvirt call as one of our tree.

    Args:
        error: what was raised.
        opening: whether it was raised by opening a connection, where the same words of the
            system mean other remedies.
        subject: what the remedy should name: the URI, a path.
    """
    if isinstance(error, VirtguiError):
        return error
    subject = redact(subject)
    if not isinstance(error, libvirt.libvirtError):
        return errors.InternalError(redact(f"{type(error).__name__}: {error}"), subject=subject)
    detail = redact(error.get_error_message() or str(error))
    kind, remedy = _classify(error.get_error_code(), detail, opening=opening)
    return kind(
        detail,
        remedy=remedy,
        libvirt_code=error.get_error_code(),
        libvirt_domain=error.get_error_domain(),
        subject=subject,
    )


def _classify(code: int | None, detail: str, *, opening: bool) -> tuple[_Class, Remedy | None]:
    patterns = (*_OPEN_PATTERNS, *_PATTERNS) if opening else _PATTERNS
    for sign, kind, remedy in patterns:
        if sign in detail:
            return kind, remedy
    if code is not None and code in _BY_CODE:
        return _BY_CODE[code]
    if opening:
        return errors.UnreachableError, None
    return errors.InternalError, Remedy.LOOK_AT_STATE
