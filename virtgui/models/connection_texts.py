"""What the lists of connections say of each: state, way, pace, and all of it as a tool-tip."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.redact import redact
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    LinkSecurity,
)
from virtgui.models.durations import duration_text
from virtgui.models.error_words import error_text
from virtgui.models.node_words import latency_text, since_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line, plain_tip
from virtgui.models.translate import tr
from virtgui.models.words import link_word, security_word, step_word

_CONTEXT: Final = "ConnectionTexts"
_LONGEST_NOTES: Final = 400

_SECURITY: Final[Mapping[LinkSecurity, str]] = MappingProxyType(
    {
        LinkSecurity.IN_PROCESS: QT_TRANSLATE_NOOP("ConnectionTexts", "In this program"),
        LinkSecurity.LOCAL_SOCKET: QT_TRANSLATE_NOOP("ConnectionTexts", "Local"),
        LinkSecurity.SSH: QT_TRANSLATE_NOOP("ConnectionTexts", "SSH"),
        LinkSecurity.TLS: QT_TRANSLATE_NOOP("ConnectionTexts", "TLS"),
        LinkSecurity.PLAIN: QT_TRANSLATE_NOOP("ConnectionTexts", "Not encrypted"),
        LinkSecurity.UNKNOWN: "",
    }
)

_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "trying": QT_TRANSLATE_NOOP("ConnectionTexts", "Trying again"),
        "waiting": QT_TRANSLATE_NOOP("ConnectionTexts", "Waiting, {0}"),
        "pace": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} s"),
        "since": QT_TRANSLATE_NOOP("ConnectionTexts", "Connected since {0}"),
        "latency": QT_TRANSLATE_NOOP("ConnectionTexts", "Round trip {0}"),
        "label": QT_TRANSLATE_NOOP("ConnectionTexts", "Label: {0}"),
        "guarded": QT_TRANSLATE_NOOP("ConnectionTexts", "Asks twice before anything destructive"),
        "read_only": QT_TRANSLATE_NOOP("ConnectionTexts", "Observe only"),
        "polled": QT_TRANSLATE_NOOP("ConnectionTexts", "Polled every {0}"),
        "folder": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} of {1} connected"),
        "connected": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} connected"),
        "connecting": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} connecting"),
        "silent": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} without an answer"),
        "failed": QT_TRANSLATE_NOOP("ConnectionTexts", "{0} cannot connect"),
    }
)


def state_of(status: ConnectionStatus | None) -> ConnectionState:
    """The state of a connection; one that nobody has opened yet is offline."""
    return status.state if status else ConnectionState.OFFLINE


def state_text(status: ConnectionStatus | None, now: float) -> str:
    """The state in a few words: the present step while connecting, how long it waits.

    Args:
        status: the connection's status, or None when it was never opened.
        now: seconds since the epoch.
    """
    state = state_of(status)
    if status is not None and state is ConnectionState.CONNECTING:
        return step_word(status.step, status.step_host)
    if status is not None and state is ConnectionState.WAITING and status.retry_at is not None:
        left = status.retry_at - now
        if left < 1:
            return _word("trying")
        return _word("waiting").format(duration_text(left, 1))
    return link_word(state)


def state_ink(state: ConnectionState) -> str:
    """The colour role of a state's word: only what wants a person has one."""
    if state in (ConnectionState.ATTENTION, ConnectionState.STALE, ConnectionState.WAITING):
        return "warn"
    if state is ConnectionState.FAILED:
        return "error"
    return "text" if state is ConnectionState.CONNECTED else "muted"


def short_security(status: ConnectionStatus | None) -> str:
    """Who could read what travels, in one word; nothing while nothing travels."""
    source = _SECURITY[status.security] if status and status.is_live else ""
    return QCoreApplication.translate(_CONTEXT, source) if source else ""


def live_latency(status: ConnectionStatus | None) -> str:
    """The round trip, while there is one."""
    return latency_text(status.latency) if status and status.is_live else ""


def connected_for(status: ConnectionStatus | None, now: float) -> str:
    """How long it is connected, or nothing."""
    if status is None or not status.is_live or status.connected_at is None:
        return ""
    return duration_text(max(0.0, now - status.connected_at), 1)


def pace_text(spec: ConnectionSpec) -> str:
    """The connection's own pace, or nothing."""
    return _word("pace").format(f"{spec.poll_interval:g}") if spec.poll_interval else ""


def address_text(spec: ConnectionSpec) -> str:
    """The address as it can be shown."""
    return one_line(redact(spec.uri))


def connection_tip(spec: ConnectionSpec, status: ConnectionStatus | None, now: float) -> str:
    """Everything about a connection, line by line, safe as a tool-tip."""
    lines = [one_line(spec.name), state_text(status, now)]
    if status is not None and status.error is not None and not status.is_live:
        lines.append(error_text(status.error).why)
    if status is not None and status.is_live:
        since = since_text(status.connected_at, now)
        lines.append(_word("since").format(since) if since else "")
        latency = latency_text(status.latency)
        lines.append(_word("latency").format(latency) if latency else "")
        lines.append(security_word(status.security) if _SECURITY[status.security] else "")
    lines += [address_text(spec), *own_lines(spec)]
    return plain_tip("\n".join(line for line in lines if line))


def own_lines(spec: ConnectionSpec) -> tuple[str, ...]:
    """What the user has set for a connection, apart from name and address."""
    said = (
        _word("label").format(one_line(spec.label)) if spec.label else "",
        _word("guarded") if spec.is_guarded else "",
        _word("read_only") if spec.read_only else "",
        _word("polled").format(pace_text(spec)) if spec.poll_interval else "",
        short_notes(spec.notes),
    )
    return tuple(line for line in said if line)


def short_notes(notes: str) -> str:
    """Notes for a tool-tip: their lines, and not too much of them."""
    text = notes if len(notes) <= _LONGEST_NOTES else notes[: _LONGEST_NOTES - 1] + "…"
    return "\n".join(one_line(line) for line in text.splitlines())


def connection_facts(states: Iterable[ConnectionState]) -> tuple[str, ...]:
    """How many connections there are and how they fare: for the head of their list."""
    found = list(states)
    counts = {state: found.count(state) for state in ConnectionState}
    silent = counts[ConnectionState.WAITING] + counts[ConnectionState.STALE]
    total = tr("%n connections", "", len(found))
    asking = counts[ConnectionState.ATTENTION]
    words = tr("%n need an answer", "", asking)
    # What wants a person comes first: the end is cut where there is no room.
    facts = (
        ("failed", counts[ConnectionState.FAILED]),
        ("silent", silent),
        ("connecting", counts[ConnectionState.CONNECTING]),
        ("connected", counts[ConnectionState.CONNECTED]),
    )
    said = (_word(key).format(count) for key, count in facts if count)
    return (total, *((words,) if asking else ()), *said)


def folder_facts(states: Iterable[ConnectionState]) -> str:
    """How a folder's connections fare: "2 of 3 connected"."""
    found = list(states)
    words = _word("folder")
    return words.format(found.count(ConnectionState.CONNECTED), len(found))


def _word(key: str) -> str:
    return QCoreApplication.translate(_CONTEXT, _WORDS[key])
