"""Sees to it that the history has the definitions of one connection. Reactor thread.

The history keeps the definition of the next start, with the places of its secrets; the book
reads what is in force now. So each domain costs a reading of its own, one at a time, when nobody
waits for anything else: at first sight, and when something has changed. For a domain that is shut
off the book's reading tells whether anything did; for one that runs nothing tells what happened
while nobody looked, so it is read once for each connection.
"""

import getpass
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Final

import libvirt

from virtgui.backend.history import HistoryStore, Sighting
from virtgui.backend.lanes import Outcome, Priority
from virtgui.backend.libvirt.events import Decoded
from virtgui.backend.libvirt.handlers.domain_define import defined_uuid
from virtgui.backend.libvirt.link import Link
from virtgui.backend.reactor import Reactor
from virtgui.core.ops.base import Operation
from virtgui.core.ops.domain import DefineDomain, DeleteDomain
from virtgui.core.refs import DOMAIN, ConnectionId, domain_ref
from virtgui.core.values.domain import Domain
from virtgui.core.values.event import EventKind
from virtgui.core.values.live_step import PartState
from virtgui.core.values.task import Task, TaskState
from virtgui.core.values.version import Origin

REST: Final = 2.0
"""Seconds after all that the window shows was read in which the node is left to others."""
PAUSE: Final = 0.05
"""Seconds between two readings."""
SETTLE: Final = 0.25
"""Seconds in which several changes become one; the book has read the domain again by then."""
GRACE: Final = 10.0
"""Seconds after an operation's success within which a new definition is taken for its work."""

_CHANGING: Final = frozenset({"defined", "started"})
"""Lifecycle events that tell of another definition, or start what nobody told of."""
_REFUSED: Final = frozenset({libvirt.VIR_ERR_ACCESS_DENIED, libvirt.VIR_ERR_OPERATION_DENIED})

Prepare = Callable[[libvirt.virConnect], None]


@dataclass(frozen=True, slots=True)
class _Credit:
    """The operation that has made what is read next."""

    operation: str
    since: float
    """Monotonic seconds, as the next."""
    until: float


class DefinitionWatch:
    """Feeds the history from one connection."""

    def __init__(self, connection: ConnectionId, reactor: Reactor, history: HistoryStore) -> None:
        self._id = connection
        self._reactor = reactor
        self._history = history
        self._link: Link | None = None
        self._with_secrets = True
        self._checked: dict[str, str] = {}
        """By UUID: what the book read when the history was last right."""
        self._plain: dict[str, str] = {}
        """By UUID: what the book reads now, where that tells of changes."""
        self._fresh: set[str] = set()
        """Of these the history has the definition."""
        self._due: dict[str, None] = {}
        self._own: dict[int, tuple[str, str]] = {}
        """By task: the UUID that it changes, empty where nobody knows it yet, and its code."""
        self._credit: dict[str, _Credit] = {}
        self._is_loaded = False
        self._is_open = False
        self._is_busy = False
        self._reading = ""
        """Whose definition is being read; empty when an operation of ours came in between."""
        self._wakes = False
        self._present: frozenset[str] | None = None
        history.load(connection, self._take_checked)

    def use(self, link: Link | None, *, with_secrets: bool = True) -> None:
        """Take a new connection, or none; a read-only one is not asked for secrets."""
        self._link = link
        self._with_secrets = with_secrets
        self._is_open = self._is_busy = False
        self._reading = ""
        self._present = None
        for kept in (self._fresh, self._due, self._plain, self._credit):
            kept.clear()

    def listed(self, uuids: frozenset[str]) -> None:
        """The complete list: what is not in it is gone."""
        if uuids == self._present:
            return  # where there are no events the list is read again and again
        self._present = uuids
        self._history.keep_present(self._id, uuids, time.time())
        for uuid in self._checked.keys() - uuids:
            del self._checked[uuid]

    def begin(self) -> None:
        """What the window shows has been read: soon there is time."""
        self._reactor.later(REST, self._open, self._link)

    def _open(self, link: Link | None) -> None:
        if link is self._link:  # and not one that was lost meanwhile
            self._is_open = True
            self._read_next()

    def read(self, row: Domain) -> None:
        """The book has read a domain."""
        uuid, config = row.ref.key, row.config
        if config is None:
            return
        if not row.is_active or not row.persistent:
            self._plain[uuid] = config.digest
            if self._is_loaded and self._checked.get(uuid) == config.digest:
                self._fresh.add(uuid)
            else:
                self._fresh.discard(uuid)
        else:
            self._plain.pop(uuid, None)
        if uuid not in self._fresh:
            self._want(uuid)

    def happened(self, uuid: str, decoded: Decoded) -> None:
        """An event: does it tell of another definition?"""
        is_changing = decoded.kind is EventKind.LIFECYCLE and decoded.what in _CHANGING
        if is_changing or decoded.kind is EventKind.METADATA_CHANGE:
            self._fresh.discard(uuid)
            self._want(uuid)

    def gone(self, uuid: str) -> None:
        """A domain is gone."""
        codes = [code for own, code in self._own.values() if own == uuid]
        codes.append(self._maker(uuid, time.monotonic()))
        operation = DeleteDomain.code if DeleteDomain.code in codes else ""
        user = user_name() if operation else ""
        self._history.remove(domain_ref(self._id, uuid), time.time(), operation, user)
        for kept in (self._checked, self._plain, self._due, self._credit):
            kept.pop(uuid, None)
        self._fresh.discard(uuid)

    def began(self, task: Task) -> Prepare | None:
        """An operation is sent; gives what its lane must do before it, if anything."""
        operation = task.operation
        if not operation.changes_definition:
            return None
        uuid = _changed_by(operation)
        self._own[task.id] = (uuid, operation.code)
        if uuid and uuid == self._reading:
            self._reading = ""  # nobody can say whether that text is from before or after it
        if not uuid or uuid in self._fresh:
            return None
        maker = self._maker(uuid, time.monotonic())
        self._credit.pop(uuid, None)
        return partial(self._read_before, uuid, maker)

    def ended(self, task: Task, touched: tuple[str, ...]) -> None:
        """An operation is over; `touched` are the UUIDs that it names."""
        own = self._own.pop(task.id, None)
        if own is None:
            return
        now = time.monotonic()
        for key in {own[0], *touched} - {""}:
            if _has_changed(task):
                credit = _Credit(task.operation.code, now, now + GRACE)
                self._credit[key] = credit
            self._fresh.discard(key)
            self._due[key] = None
        self._read_next()

    def _take_checked(self, checked: dict[str, str]) -> None:
        self._checked, self._is_loaded = {**checked, **self._checked}, True
        for uuid, plain in self._plain.items():
            if self._checked.get(uuid) == plain:
                self._fresh.add(uuid)
                self._due.pop(uuid, None)
        self._read_next()

    def _want(self, uuid: str) -> None:
        self._due[uuid] = None
        if self._is_open:
            self._wake(SETTLE)

    def _wake(self, delay: float) -> None:
        if not self._wakes:
            self._wakes = True
            self._reactor.later(delay, self._woken)

    def _woken(self) -> None:
        self._wakes = False
        self._read_next()

    def _read_next(self) -> None:
        link = self._link
        uuid = self._next() if link and self._is_loaded and not self._is_busy else None
        if link is None or uuid is None:
            return
        del self._due[uuid]
        self._is_busy, self._reading = True, uuid
        begun, plain, secure = time.monotonic(), self._plain.get(uuid, ""), self._with_secrets
        link.call(
            link.ops,
            lambda connection: read_text(connection, uuid, secure=secure),
            lambda outcome: self._done(uuid, begun, plain, outcome),
            Priority.IDLE,
        )

    def _next(self) -> str | None:
        """What is read next: first what an operation of ours has changed."""
        own = (uuid for uuid in self._credit if uuid in self._due and not self._is_held(uuid))
        others = (uuid for uuid in self._due if self._is_open and not self._is_held(uuid))
        return next(chain(own, others), None)

    def _is_held(self, uuid: str) -> bool:
        """Whether an operation of ours may be changing it just now."""
        is_new = uuid not in self._fresh and uuid not in self._checked
        return any(own == uuid or (not own and is_new) for own, _ in self._own.values())

    def _done(self, uuid: str, begun: float, plain: str, outcome: Outcome[str]) -> None:
        is_disturbed, self._reading = self._reading != uuid, ""
        self._is_busy = False
        self._wake(PAUSE)
        if is_disturbed and outcome.error is None:
            self._due[uuid] = None
        elif outcome.error is None:
            self._keep(uuid, outcome.get(), begun, plain)
        elif not isinstance(outcome.error, libvirt.libvirtError):
            raise outcome.error
        # Otherwise it is gone, or the link is: what comes next says which.

    def _keep(self, uuid: str, xml: str, begun: float, plain: str) -> None:
        operation = self._maker(uuid, begun)
        if operation:
            self._credit.pop(uuid, None)
        self._record(uuid, xml, operation, plain)
        if uuid not in self._due:
            self._fresh.add(uuid)
        if plain:
            self._checked[uuid] = plain

    def _record(self, uuid: str, xml: str, operation: str, plain: str = "") -> None:
        sighting = Sighting(
            ref=domain_ref(self._id, uuid),
            xml=xml,
            at=time.time(),
            origin=Origin.APPLIED if operation else Origin.SEEN,
            operation=operation,
            user=user_name() if operation else "",
            plain=plain,
        )
        self._history.record(sighting)

    def _maker(self, uuid: str, at: float) -> str:
        """The code of the operation that has made what was read, or empty."""
        credit = self._credit.get(uuid)
        return credit.operation if credit and credit.since <= at <= credit.until else ""

    def _read_before(self, uuid: str, maker: str, connection: libvirt.virConnect) -> None:
        """In the operation's lane: what it is going to change is read before it does."""
        try:
            xml = read_text(connection, uuid, secure=self._with_secrets)
        except libvirt.libvirtError:
            return  # then the operation itself will say what is wrong
        self._record(uuid, xml, maker)


def read_text(connection: libvirt.virConnect, uuid: str, *, secure: bool) -> str:
    """The definition of the next start; of a transient domain the present one. Lane threads.

    Args:
        connection: The node.
        uuid: The domain.
        secure: Whether to ask for secrets, without which their places cannot be told.

    Raises:
        libvirt.libvirtError: The node refused, or was lost.
    """
    domain = connection.lookupByUUIDString(uuid)
    flags = libvirt.VIR_DOMAIN_XML_INACTIVE
    if secure:
        try:
            return str(domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE))
        except libvirt.libvirtError as error:
            if error.get_error_code() not in _REFUSED:
                raise
    return str(domain.XMLDesc(flags))


def user_name() -> str:
    """Who runs this program; empty where the system does not know."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _has_changed(task: Task) -> bool:
    """Whether an operation that is over has changed the definition; it may have failed in part."""
    if not task.parts:
        return task.state is TaskState.DONE
    kept = [part for part in task.parts if part.step is None] or task.parts
    return any(part.state is PartState.DONE for part in kept)


def _changed_by(operation: Operation) -> str:
    """The UUID of the domain that an operation changes; empty where nobody knows it yet."""
    if isinstance(operation, DefineDomain):
        return defined_uuid(operation.xml)
    return operation.ref.key if operation.ref.kind == DOMAIN else ""
