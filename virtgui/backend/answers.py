"""Secrets known in this run, and the key ring behind them. Worker threads: the key ring waits."""

import threading
from dataclasses import dataclass, field

from virtgui.backend.secrets import SecretKey, SecretStore
from virtgui.core.errors import VirtguiError
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import KeepRefusal


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret on its way to a login; kept for good once the login has succeeded."""

    key: SecretKey
    value: str = field(repr=False)
    remember: bool = False


class Answers:
    """What was answered, so that a lost link comes back without a question."""

    def __init__(self, store: SecretStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[SecretKey, str] = {}
        self._agreed: set[tuple[ConnectionId, str]] = set()

    def get(self, key: SecretKey) -> str | None:
        """A secret from this run or from the key ring; a key ring that fails has none."""
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        try:
            return self._store.get(key)
        except VirtguiError:
            return None

    def confirm(self, secret: Secret) -> None:
        """The secret was accepted: hold it for this run, and in the key ring on wish.

        Raises:
            VirtguiError: the key ring does not take it; it is held for this run all the same.
        """
        with self._lock:
            self._known[secret.key] = secret.value
        if secret.remember:
            self._store.keep(secret.key, secret.value)

    def refuse(self, key: SecretKey) -> None:
        """The secret was refused: it is good for nothing any more."""
        with self._lock:
            self._known.pop(key, None)
        try:
            self._store.drop(key)
        except VirtguiError:
            return  # a key ring that fails is told where a secret is to be kept

    def forget(self, connection: ConnectionId) -> None:
        """Drop what is held in memory for a connection."""
        with self._lock:
            for key in [key for key in self._known if key.connection == connection]:
                del self._known[key]
            self._agreed = {pair for pair in self._agreed if pair[0] != connection}

    def agree(self, connection: ConnectionId, address: str) -> None:
        """The user knows that nothing on the way to this address is encrypted; for this run."""
        with self._lock:
            self._agreed.add((connection, address))

    def has_agreed(self, connection: ConnectionId, address: str) -> bool:
        """Whether the user has said so in this run."""
        with self._lock:
            return (connection, address) in self._agreed

    def keep_refusal(self) -> KeepRefusal:
        """Why secrets cannot be remembered; NONE when they can."""
        return self._store.key_ring().refusal
