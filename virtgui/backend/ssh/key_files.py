"""Private key files: what can be told without the pass-phrase, and the key with it.

Reads files and derives keys from pass-phrases, which is meant to take long: worker threads only.
"""

import base64
import binascii
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import asyncssh

from virtgui.core.errors import AuthenticationError, InvalidError, Remedy

_OPENSSH: Final = b"openssh-key-v1\0"
_LARGEST: Final = 1 << 20
_OPEN_TO_OTHERS: Final = 0o077
_PEM: Final = re.compile(
    rb"-----BEGIN (?P<kind>[A-Z0-9 ]*PRIVATE KEY)-----\s(?P<body>.*?)-----END", re.DOTALL
)
_PUBLIC_LINE: Final = re.compile(rb"\s*(?P<type>[a-z][\w.@-]*) (?P<blob>[A-Za-z0-9+/=]{32,})(\s|$)")


class KeyProblem(StrEnum):
    """Why the private part of a file cannot be used; empty for no reason."""

    NONE = ""
    MISSING = "missing"
    UNREADABLE = "unreadable"
    TOO_OPEN = "too_open"
    """Others may read it, so that OpenSSH ignores it, and so do we."""
    UNKNOWN_FORMAT = "unknown_format"
    PUBLIC_ONLY = "public_only"
    """The file is a public key: its private part may be an agent's."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What can be told of a key file without its pass-phrase."""

    path: Path
    public: bytes | None = None
    """The public key in SSH's own form, as an agent lists it; None when it cannot be told."""
    algorithm: str = ""
    """Of the public key: "ssh-ed25519"."""
    is_encrypted: bool = False
    problem: KeyProblem = KeyProblem.NONE


class WrongPassphraseError(AuthenticationError):
    """The pass-phrase does not open the key file."""


class NeedsPassphraseError(AuthenticationError):
    """The key file does not open without a pass-phrase."""


class UnreadableKeyError(InvalidError):
    """The key file cannot be used, whatever the pass-phrase."""

    usual_remedy = Remedy.CHECK_CREDENTIALS


def read_key_file(path: Path) -> KeyFile:
    """Look at a key file; never fails, the problem is in the value."""
    try:
        content, status = _read(path)
    except FileNotFoundError:
        return _describe(path, _public_beside(path), problem=KeyProblem.MISSING)
    except (OSError, ValueError):
        return _describe(path, _public_beside(path), problem=KeyProblem.UNREADABLE)
    if (public := _public_key(content)) is not None:
        return _describe(path, public, problem=KeyProblem.PUBLIC_ONLY)
    pem = _PEM.search(content)
    if pem is None:
        return _describe(path, _public_beside(path), problem=KeyProblem.UNKNOWN_FORMAT)
    problem = KeyProblem.TOO_OPEN if _is_too_open(status) else KeyProblem.NONE
    return _of_pem(path, content, pem, problem)


def load_private_key(path: Path, passphrase: str | None) -> asyncssh.SSHKey:
    """Read a private key.

    Args:
        path: the file.
        passphrase: what opens it; None to try without.

    Raises:
        NeedsPassphraseError: it is encrypted, and there was no pass-phrase.
        WrongPassphraseError: it is encrypted, and not with this one.
        UnreadableKeyError: it cannot be used: not there, broken, or open to others.
    """
    content = _private_content(path)
    file = read_key_file(path)
    if file.is_encrypted and passphrase is None:
        raise NeedsPassphraseError(f"{path}: encrypted", subject=str(path))
    try:
        return asyncssh.import_private_key(content, passphrase if file.is_encrypted else None)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, ValueError) as error:
        # Not chained: the frames of the library hold the pass-phrase.
        failed = _failure(path, file.is_encrypted, error)
    raise failed


def _failure(
    path: Path, is_encrypted: bool, error: Exception
) -> WrongPassphraseError | UnreadableKeyError:
    told = str(error)
    is_unknown = told.startswith(("Unknown", "Unrecognized")) or "requires" in told
    if is_encrypted and not is_unknown:
        return WrongPassphraseError(f"{path}: wrong pass-phrase", subject=str(path))
    return UnreadableKeyError(f"{path}: {told}", subject=str(path))


def _private_content(path: Path) -> bytes:
    try:
        content, status = _read(path)
    except (OSError, ValueError) as error:
        raise UnreadableKeyError(str(error), subject=str(path)) from None
    if _is_too_open(status):
        told = f"{path}: permissions {stat.S_IMODE(status.st_mode):04o} are too open"
        facts = (("mode", f"{stat.S_IMODE(status.st_mode):04o}"),)
        raise UnreadableKeyError(told, subject=str(path), facts=facts)
    return content


def _read(path: Path) -> tuple[bytes, os.stat_result]:
    # Not blocking, so that a pipe under this name does not hold the worker for ever.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(f"{path}: not a key file")
        return file.read(), status


def _is_too_open(status: os.stat_result) -> bool:
    # As in OpenSSH: a file of somebody else is that one's business.
    return status.st_uid == os.getuid() and bool(status.st_mode & _OPEN_TO_OTHERS)


def _of_pem(path: Path, content: bytes, pem: re.Match[bytes], problem: KeyProblem) -> KeyFile:
    match pem["kind"]:
        case b"OPENSSH PRIVATE KEY":
            cipher, public = _open_part(pem["body"])
            if cipher is None:
                return _describe(path, None, problem=KeyProblem.UNKNOWN_FORMAT)
            return _describe(path, public, cipher != b"none", problem)
        case b"ENCRYPTED PRIVATE KEY":
            return _describe(path, _public_beside(path), True, problem)
    if b"4,ENCRYPTED" in pem["body"]:
        return _describe(path, _public_beside(path), True, problem)
    try:
        return _describe(path, asyncssh.import_private_key(content).public_data, False, problem)
    except (asyncssh.KeyImportError, ValueError):
        return _describe(path, _public_beside(path), problem=KeyProblem.UNKNOWN_FORMAT)


def _open_part(body: bytes) -> tuple[bytes | None, bytes | None]:
    """The cipher and the public key of a file in OpenSSH's format, which are never encrypted."""
    try:
        data = base64.b64decode(body)
    except (binascii.Error, ValueError):
        return None, None
    if not data.startswith(_OPENSSH):
        return None, None
    parts = list(_strings(data[len(_OPENSSH) :]))
    return (parts[0], parts[3]) if len(parts) > 3 else (None, None)


def _strings(data: bytes) -> Iterator[bytes]:
    """Cipher, key derivation, its options, and after the number of keys the public key."""
    at = 0
    for skip in (0, 0, 0, 4):
        at += skip
        length = int.from_bytes(data[at : at + 4])
        at += 4 + length
        if at > len(data):
            return
        yield data[at - length : at]


def _public_beside(path: Path) -> bytes | None:
    """The public key in the file of the same name with ``.pub``."""
    try:
        content, _ = _read(path.with_name(f"{path.name}.pub"))
    except (OSError, ValueError):
        return None
    return _public_key(content)


def _public_key(content: bytes) -> bytes | None:
    match = _PUBLIC_LINE.match(content)
    if match is None:
        return None
    try:
        blob = base64.b64decode(match["blob"], validate=True)
    except (binascii.Error, ValueError):
        return None
    return blob if _algorithm(blob).encode() == match["type"] else None


def _describe(
    path: Path,
    public: bytes | None,
    is_encrypted: bool = False,
    problem: KeyProblem = KeyProblem.NONE,
) -> KeyFile:
    return KeyFile(path, public, _algorithm(public or b""), is_encrypted, problem)


def _algorithm(blob: bytes) -> str:
    return blob[4 : 4 + int.from_bytes(blob[:4])].decode("ascii", "replace")
