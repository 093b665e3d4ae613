"""A real backend whose SSH files are a test's own, and a user who answers its questions."""

import getpass
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from tests.backend.recorder import Recorder
from tests.lab.cluster import Lab
from virtgui.backend.fleet import Fleet
from virtgui.backend.places import Places
from virtgui.backend.ssh.config import SshFiles
from virtgui.core.messages import Message, PromptAsked
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.prompt import Prompt, PromptKind, PromptReply

Answering = Callable[[Prompt], PromptReply | None]


class MemoryRing(KeyringBackend):
    """Stands for the system's key ring, which `test_secrets` uses for real; holds in memory."""

    priority = 1  # type: ignore[assignment]  # keyring's own form of it
    name = "memory"

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Person(Recorder):
    """A recorder that answers questions as a test says; None leaves a question open."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[Prompt] = []
        self.answer: Answering = lambda prompt: None
        self.reply: Callable[[int, PromptReply], None] = lambda number, reply: None

    def post(self, message: Message) -> None:
        super().post(message)
        if isinstance(message, PromptAsked):
            self.prompts.append(message.prompt)
            reply = self.answer(message.prompt)
            if reply is not None:
                # From another thread, as the window does.
                threading.Thread(target=self.reply, args=(message.prompt.id, reply)).start()

    def asked(self, kind: PromptKind) -> list[Prompt]:
        """The questions of a kind so far."""
        return [prompt for prompt in self.prompts if prompt.kind is kind]


class Remote:
    """A backend with SSH files of its own, in front of the lab."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab = lab
        self.home = folder / "home"
        self.ssh = self.home / ".ssh"
        self.ssh.mkdir(parents=True, mode=0o700)
        self.config("")
        self.sockets = Path(tempfile.mkdtemp(prefix="vg-"))
        self.ring = MemoryRing()
        self.person = Person()
        self.agent: str | None = None
        self._folder = folder
        self.fleet: Fleet | None = None

    def config(self, text: str) -> None:
        """Write the SSH configuration."""
        (self.ssh / "config").write_text(text)

    def trust(self, *names: str) -> None:
        """Have the nodes' keys known."""
        lines = [self.lab[name].host_key() for name in names or ("alpha", "beta", "gamma")]
        (self.ssh / "known_hosts").write_text("\n".join(lines) + "\n")

    def use_key(self, name: str = "id_ed25519") -> Path:
        """Put the lab's key where OpenSSH looks for it."""
        key = self.ssh / name
        shutil.copy(self.lab.ssh_key, key)
        key.chmod(0o600)
        return key

    def start(self, interval: float = 0.5) -> Fleet:
        """Start the backend; once."""
        files = SshFiles(self.home, getpass.getuser(), config=self.ssh / "config", agent=self.agent)
        places = Places(self._folder / "secrets.json", self.sockets, files, self.ring)
        fleet = Fleet(self.person, self._folder / "cache.sqlite", Polling(interval), places)
        self.person.reply = fleet.reply
        self.fleet = fleet
        return fleet

    def connect(self, uri: str, name: str = "node", *, read_only: bool = False) -> ConnectionId:
        """Begin to open an address."""
        fleet = self.fleet or self.start()
        connection = ConnectionId(name)
        fleet.connect(ConnectionSpec(connection, uri, name, read_only=read_only))
        return connection

    def open(self, uri: str, name: str = "node", *, read_only: bool = False) -> ConnectionId:
        """Open an address and wait until it is usable."""
        connection = self.connect(uri, name, read_only=read_only)
        self.person.wait_state(name, ConnectionState.CONNECTED)
        return connection

    def uri(self, name: str = "alpha", port: int = 22, user: str = "root", query: str = "") -> str:
        """A node's address over SSH."""
        where = self.lab[name].address + (f":{port}" if port != 22 else "")
        return f"qemu+ssh://{user}@{where}/system{query}"

    def close(self) -> None:
        """End it all."""
        if self.fleet is not None:
            self.fleet.close()
        assert list(self.sockets.iterdir()) == [], "a local socket was left behind"
        self.sockets.rmdir()


@pytest.fixture
def remote(lab: Lab, event_loop_thread: None, tmp_path: Path) -> Iterator[Remote]:
    """A backend in front of the lab, with nothing known and nothing allowed."""
    made = Remote(lab, tmp_path)
    yield made
    made.close()
    assert not made.person.faults(), made.person.faults()[0].trace


def accepting(*answers: str, remember: bool = False) -> Answering:
    """Accept host keys once, and give the answers in turn."""
    waiting = list(answers)

    def answer(prompt: Prompt) -> PromptReply | None:
        if prompt.kind is PromptKind.HOST_KEY:
            return PromptReply(accepted=True)
        count = len(prompt.fields)
        given, waiting[:count] = tuple(waiting[:count]), []
        return PromptReply(accepted=True, answers=given, remember=remember)

    return answer
