"""One connection over its whole life: open, watch, lose, open again. Reactor thread.

The states and what moves between them:

    OFFLINE -> CONNECTING -> CONNECTED <-> STALE
                   ^             |           |
                   |             v           v
    FAILED <---- WAITING <-------- lost -----+

A lost link is thrown away whole, with its lanes; a call that hangs keeps only its own thread.
"""

import random
import time
from dataclasses import replace
from functools import partial
from typing import Any, Final

import libvirt

from virtgui.backend.cache import ConfigCache
from virtgui.backend.figures import FiguresStore
from virtgui.backend.history import HistoryStore
from virtgui.backend.lanes import Job, Outcome, Priority
from virtgui.backend.libvirt.definition_watch import DefinitionWatch
from virtgui.backend.libvirt.domain_book import DomainBook, keys_of
from virtgui.backend.libvirt.errors import translate
from virtgui.backend.libvirt.events import RawEvent, decode
from virtgui.backend.libvirt.features import features_of_driver, read_features
from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.backend.libvirt.handlers.queries import run_query
from virtgui.backend.libvirt.link import Link, link_security
from virtgui.backend.libvirt.measuring import Measuring
from virtgui.backend.libvirt.opening import Opening, OpeningEvents
from virtgui.backend.libvirt.readers import domain as domain_reader
from virtgui.backend.libvirt.readers.node import read_node
from virtgui.backend.libvirt.stats import Poller, Reading, read_all_states
from virtgui.backend.libvirt.tasks import TaskRunner
from virtgui.backend.reactor import Reactor, Timer
from virtgui.backend.way import WayMaker
from virtgui.core.changes import ChangeSet
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.features import Feature
from virtgui.core.messages import Answer, EventHappened, PollMissed, StatusChanged
from virtgui.core.ports import Polling, Sink
from virtgui.core.queries import NodeQuery
from virtgui.core.refs import ObjectRef, node_ref
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.alert import Rule
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    ConnectStep,
)
from virtgui.core.values.event import Event, EventKind, Severity
from virtgui.core.values.node import Node
from virtgui.core.values.sample import Observed
from virtgui.core.values.task import Task

LIST_PATIENCE: Final = 30.0
STALE_AFTER: Final = 5.0
"""Seconds that a poll may take before what is shown is called old."""
GIVE_UP_AFTER: Final = 15.0
"""Seconds that a poll may take before the connection is given up."""
BACKOFF: Final = (0.5, 1.0, 2.0, 4.0)
"""Seconds between tries; trying a local socket costs nothing, so the last is short."""
BACKOFF_FAR: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)

_USELESS_TO_RETRY: Final = frozenset(
    {
        ErrorKind.INVALID,
        ErrorKind.UNSUPPORTED,
        ErrorKind.AUTHENTICATION,
        ErrorKind.HOST_KEY,
        ErrorKind.PERMISSION,
        ErrorKind.CANCELLED,
    }
)


class Session:
    """A connection: its state machine, its polls, its tasks."""

    def __init__(
        self,
        spec: ConnectionSpec,
        reactor: Reactor,
        sink: Sink,
        cache: ConfigCache,
        history: HistoryStore,
        polling: Polling,
        ways: WayMaker,
        figures: FiguresStore,
    ) -> None:
        self._reactor = reactor
        self._sink = sink
        self._ways = ways
        self._polling = polling
        self._status = ConnectionStatus(spec)
        self._cache = cache
        self._link: Link | None = None
        self._opening: Opening | None = None
        self._opened_spec = spec
        self._tries = 0
        self._wanted = False
        self._retry: Timer | None = None
        self._watchdog: Timer | None = None
        self._next_poll: Timer | None = None
        self._poll_job: Job | None = None
        self._poller: Poller | None = None
        self._listing: domain_reader.Listing | None = None
        self._listing_since = 0.0
        self._has_events = True
        self._watch = DefinitionWatch(spec.id, reactor, history)
        self._tasks = TaskRunner(reactor, sink, self._configs, self._take_effect, self._watch)
        self._book = DomainBook(
            spec.id, reactor, sink, cache, self._watch, self._tasks.domain_changed
        )
        self._measuring = Measuring(spec.id, reactor, sink, figures, self._book.tags, self._name_of)
        cache.load(spec.id, self._book.take_cache)
        self._post_status()

    # What the window wishes

    def connect(self, spec: ConnectionSpec) -> None:
        """Open, or try at once when a try is due later."""
        self._set(spec=spec)
        self._wanted = True
        self._tries = 0
        if _leads_elsewhere(spec, self._opened_spec):
            self._cancel_opening()
            self._drop_link(ErrorInfo(ErrorKind.CANCELLED, Remedy.NOTHING, ""))
        if self._link is None:
            self._try()

    def update(self, spec: ConnectionSpec) -> None:
        """Take another name, pace or note; what is open stays open."""
        is_other_pace = spec.poll_interval != self._status.spec.poll_interval
        self._set(spec=spec)
        if is_other_pace:
            self.set_polling(self._polling)

    def wake(self) -> None:
        """The computer woke or its network changed: look now, do not wait for the next time."""
        if self._status.state is ConnectionState.WAITING and self._opening is None:
            self._tries = 0
            self._try()
        elif self._link is not None and self._next_poll is not None:
            self._next_poll.cancel()
            self._schedule_poll(0.0)

    def disconnect(self) -> None:
        """Close; the rows stay as old data."""
        self._wanted = False
        self._cancel_timers()
        self._cancel_opening()
        self._drop_link(ErrorInfo(ErrorKind.CANCELLED, Remedy.NOTHING, ""))
        self._measuring.closed()
        self._set(state=ConnectionState.OFFLINE, error=None, retry_at=None)

    def submit(self, task: Task) -> None:
        """Run an operation."""
        error = None
        if self._status.spec.read_only:
            error = ErrorInfo(ErrorKind.PERMISSION, Remedy.NOTHING, "read-only connection")
        self._tasks.start(task, self._link, error)

    def cancel(self, task_id: int) -> None:
        """Cancel a task of this connection; others are ignored."""
        self._tasks.cancel(task_id, self._link)

    def ask(self, query_id: int, query: NodeQuery[Any]) -> None:
        """Answer a question on the ops lane."""
        link = self._link
        if link is None:
            error = ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, "")
            self._sink.post(Answer(query_id, None, error))
            return
        configs = self._configs()

        def answered(outcome: Outcome[object]) -> None:
            error = translate(outcome.error).info if outcome.error else None
            self._sink.post(Answer(query_id, outcome.value, error))

        link.call(
            link.ops,
            lambda connection: run_query(connection, query, configs),
            answered,
            Priority.BACKGROUND if query.is_background else Priority.QUERY,
        )

    def watch(self, refs: frozenset[ObjectRef]) -> None:
        """What is on screen."""
        self._book.watch(keys_of(refs, self._status.id))

    def observe(self, observed: frozenset[Observed]) -> None:
        """Whose details are shown."""
        self._measuring.observe(observed)

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Watch for these thresholds."""
        self._measuring.set_rules(rules)

    def set_polling(self, polling: Polling) -> None:
        """Change pace and content of polls; a faster pace begins at once."""
        self._polling = polling
        if self._next_poll:
            self._next_poll.cancel()
            self._schedule_poll(0.0)

    # Opening

    def _try(self) -> None:
        if self._opening is not None:
            return  # it goes on, and tells by itself what it waits for
        self._cancel_timers()
        self._set(
            state=ConnectionState.CONNECTING, step=ConnectStep.OPENING, error=None, retry_at=None
        )
        try:
            uri = parse_uri(self._status.spec.uri)
        except UriError as error:
            self._failed(ErrorInfo(ErrorKind.INVALID, Remedy.CORRECT_ADDRESS, error.code.value))
            return
        if not uri.is_known_driver:
            self._failed(
                ErrorInfo(ErrorKind.UNSUPPORTED, Remedy.CORRECT_ADDRESS, "", subject=uri.driver)
            )
            return
        self._set(security=link_security(uri))
        events = OpeningEvents(
            self._on_step,
            self._on_asking,
            self._on_slow,
            self._opened,
            self._on_note,
            self._way_lost,
        )
        self._opened_spec = self._status.spec
        self._opening = Opening(self._status.spec, self._ways, self._reactor, events)

    def _cancel_opening(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()

    def _on_step(self, step: ConnectStep, host: str) -> None:
        self._set(state=ConnectionState.CONNECTING, step=step, step_host=host, error=None)

    def _on_asking(self, asks: bool) -> None:
        state = ConnectionState.ATTENTION if asks else ConnectionState.CONNECTING
        self._set(state=state, error=None)

    def _on_slow(self) -> None:
        if self._status.state is ConnectionState.CONNECTING:
            error = ErrorInfo(ErrorKind.TIMEOUT, Remedy.WAIT, "", subject=self._status.spec.uri)
            self._set(state=ConnectionState.WAITING, error=error, retry_at=None)

    def _on_note(self, what: str, error: ErrorInfo) -> None:
        self._log(what, Severity.WARN, (("reason", error.detail),))

    def _way_lost(self, opening: Opening, error: ErrorInfo) -> None:
        # The way of a link that was given up may break long after there is another one.
        if self._link is not None and self._link.goes_over(opening.way):
            self._lost(error)

    def _opened(self, opening: Opening, outcome: Outcome[libvirt.virConnect]) -> None:
        self._opening = None
        self._cancel_timers()
        if outcome.error is not None or outcome.value is None:
            opening.way.close()
            error = outcome.error or RuntimeError("libvirt opened nothing")
            uri = self._status.spec.uri
            self._lost(translate(error, opening=True, subject=uri).info)
            return
        self._link = link = Link(self._status.spec, outcome.value, opening.way, self._reactor)
        self._watch.use(link, with_secrets=not self._opened_spec.read_only)
        self._book.use(link)
        self._set(state=ConnectionState.CONNECTING, step=ConnectStep.LISTING, error=None)
        self._listing_since = time.monotonic()
        self._watch_lanes()
        link.call(link.ops, lambda connection: self._watch_events(link), self._watched)
        link.call(link.urgent, lambda connection: self._watch_end(link), self._check)

    def _watch_events(self, link: Link) -> bool:
        return link.watch_lifecycle(lambda event: self._reactor.post(self._event, link, event))

    def _watch_end(self, link: Link) -> None:
        link.watch_end(lambda reason: self._reactor.post(self._closed, link, reason))

    def _watched(self, outcome: Outcome[bool]) -> None:
        if self._checked(outcome):
            self._has_events = bool(outcome.value)
            self._list()

    def _list(self) -> None:
        """List all domains: several calls side by side, on all lanes but the bulk one."""
        link = self._link
        if link is None or self._listing is not None:
            return
        listing = self._listing = domain_reader.Listing()
        self._listing_since = time.monotonic()
        steps = domain_reader.listing_steps()
        remaining = [len(steps)]

        def done(outcome: Outcome[None]) -> None:
            remaining[0] -= 1
            if self._checked(outcome) and remaining[0] == 0 and self._listing is listing:
                self._listing = None
                self._listed(listing)

        lanes = (link.ops, link.urgent, link.poll, link.ops)
        for number, step in enumerate(steps):
            link.call(
                lanes[number % len(lanes)],
                partial(_apply, step, listing),
                done,
            )

    def _listed(self, listing: domain_reader.Listing) -> None:
        link = self._link
        if link is None:
            return
        self._book.take_listing(listing)
        if self._status.state is not ConnectionState.CONNECTING:
            return
        self._tries = 0
        now = time.time()
        self._set(
            state=ConnectionState.CONNECTED,
            step=ConnectStep.READY,
            connected_at=now,
            last_answer_at=now,
            features=self._known_features(),
        )
        self._log("connected", Severity.OK)
        # Until there are polls this is the call that tells whether the node has gone silent.
        self._poll_job = link.call(link.urgent, read_features, self._featured)
        connection_id = self._status.id
        link.call(
            link.ops,
            lambda connection: read_node(connection, connection_id),
            self._take_node,
            Priority.EVENT,
        )

    def _known_features(self) -> frozenset[Feature]:
        """What can be offered until the node has answered what else it can."""
        found = features_of_driver(parse_uri(self._opened_spec.uri).driver)
        return found | {Feature.EVENTS} if self._has_events else found - {Feature.EVENTS}

    def _featured(self, outcome: Outcome[frozenset[Feature]]) -> None:
        self._poll_job, link = None, self._link
        if not self._checked(outcome) or link is None:
            return
        features = set(outcome.get())
        if self._has_events:
            features.add(Feature.EVENTS)
        self._poller = Poller(frozenset(features))
        self._measuring.use(link, self._poller, frozenset(features))
        self._set(features=frozenset(features))
        if Feature.BULK_STATS in features:
            link.call(link.ops, read_all_states, self._take_states, Priority.EVENT)
        if self._has_events:
            link.call(
                link.ops,
                lambda connection: link.watch_others(
                    lambda event: self._reactor.post(self._event, link, event)
                ),
                self._check,
                Priority.QUERY,
            )
        self._schedule_poll(0.0)
        self._book.read_definitions()
        self._book.ask_addresses()

    def _take_node(self, outcome: Outcome[Node]) -> None:
        if self._checked(outcome):
            node = outcome.get()
            self._measuring.set_node(node)
            self._sink.post(ChangeSet(self._status.id, (node,)))
            self._set(driver=node.hypervisor)

    def _take_states(self, outcome: Outcome[Any]) -> None:
        if self._checked(outcome):
            self._book.take_states(outcome.get(), complete=False)

    # Watching

    def _event(self, link: Link, event: RawEvent) -> None:
        if link.is_abandoned:
            return
        decoded = decode(event)
        self._book.happened(event, decoded)
        self._watch.happened(event.uuid, decoded)
        ref = ObjectRef(self._status.id, "domain", event.uuid)
        self._sink.post(
            EventHappened(
                Event(
                    ref,
                    event.name,
                    event.at,
                    decoded.kind,
                    decoded.what,
                    decoded.detail,
                    decoded.data,
                    decoded.severity,
                )
            )
        )
        self._measuring.happened(event.uuid, event.at, decoded)

    def _closed(self, link: Link, reason: int) -> None:
        if link is self._link:
            self._lost(
                ErrorInfo(ErrorKind.UNREACHABLE, Remedy.WAIT, _close_reason(reason)),
            )

    def _schedule_poll(self, delay: float) -> None:
        self._next_poll = self._reactor.later(delay, self._poll)

    def _poll(self) -> None:
        link, poller, polling = self._link, self._poller, self._polling
        if link is None or poller is None or self._poll_job is not None:
            return
        devices = self._book.devices() if poller.needs_devices else {}
        self._poll_job = link.call(
            link.poll, lambda connection: poller.poll(connection, polling, devices), self._polled
        )
        if not self._has_events:
            self._list()

    def _polled(self, outcome: Outcome[Reading]) -> None:
        self._poll_job = None
        if not self._checked(outcome):
            return
        reading = outcome.get()
        # A slow node is asked less often, so that it never has more than half its time for us;
        # one that was silent and is back is asked as usual.
        slowness = outcome.seconds * 2 if outcome.seconds < STALE_AFTER else 0.0
        self._schedule_poll(max(self._pace(), slowness))
        self._take_reading(reading)
        self._book.ask_addresses()

    def _pace(self) -> float:
        """Seconds between two polls: the connection's own, or the program's."""
        own = self._status.spec.poll_interval
        return self._polling.pace if own is None else replace(self._polling, interval=own).pace

    def _take_reading(self, reading: Reading) -> None:
        now = time.time()
        self._measuring.take(reading, self._pace())
        self._book.take_states(reading.domains, complete=not reading.partial)
        was_stale = self._status.state is ConnectionState.STALE
        self._set(
            state=ConnectionState.CONNECTED if was_stale else self._status.state,
            error=None,
            last_answer_at=now,
            latency=reading.latency,
        )
        if was_stale:
            self._log("answers_again", Severity.OK)

    def _watch_lanes(self) -> None:
        """Once a second: is a call overdue? A hung call never tells by itself."""
        self._watchdog = self._reactor.later(1.0, self._watch_lanes)
        now = time.monotonic()
        if self._status.state is ConnectionState.CONNECTING:
            if now - self._listing_since > LIST_PATIENCE:
                self._lost(ErrorInfo(ErrorKind.TIMEOUT, Remedy.WAIT, ""))
            return
        begun = self._poll_job.started if self._poll_job else None
        overdue = 0.0 if begun is None else now - begun
        if overdue > GIVE_UP_AFTER:
            self._lost(ErrorInfo(ErrorKind.TIMEOUT, Remedy.WAIT, ""))
        elif overdue > STALE_AFTER and self._status.state is ConnectionState.CONNECTED:
            error = ErrorInfo(ErrorKind.TIMEOUT, Remedy.WAIT, "")
            self._set(state=ConnectionState.STALE, error=error)
            self._sink.post(PollMissed(self._status.id))
            self._log("no_answer", Severity.WARN)

    # Losing

    def _checked(self, outcome: Outcome[Any]) -> bool:
        """Whether a call of the machinery succeeded; if not, the link is lost."""
        if outcome.error is None:
            return True
        self._lost(translate(outcome.error).info)
        return False

    def _check(self, outcome: Outcome[None]) -> None:
        self._checked(outcome)

    def _lost(self, error: ErrorInfo) -> None:
        was_open = self._link is not None
        self._cancel_timers()
        self._drop_link(error)
        if was_open and self._status.state is not ConnectionState.CONNECTING:
            self._log("lost", Severity.WARN)
        if not self._wanted:
            return
        if error.kind in _USELESS_TO_RETRY and not was_open:
            self._failed(error)
            return
        delay = self._backoff()
        self._retry = self._reactor.later(delay, self._try)
        self._set(state=ConnectionState.WAITING, error=error, retry_at=time.time() + delay)

    def _failed(self, error: ErrorInfo) -> None:
        self._set(state=ConnectionState.FAILED, error=error, retry_at=None)

    def _backoff(self) -> float:
        is_near = self._status.security.name in ("LOCAL_SOCKET", "IN_PROCESS")
        steps = BACKOFF if is_near else BACKOFF_FAR
        delay = steps[min(self._tries, len(steps) - 1)]
        self._tries += 1
        return delay * random.uniform(0.8, 1.2)  # noqa: S311  # jitter, not a secret

    def _drop_link(self, error: ErrorInfo) -> None:
        link, self._link = self._link, None
        self._poll_job, self._poller, self._listing = None, None, None
        if link is None:
            return
        self._book.use(None)
        self._watch.use(None)
        self._measuring.lost()
        link.abandon()
        self._tasks.link_lost(error)
        self._sink.post(PollMissed(self._status.id))

    def _cancel_timers(self) -> None:
        for timer in (self._retry, self._watchdog, self._next_poll):
            if timer:
                timer.cancel()
        self._retry = self._watchdog = self._next_poll = None

    # Helpers

    def _name_of(self, ref: ObjectRef) -> str:
        row = self._book.row(ref.key)
        return row.name if row else self._status.spec.name if ref.key == ref.connection else ref.key

    def _configs(self) -> dict[str, Any]:
        return self._book.configs()

    def _take_effect(self, effect: Effect) -> None:
        for uuid in effect.refresh:
            self._book.read_again(uuid)

    def _set(self, **changes: Any) -> None:
        status = replace(self._status, **changes)
        if status != self._status:
            self._status = status
            self._post_status()

    def _post_status(self) -> None:
        self._sink.post(StatusChanged(self._status))

    def _log(self, what: str, severity: Severity, data: tuple[tuple[str, str], ...] = ()) -> None:
        spec = self._status.spec
        event = Event(
            node_ref(spec.id),
            spec.name,
            time.time(),
            EventKind.CONNECTION,
            what,
            data=data,
            severity=severity,
        )
        self._sink.post(EventHappened(event))


def _leads_elsewhere(new: ConnectionSpec, old: ConnectionSpec) -> bool:
    """Whether what is open for one spec does not do for the other."""
    return (new.uri, new.read_only) != (old.uri, old.read_only)


def _apply(
    step: domain_reader.ListingStep,
    listing: domain_reader.Listing,
    connection: libvirt.virConnect,
) -> None:
    step(connection, listing)


def _close_reason(reason: int) -> str:
    return {
        libvirt.VIR_CONNECT_CLOSE_REASON_ERROR: "i/o error",
        libvirt.VIR_CONNECT_CLOSE_REASON_EOF: "end of file",
        libvirt.VIR_CONNECT_CLOSE_REASON_KEEPALIVE: "keepalive timeout",
        libvirt.VIR_CONNECT_CLOSE_REASON_CLIENT: "closed by us",
    }.get(reason, "")
