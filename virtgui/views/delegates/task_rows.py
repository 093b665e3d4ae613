"""Rows of tasks: state, verb, object, progress or sentence, age, and one action."""

import time
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from virtgui.core.values.task import Task, TaskState
from virtgui.models.plain_text import one_line
from virtgui.models.task_list import TASK_ROLE
from virtgui.models.task_words import (
    TaskAction,
    action_of,
    action_word,
    ago_words,
    percent_words,
    sentence,
    task_icon,
    time_words,
)
from virtgui.models.words import operation_word
from virtgui.views.delegates.pane_rows import COLUMN_GAP, GAP, ICON, Index, PaneRowDelegate
from virtgui.views.look.busy import draw_busy
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BAR
from virtgui.views.look.paint import draw_box

_BAR_SHARE: Final = 0.12
_BAR_HEIGHT: Final = 5
_BAR_LEAST: Final = 60
_LONGEST_AGE: Final = 59 * 60
_INKS: Final = MappingProxyType({TaskState.FAILED: "error", TaskState.UNKNOWN: "warn"})


class TaskRowDelegate(PaneRowDelegate):
    """Paints tasks.

    Args of the constructor: look; whether an object still exists, which decides what a
    finished task offers; a clock.
    """

    def __init__(
        self,
        look: Look,
        exists: Callable[[Task], bool],
        *,
        clock: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._exists = exists
        self._clock = clock
        self.shows_link = True

    def action(self, task: Task) -> TaskAction:
        """What the link of a task does."""
        return action_of(task, object_exists=self._exists(task))

    def link_text(self, index: Index) -> str:
        """The verb of the action."""
        if not self.shows_link:
            return ""
        return action_word(self.action(index.data(TASK_ROLE)))

    def icon_box(self, option: QStyleOptionViewItem) -> QRect:
        """Where the state's icon stands; repainted while its ring turns."""
        area, edge = self.inside(option), self.look.px(ICON)
        box = QRect(area.left(), area.top(), edge, area.height())
        return QStyle.visualRect(option.direction, option.rect, box)

    def paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints all columns but the link."""
        self.paint_task(painter, option, index.data(TASK_ROLE))

    def paint_task(self, painter: QPainter, option: QStyleOptionViewItem, task: Task) -> None:
        """Paints a task's columns into the option's rectangle."""
        look, area, now = self.look, self.inside(option), self._clock()
        gap = look.px(COLUMN_GAP)
        self._paint_state(painter, option, task)
        left = area.left() + look.px(ICON + GAP)
        first, second = self.first_width(area.width()), self.second_width(area.width())
        box = QRect(left, area.top(), first - gap, area.height())
        self.text(painter, option, box, operation_word(task.operation.code))
        box = QRect(left + first, area.top(), second - gap, area.height())
        self.text(painter, option, box, one_line(task.name), ink="muted", middle=True)
        right = self._paint_age(painter, option, area, time_words(task, now))
        room = QRect(area)
        room.setLeft(left + first + second)
        room.setRight(right - gap - 1)
        words = sentence(task, now)
        self._paint_progress(painter, option, room, task, words)
        self.text(painter, option, room, words, ink=_INKS.get(task.state, "muted"))

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem, task: Task) -> None:
        name, role = task_icon(task.state)
        box = self.icon_box(option)
        if name != "st-busy":
            self.icon(painter, option, QStyle.visualRect(option.direction, option.rect, box),
                      name, role)  # fmt: skip
            return
        edge = box.width()
        ring = QRectF(box.left(), box.top() + (box.height() - edge) / 2, edge, edge)
        draw_busy(painter, ring, self.look.color(role), self.look.busy.step)

    def _paint_age(
        self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, words: str
    ) -> int:
        """Paints the age left of the room for links; its own left end."""
        look = self.look
        measure = look.measure("body")
        links = 0
        if self.shows_link:
            words_of_all = (action_word(action) for action in TaskAction)
            links = max(measure.horizontalAdvance(word) for word in words_of_all)
            links += look.px(COLUMN_GAP)
        usual = measure.horizontalAdvance(ago_words(_LONGEST_AGE))
        width = max(measure.horizontalAdvance(words), usual)
        box = QRect(area.right() + 1 - links - width, area.top(), width, area.height())
        self.text(painter, option, box, words, ink="muted", right=True)
        return box.left()

    def _paint_progress(
        self, painter: QPainter, option: QStyleOptionViewItem, room: QRect, task: Task, beside: str
    ) -> None:
        """Paints bar and percentage where there is a real number, and takes their room.

        Numbers are worth more than the bar: where both do not fit, it is left out.
        """
        words = percent_words(task.progress)
        if task.state is not TaskState.RUNNING or not words or task.progress is None:
            return
        look, measure = self.look, self.look.measure("body")
        length = max(round(option.rect.width() * _BAR_SHARE), look.px(_BAR_LEAST))
        width = measure.horizontalAdvance("100 %") + 2
        after = look.px(12)
        if length + look.px(8) + width + after + measure.horizontalAdvance(beside) <= room.width():
            height = look.px(_BAR_HEIGHT)
            top = room.top() + (room.height() - height) // 2
            groove = QRect(room.left(), top, length, height)
            self._bar(painter, option, groove, task.progress.fraction or 0.0)
            room.setLeft(groove.right() + 1 + look.px(8))
        else:
            width = measure.horizontalAdvance(words) + 2
        box = QRect(room.left(), room.top(), width, room.height())
        self.text(painter, option, box, words, right=True)
        room.setLeft(box.right() + 1 + after)

    def _bar(
        self, painter: QPainter, option: QStyleOptionViewItem, groove: QRect, fraction: float
    ) -> None:
        look = self.look
        radius = min(look.px(RADIUS_BAR), groove.height() / 2)
        whole = QStyle.visualRect(option.direction, option.rect, groove)
        draw_box(painter, whole, fill=look.color("border"), radius=radius)
        done = QRect(groove)
        done.setWidth(round(groove.width() * min(1.0, max(0.0, fraction))))
        if done.width() > 0:
            part = QStyle.visualRect(option.direction, option.rect, done)
            draw_box(painter, part, fill=look.color("accent"), radius=radius)
