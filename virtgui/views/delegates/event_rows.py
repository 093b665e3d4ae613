"""Rows of events and of problems."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from virtgui.core.values.event import Event, Severity
from virtgui.models.event_list import EVENT_ROLE, NODE_ROLE, event_time
from virtgui.models.event_words import event_words, severity_icon
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.problem_list import PROBLEM_ROLE, Problem, ProblemKind
from virtgui.views.delegates.pane_rows import COLUMN_GAP, GAP, ICON, Index, PaneRowDelegate
from virtgui.views.look.look import Look

_INKS: Final = MappingProxyType({Severity.WARN: "warn", Severity.ERROR: "error"})
_SHORTEST_TIME: Final = "00:00:00"


class EventRowDelegate(PaneRowDelegate):
    """Paints events: severity, time, object, host, sentence.

    Args of the constructor: look; whether the host's name is shown, which a host's own page
    does not need; whether the object's name is, which an object's own page does not need.
    """

    def __init__(
        self,
        look: Look,
        *,
        shows_node: bool = True,
        shows_object: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._shows_node = shows_node
        self._shows_object = shows_object
        self._time_width = 0
        self._time_font = ""

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints all columns."""
        event: Event = index.data(EVENT_ROLE)
        look, area = self.look, self.inside(option)
        name, role = severity_icon(event.severity)
        box = QRect(area.left(), area.top(), look.px(ICON), area.height())
        self.icon(painter, option, box, name, role)
        left = area.left() + look.px(ICON + GAP)
        left = self._time(painter, option, QRect(area), left, event_time(event))
        for words, width, ink in self._names(event, index, area.width()):
            box = QRect(left, area.top(), width - look.px(COLUMN_GAP), area.height())
            self.text(painter, option, box, words, ink=ink, middle=True)
            left += width
        box = QRect(left, area.top(), area.right() + 1 - left, area.height())
        ink = _INKS.get(event.severity, "text")
        self.text(painter, option, box, event_words(event), ink=ink)

    def _names(self, event: Event, index: Index, whole: int) -> list[tuple[str, int, str]]:
        names = []
        if self._shows_object:
            names.append((one_line(event.name), self.first_width(whole), "text"))
        if self._shows_node:
            node = index.data(NODE_ROLE)
            shown = "" if self._shows_object and node == event.name else node
            names.append((shown, self.second_width(whole), "muted"))
        return names

    def _time(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, left: int, words: str
    ) -> int:
        look, measure = self.look, self.look.measure("body")
        # Grows with the first event that needs a date and never shrinks: columns stay put.
        if self._time_font != look.font("body").key():
            self._time_font = look.font("body").key()
            self._time_width = measure.horizontalAdvance(_SHORTEST_TIME)
        self._time_width = max(self._time_width, measure.horizontalAdvance(words))
        box = QRect(left, area.top(), self._time_width + 2, area.height())
        self.text(painter, option, box, words, ink="muted")
        return left + self._time_width + look.px(COLUMN_GAP)


_LINKS: Final[Mapping[ProblemKind, str]] = MappingProxyType(
    {
        ProblemKind.TASK: QT_TRANSLATE_NOOP("Problems", "Show fix"),
        ProblemKind.CONNECTION: QT_TRANSLATE_NOOP("Problems", "Find out why"),
        ProblemKind.DOMAIN: QT_TRANSLATE_NOOP("Problems", "Open"),
        ProblemKind.ALERT: QT_TRANSLATE_NOOP("Problems", "Open"),
    }
)


class ProblemRowDelegate(PaneRowDelegate):
    """Paints problems: severity, what, name, sentence, and the way to cure it."""

    def link_text(self, index: Index) -> str:
        """The verb that leads to the cure."""
        problem: Problem = index.data(PROBLEM_ROLE)
        return QCoreApplication.translate("Problems", _LINKS[problem.kind])

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints all columns but the link."""
        problem: Problem = index.data(PROBLEM_ROLE)
        look, area = self.look, self.inside(option)
        box = QRect(area.left(), area.top(), look.px(ICON), area.height())
        name = "warn" if problem.is_silenced else problem.severity
        self.icon(painter, option, box, name, problem.severity)
        left = area.left() + look.px(ICON + GAP)
        gap = look.px(COLUMN_GAP)
        first, second = self.first_width(area.width()), self.second_width(area.width())
        box = QRect(left, area.top(), first - gap, area.height())
        self.text(
            painter, option, box, problem.what, ink="muted" if problem.is_silenced else "text"
        )
        box = QRect(left + first, area.top(), second - gap, area.height())
        self.text(painter, option, box, problem.name, ink="muted", middle=True)
        link = self.link_text(index)
        room = look.measure("body").horizontalAdvance(link) + gap
        left += first + second
        box = QRect(left, area.top(), area.right() + 1 - room - left, area.height())
        self.text(painter, option, box, problem.sentence, ink=problem.severity)
