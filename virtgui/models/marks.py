"""What marks an object wherever it is listed: that it wants a person, how its link fares."""

from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, ShownState
from virtgui.models.alert_book import AlertBook

_BAD_PAUSES = ("ioerror", "watchdog", "api_error", "postcopy_failed", "crashed")


def needs_attention(domain: Domain, *, is_old: bool, has_alerts: bool = False) -> bool:
    """Whether a domain wants a person: crashed, stopped by an error of its own, or alerting."""
    if is_old:
        return False
    if has_alerts or domain.shown_state is ShownState.CRASHED:
        return True
    return domain.shown_state is ShownState.PAUSED and domain.reason in _BAD_PAUSES


def link_mark(status: ConnectionStatus | None) -> tuple[str, str]:
    """Icon and colour role for the state of a connection."""
    if status is None or status.state is ConnectionState.OFFLINE:
        return "lk-off", "muted"
    if status.state is ConnectionState.CONNECTED:
        return "lk-ok", "running"
    if status.state is ConnectionState.CONNECTING:
        return "st-busy", "accent"
    if status.state is ConnectionState.FAILED:
        return "error", "error"
    if status.state is ConnectionState.ATTENTION:
        return "question", "warn"
    return "lk-stale", "warn"


def host_mark(
    connection: ConnectionId, status: ConnectionStatus | None, alerts: AlertBook | None
) -> tuple[str, str]:
    """The mark of a host: of its link, and when that is well of its own alerts."""
    is_well = status is not None and status.state is ConnectionState.CONNECTED
    if is_well and alerts is not None and alerts.of_host(connection):
        return "warn", "warn"
    return link_mark(status)
