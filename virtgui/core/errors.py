"""The small tree of errors, and the value that carries one to the window.

Each class names what the user can do in general; `Remedy` names the particular way out when it
is known. Words for both live in the views.
"""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar


class ErrorKind(Enum):
    """What went wrong, in the terms that decide what happens next."""

    UNREACHABLE = "unreachable"
    AUTHENTICATION = "authentication"
    HOST_KEY = "host_key"
    PERMISSION = "permission"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNSUPPORTED = "unsupported"
    RESOURCE = "resource"
    TIMEOUT = "timeout"
    CANCELLED = "cancelled"
    INTERNAL = "internal"


class Remedy(Enum):
    """What the user can do about an error."""

    RETRY = "retry"
    WAIT = "wait"
    START_DAEMON = "start_daemon"
    INSTALL_LIBVIRT = "install_libvirt"
    JOIN_GROUP = "join_group"
    INSTALL_DRIVER = "install_driver"
    CORRECT_ADDRESS = "correct_address"
    CHECK_NETWORK = "check_network"
    CHECK_CREDENTIALS = "check_credentials"
    CHECK_HOST_KEY = "check_host_key"
    ASK_ADMINISTRATOR = "ask_administrator"
    REFRESH = "refresh"
    CHANGE_NAME = "change_name"
    WAIT_FOR_JOB = "wait_for_job"
    FREE_SPACE = "free_space"
    FREE_MEMORY = "free_memory"
    CORRECT_INPUT = "correct_input"
    STOP_OTHER_USER = "stop_other_user"
    INSTALL_AGENT = "install_agent"
    DISCARD_SAVED_STATE = "discard_saved_state"
    LOOK_AT_STATE = "look_at_state"
    FORCE_OFF = "force_off"
    CHANGED_HOST_KEY = "changed_host_key"
    REVOKED_HOST_KEY = "revoked_host_key"
    INSTALL_HELPER = "install_helper"
    CHECK_CERTIFICATES = "check_certificates"
    CHECK_SSH_CONFIG = "check_ssh_config"
    LOOK_AGAIN = "look_again"
    """Somebody else has changed it meanwhile; nothing was overwritten."""
    SET_SECRET = "set_secret"  # noqa: S105 - the name of a way out, no secret
    """A secret that was to be kept is not there."""
    GUEST_KEEPS = "guest_keeps"
    """The guest was asked to let a device go and has not yet."""
    NEEDS_POOL = "needs_pool"
    """libvirt reaches the storage of a machine that is off through a pool only."""
    REPORT = "report"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """An error as a value that may cross threads and be kept in a task."""

    kind: ErrorKind
    remedy: Remedy
    detail: str
    """libvirt's own sentence, or the system's; shown under Details, never translated."""
    libvirt_code: int | None = None
    libvirt_domain: int | None = None
    subject: str = ""
    """What the remedy speaks of: a path, a driver's name, a user."""
    facts: tuple[tuple[str, str], ...] = ()
    """More for the Details, as pairs of a code and a value: ("line", "12")."""


class VirtguiError(Exception):
    """Base of all errors that the program expects."""

    kind: ClassVar[ErrorKind] = ErrorKind.INTERNAL
    usual_remedy: ClassVar[Remedy] = Remedy.REPORT

    def __init__(
        self,
        detail: str,
        *,
        remedy: Remedy | None = None,
        libvirt_code: int | None = None,
        libvirt_domain: int | None = None,
        subject: str = "",
        facts: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(detail)
        self.info = ErrorInfo(
            self.kind,
            remedy or self.usual_remedy,
            detail,
            libvirt_code,
            libvirt_domain,
            subject,
            facts,
        )


class UnreachableError(VirtguiError):
    """The node or its daemon does not answer."""

    kind = ErrorKind.UNREACHABLE
    usual_remedy = Remedy.CHECK_NETWORK


class AuthenticationError(VirtguiError):
    """The node does not accept who we say we are."""

    kind = ErrorKind.AUTHENTICATION
    usual_remedy = Remedy.CHECK_CREDENTIALS


class HostKeyError(VirtguiError):
    """The node's key is unknown, changed or revoked."""

    kind = ErrorKind.HOST_KEY
    usual_remedy = Remedy.CHECK_HOST_KEY


class PermissionDeniedError(VirtguiError):
    """We are known, but may not do this."""

    kind = ErrorKind.PERMISSION
    usual_remedy = Remedy.ASK_ADMINISTRATOR


class NotFoundError(VirtguiError):
    """The object is gone."""

    kind = ErrorKind.NOT_FOUND
    usual_remedy = Remedy.REFRESH


class ConflictError(VirtguiError):
    """The object's state, name or user stands against it."""

    kind = ErrorKind.CONFLICT
    usual_remedy = Remedy.LOOK_AT_STATE


class InvalidError(VirtguiError):
    """The input is not acceptable."""

    kind = ErrorKind.INVALID
    usual_remedy = Remedy.CORRECT_INPUT


class UnsupportedError(VirtguiError):
    """The driver, or this version of it, cannot do this."""

    kind = ErrorKind.UNSUPPORTED
    usual_remedy = Remedy.NOTHING


class ResourceError(VirtguiError):
    """Memory, space or another resource is used up."""

    kind = ErrorKind.RESOURCE
    usual_remedy = Remedy.FREE_SPACE


class DeadlineError(VirtguiError):
    """No answer within the time given."""

    kind = ErrorKind.TIMEOUT
    usual_remedy = Remedy.RETRY


class CancelledError(VirtguiError):
    """The user took it back."""

    kind = ErrorKind.CANCELLED
    usual_remedy = Remedy.NOTHING


class InternalError(VirtguiError):
    """Something nobody expected."""

    kind = ErrorKind.INTERNAL
    usual_remedy = Remedy.REPORT
