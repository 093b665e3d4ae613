"""Opens libvirt connections, and answers what libvirt itself asks: SASL user and password."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import libvirt

from virtgui.backend.answers import NOT_KEPT, Answers, Secret
from virtgui.backend.prompter import Asker, blank_prompt
from virtgui.backend.secrets import SecretKey
from virtgui.core.errors import CancelledError, ErrorInfo, VirtguiError
from virtgui.core.uri import Security, UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import KeepRefusal, PromptField, PromptKind, PromptReply

# Those of virsh. With VIR_CRED_USERNAME SASL would ask on whose behalf one logs in as well.
_KINDS: Final = (
    libvirt.VIR_CRED_AUTHNAME,
    libvirt.VIR_CRED_PASSPHRASE,
    libvirt.VIR_CRED_ECHOPROMPT,
    libvirt.VIR_CRED_NOECHOPROMPT,
    libvirt.VIR_CRED_REALM,
)
_HIDDEN: Final = (libvirt.VIR_CRED_PASSPHRASE, libvirt.VIR_CRED_NOECHOPROMPT)
_RESULT: Final = 4
"""Where libvirt-python wants the answer in the list that it gives for each credential."""
KIND: Final = "libvirt"


class Credentials:
    """Opens libvirt connections for one way to a node; `note` as in `Progress`. Worker threads."""

    def __init__(
        self, asker: Asker, answers: Answers, note: Callable[[str, ErrorInfo], None]
    ) -> None:
        self._note = note
        self._asker = asker
        self._answers = answers
        self._used: list[Secret] = []
        self._name = ""
        self._is_cancelled = False

    def open(self, uri: str, *, read_only: bool) -> libvirt.virConnect:
        """Open a connection. Blocks; never asks on the terminal.

        Raises:
            libvirt.libvirtError: it could not be opened.
            CancelledError: the user took a question back.
        """
        flags = libvirt.VIR_CONNECT_RO if read_only else 0
        self._used, self._name, self._is_cancelled = [], "", False
        try:
            connection = libvirt.openAuth(uri, [list(_KINDS), self._answer, None], flags)
        except libvirt.libvirtError as error:
            if self._is_cancelled:
                raise CancelledError("cancelled by the user") from None
            if error.get_error_code() == libvirt.VIR_ERR_AUTH_FAILED:
                for secret in self._used:
                    self._answers.refuse(secret.key)
            raise
        self._confirm()
        return connection

    def _confirm(self) -> None:
        """Hold what was accepted; a name is remembered together with its password.

        A key ring that does not take them is only noted: the login was good.
        """
        remember = any(secret.remember for secret in self._used)
        failed: VirtguiError | None = None
        for secret in self._used:
            try:
                self._answers.confirm(replace(secret, remember=remember))
            except VirtguiError as error:
                failed = error
        if failed is not None:
            self._note(NOT_KEPT, failed.info)

    def agree_to_clear_text(self, spec: ConnectionSpec) -> None:
        """Ask before anything travels that others can read.

        Raises:
            CancelledError: the user does not want it.
        """
        try:
            uri = parse_uri(spec.uri)
        except UriError:
            return
        if uri.security is not Security.CLEAR or spec.accepts_clear:
            return
        address = uri.without_secret().build()
        if self._answers.has_agreed(spec.id, address):
            return
        prompt = blank_prompt(
            kind=PromptKind.CLEAR_TEXT,
            host=uri.host,
            subject=address,
            keep_refusal=KeepRefusal.NONE,
        )
        if not self._asker.wait(prompt).accepted:
            raise CancelledError("cancelled by the user")
        self._answers.agree(spec.id, address)

    def close(self) -> None:
        """Take back what is asked."""
        self._asker.close()

    def _answer(self, credentials: Sequence[list[Any]], opaque: object) -> int:
        """Libvirt's callback, in the thread that opens: 0 when all is answered, else -1."""
        del opaque
        stored = [secret for credential in credentials if (secret := self._stored(credential))]
        if len(stored) == len(credentials):
            for credential, secret in zip(credentials, stored, strict=True):
                credential[_RESULT] = secret.value
            self._used += stored
            return 0
        try:
            reply = self._ask(credentials)
        except CancelledError:
            reply = PromptReply(accepted=False)
        if not reply.accepted:
            self._is_cancelled = True
            return -1
        self._take(credentials, reply)
        return 0

    def _stored(self, credential: list[Any]) -> Secret | None:
        key = self._key(credential)
        value = self._answers.get(key)
        if value is None:
            return None
        self._note_name(credential, value)
        return Secret(key, value)

    def _ask(self, credentials: Sequence[list[Any]]) -> PromptReply:
        fields = tuple(
            PromptField(str(prompt or ""), kind not in _HIDDEN, str(default or ""))
            for kind, prompt, _, default, *_ in credentials
        )
        has_secret = not all(field.echo for field in fields)
        prompt = blank_prompt(
            kind=PromptKind.CREDENTIALS,
            fields=fields,
            host=str(credentials[0][2] or ""),
            keep_refusal=(self._answers.keep_refusal() if has_secret else KeepRefusal.NOT_A_SECRET),
        )
        return self._asker.wait(prompt)

    def _take(self, credentials: Sequence[list[Any]], reply: PromptReply) -> None:
        answers = (*reply.answers, *[""] * len(credentials))
        for credential, answer in zip(credentials, answers, strict=False):
            credential[_RESULT] = answer
            self._used.append(Secret(self._key(credential), answer, reply.remember))
            self._note_name(credential, answer)

    def _note_name(self, credential: list[Any], value: str) -> None:
        if credential[0] == libvirt.VIR_CRED_AUTHNAME:
            self._name = value

    def _key(self, credential: list[Any]) -> SecretKey:
        """Which secret a credential is; a password is that of the name given before it."""
        kind, prompt, challenge = credential[0], credential[1], credential[2]
        owner = self._name if kind in _HIDDEN else ""
        what = f"{kind} {challenge or prompt or ''} {owner}".strip()
        return SecretKey(self._asker.connection, KIND, what)
