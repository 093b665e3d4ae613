"""An open libvirt connection with its lanes; thrown away whole when it is lost."""

import threading
import time
from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeVar

import libvirt

from virtgui.backend.lanes import Job, Lane, Outcome, Priority
from virtgui.backend.libvirt import events
from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.backend.libvirt.events import RawEvent
from virtgui.backend.reactor import Reactor
from virtgui.backend.way import Way
from virtgui.core.ops.base import Lane as LaneName
from virtgui.core.uri import ConnectionUri, Security
from virtgui.core.values.connection import ConnectionSpec, LinkSecurity

T = TypeVar("T")

KEEPALIVE_INTERVAL: Final = 4
KEEPALIVE_COUNT: Final = 2
"""A dead peer is given up after (count + 1) x interval = 12 s."""
KEEPALIVE_SAFE_SINCE: Final = 10_003_000


class Link:
    """One open connection: its lanes, its events, its end."""

    def __init__(
        self,
        spec: ConnectionSpec,
        connection: libvirt.virConnect,
        way: Way,
        reactor: Reactor,
    ) -> None:
        self._way = way
        self._connection = connection
        self._bulk_connection: libvirt.virConnect | None = None
        self._bulk_lock = threading.Lock()
        self._callbacks: list[int] = []
        self.is_abandoned = False
        self._is_in_process = spec.uri.startswith("test:")
        name = spec.name or spec.id
        self.poll = Lane(f"{name}-poll", 1, reactor)
        self.ops = Lane(f"{name}-ops", 2, reactor)
        self.urgent = Lane(f"{name}-urgent", 1, reactor)
        self.bulk = Lane(f"{name}-bulk", 2, reactor)

    def call(
        self,
        lane: Lane,
        work: Callable[[libvirt.virConnect], T],
        done: Callable[[Outcome[T]], None],
        priority: Priority = Priority.USER,
    ) -> Job:
        """Queue a call on a lane; outcomes that arrive after the end are dropped."""

        def deliver(outcome: Outcome[T]) -> None:
            if not self.is_abandoned:
                done(outcome)

        get = self._bulk if lane is self.bulk else self._main
        return lane.submit(lambda: work(get()), deliver, priority)

    def lane(self, name: LaneName) -> Lane:
        """The lane that carries operations of that name."""
        return {LaneName.OPS: self.ops, LaneName.URGENT: self.urgent, LaneName.BULK: self.bulk}[
            name
        ]

    def goes_over(self, way: Way) -> bool:
        """Whether this link goes over that way."""
        return self._way is way

    def abandon(self) -> None:
        """Give the connection up; returns at once, the closing may take for ever."""
        self.is_abandoned = True
        for lane in (self.poll, self.ops, self.urgent, self.bulk):
            lane.close()
        threading.Thread(target=self._close, name="libvirt-close", daemon=True).start()

    def watch_end(self, on_closed: Callable[[int], None]) -> None:
        """Have the end of the connection told, with libvirt's reason. Lane threads only."""

        def closed(connection: libvirt.virConnect, reason: int, opaque: object) -> None:
            del connection, opaque
            on_closed(reason)

        connection = self._connection
        _if_supported(lambda: connection.registerCloseCallback(closed, None))
        keep_alive(connection)

    def watch_lifecycle(self, on_event: Callable[[RawEvent], None]) -> bool:
        """Have lifecycle events told; False where the driver has none. Lane threads only."""
        return self._register(events.LIFECYCLE_ID, on_event)

    def watch_others(self, on_event: Callable[[RawEvent], None]) -> None:
        """Have all other events told, as far as the driver has them. Lane threads only."""
        for event_id in events.DECODERS:
            if event_id != events.LIFECYCLE_ID and not self.is_abandoned:
                self._register(event_id, on_event)

    def _register(self, event_id: int, on_event: Callable[[RawEvent], None]) -> bool:
        def happened(connection: object, domain: libvirt.virDomain, *args: Any) -> None:
            # The event thread: copy plain values, nothing else.
            del connection
            on_event(
                RawEvent(
                    event_id,
                    domain.UUIDString(),
                    domain.name(),
                    domain.ID(),
                    args[:-1],
                    time.time(),
                )
            )

        try:
            handle = self._connection.domainEventRegisterAny(None, event_id, happened, None)
        except libvirt.libvirtError as error:
            if is_unsupported(error) or error.get_error_code() == libvirt.VIR_ERR_INVALID_ARG:
                return False
            raise
        self._callbacks.append(handle)
        return True

    def _main(self) -> libvirt.virConnect:
        return self._connection

    def _bulk(self) -> libvirt.virConnect:
        """The connection for long transfers, opened when first needed. Bulk lane only.

        A driver inside this process has no daemon to spare, and another connection to it may
        even be another world.
        """
        if self._is_in_process:
            return self._connection
        with self._bulk_lock:
            if self._bulk_connection is None:
                self._bulk_connection = self._way.open()
                keep_alive(self._bulk_connection)
            return self._bulk_connection

    def _close(self) -> None:
        """Undo registrations and close, in a thread that may wait for a silent node."""
        deregister = self._connection.domainEventDeregisterAny
        steps: list[Callable[[], object]] = [partial(deregister, item) for item in self._callbacks]
        steps += [self._connection.unregisterCloseCallback, self._wait_for_calls]
        steps.append(self._connection.close)
        if self._bulk_connection is not None:
            steps.append(self._bulk_connection.close)
        for step in steps:
            try:
                step()
            except libvirt.libvirtError:
                continue  # it was lost already: nothing remains to be undone
        self._way.close()

    def _wait_for_calls(self) -> None:
        """Wait for calls on their way: closing under them would free what they are using."""
        for lane in (self.poll, self.ops, self.urgent, self.bulk):
            lane.wait_until_idle()


def keep_alive(connection: libvirt.virConnect) -> None:
    """Have a dead peer noticed by libvirt, where that is safe. Lane threads only.

    Before 10.3 libvirt's client crashes the process when keep-alive closes a connection while
    several calls wait on it (a dangling pointer in its I/O loop, CVE-2024-4418). There our own
    watch of overdue calls is the only one; it sees the silence as soon.
    """
    if libvirt.getVersion() < KEEPALIVE_SAFE_SINCE:
        return
    _if_supported(lambda: connection.setKeepAlive(KEEPALIVE_INTERVAL, KEEPALIVE_COUNT))


def _if_supported(call: Callable[[], object]) -> None:
    try:
        call()
    except libvirt.libvirtError as error:
        if not is_unsupported(error):
            raise


_SECURITY: Final = MappingProxyType(
    {
        Security.LOCAL: LinkSecurity.LOCAL_SOCKET,
        Security.CLEAR: LinkSecurity.PLAIN,
        Security.UNKNOWN: LinkSecurity.UNKNOWN,
        Security.ENCRYPTED: LinkSecurity.TLS,
    }
)


def link_security(uri: ConnectionUri) -> LinkSecurity:
    """Who could read what travels, by the connection's address."""
    if uri.driver == "test" and uri.is_local:
        return LinkSecurity.IN_PROCESS
    if uri.transport in ("ssh", "libssh", "libssh2"):
        return LinkSecurity.SSH
    return _SECURITY[uri.security]
