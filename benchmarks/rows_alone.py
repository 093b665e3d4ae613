"""The domain table's model without a window: `python -m benchmarks.rows_alone STEPS`."""

import json
import os
import random
import sys
import time
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from benchmarks.machine import rss_mib
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.search import parse_query
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.sample import DomainLoad, SampleBatch
from virtgui.documents.domain import read_domain_config
from virtgui.models.domain_table import DomainTableModel

NODES, EACH = 100, 100
STATES = (DomainState.RUNNING, DomainState.RUNNING, DomainState.PAUSED, DomainState.SHUTOFF)
TAGS = (("prod",), ("prod", "web"), ("ci",), ())
_XML = """<domain type='kvm'><name>a</name><uuid>6f7a0d5c-3f55-4c54-9d4a-0a2b8d6f1c11</uuid>
<memory>1048576</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>"""


def fill(feed: Feed) -> None:
    """Post a hundred nodes of a hundred domains and one poll of each."""
    chance = random.Random(1)
    for number in range(NODES):
        connection = ConnectionId(f"node-{number:03}")
        spec = ConnectionSpec(connection, f"test:///{number}", f"node {number}")
        feed.post(StatusChanged(ConnectionStatus(spec, state=ConnectionState.CONNECTED)))
        domains = tuple(_domain(connection, number, place, chance) for place in range(EACH))
        feed.post(ChangeSet(connection, domains))
        loads = {
            item.ref.key: DomainLoad(chance.random(), 1e6, 0.5, 1e5, 1e4)
            for item in domains
            if item.is_active
        }
        feed.post(SampleBatch(connection, 0.0, 0.0, loads))


def _domain(connection: ConnectionId, number: int, place: int, chance: random.Random) -> Domain:
    return Domain(
        domain_ref(connection, f"{number:08x}-0000-4000-8000-{place:012x}"),
        f"vm-{chance.randrange(10_000):04}",
        STATES[place % len(STATES)],
        vcpus=2,
        memory_kib=1 << 22,
        max_memory_kib=1 << 22,
        addresses=(f"10.{number}.0.{place}",),
        config=replace(read_domain_config(_XML), tags=TAGS[place % len(TAGS)]),
    )


def main() -> None:
    """Fill the model, do the steps, tell milliseconds."""
    QCoreApplication(sys.argv)
    feed = Feed()
    before = rss_mib(os.getpid())
    fill(feed)
    model: Any = DomainTableModel(feed)
    feed.deliver()
    grown = rss_mib(os.getpid()) - before
    took = []
    for method, *arguments in json.loads(sys.argv[1]):
        values = [parse_query(arguments[0])] if method == "set_query" else arguments
        begun = time.perf_counter()
        getattr(model, method)(*values)
        took.append((time.perf_counter() - begun) * 1000)
    print(json.dumps({"ms": took, "grown": grown, "rows": model.rowCount()}))


if __name__ == "__main__":
    main()
