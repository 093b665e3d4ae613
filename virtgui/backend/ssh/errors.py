"""What can go wrong on the way to a node, in our terms."""

import asyncio
import os
import socket

import asyncssh

from virtgui.core import errors
from virtgui.core.errors import Remedy, VirtguiError
from virtgui.core.redact import redact

_TOO_MANY = "Too many authentication failures"


def translate(error: BaseException, host: str) -> VirtguiError:
    """Any exception of a connection to `host` as one of our tree."""
    if isinstance(error, VirtguiError):
        return error
    detail = redact(str(error) or type(error).__name__)
    if isinstance(error, asyncio.CancelledError):
        return errors.CancelledError(detail, subject=host)
    if isinstance(error, TimeoutError):
        return errors.DeadlineError(
            redact(str(error)) or f"{host}: no answer in time",
            remedy=Remedy.CHECK_NETWORK,
            subject=host,
        )
    if isinstance(error, asyncssh.Error):
        return _of_ssh(error, detail, host)
    if isinstance(error, socket.gaierror):
        return errors.UnreachableError(detail, remedy=Remedy.CORRECT_ADDRESS, subject=host)
    if isinstance(error, OSError):
        # asyncio's own sentence names its call; the system's names the reason.
        reason = os.strerror(error.errno) if error.errno else detail
        return errors.UnreachableError(
            f"{host}: {reason}", remedy=Remedy.CHECK_NETWORK, subject=host
        )
    return errors.InternalError(redact(f"{type(error).__name__}: {error}"), subject=host)


def _of_ssh(error: asyncssh.Error, detail: str, host: str) -> VirtguiError:
    if isinstance(error, asyncssh.PermissionDenied) or _TOO_MANY in detail:
        return errors.AuthenticationError(detail, subject=host)
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        is_revoked = "revoked" in detail
        remedy = Remedy.REVOKED_HOST_KEY if is_revoked else Remedy.CHECK_HOST_KEY
        return errors.HostKeyError(detail, remedy=remedy, subject=host)
    if isinstance(error, asyncssh.KeyExchangeFailed | asyncssh.ProtocolNotSupported):
        return errors.UnsupportedError(detail, remedy=Remedy.CHECK_SSH_CONFIG, subject=host)
    if isinstance(error, asyncssh.ChannelOpenError):
        return errors.PermissionDeniedError(detail, remedy=Remedy.ASK_ADMINISTRATOR, subject=host)
    return errors.UnreachableError(detail, remedy=Remedy.WAIT, subject=host)
