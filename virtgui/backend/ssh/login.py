"""Logging in to one machine: which keys in which order, which questions, how often.

The order is OpenSSH's: keys with certificates, keys of the agent that the configuration names,
other keys of the agent, key files; then what the server still offers. Keys are offered by their
public part, so that nobody is asked for the pass-phrase of a key that the server does not want.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import asyncssh

from virtgui.backend.answers import NOT_KEPT, Answers, Secret
from virtgui.backend.prompter import Asker, blank_prompt
from virtgui.backend.secrets import SecretKey
from virtgui.backend.ssh.config import HostConfig
from virtgui.backend.ssh.deadline import Deadline
from virtgui.backend.ssh.identities import FileKey, Identities
from virtgui.backend.ssh.threads import in_thread
from virtgui.core.errors import AuthenticationError, CancelledError, ErrorInfo, VirtguiError
from virtgui.core.values.prompt import KeepRefusal, Prompt, PromptField, PromptKind, PromptReply

PASSWORD: Final = "password"  # noqa: S105  # the name of a kind
PASSPHRASE: Final = "passphrase"  # noqa: S105  # the name of a kind

MOST_QUESTIONS: Final = 20
"""That a server may ask at once."""

Questions = tuple[tuple[str, bool], ...]

_OTHER_PASSWORD: Final = re.compile(
    r"one[- ]?time|\b(again|change|code|current|expired|new|next|oath|old|otp|repeat|retype|token"
    r"|totp)\b"
)


@dataclass(slots=True)
class _Given:
    """Answers that were typed while the server hung up; used when it asks the same again."""

    replies: dict[tuple[object, ...], PromptReply] = field(default_factory=dict, repr=False)


class Login:
    """One login to one machine; outlives a connection that the server closes meanwhile."""

    def __init__(
        self, config: HostConfig, asker: Asker, answers: Answers, deadline: Deadline
    ) -> None:
        self.config = config
        self.machine = machine_name(config)
        self._asker = asker
        self._answers = answers
        self._deadline = deadline
        self._given = _Given()
        self._pending: asyncio.Task[PromptReply] | None = None
        self._pending_key: tuple[object, ...] = ()
        self._used: list[Secret] = []
        self._reset()

    def _reset(self) -> None:
        self._keys: AsyncIterator[asyncssh.SSHKeyPair] | None = None
        self._identities: Identities | None = None
        self._passwords = 0
        self._challenges = 0
        self._is_challenged = False
        self._stored_is_used = False
        self._last: Secret | None = None
        self._sent: Secret | None = None
        self.method = ""

    async def settle(self) -> bool:
        """After the server hung up: wait for an answer that is being typed.

        Returns:
            Whether it is worth trying again: there was a question, and it is answered.
        """
        task, self._pending = self._pending, None
        self.close()
        self._reset()
        if task is None:
            return bool(self._given.replies)
        self._given.replies[self._pending_key] = await task
        return True

    async def succeeded(self, note: Callable[[str, ErrorInfo], None]) -> None:
        """Keep what was accepted, and let the agent go; a key ring that fails is only noted."""
        self.close()
        failed: VirtguiError | None = None
        for secret in self._used:
            try:
                await in_thread(partial(self._answers.confirm, secret))
            except VirtguiError as error:
                failed = error
        if failed is not None:
            note(NOT_KEPT, failed.info)

    async def refused(self) -> None:
        """The server will not have us: a secret that it refused with that is good for nothing.

        One that is stored would come back at every try, and nobody be asked for a better one.
        """
        if self._sent is not None:
            await self._refuse(self._sent.key)

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Key files that were left out, each with the reason as a code."""
        return self._identities.problems if self._identities is not None else ()

    def close(self) -> None:
        """Let the agent go."""
        if self._identities is not None:
            self._identities.close()

    # What asyncssh asks for

    async def next_key(self) -> asyncssh.SSHKeyPair | None:
        """The next key to offer, None when there are no more."""
        if self._keys is None:
            self._identities = Identities(self.config, self._open_key)
            self._keys = self._identities.keys()
        key = await anext(self._keys, None)
        if key is not None:
            self._sent = None
            self.method = f"publickey {self._identities.describe(key)}" if self._identities else ""
        self._deadline.extend()
        return key

    async def next_password(self) -> str | None:
        """The password for the next try, None when there were enough."""
        key = SecretKey(self._asker.connection, PASSWORD, self.machine_of_user)
        stored = await self._stored(key)
        if stored is not None:
            return stored
        if self._passwords >= self.config.password_prompts:
            return None
        self._passwords += 1
        self.method = PASSWORD
        prompt = self._prompt(PromptKind.PASSWORD, (PromptField(""),), self._passwords)
        reply = await self._ask(prompt)
        return self._take(key, reply)

    def wants_challenge(self) -> str | None:
        """Empty to begin keyboard-interactive once more, None when there were enough."""
        # As OpenSSH: a server that refuses without a question would only count the tries.
        was_refused = self._challenges > 0 and not self._is_challenged
        if was_refused or self._challenges >= self.config.password_prompts:
            return None
        self._challenges += 1
        return ""

    async def meet_challenge(self, title: str, text: str, questions: Questions) -> list[str]:
        """Answers to the server's questions."""
        self._deadline.extend()
        self.method = "keyboard-interactive"
        self._is_challenged = True
        if not questions:
            return []
        if len(questions) > MOST_QUESTIONS:
            raise AuthenticationError(f"{self.machine} asks {len(questions)} questions at once")
        key = SecretKey(self._asker.connection, PASSWORD, self.machine_of_user)
        keeps = is_password(questions)
        if keeps:
            stored = await self._stored(key)
            if stored is not None:
                self._challenges -= 1
                return [stored]
        fields = tuple(PromptField(label, echo) for label, echo in questions)
        prompt = self._prompt(
            PromptKind.CHALLENGE,
            fields,
            max(1, self._challenges),
            title=title,
            instruction=text,
            keeps=keeps,
        )
        reply = await self._ask(prompt)
        if keeps:
            return [self._take(key, reply)]
        self._sent = None  # what is refused now may be this answer
        return list(reply.answers)

    async def _open_key(self, key: FileKey) -> asyncssh.SSHKey | None:
        """The private part of a key file; asks for its pass-phrase. None: go on without it."""
        secret_key = SecretKey(self._asker.connection, PASSPHRASE, str(key.path))
        for attempt in range(self.config.password_prompts + 1):
            secret = await self._passphrase(secret_key, key, attempt)
            if secret is not None and not secret.value:
                return None  # as in OpenSSH: nothing typed leaves this key out
            opened = await key.open(secret.value if secret else None)
            self._deadline.extend()
            if opened is not None:
                self._used += [secret] if secret else []
                return opened
            if secret is not None:
                await self._refuse(secret_key)
        return None

    async def _passphrase(self, key: SecretKey, file: FileKey, attempt: int) -> Secret | None:
        if attempt == 0:
            return None if not file.is_encrypted else await self._known(key)
        prompt = self._prompt(
            PromptKind.PASSPHRASE, (PromptField(""),), attempt, subject=str(file.path), keeps=True
        )
        reply = await self._ask(prompt)
        return Secret(key, reply.answers[0] if reply.answers else "", reply.remember)

    # Secrets

    @property
    def machine_of_user(self) -> str:
        """``user@host:port``, which names a password."""
        return f"{self.config.user}@{self.machine}"

    async def _known(self, key: SecretKey) -> Secret | None:
        with self._deadline.suspended():  # a locked key ring asks its user
            value = await in_thread(partial(self._answers.get, key))
        return None if value is None else Secret(key, value)

    async def _stored(self, key: SecretKey) -> str | None:
        """The password known from before, once; if it comes back, it was refused."""
        if self._last is not None:
            await self._refuse(key)
            self._used = [secret for secret in self._used if secret.key != key]
            self._last = None
        if self._stored_is_used:
            return None
        self._stored_is_used = True
        secret = await self._known(key)
        if secret is None:
            return None
        self.method = PASSWORD
        self._last = self._sent = secret
        self._used.append(secret)
        return secret.value

    def _take(self, key: SecretKey, reply: PromptReply) -> str:
        secret = Secret(key, reply.answers[0] if reply.answers else "", reply.remember)
        self._last = self._sent = secret
        self._used.append(secret)
        return secret.value

    async def _refuse(self, key: SecretKey) -> None:
        with self._deadline.suspended():
            await in_thread(partial(self._answers.refuse, key))

    # Questions

    def _prompt(
        self,
        kind: PromptKind,
        fields: tuple[PromptField, ...],
        attempt: int,
        *,
        title: str = "",
        instruction: str = "",
        subject: str = "",
        keeps: bool | None = None,
    ) -> Prompt:
        refusal = KeepRefusal.NONE if keeps is not False else KeepRefusal.NOT_A_SECRET
        return blank_prompt(
            kind=kind,
            user=self.config.user,
            host=self.machine,
            fields=fields,
            title=title,
            instruction=instruction,
            subject=subject,
            attempt=attempt,
            keep_refusal=refusal,
        )

    async def _ask(self, prompt: Prompt) -> PromptReply:
        key = (prompt.kind, prompt.subject, prompt.fields)
        given = self._given.replies.pop(key, None)
        if given is None:
            self._pending_key = key
            self._pending = asyncio.ensure_future(self._put(prompt))
            # Shielded: the question outlives a server that hangs up while somebody types.
            given = await asyncio.shield(self._pending)
            self._pending = None
        return given

    async def _put(self, prompt: Prompt) -> PromptReply:
        if prompt.keep_refusal is KeepRefusal.NONE:
            prompt = await self._with_refusal(prompt)
        with self._deadline.suspended():
            return await ask(self._asker, prompt)

    async def _with_refusal(self, prompt: Prompt) -> Prompt:
        with self._deadline.suspended():
            refusal = await in_thread(self._answers.keep_refusal)
        return replace(prompt, keep_refusal=refusal)


async def ask(asker: Asker, prompt: Prompt) -> PromptReply:
    """Put a question to the user and wait for the answer.

    Raises:
        CancelledError: the user took it back, or the connection is being closed.
    """
    question = asker.put(prompt)
    try:
        reply = await asyncio.wrap_future(question.future)
    finally:
        asker.done(question)
    if not reply.accepted:
        raise CancelledError("cancelled by the user")
    return reply


def machine_name(config: HostConfig) -> str:
    """``host`` or ``host:port`` or ``[address]:port``."""
    if config.port == asyncssh.DEFAULT_PORT:
        return config.host
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"{host}:{config.port}"


def is_password(questions: Questions) -> bool:
    """Whether a challenge is the plain question for the password, which may be remembered.

    Not one for a password that is good once, or for a new one.
    """
    if len(questions) != 1 or questions[0][1]:
        return False
    label = questions[0][0].lower()
    return "password" in label and not _OTHER_PASSWORD.search(label)


class LoginClient(asyncssh.SSHClient):
    """asyncssh's callbacks for one connection of a login. The SSH loop's thread."""

    def __init__(
        self,
        login: Login,
        check_key: Callable[[asyncssh.SSHKey], None],
        on_begun: Callable[[], None],
        on_lost: Callable[[Exception | None], None],
    ) -> None:
        self._login = login
        self._on_begun = on_begun
        self._check_key = check_key
        self._on_lost = on_lost

    def connection_lost(self, exc: Exception | None) -> None:
        """Override asyncssh.SSHClient: tell the owner."""
        self._on_lost(exc)

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Override asyncssh.SSHClient: a key that known_hosts does not vouch for."""
        del host, addr, port
        self._check_key(key)
        return False

    def begin_auth(self, _username: str) -> None:
        """The key is checked; logging in begins."""
        self._on_begun()

    def public_key_auth_requested(self) -> Awaitable[list[asyncssh.SSHKeyPair] | None]:
        """Override asyncssh.SSHClient."""
        return self._key()

    async def _key(self) -> list[asyncssh.SSHKeyPair] | None:
        key = await self._login.next_key()
        return None if key is None else [key]

    def password_auth_requested(self) -> Awaitable[str | None]:
        """Override asyncssh.SSHClient."""
        return self._login.next_password()

    def kbdint_auth_requested(self) -> str | None:
        """Override asyncssh.SSHClient."""
        return self._login.wants_challenge()

    def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> Awaitable[list[str]]:
        """Override asyncssh.SSHClient."""
        del lang
        return self._login.meet_challenge(name, instructions, tuple(prompts))
