"""Fixtures for the backend: a real one with a recorder in place of the window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backend.recorder import Recorder
from virtgui.backend.fleet import Fleet
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec, ConnectionState

TEST_DOMAIN = """<domain type='test'><name>{name}</name><memory unit='MiB'>64</memory>
<vcpu>1</vcpu><os><type>hvm</type></os>
<devices><memballoon model='virtio'/></devices></domain>"""


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """What the backend says; no defect may be among it."""
    made = Recorder()
    yield made
    assert not made.faults(), made.faults()[0].trace


@pytest.fixture
def fleet(event_loop_thread: None, recorder: Recorder, tmp_path: Path) -> Iterator[Fleet]:
    """A real backend."""
    made = Fleet(recorder, tmp_path / "cache.sqlite", Polling(interval=0.5))
    yield made
    made.close()


@pytest.fixture
def opened(fleet: Fleet, recorder: Recorder) -> Callable[[str], ConnectionId]:
    """Opens an address and waits until it is usable."""

    def open_uri(uri: str, name: str = "node", *, read_only: bool = False) -> ConnectionId:
        connection = ConnectionId(name)
        fleet.connect(ConnectionSpec(connection, uri, name, read_only=read_only))
        recorder.wait_state(name, ConnectionState.CONNECTED)
        recorder.wait(lambda: recorder.statuses[name].features)
        return connection

    return open_uri


@pytest.fixture
def test_node(tmp_path: Path) -> str:
    """The address of a private test hypervisor with three machines."""
    path = tmp_path / "node.xml"
    domains = "".join(TEST_DOMAIN.format(name=name) for name in ("one", "two", "three"))
    path.write_text(f"<node>{domains}</node>", "utf-8")
    return f"test://{path}"
