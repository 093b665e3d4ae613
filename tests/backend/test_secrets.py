"""The key ring: a real Secret Service for the story, one in memory for the ways it can fail."""

import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from virtgui.backend.secrets import SERVICE, SecretKey, SecretStore
from virtgui.core.errors import ErrorKind, VirtguiError
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import KeepRefusal

ONE, TWO = ConnectionId("one"), ConnectionId("two")
PASSWORD = SecretKey(ONE, "password", "root@web:22")
PASSPHRASE = SecretKey(ONE, "passphrase", "/home/me/.ssh/id ed25519")
OTHER = SecretKey(TWO, "password", "root@web:22")
SECRET = "geheim-7Q"

STORY = """
import sys
from pathlib import Path
from virtgui.backend.secrets import SecretKey, SecretStore
from virtgui.core.errors import VirtguiError

store = SecretStore(Path(sys.argv[1]))
key = SecretKey("one", "password", "root@web:22")
print(store.key_ring().name, store.key_ring().refusal.name)
try:
    store.keep(key, "ge\\u00fcheim")
    print(store.get(key) == "ge\\u00fcheim", store.count("one"))
    import secretstorage
    bus = secretstorage.dbus_init()
    ring = secretstorage.get_default_collection(bus)
    print([item.get_attributes()["username"] for item in ring.get_all_items()])
    ring.lock()
    another = SecretStore(Path(sys.argv[1]))
    print(another.key_ring().refusal.name)
    try:
        another.get(key)
    except VirtguiError as error:
        print(error.info.kind.name)
    print(another.count("one"))
except VirtguiError as error:
    print(error.info.kind.name, store.count("one"))
"""


def play(tmp_path: Path, begin: str) -> list[str]:
    """Run the story in a session of its own, with a Secret Service and without a display."""
    (tmp_path / "run").mkdir(mode=0o700)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONUTF8": "1",
    }
    command = f'{begin} exec "$0" -c "$1" "$2"'
    done = subprocess.run(
        [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            command,
            sys.executable,
            STORY,
            str(tmp_path / "index.json"),
        ],
        env=environ,
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_real_secret_service(tmp_path):
    unlock = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null;"
    assert play(tmp_path, unlock) == [
        "SecretService Keyring NONE",
        "True 1",
        "['one password root@web:22']",
        "KEYRING_LOCKED",
        "PERMISSION",
        "1",
    ]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"heim" not in kept


def test_a_real_secret_service_that_nobody_can_unlock(tmp_path):
    assert play(tmp_path, "") == ["SecretService Keyring KEYRING_LOCKED", "PERMISSION 0"]


class MemoryRing(KeyringBackend):
    """Stands in for the system's key ring; `failure` is what it raises."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.failure: Exception | None = None
        self.calls = 0

    def _act(self) -> None:
        self.calls += 1
        if self.failure is not None:
            raise self.failure

    def get_password(self, service, username):
        self._act()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._act()
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._act()
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


@pytest.fixture
def store(tmp_path: Path, ring: MemoryRing) -> SecretStore:
    return SecretStore(tmp_path / "config" / "secrets.json", ring)


def test_keeping_and_forgetting(store, ring, tmp_path):
    assert store.key_ring().refusal is KeepRefusal.NONE
    for key in (PASSWORD, PASSPHRASE, OTHER):
        store.keep(key, SECRET + key.kind)
    assert store.get(PASSPHRASE) == SECRET + "passphrase"
    assert {service for service, _ in ring.kept} == {SERVICE}
    store.keep(PASSWORD, "new")
    assert (store.get(PASSWORD), store.count(ONE), store.count(TWO)) == ("new", 2, 1)
    again = SecretStore(tmp_path / "config" / "secrets.json", ring)
    assert again.count(ONE) == 2
    again.forget(ONE)
    assert (store.count(ONE), store.get(PASSWORD), store.get(OTHER)) == (
        0,
        None,
        SECRET + "password",
    )
    assert len(ring.kept) == 1
    store.drop(PASSWORD)
    store.forget(ONE)


def test_the_index_holds_no_secret_and_is_the_users_own(store, tmp_path):
    store.keep(PASSWORD, SECRET)
    index = tmp_path / "config" / "secrets.json"
    assert SECRET not in index.read_text()
    assert index.stat().st_mode & 0o777 == 0o600


def test_names_do_not_run_into_each_other():
    one = SecretKey(ONE, "a b", "c")
    two = SecretKey(ONE, "a", "b c")
    assert one.user_name != two.user_name


def test_what_is_not_listed_does_not_wake_the_key_ring(store, ring):
    assert store.get(PASSWORD) is None
    store.drop(PASSWORD)
    store.forget(ONE)
    assert ring.calls == 0


def test_an_entry_that_the_user_deleted(store, ring):
    store.keep(PASSWORD, SECRET)
    ring.kept.clear()
    assert store.get(PASSWORD) is None
    store.forget(ONE)
    assert store.count(ONE) == 0


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"secrets": [1, ["a"], [1, 2, 3]]}', b"\xff"]
)
def test_a_broken_index_is_empty(store, ring, tmp_path, content):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "secrets.json").write_bytes(content)
    assert store.count(ONE) == 0
    store.keep(PASSWORD, SECRET)
    assert store.count(ONE) == 1


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (KeyringLocked(f"no {SECRET}"), ErrorKind.PERMISSION),
        (InitError(SECRET), ErrorKind.PERMISSION),
        (OSError(SECRET), ErrorKind.RESOURCE),
        (RuntimeError(f"cannot keep {SECRET}"), ErrorKind.RESOURCE),
        (ValueError(SECRET), ErrorKind.RESOURCE),
    ],
)
def test_failures_tell_no_secret_and_keep_nothing(store, ring, failure, kind):
    ring.failure = failure
    with pytest.raises(VirtguiError) as caught:
        store.keep(PASSWORD, SECRET)
    assert caught.value.info.kind is kind
    assert SECRET not in caught.value.info.detail
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None
    assert store.count(ONE) == 0


def test_a_secret_that_was_kept_stays_listed_when_a_new_one_fails(store, ring):
    store.keep(PASSWORD, SECRET)
    ring.failure = RuntimeError("broken")
    with pytest.raises(VirtguiError):
        store.keep(PASSWORD, "new")
    with pytest.raises(VirtguiError):
        store.forget(ONE)
    assert store.count(ONE) == 1


def test_a_locked_key_ring_asks_once_until_the_user_acts(store, ring):
    store.keep(PASSWORD, SECRET)
    ring.failure = KeyringLocked("dismissed")
    assert store.key_ring().refusal is KeepRefusal.KEYRING_LOCKED
    asked = ring.calls
    assert store.key_ring().refusal is KeepRefusal.KEYRING_LOCKED
    with pytest.raises(VirtguiError):
        store.get(PASSWORD)
    assert ring.calls == asked
    ring.failure = None
    store.try_again()
    assert store.get(PASSWORD) == SECRET


class PlaintextRing(MemoryRing):
    """As keyrings.alt's, which writes secrets to a plain file."""

    __module__ = "keyrings.alt.file"


@pytest.mark.parametrize("unfit", [FailKeyring(), NullKeyring(), PlaintextRing()])
def test_key_rings_that_keep_nothing_or_keep_it_in_the_open(tmp_path, unfit):
    store = SecretStore(tmp_path / "index", unfit)
    assert store.key_ring().refusal is KeepRefusal.NO_KEYRING
    with pytest.raises(VirtguiError) as caught:
        store.keep(PASSWORD, SECRET)
    assert caught.value.info.kind is ErrorKind.UNSUPPORTED
    assert store.count(ONE) == 0
    assert not getattr(unfit, "kept", {})


def test_a_chain_gives_its_first_fit_key_ring(tmp_path, ring):
    class Chain(ChainerBackend):
        __module__ = "keyring.backends.chainer"
        backends = (PlaintextRing(), ring)

    class EmptyChain(ChainerBackend):
        __module__ = "keyring.backends.chainer"
        backends = (PlaintextRing(), NullKeyring())

    store = SecretStore(tmp_path / "index", Chain())
    store.keep(PASSWORD, SECRET)
    assert list(ring.kept.values()) == [SECRET]
    empty = SecretStore(tmp_path / "index", EmptyChain())
    assert empty.key_ring().refusal is KeepRefusal.NO_KEYRING


def test_settings_that_name_a_key_ring_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Ring")
    store = SecretStore(tmp_path / "index")
    assert store.key_ring().refusal is KeepRefusal.NO_KEYRING


def test_many_threads(store, ring):
    def work(number: int) -> None:
        for turn in range(10):
            store.keep(SecretKey(ONE, "password", f"{number}-{turn}"), SECRET)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count(ONE) == len(ring.kept) == 40


def test_nothing_heavy_is_imported_before_it_is_needed():
    script = (
        "import sys, virtgui.backend.secrets, virtgui.backend.addresses\n"
        "print(sorted({'keyring', 'asyncssh', 'secretstorage'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
