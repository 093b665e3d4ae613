"""Whether a host is who it says: known_hosts, and the user's word for a host never seen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import asyncssh

from virtgui.backend.prompter import Asker, blank_prompt
from virtgui.backend.ssh.config import HostConfig
from virtgui.backend.ssh.errors import translate
from virtgui.backend.ssh.known_hosts import (
    HostKeyVerdict,
    KnownHosts,
    Verdict,
    fingerprint,
    remember,
)
from virtgui.backend.ssh.login import ask, machine_name
from virtgui.backend.ssh.threads import in_thread
from virtgui.core.errors import ErrorInfo, HostKeyError, Remedy, VirtguiError
from virtgui.core.values.prompt import HostKeyFacts, KeepRefusal, Prompt, PromptKind

Trusted = tuple[
    list[asyncssh.SSHKey], list[asyncssh.SSHKey], list[asyncssh.SSHKey],
    list[object], list[object], list[object], list[object],
]  # fmt: skip


KEY_NOT_KEPT: Final = "host_key_not_kept"
"""What the log calls it when known_hosts cannot be written."""
_REVOKED: Final = "revoked"
"""Stands in asyncssh's sentences about revoked keys, and in no other."""


class UnvouchedKeyError(Exception):
    """The host shows a key that known_hosts does not vouch for; not a ValueError, see asyncssh."""

    def __init__(self, key: asyncssh.SSHKey) -> None:
        super().__init__("host key not known")
        self.key = key


@dataclass(slots=True)
class AcceptedOnce:
    """Keys accepted for this run only, by machine; shared by all connections."""

    keys: dict[str, list[asyncssh.SSHKey]] = field(default_factory=dict)


class Trust:
    """The host keys of one machine, as one login sees them. The SSH loop's thread."""

    def __init__(self, config: HostConfig, accepted: AcceptedOnce) -> None:
        self._config = config
        self._accepted = accepted
        self._machine = machine_name(config)
        self._known = KnownHosts.read(())
        self._takes_certificates = True

    async def read(self) -> None:
        """Read known_hosts anew: another program may have changed it."""
        config = self._config
        files = (*config.user_known_hosts, *config.global_known_hosts)
        self._known = await in_thread(partial(KnownHosts.read, files, config.revoked_host_keys))

    @property
    def key_algorithms(self) -> tuple[str, ...]:
        """The algorithms of the keys that the host is known by; they are asked for first."""
        keys, authorities, _ = self._trusted()
        algorithms = [a.decode() for key in keys for a in key.sig_algorithms]
        if authorities:
            algorithms = [*(_certificate_algorithms()), *algorithms]
        return tuple(dict.fromkeys(algorithms))

    @property
    def knows_authority(self) -> bool:
        """Whether an authority is known that may vouch for the host."""
        return bool(self._trusted()[1])

    def table(self) -> Callable[[str, str, int | None], Trusted]:
        """What asyncssh wants to know of known hosts."""
        keys, authorities, revoked = self._trusted()
        found: Trusted = (keys, authorities, revoked, [], [], [], [])
        return lambda host, addr, port: found

    def _trusted(
        self,
    ) -> tuple[list[asyncssh.SSHKey], list[asyncssh.SSHKey], list[asyncssh.SSHKey]]:
        keys, authorities, revoked, *_ = self._known.trusted(*self._config.known_name)
        once = self._accepted.keys.get(self._machine, [])
        good = [key for key in (*keys, *once) if key not in revoked]
        return good, list(authorities) if self._takes_certificates else [], list(revoked)

    def check(self, key: asyncssh.SSHKey) -> None:
        """Called with a key that is not in the table.

        Raises:
            UnvouchedKeyError: always; `judge` goes on from there.
        """
        raise UnvouchedKeyError(key)

    def gives_up_certificate(self, error: asyncssh.HostKeyNotVerifiable) -> bool:
        """Whether to try once more with the plain key, since the certificate is not good.

        As OpenSSH does where the certificate has expired or is another host's; never when a key
        is revoked.
        """
        if _REVOKED in str(error) or not self.knows_authority:
            return False
        self._takes_certificates = False
        return True

    def refused(self, error: asyncssh.HostKeyNotVerifiable) -> VirtguiError:
        """The error for a host whose key is revoked, or is none."""
        if _REVOKED not in str(error):
            return translate(error, self._machine)
        return self._revoked(error)

    def _revoked(self, error: BaseException) -> HostKeyError:
        """Names the revoked keys of the host; asyncssh does not tell which it showed."""
        _, _, revoked = self._trusted()
        lines = [
            line
            for key in revoked
            for line in self._known.verdict(*self._config.known_name, key).lines
        ]
        facts = [("revoked", f"{line.key_type} {line.fingerprint}") for line in lines]
        facts += [("file", f"{line.file}:{line.number}") for line in lines]
        return HostKeyError(
            str(error),
            remedy=Remedy.REVOKED_HOST_KEY,
            subject=self._machine,
            facts=tuple(facts),
        )

    async def judge(
        self, key: asyncssh.SSHKey, asker: Asker, note: Callable[[str, ErrorInfo], None]
    ) -> None:
        """Ask for the user's word on an unknown key; refuse a changed or revoked one.

        A known_hosts file that cannot be written is only noted: the key is good for this run.

        Raises:
            HostKeyError: the key is not the known one, or is revoked.
            CancelledError: the user does not vouch for it.
        """
        verdict = self._known.verdict(*self._config.known_name, key)
        if verdict.verdict in (Verdict.CHANGED, Verdict.REVOKED):
            raise self._refusal(verdict, key)
        reply = await ask(asker, self._question(key, verdict))
        self._accepted.keys.setdefault(self._machine, []).append(key)
        if reply.remember:
            try:
                await self._remember(key)
            except VirtguiError as error:
                note(KEY_NOT_KEPT, error.info)

    def _question(self, key: asyncssh.SSHKey, verdict: HostKeyVerdict) -> Prompt:
        facts = HostKeyFacts(
            key.get_algorithm(),
            fingerprint(key),
            str(self._config.user_known_hosts[0]) if self._config.user_known_hosts else "",
            tuple(verdict.other_types),
        )
        return blank_prompt(
            kind=PromptKind.HOST_KEY,
            host=self._machine,
            user=self._config.user,
            host_key=facts,
            keep_refusal=KeepRefusal.NONE,
        )

    async def _remember(self, key: asyncssh.SSHKey) -> None:
        config = self._config
        if not config.user_known_hosts:
            return
        file = config.user_known_hosts[0]
        await in_thread(partial(remember, file, *config.known_name, key, config.hash_known_hosts))

    def _refusal(self, verdict: HostKeyVerdict, key: asyncssh.SSHKey) -> HostKeyError:
        is_revoked = verdict.verdict is Verdict.REVOKED
        facts = [("known", f"{line.key_type} {line.fingerprint}") for line in verdict.lines[:1]]
        facts += [("shown", f"{key.get_algorithm()} {fingerprint(key)}")]
        for line in verdict.lines[:1]:
            facts += [("file", str(line.file)), ("line", str(line.number))]
        name, port = self._config.known_name
        name = name if port == asyncssh.DEFAULT_PORT else f"[{name}]:{port}"
        return HostKeyError(
            "REMOTE HOST KEY IS REVOKED" if is_revoked else "REMOTE HOST IDENTIFICATION CHANGED",
            remedy=Remedy.REVOKED_HOST_KEY if is_revoked else Remedy.CHANGED_HOST_KEY,
            subject=name,
            facts=tuple(facts),
        )


def _certificate_algorithms() -> list[str]:
    from asyncssh.public_key import get_default_certificate_algs

    return [algorithm.decode() for algorithm in get_default_certificate_algs()]
