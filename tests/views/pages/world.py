"""One host as the feed tells of it, and a backend that only remembers what it was asked."""

from dataclasses import replace

from PySide6.QtGui import QAction

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.features import Feature
from virtgui.core.messages import Answer, ConnectionGone, EventHappened, StatusChanged, TaskChanged
from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    LinkSecurity,
)
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.domain_config import DiskConfig, DomainConfig, InterfaceConfig
from virtgui.core.values.event import Event, EventKind
from virtgui.core.values.node import Node, NumaCell
from virtgui.core.values.sample import DomainLoad, NodeLoad, SampleBatch
from virtgui.core.values.task import Task
from virtgui.models.actions import ACTIONS, possible
from virtgui.models.settings_store import Settings

HOST = ConnectionId("kvm-01")
WEB = domain_ref(HOST, "7c5b0e5e-6f0f-4b9c-b9a1-5c2c8a5d4a10")
NOW = 1_700_000_000.0

SPEC = ConnectionSpec(HOST, "qemu:///system", "kvm-01")
STATUS = ConnectionStatus(
    SPEC,
    ConnectionState.CONNECTED,
    connected_at=NOW - 7200,
    last_answer_at=NOW - 2,
    latency=0.012,
    security=LinkSecurity.LOCAL_SOCKET,
    driver="QEMU",
    features=frozenset(Feature),
)
NODE = Node(
    node_ref(HOST), "kvm-01.example.org", "x86_64", "EPYC", "AMD", 32, 2600, 2, 8, 2,
    256 * 1024 * 1024,
    (NumaCell(0, 128 * 1024 * 1024, tuple(range(8))), NumaCell(1, 128 * 1024 * 1024, (8, 9, 12))),
    "", "QEMU", "7.2.0", "9.0.0", "Dell", "R7525", ("kvm", "qemu"),
)  # fmt: skip
CONFIG = DomainConfig(
    uuid=WEB.key, name="web-01", title="Shop front", description="Behind the proxy.",
    notes="Call Ann.", tags=("prod", "web"), group="Web", os_id="", os_label="Debian 12",
    virt_type="kvm", os_type="hvm", arch="x86_64", machine="pc-q35-7.2", firmware="efi",
    vcpus_current=2, vcpus_max=8, memory_kib=4 * 1024 * 1024, max_memory_kib=8 * 1024 * 1024,
    cpu_mode="host-passthrough",
    disks=(
        DiskConfig("vda", "virtio", "disk", "/images/web-01.qcow2", "file", "qcow2", False, True),
        DiskConfig("sda", "sata", "cdrom", "", "file", "raw", True, False),
    ),
    interfaces=(
        InterfaceConfig("52:54:00:00:00:01", "network", "default", "virtio", "vnet0", True, ""),
        InterfaceConfig("52:54:00:00:00:02", "bridge", "br0", "virtio", "vnet1", False, ""),
    ),
    graphics=(), has_tpm=True, nvram="", hostdevs=0, has_agent_channel=True, agent_connected=True,
    has_numa=False, has_pinning=False, digest="",
)  # fmt: skip
DOMAIN = Domain(
    WEB, "web-01", DomainState.RUNNING, "booted", run_id=3, vcpus=2, memory_kib=4 * 1024 * 1024,
    max_memory_kib=8 * 1024 * 1024, started_at=NOW - 90_000, start_seen=True, config=CONFIG,
)  # fmt: skip
OFF = replace(DOMAIN, state=DomainState.SHUTOFF, reason="shutdown", run_id=None, started_at=None)


class Backend:
    """Remembers queries; answers when told to."""

    def __init__(self):
        self.asked = []

    def ask(self, query):
        self.asked.append(query)
        return len(self.asked)


class Actions:
    """Possible as in the program; remembers what was triggered."""

    def __init__(self, feed):
        self._feed = feed
        self.triggered = []

    def possible(self, action_id, refs):
        found = [self._feed.inventory.domain(ref) for ref in refs]
        return possible(ACTIONS[action_id], [one for one in found if one], self._feed.statuses)

    def trigger(self, action_id, refs):
        self.triggered.append((action_id, tuple(refs)))

    def fill_menu(self, menu, refs):
        entry = QAction("Delete…", menu)
        entry.triggered.connect(lambda: self.trigger("delete", refs))
        menu.addAction(entry)


class World:
    def __init__(self, folder):
        self.feed = Feed()
        self.backend = Backend()
        self.dispatcher = Dispatcher(self.backend, self.feed)
        self.settings = Settings(folder / "settings.json")
        self.actions = Actions(self.feed)
        self.now = NOW

    def clock(self):
        return self.now

    def post(self, *messages):
        for message in messages:
            self.feed.post(message)
        self.feed.deliver()

    def status(self, status=STATUS, **changes):
        self.post(StatusChanged(replace(status, **changes)))

    def values(self, *values):
        self.post(ChangeSet(HOST, values))

    def open(self, *domains):
        self.status()
        self.values(NODE, *domains)

    def remove(self, ref):
        self.post(ChangeSet(HOST, removed=(ref,)))

    def forget(self):
        self.post(ConnectionGone(HOST))

    def sample(self, load=None, node=None, connection=HOST):
        domains = {WEB.key: DomainLoad(*load)} if load else {}
        self.post(SampleBatch(connection, 0.0, 0.0, domains, NodeLoad(*node) if node else None))

    def answer(self, value=None, error=None):
        self.post(Answer(len(self.backend.asked), value, error))

    def event(self, what="started", detail="booted", ref=WEB, name="web-01"):
        kind = EventKind.LIFECYCLE
        self.post(EventHappened(Event(ref, name, self.now, kind, what, detail)))

    def task(self, operation, state, task_id=1, progress=None):
        self.post(
            TaskChanged(
                Task(task_id, operation, "web-01", "kvm-01", "", state, NOW, progress=progress)
            )
        )
