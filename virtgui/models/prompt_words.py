"""Words for the questions of connections; a server's own words are made harmless here."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.ssh_options import JUMP
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.prompt import KeepRefusal, Prompt, PromptField, PromptKind
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence

_CONTEXT: Final = "Prompts"

MOST_LETTERS: Final = 1_200
MOST_LINES: Final = 24
MOST_IN_LINE: Final = 200
"""How much of a server's text is shown."""

_ANSI: Final = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|\Z)|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_BREAKS: Final = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "[\0-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Control characters, marks of direction and what takes no room; all but the newline."""

_KEY_FILES: Final = (("ed25519", "ed25519"), ("ecdsa", "ecdsa"), ("rsa", "rsa"), ("dss", "dsa"))


def server_text(text: str) -> str:
    """A server's text of several lines: without what acts, and bounded."""
    plain = _UNSEEN.sub("", _BREAKS.sub("\n", _ANSI.sub("", text).replace("\t", "    ")))
    lines = [_bounded(line.rstrip()) for line in plain.strip().split("\n")]
    is_cut = len(lines) > MOST_LINES
    shown = "\n".join(lines[:MOST_LINES])
    if is_cut or len(shown) > MOST_LETTERS:
        shown = shown[: MOST_LETTERS - 1].rstrip() + "…"
    return shown


def server_line(text: str) -> str:
    """A server's text as one line."""
    return _bounded(" ".join(server_text(text).split()))


def _bounded(line: str) -> str:
    return line if len(line) <= MOST_IN_LINE else line[: MOST_IN_LINE - 1] + "…"


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


_TITLES: Final[Mapping[PromptKind, str]] = MappingProxyType(
    {
        PromptKind.PASSWORD: QT_TRANSLATE_NOOP("Prompts", "Password"),
        PromptKind.PASSPHRASE: QT_TRANSLATE_NOOP("Prompts", "Pass-phrase of your key"),
        PromptKind.CHALLENGE: QT_TRANSLATE_NOOP("Prompts", "The host asks"),
        PromptKind.CREDENTIALS: QT_TRANSLATE_NOOP("Prompts", "Login to libvirt"),
        PromptKind.HOST_KEY: QT_TRANSLATE_NOOP("Prompts", "Is this the right host?"),
        PromptKind.CLEAR_TEXT: QT_TRANSLATE_NOOP("Prompts", "Connect without encryption?"),
    }
)

_SENTENCES: Final[Mapping[PromptKind, str]] = MappingProxyType(
    {
        PromptKind.PASSWORD: QT_TRANSLATE_NOOP("Prompts", "The host asks for the password of {0}."),
        PromptKind.PASSPHRASE: QT_TRANSLATE_NOOP(
            "Prompts", "It opens the key file below, and does not leave this computer."
        ),
        PromptKind.CHALLENGE: QT_TRANSLATE_NOOP(
            "Prompts", "These are the host's own words; the answers go to it alone."
        ),
        PromptKind.CREDENTIALS: QT_TRANSLATE_NOOP(
            "Prompts", "libvirt has a login of its own there."
        ),
        PromptKind.HOST_KEY: QT_TRANSLATE_NOOP(
            "Prompts",
            "Nobody has vouched for its key yet. Compare the fingerprint with the one that you "
            "know from a safe source.",
        ),
        PromptKind.CLEAR_TEXT: QT_TRANSLATE_NOOP(
            "Prompts", "Whoever is on the way to this host can read and change:"
        ),
    }
)
_NO_QUESTION: Final = QT_TRANSLATE_NOOP("Prompts", "These are the host's own words.")
_NO_QUESTION_TITLE: Final = QT_TRANSLATE_NOOP("Prompts", "The host says")

CLEAR_TEXT_RISKS: Final = (
    QT_TRANSLATE_NOOP("Prompts", "the definitions of all machines"),
    QT_TRANSLATE_NOOP("Prompts", "the passwords of consoles"),
    QT_TRANSLATE_NOOP("Prompts", "what screens show, and what is typed"),
    QT_TRANSLATE_NOOP("Prompts", "memory and disks of machines that migrate"),
)

_KEEP_REFUSALS: Final[Mapping[KeepRefusal, str]] = MappingProxyType(
    {
        KeepRefusal.NO_KEYRING: QT_TRANSLATE_NOOP(
            "Prompts", "It cannot be remembered: this computer has no key ring."
        ),
        KeepRefusal.KEYRING_LOCKED: QT_TRANSLATE_NOOP(
            "Prompts", "It cannot be remembered: the key ring is locked."
        ),
    }
)


def title(prompt: Prompt) -> str:
    """What is asked, in few words."""
    if _only_says(prompt):
        return _tr(_NO_QUESTION_TITLE)
    return _tr(_TITLES[prompt.kind])


def sentence(prompt: Prompt) -> str:
    """What the answer is for."""
    if _only_says(prompt):
        return _tr(_NO_QUESTION)
    return _tr(_SENTENCES[prompt.kind]).format(in_sentence(server_line(prompt.user or "?")))


def attempt_words(prompt: Prompt) -> str:
    """That the answer before was refused; nothing at the first time."""
    if prompt.attempt <= 1:
        return ""
    words = QCoreApplication.translate(
        _CONTEXT, "The answer before was refused. This is attempt {0}."
    )
    return words.format(prompt.attempt)


def asker(prompt: Prompt, *, is_jump_host: bool = False) -> str:
    """Who asks: "ops@kvm-02.example · Jump host"."""
    host = server_line(prompt.host)
    user = server_line(prompt.user)
    who = f"{user}@{host}" if user and host else host or user
    role = QCoreApplication.translate(_CONTEXT, "Jump host") if is_jump_host else ""
    return " · ".join(part for part in (who, role) if part)


def is_jump_host(prompt: Prompt, uri: str, step_host: str = "") -> bool:
    """Whether a machine on the way asks, and not the node itself.

    Args:
        prompt: the question.
        uri: the connection's address, which may name machines on the way.
        step_host: the machine on the way that the connection is at now, where that is known.
    """
    if step_host:
        return _bare(step_host) == _bare(prompt.host)
    try:
        hops = parse_uri(uri).parameter(JUMP) or ""
    except UriError:
        return False
    names = {_bare(hop.rpartition("@")[2]) for hop in hops.split(",") if hop}
    return _bare(prompt.host) in names


def shown_fields(prompt: Prompt) -> tuple[PromptField, ...]:
    """What is to be typed; where a prompt leaves it to its kind, the usual."""
    if prompt.fields or prompt.kind in (
        PromptKind.CHALLENGE,
        PromptKind.HOST_KEY,
        PromptKind.CLEAR_TEXT,
    ):
        return prompt.fields
    if prompt.kind is PromptKind.CREDENTIALS:
        return PromptField("", echo=True, default=prompt.user), PromptField("")
    return (PromptField(""),)


def field_label(prompt: Prompt, field: PromptField) -> str:
    """The words at a field: the server's own, or those of the kind."""
    words = server_line(field.label).rstrip(": ")
    if words:
        return words
    if prompt.kind is PromptKind.PASSPHRASE:
        return QCoreApplication.translate(_CONTEXT, "Pass-phrase")
    if prompt.kind is PromptKind.CHALLENGE:
        return QCoreApplication.translate(_CONTEXT, "Answer")
    if field.echo:
        return QCoreApplication.translate(_CONTEXT, "User name")
    return QCoreApplication.translate(_CONTEXT, "Password")


def keep_refusal_words(refusal: KeepRefusal) -> str:
    """Why the answer cannot be remembered; nothing where nobody would expect it."""
    source = _KEEP_REFUSALS.get(refusal)
    return _tr(source) if source else ""


def clear_text_risks() -> tuple[str, ...]:
    """What can be read where nothing is encrypted."""
    return tuple(_tr(source) for source in CLEAR_TEXT_RISKS)


def verify_command(key_type: str) -> str:
    """Prints the host's fingerprint when it is run there; nothing for unknown types of keys."""
    name = next((name for sign, name in _KEY_FILES if sign in key_type), "")
    return f"ssh-keygen -lf /etc/ssh/ssh_host_{name}_key.pub" if name else ""


def _only_says(prompt: Prompt) -> bool:
    return prompt.kind is PromptKind.CHALLENGE and not prompt.fields


def _bare(host: str) -> str:
    """A host without port and brackets."""
    bracketed = re.fullmatch(r"\[(.*)\](?::\d+)?", host)
    if bracketed:
        return bracketed[1].lower()
    name, _, port = host.rpartition(":")
    return (name if name and ":" not in name and port.isdigit() else host).lower()
