"""Domains: lists for all at once, and one domain after an event. Lane threads only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.libvirt.enums import reason_of, state_of
from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.domain_config import DomainConfig
from virtgui.documents.domain import read_domain_config

FLAG_LISTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "autostart": libvirt.VIR_CONNECT_LIST_DOMAINS_AUTOSTART,
        "persistent": libvirt.VIR_CONNECT_LIST_DOMAINS_PERSISTENT,
        "managed_save": libvirt.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE,
        "has_snapshots": libvirt.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
    }
)
"""What is yes or no for every domain: one filtered list each, never a call per domain."""

STATE_LISTS: Final[Mapping[DomainState, int]] = MappingProxyType(
    {
        DomainState.PAUSED: libvirt.VIR_CONNECT_LIST_DOMAINS_PAUSED,
        DomainState.NOSTATE: libvirt.VIR_CONNECT_LIST_DOMAINS_OTHER,
    }
)


@dataclass(slots=True)
class Listing:
    """What the filtered lists of one moment say, by UUID."""

    names: dict[str, str] = field(default_factory=dict)
    run_ids: dict[str, int] = field(default_factory=dict)
    paused: frozenset[str] = frozenset()
    other: Mapping[str, tuple[DomainState, str]] = field(default_factory=dict)
    flags: dict[str, frozenset[str]] = field(default_factory=dict)


def list_names(connection: libvirt.virConnect, listing: Listing) -> None:
    """All domains with name and run id, in one call."""
    for domain in connection.listAllDomains(0):
        uuid = domain.UUIDString()
        listing.names[uuid] = domain.name()
        if domain.ID() >= 0:
            listing.run_ids[uuid] = domain.ID()


def list_paused(connection: libvirt.virConnect, listing: Listing) -> None:
    """Which are paused."""
    paused = connection.listAllDomains(STATE_LISTS[DomainState.PAUSED])
    listing.paused = frozenset(domain.UUIDString() for domain in paused)


def list_rare(connection: libvirt.virConnect, listing: Listing) -> None:
    """Which are in one of the rare states; those are asked one by one."""
    rare = connection.listAllDomains(STATE_LISTS[DomainState.NOSTATE])
    listing.other = {domain.UUIDString(): read_state(domain) for domain in rare}


def list_flag(connection: libvirt.virConnect, listing: Listing, name: str) -> None:
    """Which domains have one property; drivers without it have none that do."""
    try:
        found = connection.listAllDomains(FLAG_LISTS[name])
    except libvirt.libvirtError as error:
        if not is_unsupported(error) and error.get_error_code() != libvirt.VIR_ERR_INVALID_ARG:
            raise
        found = []
    listing.flags[name] = frozenset(domain.UUIDString() for domain in found)


ListingStep = Callable[[libvirt.virConnect, Listing], None]


def listing_steps() -> tuple[ListingStep, ...]:
    """The calls of a full list; independent of each other, so they may run side by side.

    One call each (but for what is rare): two in a row would cost a slow link a round trip more.
    """

    def flag_step(name: str) -> ListingStep:
        return lambda connection, listing: list_flag(connection, listing, name)

    return (list_names, list_paused, list_rare, *(flag_step(name) for name in FLAG_LISTS))


def rows_of(
    connection: ConnectionId, listing: Listing, known: Mapping[str, Domain], now: float
) -> dict[str, Domain]:
    """The rows that follow from a complete listing, keeping what is known beyond it."""
    return {
        uuid: _row(connection, uuid, name, listing, known.get(uuid), now)
        for uuid, name in listing.names.items()
    }


def _row(
    connection: ConnectionId,
    uuid: str,
    name: str,
    listing: Listing,
    known: Domain | None,
    now: float,
) -> Domain:
    state, reason = _listed_state(uuid, listing)
    base = known or Domain(domain_ref(connection, uuid), name, state)
    if state is base.state and reason == "unknown":
        reason = base.reason
    flags = {flag: uuid in members for flag, members in listing.flags.items()}
    row = replace(
        base,
        name=name,
        state=state,
        reason=reason,
        run_id=listing.run_ids.get(uuid),
        state_since=base.state_since if state is base.state else None,
        **flags,  # type: ignore[arg-type]  # the names are those of Domain's flags
    )
    return with_start(row, known, now, seen=False)


def _listed_state(uuid: str, listing: Listing) -> tuple[DomainState, str]:
    if uuid in listing.other:
        return listing.other[uuid]
    if uuid in listing.paused:
        return DomainState.PAUSED, "unknown"
    return (DomainState.RUNNING if uuid in listing.run_ids else DomainState.SHUTOFF), "unknown"


def with_start(row: Domain, before: Domain | None, now: float, *, seen: bool) -> Domain:
    """The row with the time of its start: kept for the same run, noted for a new one."""
    if not row.is_active:
        return replace(row, started_at=None, start_seen=False, addresses=())
    same_run = before is not None and before.is_active and before.run_id == row.run_id
    if same_run and before is not None and before.started_at is not None:
        return replace(row, started_at=before.started_at, start_seen=before.start_seen)
    return replace(row, started_at=now, start_seen=seen)


def read_state(domain: libvirt.virDomain) -> tuple[DomainState, str]:
    """State and reason of one domain."""
    number, reason = domain.state()
    state = state_of(number)
    return state, reason_of(state, reason)


def read_row(connection: ConnectionId, domain: libvirt.virDomain) -> Domain:
    """Everything of one domain, for after an event or an operation."""
    state, reason = read_state(domain)
    info = domain.info()
    run_id = domain.ID()
    return Domain(
        ref=domain_ref(connection, domain.UUIDString()),
        name=domain.name(),
        state=state,
        reason=reason,
        run_id=run_id if run_id >= 0 else None,
        persistent=bool(domain.isPersistent()),
        autostart=bool(_or_none(domain.autostart)),
        managed_save=bool(_or_none(domain.hasManagedSaveImage)),
        has_snapshots=bool(_or_none(domain.snapshotNum)),
        vcpus=info[3],
        memory_kib=info[2],
        max_memory_kib=info[1],
        config=read_config(domain),
    )


def read_config(domain: libvirt.virDomain) -> DomainConfig:
    """The definition as now in force, without secrets."""
    return read_domain_config(domain.XMLDesc(0))


def _or_none(call: Callable[[], int]) -> int | None:
    """What a function tells, or None where it cannot: transient domains, poorer drivers."""
    try:
        return call()
    except libvirt.libvirtError as error:
        if error.get_error_code() in (
            libvirt.VIR_ERR_NO_SUPPORT,
            libvirt.VIR_ERR_OPERATION_INVALID,
            libvirt.VIR_ERR_OPERATION_UNSUPPORTED,
        ):
            return None
        raise
