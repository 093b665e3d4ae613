"""What the heading of a group says: its name, how its host fares, and what can be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from virtgui.bridge.feed import Feed
from virtgui.core.units import format_bytes, format_percent, split_bytes
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.domain import ShownState
from virtgui.models.alert_book import AlertBook
from virtgui.models.alert_words import alert_words
from virtgui.models.domain_rows import GroupRow
from virtgui.models.durations import duration_text, moment_text
from virtgui.models.error_words import one_line as error_line
from virtgui.models.marks import host_mark, link_mark
from virtgui.models.node_words import node_icon
from virtgui.models.plain_text import one_line
from virtgui.models.translate import tr, translate
from virtgui.models.words import STATE_ICONS, link_word, state_word

_SEPARATOR: Final = " · "
_MOST_ALERTS: Final = 2

GroupLink = Literal["retry", "reason", "answer"]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """The heading of a group in words and roles.

    Attributes:
        title: The group's name.
        icon: Its icon, and the icon's colour role.
        mark: Icon and colour role of the state of its host; empty without a host.
        facts: What is known, joined; its colour role is `ink`.
        aside: How old the data is, or empty.
        links: What can be done: key and words.
    """

    title: str
    icon: tuple[str, str]
    mark: tuple[str, str]
    facts: str
    ink: str
    aside: str = ""
    links: tuple[tuple[GroupLink, str], ...] = ()


def group_facts(
    group: GroupRow, feed: Feed, now: float, alerts: AlertBook | None = None
) -> GroupFacts:
    """What the heading of a group says at a moment."""
    if group.connection is not None:
        return _node_facts(group, feed, now, alerts)
    kind, value = group.key
    title, icon = _TITLES[kind](value)
    return GroupFacts(title, icon, ("", ""), _count(group), "muted")


def _group_title(value: str) -> tuple[str, tuple[str, str]]:
    return one_line(value) or translate("DomainGroups", "No group"), ("group", "muted")


def _tag_title(value: str) -> tuple[str, tuple[str, str]]:
    return one_line(value) or translate("DomainGroups", "No tag"), ("tag", "muted")


def _state_title(value: str) -> tuple[str, tuple[str, str]]:
    state = ShownState(value)
    return state_word(state), STATE_ICONS[state]


_TITLES: Final[Mapping[str, Callable[[str], tuple[str, tuple[str, str]]]]] = MappingProxyType(
    {"group": _group_title, "tag": _tag_title, "state": _state_title}
)


def _node_facts(group: GroupRow, feed: Feed, now: float, alerts: AlertBook | None) -> GroupFacts:
    connection = group.connection
    status = feed.statuses.get(connection) if connection is not None else None
    if status is None:
        title = one_line(group.key[1])
        return GroupFacts(title, ("node", "muted"), link_mark(None), _count(group), "muted")
    title, icon, mark = (
        one_line(status.spec.name),
        (node_icon(status.spec), "muted"),
        host_mark(status.id, status, alerts),
    )
    if status.is_live:
        facts = _live_facts(group, feed, status)
        passed = alerts.of_host(status.id)[:_MOST_ALERTS] if alerts else ()
        words = _SEPARATOR.join((facts, *map(alert_words, passed)))
        return GroupFacts(title, icon, mark, words, "muted")
    is_quiet = status.state in (ConnectionState.OFFLINE, ConnectionState.CONNECTING)
    is_lost = status.state is ConnectionState.FAILED
    return GroupFacts(
        title,
        icon,
        mark,
        _SEPARATOR.join((*([_count(group)] if group.rows else []), *_silence(status, now))),
        "muted" if is_quiet else "error" if is_lost else "warn",
        _age(status, now),
        _links(status),
    )


def _count(group: GroupRow) -> str:
    rows, count = group.rows, len(group.rows)
    if rows and all(row.domain.is_container for row in rows):
        return tr("%n containers", "", count)
    return tr("%n virtual machines", "", count)


def _live_facts(group: GroupRow, feed: Feed, status: ConnectionStatus) -> str:
    facts = [_count(group)]
    load = feed.series.node_load(status.id)
    if load is not None and load.cpu is not None:
        facts.append(
            translate("DomainGroups", "CPU {0}").format(format_percent(round(load.cpu * 100)))
        )
    if load is not None and load.memory_used_kib is not None:
        facts.append(_memory(load.memory_used_kib, load.memory_kib))
    if status.latency is not None:
        facts.append(_latency(status.latency))
    return _SEPARATOR.join(facts)


def _memory(used_kib: int, total_kib: int) -> str:
    used, used_unit = split_bytes(used_kib * 1024)
    total_unit = split_bytes(total_kib * 1024)[1]
    shown = used if used_unit == total_unit else f"{used} {used_unit}"
    return translate("DomainGroups", "memory {0} of {1}").format(
        shown, format_bytes(total_kib * 1024)
    )


def _latency(seconds: float) -> str:
    milliseconds = seconds * 1000
    if milliseconds < 1:
        return translate("DomainGroups", "under 1 ms")
    return translate("DomainGroups", "{0} ms").format(round(milliseconds))


def _silence(status: ConnectionStatus, now: float) -> list[str]:
    """Why there is nothing new, and when that will be tried again."""
    words = []
    if status.state in (ConnectionState.STALE, ConnectionState.WAITING):
        words.append(_no_answer(status, now))
    else:
        words.append(link_word(status.state))
    if status.state is ConnectionState.FAILED and status.error is not None:
        words.append(one_line(error_line(status.error)))
    if status.state is ConnectionState.WAITING and status.retry_at is not None:
        left = max(0.0, status.retry_at - now)
        words.append(translate("DomainGroups", "next try in {0}").format(duration_text(left, 1)))
    return words


def _no_answer(status: ConnectionStatus, now: float) -> str:
    if status.last_answer_at is None:
        return (
            one_line(error_line(status.error))
            if status.error
            else translate("DomainGroups", "no answer yet")
        )
    return translate("DomainGroups", "no answer for {0}").format(
        duration_text(now - status.last_answer_at, 1)
    )


def _age(status: ConnectionStatus, now: float) -> str:
    if status.last_answer_at is None:
        return ""
    return translate("DomainGroups", "Data from {0}").format(
        moment_text(status.last_answer_at, now)
    )


def _links(status: ConnectionStatus) -> tuple[tuple[GroupLink, str], ...]:
    if status.state is ConnectionState.OFFLINE:
        return (("retry", translate("DomainGroups", "Connect")),)
    if status.state is ConnectionState.CONNECTING:
        return ()
    if status.state is ConnectionState.ATTENTION:
        return (("answer", translate("DomainGroups", "Answer…")),)
    return (
        ("retry", translate("DomainGroups", "Retry now")),
        ("reason", translate("DomainGroups", "Find out why")),
    )
