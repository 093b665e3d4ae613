"""The steps of a connection's test, under each other on a rail."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from virtgui.core.values.diagnosis import StepResult, StepState
from virtgui.models.doctor_words import (
    doctor_step_word,
    step_detail,
    step_icon,
    step_sentence,
    step_time,
)
from virtgui.views.look.look import Look
from virtgui.views.widgets.busy import BusyRing
from virtgui.views.widgets.text import IconLabel, TextLabel

_ICON: Final = 18


class StepRow(QWidget):
    """One step: its state as an icon, its name, what it found, how long it took."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = IconLabel(look, "", size=_ICON)
        self._ring = BusyRing(look, size=_ICON)
        self.mark = QWidget()
        self._marks = QStackedLayout(self.mark)
        self._marks.addWidget(self._icon)
        self._marks.addWidget(self._ring)
        self.mark.setFixedSize(look.px(_ICON), look.px(_ICON))
        self._name = TextLabel(look, font="body-medium")
        self._detail = TextLabel(look, font="small", ink="muted", wrap=True, selectable=True)
        self._time = TextLabel(look, ink="muted")
        self._lay_out()

    def show_result(self, result: StepResult) -> None:
        """Shows how the step fares now."""
        icon, role = step_icon(result.state)
        is_running = result.state is StepState.RUNNING
        self._icon.set_icon(icon, role)
        self._marks.setCurrentWidget(self._ring if is_running else self._icon)
        is_quiet = result.state in (StepState.WAITING, StepState.SKIPPED)
        self._name.setText(doctor_step_word(result.step))
        self._name.set_ink("muted" if is_quiet else "text")
        self._detail.setText(step_detail(result))
        self._detail.setVisible(bool(self._detail.text()))
        self._time.setText(step_time(result))
        self.setAccessibleName(step_sentence(result))

    def _lay_out(self) -> None:
        px = self._look.px
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, px(4), 0, px(4))
        line.setSpacing(px(10))
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(self._time, 0, Qt.AlignmentFlag.AlignTop)


class StepList(QWidget):
    """All steps; a thin rail joins their icons."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.rows: list[StepRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        look.changed.connect(self.update)

    def show_steps(self, results: tuple[StepResult, ...]) -> None:
        """Shows the steps as they fare now; rows are made only when their number changes."""
        while len(self.rows) < len(results):
            row = StepRow(self._look)
            self.rows.append(row)
            self._column.addWidget(row)
        while len(self.rows) > len(results):
            row = self.rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for row, result in zip(self.rows, results, strict=True):
            row.show_result(result)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the rail between the icons."""
        painter, gap = QPainter(self), self._look.px(3)
        color = self._look.color("border")
        for upper, lower in zip(self.rows, self.rows[1:], strict=False):
            start, end = self._box(upper), self._box(lower)
            left = start.center().x()
            top = start.bottom() + gap
            painter.fillRect(QRect(left, top, 1, max(0, end.top() - gap - top)), color)
        painter.end()

    def _box(self, row: StepRow) -> QRect:
        return QRect(row.mark.mapTo(self, QPoint(0, 0)), row.mark.size())
