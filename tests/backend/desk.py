"""A backend with a key ring and files of its own, and a person who answers its questions."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from keyring.backend import KeyringBackend

from tests.backend.ssh.conftest import MemoryRing, Person
from virtgui.backend.fleet import Fleet
from virtgui.backend.places import Places
from virtgui.backend.ssh.config import SshFiles
from virtgui.core.messages import DiagnosisChanged
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.diagnosis import Diagnosis


class Desk:
    """Somebody before a backend that no lab stands behind, unless a test brings one."""

    def __init__(self, folder: Path) -> None:
        self.ring: KeyringBackend = MemoryRing()
        self.person = Person()
        self._folder = folder
        self._socket_folder = folder / "s"
        self._socket_folder.mkdir(parents=True)
        self.fleet = self._start()

    def _start(self) -> Fleet:
        files = SshFiles(self._folder, getpass.getuser(), config=self._folder / "ssh_config")
        places = Places(self._folder / "secrets.json", self._socket_folder, files, self.ring)
        fleet = Fleet(self.person, self._folder / "cache.sqlite", Polling(0.5), places)
        self.person.reply = fleet.reply
        return fleet

    def start_again(self) -> None:
        """End the program and start it anew: what was only in memory is gone."""
        self.fleet.close()
        self.person.statuses.clear()
        self.fleet = self._start()

    def connect(self, uri: str, name: str = "node", **more: bool) -> ConnectionId:
        """Begin to open an address."""
        connection = ConnectionId(name)
        self.fleet.connect(ConnectionSpec(connection, uri, name, **more))
        return connection

    def open(self, uri: str, name: str = "node", **more: bool) -> ConnectionId:
        """Open an address and wait until it is usable."""
        connection = self.connect(uri, name, **more)
        self.person.wait_state(name, ConnectionState.CONNECTED)
        return connection

    def fail(self, uri: str, name: str = "node", **more: bool) -> ConnectionId:
        """Open an address and wait until it is given up."""
        connection = self.connect(uri, name, **more)
        self.person.wait_state(name, ConnectionState.FAILED)
        return connection

    def disconnect(self, name: str = "node") -> None:
        """Close a connection and wait for its end."""
        self.fleet.disconnect(ConnectionId(name))
        self.person.wait_state(name, ConnectionState.OFFLINE)

    def diagnose(self, uri: str, seconds: float = 20.0) -> Diagnosis:
        """Test an address to the end."""
        spec = ConnectionSpec(ConnectionId("tested"), uri, "tested")
        number = self.fleet.diagnose(spec)
        return wait_diagnosis(self.person, number, seconds)

    def close(self) -> None:
        """End it all; nothing of it stays behind."""
        self.fleet.close()
        assert list(self._socket_folder.iterdir()) == [], "a local socket was left behind"


def wait_diagnosis(person: Person, number: int, seconds: float = 20.0) -> Diagnosis:
    """Wait for the end of a test."""
    return person.wait(
        lambda: next((d for d in diagnoses(person, number) if d.is_over), None), seconds
    )


def diagnoses(person: Person, number: int) -> list[Diagnosis]:
    """What was told of a test so far, in order."""
    told = [item.diagnosis for item in person.messages if isinstance(item, DiagnosisChanged)]
    return [diagnosis for diagnosis in told if diagnosis.id == number]


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """A desk while the context lasts; no defect may be told."""
    made = Desk(folder)
    try:
        yield made
    finally:
        made.close()
    assert not made.person.faults(), made.person.faults()[0].trace
