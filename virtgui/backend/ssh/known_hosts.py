"""known_hosts files: which keys belong to which host, judged as OpenSSH judges them.

What was tried against OpenSSH 9.2: a host with any plain key listed is CHANGED when it shows
another one, even one of another type; a host on another port than 22 is looked for as
``[name]:port`` first, and what is listed under the plain name counts only when the key matches.
One thing is stricter here: a key that is revoked under the plain name is so on every port.

Reading and writing block: worker threads only. What was read never changes.
"""

import base64
import binascii
import contextlib
import errno
import fcntl
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import asyncssh

from virtgui.backend.files import write_atomically
from virtgui.core.errors import (
    InvalidError,
    PermissionDeniedError,
    Remedy,
    ResourceError,
    VirtguiError,
)

DEFAULT_PORT: Final = 22

_HASH_MAGIC: Final = "|1|"
_SALT_LENGTH: Final = 20
_MARKERS: Final = frozenset({"", "@cert-authority", "@revoked"})
_NOT_A_NAME: Final = re.compile(r"[\s\x00-\x1f\x7f,*?!]|^[|@#]")
_REVOCATION_LIST: Final = b"SSHKRL\n\0"
_DENIED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

TrustedKeys = tuple[
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
    list[asyncssh.SSHKey],
]
"""Host keys, authorities' keys and revoked keys, as asyncssh wants them; the rest, which is for
X.509, stays empty."""


class Verdict(Enum):
    """What known_hosts says about a key that a host shows."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KnownLine:
    """One line of a file, with what it says."""

    file: Path
    number: int
    """From 1."""
    key_type: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class HostKeyVerdict:
    """A verdict, and the lines that it rests on."""

    verdict: Verdict
    lines: tuple[KnownLine, ...] = ()
    """KNOWN: those with the key; CHANGED: those with other keys, of the shown key's type first;
    REVOKED: those that revoke it."""
    other_types: tuple[str, ...] = ()
    """Types other than the shown key's by which the host is known, under its plain name as well."""


@dataclass(frozen=True, slots=True)
class _Entry:
    file: Path
    number: int
    marker: str
    hosts: str
    key_type: str
    blob: bytes

    @property
    def line(self) -> KnownLine:
        return KnownLine(self.file, self.number, self.key_type, _fingerprint(self.blob))

    def matches(self, name: str) -> bool:
        if self.hosts.startswith("|"):
            return _matches_hash(self.hosts, name)
        return _matches_patterns(self.hosts, name)


class KnownHosts:
    """What several known_hosts files say together."""

    def __init__(
        self, entries: Iterable[_Entry], revoked: Iterable[_Entry], problems: tuple[KnownLine, ...]
    ) -> None:
        self._entries = tuple(entries)
        self._revoked = tuple(revoked)
        self.problems = problems
        """Lines that say nothing that can be understood; without type and fingerprint."""

    @classmethod
    def read(cls, files: Sequence[Path], revoked: Path | None = None) -> "KnownHosts":
        """Read files in order; one that is not there is empty.

        Args:
            files: known_hosts files.
            revoked: a list of public keys that are not to be trusted anywhere.

        Raises:
            InvalidError: the list of revoked keys cannot be read; as in OpenSSH no key can be
                trusted then.
            PermissionDeniedError: a file is there and may not be read.
        """
        found: list[_Entry] = []
        problems: list[KnownLine] = []
        for file in dict.fromkeys(files):
            _read_lines(file, _content(file), found, problems)
        return cls(found, _read_revoked(revoked) if revoked else (), tuple(problems))

    def verdict(self, name: str, port: int, key: asyncssh.SSHKey) -> HostKeyVerdict:
        """Judge a key that a host shows.

        Args:
            name: the host's name, or its HostKeyAlias (with port 22 then).
            port: where it listens.
            key: what it shows.
        """
        blob, shown = key.public_data, key.get_algorithm()
        revoking = [entry for entry in self._revoking(name, port) if entry.blob == blob]
        if revoking:
            return HostKeyVerdict(Verdict.REVOKED, _lines(revoking))
        listed = self._plain(_listed_name(name, port))
        bare = self._plain(_listed_name(name)) if port != DEFAULT_PORT else []
        types = dict.fromkeys(entry.key_type for entry in (*listed, *bare))
        others = tuple(kind for kind in types if kind != shown)
        same = [entry for entry in listed if entry.blob == blob]
        if not listed:
            same = [entry for entry in bare if entry.blob == blob]
        if same:
            return HostKeyVerdict(Verdict.KNOWN, _lines(same), others)
        listed.sort(key=lambda entry: entry.key_type != shown)
        verdict = Verdict.CHANGED if listed else Verdict.UNKNOWN
        return HostKeyVerdict(verdict, _lines(listed), others)

    def types(self, name: str, port: int) -> tuple[str, ...]:
        """The types of the keys that a host is known by: to be asked for first."""
        return tuple(dict.fromkeys(entry.key_type for entry in self._trusted(name, port)))

    def trusted(self, name: str, port: int) -> TrustedKeys:
        """Keys for asyncssh's `known_hosts`: of the host, of authorities, revoked."""
        plain = _keys(self._trusted(name, port))
        authorities: list[_Entry] = []
        for listed in _names(name, port):
            authorities += self._marked("@cert-authority", listed)
        return plain, _keys(authorities), _keys(self._revoking(name, port)), [], [], [], []

    def _trusted(self, name: str, port: int) -> list[_Entry]:
        for listed in _names(name, port):
            found = self._plain(listed)
            if found:
                return found
        return []

    def _plain(self, listed: str) -> list[_Entry]:
        return self._marked("", listed)

    def _revoking(self, name: str, port: int) -> list[_Entry]:
        found = list(self._revoked)
        for listed in _names(name, port):
            found += self._marked("@revoked", listed)
        return found

    def _marked(self, marker: str, listed: str) -> list[_Entry]:
        return [
            entry for entry in self._entries if entry.marker == marker and entry.matches(listed)
        ]


def fingerprint(key: asyncssh.SSHKey) -> str:
    """A key's fingerprint as ``ssh-keygen -l`` prints it: ``SHA256:`` and base64."""
    return _fingerprint(key.public_data)


def remember(file: Path, name: str, port: int, key: asyncssh.SSHKey, hashed: bool) -> None:
    """Add a host's key to a known_hosts file; what stands there stays as it is, byte for byte.

    The file is replaced as a whole, so that nobody ever sees half of it. Several threads and
    processes of this program take turns; what another program appends while the new file is
    being written is kept.

    Args:
        file: where to write; made, with its folder, if need be.
        name: the host's name, or its HostKeyAlias (with port 22 then).
        port: where it listens.
        key: what it showed.
        hashed: whether the name is hidden behind a hash.

    Raises:
        InvalidError: the name would mean something else there.
        PermissionDeniedError: the file may not be written.
        ResourceError: it cannot be written.
    """
    listed = _listed_name(name, port)
    if not name or _NOT_A_NAME.search(listed):
        raise InvalidError(repr(name), remedy=Remedy.CHECK_SSH_CONFIG, subject=name)
    text = base64.b64encode(key.public_data).decode()
    hosts = _hash(listed, os.urandom(_SALT_LENGTH)) if hashed else listed
    line = f"{hosts} {key.get_algorithm()} {text}\n".encode()
    target = Path(os.path.realpath(file))
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _turn(target.parent):
            known = KnownHosts.read((target,)).verdict(name, port, key)
            if known.verdict is not Verdict.KNOWN:
                _append(target, line)
    except OSError as error:
        raise _of_file(error, file) from None


def _append(file: Path, line: bytes) -> None:
    added = line
    while added:
        added = _replace(file, added)


def _replace(file: Path, added: bytes) -> bytes:
    """Put a file with more in it in the place of the old one; what came into that meanwhile."""
    try:
        old = file.open("rb")
    except FileNotFoundError:
        write_atomically(file, added)
        return b""
    with old:
        content = old.read()
        gap = b"" if not content or content.endswith(b"\n") else b"\n"
        write_atomically(file, content + gap + added)
        # ssh appends to the file without taking turns; the handle still shows what it wrote.
        return old.read()


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One at a time, over threads and processes; the folder itself is locked, no file is left."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read_lines(file: Path, content: bytes, found: list[_Entry], problems: list[KnownLine]) -> None:
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = raw.decode("utf-8", "surrogateescape").strip()
        if not line or line.startswith("#"):
            continue
        entry = _parse(file, number, line)
        if entry is None:
            problems.append(KnownLine(file, number, "", ""))
        else:
            found.append(entry)


def _parse(file: Path, number: int, line: str) -> _Entry | None:
    words = line.split()
    marker = words.pop(0) if line.startswith("@") else ""
    if marker not in _MARKERS or len(words) < 3:
        return None
    hosts, key_type, text = words[:3]
    blob = _decode(key_type, text)
    if blob is None or (hosts.startswith("|") and not hosts.startswith(_HASH_MAGIC)):
        return None
    return _Entry(file, number, marker, hosts, key_type, blob)


def _decode(key_type: str, text: str) -> bytes | None:
    """A key's own form, which begins with its type once more."""
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    name = key_type.encode("utf-8", "surrogateescape")
    return blob if blob.startswith(len(name).to_bytes(4) + name) else None


def _read_revoked(file: Path) -> list[_Entry]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidError(str(error), remedy=Remedy.CHECK_SSH_CONFIG, subject=str(file)) from None
    if content.startswith(_REVOCATION_LIST):
        detail = f"{file}: revocation lists in binary form are not supported"
        raise InvalidError(detail, remedy=Remedy.CHECK_SSH_CONFIG, subject=str(file))
    found = []
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = raw.decode("utf-8", "surrogateescape").strip()
        if line and not line.startswith("#"):
            entry = _parse(file, number, f"@revoked * {line}")
            if entry is None:
                detail = f"{file}:{number}: not a public key"
                raise InvalidError(detail, remedy=Remedy.CHECK_SSH_CONFIG, subject=str(file))
            found.append(entry)
    return found


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except OSError as error:
        raise _of_file(error, file) from None


def _of_file(error: OSError, file: Path) -> VirtguiError:
    if error.errno in _DENIED:
        return PermissionDeniedError(str(error), subject=str(file))
    return ResourceError(str(error), subject=str(file))


def _names(name: str, port: int) -> tuple[str, ...]:
    """The names to look for, in order."""
    return tuple(dict.fromkeys((_listed_name(name, port), _listed_name(name))))


def _listed_name(name: str, port: int = DEFAULT_PORT) -> str:
    """A host as it stands in known_hosts."""
    low = name.lower()
    return low if port == DEFAULT_PORT else f"[{low}]:{port}"


def _hash(name: str, salt: bytes) -> str:
    digest = hmac.digest(salt, name.encode("utf-8", "surrogateescape"), hashlib.sha1)
    parts = (base64.b64encode(part).decode() for part in (salt, digest))
    return _HASH_MAGIC + "|".join(parts)


def _matches_hash(hosts: str, name: str) -> bool:
    try:
        salt = base64.b64decode(hosts[len(_HASH_MAGIC) :].partition("|")[0], validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(_hash(name, salt).encode(), hosts.encode("utf-8", "replace"))


def _matches_patterns(hosts: str, name: str) -> bool:
    """Whether one pattern matches and none that is negated does."""
    is_match = False
    for pattern in hosts.lower().split(","):
        if pattern.startswith("!"):
            if _matches(pattern[1:], name):
                return False
        elif _matches(pattern, name):
            is_match = True
    return is_match


def _matches(pattern: str, name: str) -> bool:
    if "*" not in pattern and "?" not in pattern:
        return pattern == name
    parts = re.split(r"([*?])", re.sub(r"\*+", "*", pattern))
    expression = "".join({"*": ".*", "?": "."}.get(part) or re.escape(part) for part in parts)
    return re.fullmatch(expression, name, re.DOTALL) is not None


def _fingerprint(blob: bytes) -> str:
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def _lines(entries: Iterable[_Entry]) -> tuple[KnownLine, ...]:
    return tuple(entry.line for entry in entries)


def _keys(entries: Iterable[_Entry]) -> list[asyncssh.SSHKey]:
    """The keys of lines; types that the library does not know cannot be shown to us either."""
    keys = []
    for blob in dict.fromkeys(entry.blob for entry in entries):
        with contextlib.suppress(asyncssh.KeyImportError):
            keys.append(asyncssh.import_public_key(_public_line(blob)))
    return keys


def _public_line(blob: bytes) -> bytes:
    length = int.from_bytes(blob[:4])
    return blob[4 : 4 + length] + b" " + base64.b64encode(blob)
