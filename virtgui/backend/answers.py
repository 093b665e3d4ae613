"""Secrets known in this run, and the key ring behind them. Worker threads: the key ring waits."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final, TypeVar

from virtgui.backend.secrets import SecretKey, SecretStore
from virtgui.core.errors import PermissionDeniedError, Remedy, VirtguiError
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import KeepRefusal

T = TypeVar("T")

NOT_KEPT: Final = "secret_not_kept"
"""What the log calls it when the key ring does not take a secret."""
UNLOCKING: Final = 60.0
"""Seconds that a key ring may take to give a secret: it may ask its user to unlock it."""
PATIENCE: Final = 15.0
"""Seconds for everything else; a key ring that hangs must not hold up a connection."""


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
            return _within(UNLOCKING, lambda: self._store.get(key))
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
            _within(PATIENCE, lambda: self._store.keep(secret.key, secret.value))

    def refuse(self, key: SecretKey) -> None:
        """The secret was refused: it is good for nothing any more."""
        with self._lock:
            self._known.pop(key, None)
        try:
            _within(PATIENCE, lambda: self._store.drop(key))
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
        try:
            return _within(PATIENCE, self._store.key_ring).refusal
        except VirtguiError:
            return KeepRefusal.KEYRING_LOCKED


def _within(limit: float, call: Callable[[], T]) -> T:
    """Make a call to the key ring in a thread of its own, which nobody waits for too long.

    Raises:
        VirtguiError: what the call raised, or it takes longer than `limit` seconds.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            result = call()
        except BaseException as error:  # noqa: BLE001  # raised again where it was asked for
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name="key-ring", daemon=True).start()
    try:
        return future.result(limit)
    except TimeoutError:
        detail = f"the key ring does not answer within {limit:g} s"
        raise PermissionDeniedError(detail, remedy=Remedy.RETRY) from None
