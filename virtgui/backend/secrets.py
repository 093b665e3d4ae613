"""Secrets in the system's key ring, and an index of which are there.

A key ring cannot be asked for a list, so a file beside the settings names what was put in; it
holds no secret. All methods may be called from any thread but the window's: a key ring that is
locked asks the user itself, and waits.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from virtgui.backend.files import write_atomically
from virtgui.core.errors import (
    PermissionDeniedError,
    Remedy,
    ResourceError,
    UnsupportedError,
    VirtguiError,
)
from virtgui.core.queries import KeyRing
from virtgui.core.redact import redact
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import KeepRefusal

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "virtgui"

_FORMAT: Final = 1
_TURN: Final = 60.0
"""Seconds to wait while another asks the key ring, which may ask its user to unlock it."""
_PROBE: Final = "probe"
# Those that keep nothing, keep it in plain text, or ask in a terminal.
_UNFIT: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.")
_NOT_UNLOCKED: Final = ("LockedException", "PromptDismissedException")
_CHAIN: Final = "keyring.backends.chainer"


@dataclass(frozen=True, slots=True)
class SecretKey:
    """Which secret."""

    connection: ConnectionId
    kind: str
    """"password", "passphrase", …"""
    what: str
    """Whose: ``user@host:port``, or a key file."""

    @property
    def user_name(self) -> str:
        """The name of the entry in the key ring."""
        parts = (self.connection, self.kind, self.what)
        return " ".join(quote(part, safe="@:/.~[]+,") for part in parts)


class SecretStore:
    """The key ring, as far as this program uses it.

    Where the user does not unlock the key ring, nothing asks for it again until `try_again`.
    """

    def __init__(self, index_path: Path, backend: "KeyringBackend | None" = None) -> None:
        self._index_path = index_path
        self._given = backend
        self._ring: KeyringBackend | None = backend
        self._is_locked = False
        self._ring_lock = threading.Lock()
        self._index_lock = threading.Lock()

    def key_ring(self) -> KeyRing:
        """Whether there is a key ring that takes secrets; a locked one asks the user now."""
        try:
            with self._turn():
                return self._probe()
        except PermissionDeniedError:
            return KeyRing("", KeepRefusal.KEYRING_LOCKED)

    def try_again(self) -> None:
        """The user acts: a key ring that stayed locked may ask once more."""
        self._is_locked = False

    def get(self, key: SecretKey) -> str | None:
        """A secret, or None; the key ring is not touched when nothing was put in.

        Raises:
            VirtguiError: the key ring is locked or fails.
        """
        if not self._is_listed(key):
            return None
        with self._turn():
            return self._call(lambda ring: ring.get_password(SERVICE, key.user_name))

    def keep(self, key: SecretKey, secret: str) -> None:
        """Put a secret in.

        Raises:
            VirtguiError: there is no key ring, it is locked or fails; nothing was kept.
        """
        was_listed = self._is_listed(key)
        # Listed first: a secret that the list does not know could never be forgotten.
        self._list(key, True)
        try:
            with self._turn():
                self._call(lambda ring: ring.set_password(SERVICE, key.user_name, secret), secret)
        except VirtguiError:
            self._list(key, was_listed)
            raise

    def drop(self, key: SecretKey) -> None:
        """Take a secret out; harmless when it is not there.

        Raises:
            VirtguiError: the key ring is locked or fails.
        """
        if not self._is_listed(key):
            return
        with self._turn():
            self._call(lambda ring: _delete(ring, key))
        self._list(key, False)

    def count(self, connection: ConnectionId) -> int:
        """How many secrets of a connection are kept."""
        with self._index_lock:
            return sum(key.connection == connection for key in self._read_index())

    def forget(self, connection: ConnectionId) -> None:
        """Take out all secrets of a connection.

        Raises:
            VirtguiError: the key ring is locked or fails; what could be taken out is gone.
        """
        with self._index_lock:
            keys = [key for key in self._read_index() if key.connection == connection]
        failed: VirtguiError | None = None
        for key in keys:
            try:
                self.drop(key)
            except VirtguiError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    # The key ring

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One at a time; who waits for one that hangs gives up."""
        if not self._ring_lock.acquire(timeout=_TURN):
            raise _locked("the key ring is busy")
        try:
            yield
        finally:
            self._ring_lock.release()

    def _probe(self) -> KeyRing:
        ring = self._find_ring()
        if ring is None:
            return KeyRing("", KeepRefusal.NO_KEYRING)
        name = str(ring.name)
        try:
            self._call(lambda ring: ring.get_password(SERVICE, _PROBE))
        except PermissionDeniedError:
            return KeyRing(name, KeepRefusal.KEYRING_LOCKED)
        except VirtguiError:
            return KeyRing(name, KeepRefusal.NO_KEYRING)
        return KeyRing(name)

    def _usable_ring(self) -> "KeyringBackend":
        ring = self._find_ring()
        if ring is None:
            raise UnsupportedError("no key ring")
        return ring

    def _find_ring(self) -> "KeyringBackend | None":
        if self._ring is None or self._given is not None:
            self._ring = _fit(self._given or _detect())
        return self._ring

    def _call(self, action: "Callable[[KeyringBackend], T]", secret: str = "") -> T:
        """Do something with the key ring; its errors become ours, without the secret."""
        if self._is_locked:
            raise _locked("the key ring was not unlocked")
        ring = self._usable_ring()
        try:
            return action(ring)
        except Exception as error:  # noqa: BLE001  # key rings are plug-ins and raise anything,
            failed = _translate(error, secret)  # and their words may repeat the secret
        # Not chained: the frames of the library hold the secret.
        self._is_locked = isinstance(failed, PermissionDeniedError)
        raise failed

    # The index

    def _is_listed(self, key: SecretKey) -> bool:
        with self._index_lock:
            return key in self._read_index()

    def _list(self, key: SecretKey, is_kept: bool) -> None:
        with self._index_lock:
            keys = self._read_index()
            if (key in keys) == is_kept:
                return
            keys = [*keys, key] if is_kept else [other for other in keys if other != key]
            self._write_index(keys)

    def _read_index(self) -> list[SecretKey]:
        try:
            content: Any = json.loads(self._index_path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        rows = content.get("secrets") if isinstance(content, dict) else None
        return [
            SecretKey(ConnectionId(row[0]), row[1], row[2])
            for row in (rows if isinstance(rows, list) else ())
            if isinstance(row, list) and len(row) == 3 and all(isinstance(x, str) for x in row)
        ]

    def _write_index(self, keys: list[SecretKey]) -> None:
        rows = [[key.connection, key.kind, key.what] for key in keys]
        text = json.dumps({"format": _FORMAT, "secrets": rows}, indent=1, ensure_ascii=False)
        try:
            write_atomically(self._index_path, text.encode("utf-8", "surrogatepass"))
        except OSError as error:
            raise ResourceError(str(error), subject=str(self._index_path)) from None


def _translate(error: Exception, secret: str) -> VirtguiError:
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    told = redact(f"{type(error).__name__}: {error}")
    told = told.replace(secret, "•••") if secret else told
    if isinstance(error, NoKeyringError):
        return UnsupportedError(told)
    if isinstance(error, KeyringLocked | InitError) or type(error).__name__ in _NOT_UNLOCKED:
        return _locked(told)
    return ResourceError(told, remedy=Remedy.RETRY)


def _delete(ring: "KeyringBackend", key: SecretKey) -> None:
    from keyring.errors import PasswordDeleteError

    with contextlib.suppress(PasswordDeleteError):
        ring.delete_password(SERVICE, key.user_name)


def _detect() -> "KeyringBackend | None":
    """The key ring of the system or of the user's settings, looked for anew."""
    import keyring
    from keyring.core import init_backend

    try:
        init_backend()
        return keyring.get_keyring()
    except Exception:  # noqa: BLE001  # key rings are plug-ins and raise anything, as do settings
        return None  # that are broken, or name one that is not there


def _fit(ring: "KeyringBackend | None") -> "KeyringBackend | None":
    """The key ring if it is one that keeps secrets; of several the first that does."""
    if ring is None:
        return None
    module = type(ring).__module__
    if module.startswith(_CHAIN):
        return next(
            (one for one in map(_fit, getattr(ring, "backends", ())) if one is not None), None
        )
    return None if module.startswith(_UNFIT) else ring


def _locked(told: str) -> PermissionDeniedError:
    return PermissionDeniedError(told, remedy=Remedy.RETRY)
