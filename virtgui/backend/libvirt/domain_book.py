"""What a connection knows of its domains, kept true by lists, events and polls. Reactor thread.

Events carry the new state, so it is shown without a question to the node; what an event does
not carry is read again a moment later, once for all events of that moment.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import libvirt

from virtgui.backend.cache import ConfigCache
from virtgui.backend.lanes import Outcome, Priority
from virtgui.backend.libvirt import events
from virtgui.backend.libvirt.definition_watch import DefinitionWatch
from virtgui.backend.libvirt.errors import is_link_loss
from virtgui.backend.libvirt.events import Decoded, RawEvent
from virtgui.backend.libvirt.handlers.queries import read_addresses
from virtgui.backend.libvirt.link import Link
from virtgui.backend.libvirt.readers import domain as reader
from virtgui.backend.libvirt.stats import DomainReading
from virtgui.backend.reactor import Reactor
from virtgui.core.changes import ChangeSet
from virtgui.core.ports import Sink
from virtgui.core.queries import AddressInfo
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef, domain_ref
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.event import EventKind
from virtgui.documents.domain import read_domain_config

SETTLE: Final = 0.05
"""Seconds in which events of one domain are gathered before it is read again."""
IN_FLIGHT: Final = 2
"""How many definitions are read side by side in the background."""
BATCH: Final = 20
"""How many definitions are told to the window at once."""
ADDRESS_AGE: Final = 300.0
"""Seconds after which the addresses of a domain on screen are asked again."""
ADDRESS_RETRY: Final = 10.0
"""Seconds after which missing ones are asked again at first; each time it is twice as long."""

Happened = Callable[[str, Domain | None, str], None]


class DomainBook:
    """The domains of one connection."""

    def __init__(
        self,
        connection: ConnectionId,
        reactor: Reactor,
        sink: Sink,
        cache: ConfigCache,
        watch: DefinitionWatch,
        on_change: Happened,
    ) -> None:
        self._id = connection
        self._reactor = reactor
        self._sink = sink
        self._cache = cache
        self._watch = watch
        self._on_change = on_change
        self._rows: dict[str, Domain] = {}
        self._cached: dict[str, DomainConfig] = {}
        self._serial: dict[str, int] = {}
        self._settling: set[str] = set()
        self._unread: dict[str, None] = {}
        self._reading = 0
        self._fresh: list[tuple[str, str, DomainConfig]] = []
        self._watched: frozenset[str] = frozenset()
        self._addresses_due: dict[str, tuple[float, float]] = {}
        """By UUID: when addresses are asked next, and how long the next pause is."""
        self._link: Link | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def row(self, uuid: str) -> Domain | None:
        """The domain of that UUID."""
        return self._rows.get(uuid)

    def configs(self) -> dict[str, DomainConfig]:
        """The known definitions by UUID, as a copy for other threads."""
        return {uuid: row.config for uuid, row in self._rows.items() if row.config}

    def tags(self, uuid: str) -> frozenset[str]:
        """A domain's tags, as far as its definition was read."""
        row = self._rows.get(uuid)
        return frozenset(row.config.tags) if row and row.config else frozenset()

    def devices(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Disk and interface targets of the running domains, for drivers without bulk calls."""
        return {
            uuid: (
                tuple(disk.target for disk in row.config.disks if disk.source),
                tuple(item.target for item in row.config.interfaces if item.target),
            )
            for uuid, row in self._rows.items()
            if row.is_active and row.config
        }

    def use(self, link: Link | None) -> None:
        """Take a new connection, or none: what was under way is forgotten."""
        self._link = link
        self._settling.clear()
        self._unread.clear()
        self._fresh.clear()
        self._reading = 0

    def take_cache(self, configs: Mapping[str, DomainConfig]) -> None:
        """What the last start knew, for rows whose definition is not read yet."""
        self._cached = dict(configs)
        fill = {
            uuid: replace(row, config=self._cached[uuid])
            for uuid, row in self._rows.items()
            if row.config is None and uuid in self._cached
        }
        self._set(fill)

    def watch(self, uuids: frozenset[str]) -> None:
        """What is on screen: read first, and with addresses."""
        self._watched = uuids
        self.ask_addresses()

    def take_listing(self, listing: reader.Listing) -> None:
        """A complete list: what is not in it is gone. Definitions are read in the background."""
        rows = reader.rows_of(self._id, listing, self._rows, time.time())
        for uuid, row in rows.items():
            if row.config is None and uuid in self._cached:
                rows[uuid] = replace(row, config=self._cached[uuid])
        gone = self._rows.keys() - rows.keys()
        self._rows = rows
        self._cache.remove(self._id, gone)
        self._watch.listed(frozenset(rows))
        self._sink.post(ChangeSet(self._id, tuple(rows.values()), complete=frozenset((DOMAIN,))))

    def read_definitions(self) -> None:
        """Begin to read all definitions, a few side by side."""
        self._unread = dict.fromkeys(self._rows)
        self._read_more()
        if not self._unread and not self._reading:
            self._watch.begin()

    def take_states(self, readings: Mapping[str, DomainReading], *, complete: bool) -> None:
        """What a poll or the first full reading says beside its counters."""
        changed: dict[str, Domain] = {}
        for uuid, reading in readings.items():
            row = self._rows.get(uuid)
            if row is None:
                self.read_again(uuid)
                continue
            new = self._with_reading(row, reading)
            if new is not row:
                changed[uuid] = new
        self._set(changed)
        if complete:
            for uuid, row in self._rows.items():
                if row.is_active and uuid not in readings:
                    self.read_again(uuid)

    def happened(self, event: RawEvent, decoded: Decoded) -> None:
        """Apply an event: at once what it proves, a moment later what must be read."""
        self._serial[event.uuid] = self._serial.get(event.uuid, 0) + 1
        if decoded.kind is EventKind.LIFECYCLE:
            self._lifecycle(event, decoded)
        elif decoded.kind in events.READ_AGAIN:
            self.read_again(event.uuid)
        what = decoded.what or decoded.kind.value
        self._on_change(event.uuid, self._rows.get(event.uuid), what)

    def read_again(self, uuid: str) -> None:
        """Read one domain anew, once for all requests of the next moment."""
        if self._link and uuid not in self._settling:
            self._settling.add(uuid)
            self._reactor.later(SETTLE, self._read_row, uuid, self._link)

    def ask_addresses(self) -> None:
        """Ask for the addresses of what is on screen, when they are unknown or old."""
        link, now = self._link, time.monotonic()
        if link is None:
            return
        for uuid in self._watched:
            row = self._rows.get(uuid)
            due, pause = self._addresses_due.get(uuid, (now, ADDRESS_RETRY))
            if row and due <= now and may_have_addresses(row):
                pause = ADDRESS_AGE if row.addresses else min(pause * 2, ADDRESS_AGE)
                self._addresses_due[uuid] = (now + pause, pause)
                self._ask_addresses_of(link, uuid)

    def _ask_addresses_of(self, link: Link, uuid: str) -> None:
        def told(outcome: Outcome[tuple[AddressInfo, ...]]) -> None:
            row = self._rows.get(uuid)
            if row and row.is_active and outcome.value is not None:
                found = tuple(info.address for info in outcome.value)
                self._set({uuid: replace(row, addresses=found)})

        link.call(
            link.ops,
            lambda connection: read_addresses(connection, uuid),
            told,
            Priority.BACKGROUND,
        )

    def _lifecycle(self, event: RawEvent, decoded: Decoded) -> None:
        uuid, state = event.uuid, events.STATE_AFTER.get(decoded.what)
        row = self._rows.get(uuid)
        if decoded.what == "undefined" and decoded.detail == "renamed":
            return  # its definition under the new name follows
        if decoded.what == "undefined" and row is not None and not row.is_active:
            self._drop(uuid)
            return
        if decoded.what == "stopped" and row is not None and not row.persistent:
            self._drop(uuid)
            return
        if row is None:
            if decoded.what in ("undefined", "stopped"):
                return
            base = Domain(domain_ref(self._id, uuid), event.name, state or DomainState.SHUTOFF)
            self._set({uuid: base})
            row = base
        if state is not None:
            self._set({uuid: self._after_event(row, event, decoded, state)})
        self.read_again(uuid)

    def _after_event(
        self, row: Domain, event: RawEvent, decoded: Decoded, state: DomainState
    ) -> Domain:
        is_new_run = decoded.what == "started"
        new = replace(
            row,
            name=event.name,
            state=state,
            reason=decoded.detail or "unknown",
            run_id=event.run_id if event.run_id >= 0 else None,
            state_since=event.at,
            managed_save=(row.managed_save and not is_new_run) or decoded.detail == "saved",
        )
        if not is_new_run:
            return reader.with_start(new, row, event.at, seen=False)
        self._addresses_due.pop(event.uuid, None)
        return replace(new, started_at=event.at, start_seen=True, addresses=())

    def _with_reading(self, row: Domain, reading: DomainReading) -> Domain:
        if reading.state is not None and reading.state is not row.state:
            same = {reading.state, row.state} <= {DomainState.RUNNING, DomainState.BLOCKED}
            if not same:
                self.read_again(row.ref.key)
        new = replace(
            row,
            vcpus=reading.vcpus or row.vcpus,
            memory_kib=reading.memory_kib or row.memory_kib,
            max_memory_kib=reading.max_memory_kib or row.max_memory_kib,
            reason=reading.reason
            if row.reason == "unknown" and reading.state is row.state
            else row.reason,
        )
        return row if new == row else new

    def _read_row(self, uuid: str, link: Link) -> None:
        self._settling.discard(uuid)
        if link.is_abandoned or link is not self._link:
            return
        serial = self._serial.get(uuid, 0)
        link.call(
            link.ops,
            lambda connection: self._fetch(connection, uuid),
            lambda outcome: self._take_row(uuid, serial, outcome),
            Priority.EVENT,
        )

    def _fetch(self, connection: libvirt.virConnect, uuid: str) -> Domain:
        return reader.read_row(self._id, connection.lookupByUUIDString(uuid))

    def _take_row(self, uuid: str, serial: int, outcome: Outcome[Domain]) -> None:
        if outcome.error is not None:
            error = outcome.error
            is_gone = (
                isinstance(error, libvirt.libvirtError)
                and error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN
            )
            if is_gone:
                self._drop(uuid)
            elif not is_link_loss(error):
                raise error
            return
        if serial != self._serial.get(uuid, 0):
            self.read_again(uuid)  # an event came meanwhile: what was read may be older than it
            return
        self._set({uuid: self._merged(outcome.get())})
        self._watch.read(self._rows[uuid])
        self._on_change(uuid, self._rows.get(uuid), "read")

    def _merged(self, new: Domain) -> Domain:
        old = self._rows.get(new.ref.key)
        if old is None:
            return reader.with_start(new, None, time.time(), seen=False)
        since = old.state_since if old.state is new.state else time.time()
        kept = replace(new, addresses=old.addresses, state_since=since)
        return reader.with_start(kept, old, time.time(), seen=False)

    def _read_more(self) -> None:
        while self._link and self._unread and self._reading < IN_FLIGHT:
            uuid = self._next_unread()
            self._reading += 1
            self._read_definition(self._link, uuid)

    def _next_unread(self) -> str:
        first = next((uuid for uuid in self._watched if uuid in self._unread), None)
        uuid = next(iter(self._unread)) if first is None else first
        del self._unread[uuid]
        return uuid

    def _read_definition(self, link: Link, uuid: str) -> None:
        def fetch(connection: libvirt.virConnect) -> tuple[str, DomainConfig]:
            xml = connection.lookupByUUIDString(uuid).XMLDesc(0)
            return xml, read_domain_config(xml)

        def done(outcome: Outcome[tuple[str, DomainConfig]]) -> None:
            self._reading -= 1
            if outcome.value is not None:
                self._fresh.append((uuid, *outcome.value))
            is_last = not (self._unread or self._reading)
            if len(self._fresh) >= BATCH or is_last:
                self._take_fresh()
            if is_last:
                self._watch.begin()
            self._read_more()

        link.call(link.ops, fetch, done, Priority.BACKGROUND)

    def _take_fresh(self) -> None:
        fresh, self._fresh = self._fresh, []
        self._cache.store(self._id, ((uuid, xml) for uuid, xml, _ in fresh))
        self._set(
            {
                uuid: with_config(self._rows[uuid], config)
                for uuid, _, config in fresh
                if uuid in self._rows
            }
        )
        for uuid, _, _ in fresh:
            if uuid in self._rows:
                self._watch.read(self._rows[uuid])

    def _set(self, rows: Mapping[str, Domain]) -> None:
        changed = {uuid: row for uuid, row in rows.items() if self._rows.get(uuid) != row}
        if changed:
            self._rows.update(changed)
            self._sink.post(ChangeSet(self._id, tuple(changed.values())))

    def _drop(self, uuid: str) -> None:
        if self._rows.pop(uuid, None) is not None:
            self._cache.remove(self._id, (uuid,))
            self._watch.gone(uuid)
            self._sink.post(ChangeSet(self._id, removed=(domain_ref(self._id, uuid),)))


def may_have_addresses(row: Domain) -> bool:
    """Whether it is worth asking: it runs, and is known to have an interface."""
    runs = row.state in (DomainState.RUNNING, DomainState.PAUSED)
    return runs and row.config is not None and bool(row.config.interfaces)


def with_config(row: Domain, config: DomainConfig) -> Domain:
    """The row with its definition, and with the sizes that only the definition tells."""
    return replace(
        row,
        config=config,
        vcpus=row.vcpus or config.vcpus_current,
        memory_kib=row.memory_kib or config.memory_kib,
        max_memory_kib=row.max_memory_kib or config.max_memory_kib,
    )


def keys_of(refs: frozenset[ObjectRef], connection: ConnectionId) -> frozenset[str]:
    """The domain keys of one connection among references."""
    return frozenset(ref.key for ref in refs if ref.connection == connection and ref.kind == DOMAIN)
