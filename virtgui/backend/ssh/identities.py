"""The keys to offer to a server, in OpenSSH's order, each by its public part first."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncssh
from asyncssh.public_key import decode_ssh_certificate, decode_ssh_public_key

from virtgui.backend.ssh.config import HostConfig
from virtgui.backend.ssh.key_files import (
    KeyFile,
    KeyProblem,
    NeedsPassphraseError,
    UnreadableKeyError,
    WrongPassphraseError,
    load_private_key,
    read_key_file,
)
from virtgui.backend.ssh.known_hosts import fingerprint
from virtgui.backend.ssh.threads import in_thread


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key file whose private part is read when it is needed."""

    path: Path
    is_encrypted: bool

    async def open(self, passphrase: str | None) -> asyncssh.SSHKey | None:
        """The private key; None when the pass-phrase is missing or wrong.

        Raises:
            VirtguiError: the file cannot be used at all.
        """
        try:
            return await in_thread(partial(load_private_key, self.path, passphrase))
        except (NeedsPassphraseError, WrongPassphraseError):
            return None


Opener = Callable[[FileKey], Awaitable[asyncssh.SSHKey | None]]


class _LazyPair(asyncssh.SSHKeyPair):
    """A key pair of which only the public part is known until it must sign."""

    _key_type = "file"

    def __init__(
        self, public: asyncssh.SSHKey, opener: Callable[[], Awaitable[asyncssh.SSHKey | None]]
    ) -> None:
        super().__init__(
            public.algorithm,
            public.algorithm,
            public.sig_algorithms,
            public.sig_algorithms,
            public.public_data,
            None,
        )
        self._opener = opener

    async def sign_async(self, data: bytes) -> bytes:
        """Sign with the private part, which is opened now."""
        key = await self._opener()
        if key is None:
            # asyncssh goes on with the next key at a ValueError.
            raise ValueError("the key was not opened")
        return key.sign(data, self.sig_algorithm)


class Identities:
    """The keys of one login. The SSH loop's thread."""

    def __init__(self, config: HostConfig, opener: Opener) -> None:
        self._config = config
        self._opener = opener
        self._agent: asyncssh.SSHAgentClient | None = None
        self._sources: dict[bytes, str] = {}
        self._problems: list[tuple[str, str]] = []

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Key files that were left out, each with the reason as a code; missing ones do not count.

        OpenSSH's usual names are listed whether such files are there or not.
        """
        missing = KeyProblem.MISSING
        return tuple((path, problem) for path, problem in self._problems if problem != missing)

    def close(self) -> None:
        """Let the agent go."""
        if self._agent is not None:
            self._agent.close()
            self._agent = None

    def describe(self, key: asyncssh.SSHKeyPair) -> str:
        """Type, fingerprint and source of a key, for the doctor."""
        source = self._sources.get(key.key_public_data, "")
        parts = (key.get_algorithm(), _fingerprint(key.key_public_data), source)
        return " ".join(part for part in parts if part)

    async def keys(self) -> AsyncIterator[asyncssh.SSHKeyPair]:
        """The keys to offer, the most likely first."""
        files = [
            await in_thread(partial(read_key_file, path)) for path in self._config.identity_files
        ]
        held = await self._agent_keys()
        named = [file for file in files if file.public is not None]
        for pair in await self._certified(named, held):
            yield pair
        for file in named:
            if file.public in held:
                yield held[file.public]
        public = {file.public for file in named}
        if not self._config.identities_only:
            for blob, pair in held.items():
                if blob not in public:
                    yield pair
        for file in files:
            if file.public is None or file.public not in held:
                pair_of_file = await self._of_file(file)
                if pair_of_file is not None:
                    yield pair_of_file

    async def _agent_keys(self) -> dict[bytes, asyncssh.SSHKeyPair]:
        path = self._config.identity_agent
        if not path:
            return {}
        try:
            self._agent = await asyncssh.connect_agent(path)
            pairs = await self._agent.get_keys()
        except (OSError, ValueError, asyncssh.Error):
            return {}  # as in OpenSSH: an agent that does not answer has no keys
        found = {pair.public_data: pair for pair in pairs}
        self._sources.update((pair.key_public_data, "agent") for pair in pairs)
        return found

    async def _certified(
        self, files: list[KeyFile], held: dict[bytes, asyncssh.SSHKeyPair]
    ) -> list[asyncssh.SSHKeyPair]:
        """Pairs with the certificates of the configuration, and those beside the key files."""
        beside = [Path(f"{file.path}-cert.pub") for file in files]
        paths = dict.fromkeys((*self._config.certificate_files, *beside))
        certificates = await in_thread(lambda: list(_certificates(paths)))
        pairs = []
        for certificate in certificates:
            blob = certificate.key.public_data
            file = next((file for file in files if file.public == blob), None)
            pair = await self._of_file(file) if file else await self._agent_copy(blob, held)
            if pair is not None:
                pair.set_certificate(certificate)
                pairs.append(pair)
        return pairs

    async def _agent_copy(
        self, blob: bytes, held: dict[bytes, asyncssh.SSHKeyPair]
    ) -> asyncssh.SSHKeyPair | None:
        """A second pair of an agent's key, since the first is offered without a certificate."""
        if blob not in held or self._agent is None:
            return None
        pairs = await self._agent.get_keys()
        return next((pair for pair in pairs if pair.public_data == blob), None)

    async def _of_file(self, file: KeyFile) -> asyncssh.SSHKeyPair | None:
        if file.problem:
            self._problems.append((str(file.path), file.problem))
            return None
        key = FileKey(file.path, file.is_encrypted)
        if file.public is not None:
            self._sources[file.public] = str(file.path)
            try:
                public = decode_ssh_public_key(file.public)
            except asyncssh.KeyImportError:
                self._problems.append((str(file.path), KeyProblem.UNKNOWN_FORMAT))
                return None
            return _LazyPair(public, lambda: self._open(key))
        opened = await self._open(key)  # nothing open in the file: it must be read to be offered
        if opened is None:
            return None
        self._sources[opened.public_data] = str(file.path)
        return asyncssh.load_keypairs(opened)[0]

    async def _open(self, key: FileKey) -> asyncssh.SSHKey | None:
        """The private key; None where it cannot be used: as in OpenSSH the next one is tried."""
        try:
            return await self._opener(key)
        except UnreadableKeyError:
            self._problems.append((str(key.path), KeyProblem.UNREADABLE))
            return None


def _fingerprint(blob: bytes) -> str:
    """Of a key, or of the key in a certificate, which an agent may hold; empty for the unknown."""
    with contextlib.suppress(asyncssh.KeyImportError):
        return fingerprint(decode_ssh_public_key(blob))
    with contextlib.suppress(asyncssh.KeyImportError):
        return fingerprint(decode_ssh_certificate(blob).key)
    return ""


def _certificates(paths: dict[Path, None]) -> Iterator[asyncssh.SSHCertificate]:
    for path in paths:
        try:
            yield asyncssh.read_certificate(path)
        except (OSError, ValueError):
            continue  # as in OpenSSH: a certificate that is not there is none
