"""Questions of a connection to the user, and the replies; a reply's secrets are never printed."""

from dataclasses import dataclass, field
from enum import Enum

from virtgui.core.refs import ConnectionId


class PromptKind(Enum):
    """What is asked."""

    PASSWORD = "password"  # noqa: S105  # the name of a kind
    PASSPHRASE = "passphrase"  # noqa: S105  # the name of a kind
    """Of a key file, whose path is the prompt's subject."""
    CHALLENGE = "challenge"
    """What the server asks by keyboard-interactive: one field or several, or none at all."""
    CREDENTIALS = "credentials"
    """What libvirt itself asks: SASL user name and password, and so on."""
    HOST_KEY = "host_key"
    CLEAR_TEXT = "clear_text"
    """Whether to go on although nothing on the way is encrypted."""


class KeepRefusal(Enum):
    """Why an answer cannot be remembered."""

    NONE = "none"
    NO_KEYRING = "no_keyring"
    KEYRING_LOCKED = "keyring_locked"
    NOT_A_SECRET = "not_a_secret"  # noqa: S105  # the name of a reason
    """Answers that are good once only, or no secrets at all."""


@dataclass(frozen=True, slots=True)
class PromptField:
    """One thing to type."""

    label: str
    """The server's own words, plain text; empty when the kind says it all."""
    echo: bool = False
    """Whether it may be seen while it is typed."""
    default: str = ""


@dataclass(frozen=True, slots=True)
class HostKeyFacts:
    """A host key that nobody has vouched for yet."""

    key_type: str
    """As in known_hosts: "ssh-ed25519"."""
    fingerprint: str
    """"SHA256:" and base64, as ssh-keygen prints it."""
    file: str
    """Where it would be written."""
    other_types: tuple[str, ...] = ()
    """Key types that this host is known by already; one of another type is unusual then."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of one connection."""

    id: int
    connection: ConnectionId
    node: str
    """The connection's name."""
    kind: PromptKind
    user: str = ""
    host: str = ""
    """The machine that asks, jump hosts included; with ":port" when that is not 22."""
    fields: tuple[PromptField, ...] = ()
    title: str = ""
    """The server's own headline, plain text."""
    instruction: str = ""
    """The server's own explanation, plain text; may have several lines."""
    subject: str = ""
    """The key file's path, or the libvirt address."""
    attempt: int = 1
    """1 for the first time; more when the answer before was refused."""
    host_key: HostKeyFacts | None = None
    keep_refusal: KeepRefusal = KeepRefusal.NOT_A_SECRET
    """NONE when the answer can be remembered."""
    diagnosis: int | None = None
    """The test of a connection that asks, when it is one."""


@dataclass(frozen=True, slots=True)
class PromptReply:
    """What the user says to a prompt."""

    accepted: bool
    """False is Cancel."""
    answers: tuple[str, ...] = field(default=(), repr=False)
    """One for each field."""
    remember: bool = False
    """Keep the secret in the key ring, write the host key to known_hosts, or keep the consent."""
