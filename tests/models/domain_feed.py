"""A feed with hosts and domains, posted as the backend posts them."""

from dataclasses import replace

from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged, TaskChanged
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.sample import DomainLoad, NodeLoad, SampleBatch
from virtgui.core.values.task import Task, TaskState

NOW = 1_700_000_000.0
IDLE = DomainLoad(0.0, 1024.0 * 1024, 0.25, 0.0, 0.0)


def host(name):
    return ConnectionId(name)


def ref(node, name):
    return domain_ref(host(node), name)


def config(**given):
    empty = {
        "uuid": "", "name": "", "title": "", "description": "", "notes": "", "tags": (),
        "group": "", "os_id": "", "os_label": "", "virt_type": "kvm", "os_type": "hvm",
        "arch": "", "machine": "", "firmware": "", "vcpus_current": 1, "vcpus_max": 1,
        "memory_kib": 0, "max_memory_kib": 0, "cpu_mode": "", "disks": (), "interfaces": (),
        "graphics": (), "has_tpm": False, "nvram": "", "hostdevs": 0,
        "has_agent_channel": False, "agent_connected": None, "has_numa": False,
        "has_pinning": False, "digest": "",
    }  # fmt: skip
    return DomainConfig(**(empty | given))


class FleetFeed(Feed):
    """Posts and delivers at once."""

    def say(self, node, state=ConnectionState.CONNECTED, **given):
        given.setdefault("last_answer_at", NOW - 5)
        spec = ConnectionSpec(host(node), f"qemu+ssh://{node}/system", node)
        self.post(StatusChanged(ConnectionStatus(spec, state, **given)))
        self.deliver()

    def put(self, *domains):
        for domain in domains:
            self.post(ChangeSet(domain.ref.connection, (domain,)))
        self.deliver()

    def change(self, where, **fields):
        self.put(replace(self.inventory.domain(where), **fields))

    def drop(self, *refs):
        for item in refs:
            self.post(ChangeSet(item.connection, removed=(item,)))
        self.deliver()

    def load(self, node, **loads):
        by_key = {name.replace("_", "-"): load for name, load in loads.items()}
        batch = SampleBatch(host(node), 0, NOW, by_key, NodeLoad(0.41, 105 << 20, 256 << 20))
        self.post(batch)
        self.deliver()

    def task(self, number, operation, state=TaskState.RUNNING, **given):
        task = Task(number, operation, "", "", "", state, NOW, **given)
        self.post(TaskChanged(task))
        self.deliver()


def make(node, name, state=DomainState.RUNNING, **given):
    given.setdefault("started_at", NOW - 18 * 86400)
    given.setdefault("start_seen", True)
    given.setdefault("memory_kib", 4 << 20)
    given.setdefault("vcpus", 2)
    key = given.pop("key", name)
    return Domain(ref(node, key), name, state, **given)


def small_fleet():
    """Two hosts with five domains."""
    feed = FleetFeed()
    feed.say("alpha", latency=0.012)
    feed.say("beta")
    feed.put(
        make("alpha", "web-10"),
        make("alpha", "web-2"),
        make("alpha", "db-1", DomainState.SHUTOFF),
        make("beta", "mail"),
        make("beta", "old", DomainState.CRASHED, state_since=NOW - 14 * 60),
    )
    return feed
