"""The history of definitions, for the rest of the backend: nothing here waits.

All work is done on one lane thread of its own, so that what happened is written in its order, and
an offline node's history can be read. Secrets never get in: each text is cleaned before it is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from virtgui.backend.data_lane import DataLane
from virtgui.backend.history_file import Entry, HistoryFile, Limits
from virtgui.backend.lanes import Outcome
from virtgui.backend.reactor import Reactor
from virtgui.core.errors import UnsupportedError
from virtgui.core.queries import (
    HistoryQuery,
    ReadRemoved,
    ReadVersions,
    ReadVersionText,
    SetVersionRemark,
)
from virtgui.core.refs import DOMAIN, ConnectionId, ObjectRef
from virtgui.core.values.version import Origin
from virtgui.documents.document import canonical_form, digest_of, parse_root

CLOSING_SECONDS: Final = 1.0
"""How long the end of the program waits for what is not written yet."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A definition that was read from a node, as it came."""

    ref: ObjectRef
    xml: str = field(repr=False)
    """May have secrets; they are taken out before it is kept."""
    at: float
    """Wall clock, seconds."""
    origin: Origin = Origin.SEEN
    operation: str = ""
    user: str = ""
    plain: str = ""
    """The digest of a cheaper reading by which a change would show; empty for none."""


class HistoryStore:
    """Versions of definitions. Any thread may call; outcomes come on the reactor's thread."""

    def __init__(
        self,
        path: Path,
        reactor: Reactor,
        clean: Callable[[str], str],
        on_fault: Callable[[BaseException], None],
        limits: Limits | None = None,
    ) -> None:
        self._file = HistoryFile(path, on_fault, limits)
        self._lane = DataLane("history", reactor, on_fault)
        self._clean = clean

    def load(self, connection: ConnectionId, done: Callable[[dict[str, str]], None]) -> None:
        """Tell the cheap digests (`Sighting.plain`) of a connection's domains by UUID."""

        def loaded(outcome: Outcome[dict[str, str]]) -> None:
            self._lane.note(outcome)
            done(outcome.value or {})

        self._lane.load(lambda: self._file.checked(connection, DOMAIN), loaded)

    def record(self, sighting: Sighting) -> None:
        """Keep what was seen, unless it is the object's newest already."""
        self._lane.write(lambda: self._record(sighting))

    def remove(self, ref: ObjectRef, at: float, operation: str = "", user: str = "") -> None:
        """An object is gone."""
        self._lane.write(lambda: self._file.remove(ref, at, operation, user))

    def keep_present(self, connection: ConnectionId, keys: frozenset[str], at: float) -> None:
        """These are all domains that a connection has; others are gone."""
        self._lane.write(lambda: self._file.keep_present(connection, DOMAIN, keys, at))

    def forget(self, connection: ConnectionId) -> None:
        """Drop everything of a connection."""
        self._lane.write(lambda: self._file.forget(connection))

    def ask(self, query: HistoryQuery[Any], done: Callable[[Outcome[Any]], None]) -> None:
        """Answer a question; before what is still to be written."""
        self._lane.ask(lambda: self._answer(query), done)

    def close(self) -> None:
        """Write what there is, for a moment at most, and take no more."""
        self._lane.close(self._file.close, CLOSING_SECONDS)

    def _record(self, sighting: Sighting) -> None:
        text = self._clean(sighting.xml)
        root = parse_root(text, keep_blanks=False)
        entry = Entry(
            ref=sighting.ref,
            name=root.findtext("name") or "",
            digest=digest_of(canonical_form(root)),
            text=text,
            at=sighting.at,
            origin=sighting.origin,
            operation=sighting.operation,
            user=sighting.user,
            plain=sighting.plain,
        )
        self._file.record(entry)

    def _answer(self, query: HistoryQuery[Any]) -> object:
        match query:
            case ReadVersions():
                return self._file.versions(query.ref)
            case ReadVersionText():
                return self._file.text(query.digest)
            case ReadRemoved():
                return self._file.removed(query.connection)
            case SetVersionRemark():
                self._file.set_remark(query.version, query.remark)
                return None
        raise UnsupportedError(type(query).__name__)
