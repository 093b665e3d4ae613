"""Dialogs that are as high as their words need, and parts that several dialogs use."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from virtgui.core.errors import ErrorInfo
from virtgui.models.error_words import error_facts, error_text
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_CARD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.dialog import CONFIRM_WIDTH, LookDialog
from virtgui.views.widgets.fields import CodeLine
from virtgui.views.widgets.form import FormGrid
from virtgui.views.widgets.text import IconLabel, TextLabel

_MOST_OF_SCREEN: Final = 0.94
_LIST_WIDTH: Final = 300
"""A list that is not laid out yet is taken for so wide, in design pixels."""


class FittedDialog(LookDialog):
    """A dialog whose height follows its wrapped texts; it grows but never shrinks by itself."""

    def __init__(
        self, look: Look, title: str, *, width: int = CONFIRM_WIDTH, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, width=width, parent=parent)
        self._was_fitted = False
        self._fitted_to = (0, 0)
        self.setAccessibleName(title)

    def showEvent(self, event: QShowEvent) -> None:
        """Takes the height that the texts need at this width."""
        self.fit()
        super().showEvent(event)

    def event(self, event: QEvent) -> bool:
        """Grows when what it shows has grown."""
        done = super().event(event)
        is_asked = event.type() == QEvent.Type.LayoutRequest and self.isVisible()
        # Fitting asks for a layout again: without another size that would go on for ever.
        if is_asked and self._need() != self._fitted_to:
            self.fit()
        return done

    def _need(self) -> tuple[int, int]:
        """The width that there is or must be, and the height that is needed at it."""
        layout = self.layout()
        if layout is None:
            return 0, 0
        width = max(self.width(), layout.totalMinimumSize().width())
        if layout.hasHeightForWidth():
            return width, layout.totalHeightForWidth(width)
        return width, layout.totalSizeHint().height()

    def fit(self) -> None:
        """Grows to the height that is needed now."""
        layout = self.layout()
        if layout is None:
            return
        layout.invalidate()
        layout.activate()
        width, needed = self._fitted_to = self._need()
        most = round(self.screen().availableSize().height() * _MOST_OF_SCREEN)
        at_least = self.height() if self._was_fitted else 0
        self._was_fitted = self.isVisible()
        self.resize(width, min(max(needed, at_least), most))

    def fit_soon(self) -> None:
        """Grows once what has just been changed is laid out."""
        QTimer.singleShot(0, self, self.fit)

    def add_title(self, text: str, icon: str = "", role: str = "muted") -> TextLabel:
        """Adds the heading of the body, with an icon before it."""
        label = TextLabel(self._look, text, font="section", wrap=True)
        label.setObjectName("title")
        if not icon:
            self.body.addWidget(label)
            return label
        line = QHBoxLayout()
        line.setSpacing(self._look.px(10))
        picture = IconLabel(self._look, icon, size=20, role=role)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        self.body.addLayout(line)
        return label

    def add_form(self) -> FormGrid:
        """Adds a form whose labels stand in line with the other texts."""
        form = FormGrid(self._look, bar_room=False)
        self.body.addWidget(form)
        return form

    def add_text(self, text: str, ink: str = "text") -> TextLabel:
        """Adds a paragraph."""
        label = TextLabel(self._look, text, ink=ink, wrap=True)
        self.body.addWidget(label)
        return label


def fit_list(area: QScrollArea, look: Look, tallest: int) -> None:
    """Gives a list in a dialog the height that it needs, up to so many design pixels."""
    page = area.widget()
    inner = page.layout() if page is not None else None
    if inner is None:
        return
    inner.activate()
    width = max(area.viewport().width(), look.px(_LIST_WIDTH))
    needed = inner.totalHeightForWidth(width)
    needed = inner.totalSizeHint().height() if needed < 0 else needed
    area.setMinimumHeight(min(needed + 2, look.px(tallest)))


class ErrorPanel(QWidget):
    """Why something failed, what to do next, and a command to copy, on the error's tint."""

    def __init__(
        self, look: Look, severity: str = "error", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._severity = severity
        self.setObjectName("error_panel")
        self._icon = IconLabel(look, severity, role=severity)
        self._why = TextLabel(look, wrap=True, selectable=True)
        self._next = TextLabel(look, ink="muted", wrap=True)
        self._command = CodeLine(look)
        self._facts: _FactGrid | None = None
        self._column = column = QVBoxLayout()
        column.setSpacing(look.px(8))
        for widget in (self._why, self._next, self._command):
            column.addWidget(widget)
        outer = QHBoxLayout(self)
        pad = look.px(12)
        outer.setContentsMargins(pad, pad, pad, pad)
        outer.setSpacing(look.px(8))
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        look.changed.connect(self.update)

    def show_error(self, error: ErrorInfo, first: str = "") -> None:
        """Shows an error; `first` is said before its reason."""
        words = error_text(error)
        why = " ".join(part for part in (first, words.why) if part)
        self.show_words(why, words.next, words.command, facts=error_facts(error))

    def show_words(
        self,
        why: str,
        following: str = "",
        command: str = "",
        *,
        facts: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Shows a reason, a way on, a command, and facts as labels with values."""
        self._why.setText(why)
        self._next.setText(following)
        self._next.setVisible(bool(following))
        self._command.set_text(command)
        self._command.setVisible(bool(command))
        self._show_facts(facts)
        said = (why, *(f"{label}: {value}." for label, value in facts), following, command)
        self.setAccessibleName(" ".join(part for part in said if part))

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        if self._facts is not None:
            self._column.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
            self._facts = None
        if facts:
            self._facts = _FactGrid(self._look, facts)
            self._column.insertWidget(1, self._facts)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the tint."""
        painter = QPainter(self)
        look = self._look
        fill = look.color(f"{self._severity}-tint")
        draw_box(painter, self.rect(), fill=fill, radius=look.px(RADIUS_CARD))
        painter.end()


class _FactGrid(QWidget):
    """Labels and values that wrap and are never cut: fingerprints are compared to the last."""

    def __init__(self, look: Look, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("error_facts")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(16))
        grid.setVerticalSpacing(look.px(4))
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(facts):
            name = TextLabel(look, label, ink="muted")
            text = TextLabel(look, value, wrap=True, selectable=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class CountField(QWidget):
    """Asks for a number to be typed, so that much is not lost by one click too many."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self._label = TextLabel(look, wrap=True)
        self.field = QLineEdit()
        self.field.setObjectName("count")
        self.field.setFixedWidth(look.px(96))
        self.field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._label.setBuddy(self.field)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(12))
        line.addWidget(self._label, 1)
        line.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def is_met(self) -> bool:
        """Whether the number was typed, or none is asked for."""
        return not self._count or self.field.text().strip() == str(self._count)

    def ask(self, count: int, sentence: str) -> None:
        """Asks for another number; 0 asks for none."""
        if count != self._count:
            self.field.clear()
        self._count = count
        self._label.setText(sentence)
        self.field.setAccessibleName(sentence)
        self.setVisible(bool(count))


class CheckRow(QWidget):
    """A check box with an explanation below it, small and muted, that wraps."""

    def __init__(
        self, look: Look, text: str, hint: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # The words stand in a text of their own: the one of a check box neither wraps nor
        # shows an "&" of a name as it is.
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.setAccessibleDescription(hint)
        self._text = _ClickLabel(look, text, self.box)
        self._hint = TextLabel(look, hint, font="small", ink="muted", wrap=True)
        self._hint.setVisible(bool(hint))
        self._text.setMinimumHeight(self.box.sizeHint().height())
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(self._text)
        column.addWidget(self._hint)
        column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(8))
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    @property
    def text(self) -> str:
        """The words beside the box."""
        return self._text.text()

    def set_text(self, text: str) -> None:
        """Shows other words."""
        self._text.setText(text)
        self.box.setAccessibleName(text)

    def set_hint(self, hint: str, ink: str = "muted") -> None:
        """Explains it in other words."""
        self._hint.setText(hint)
        self._hint.set_ink(ink)
        self._hint.setVisible(bool(hint))
        self.box.setAccessibleDescription(hint)


class CheckGroup(QWidget):
    """Check boxes under each other as one field of a form."""

    def __init__(
        self, look: Look, rows: Sequence[CheckRow], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        # The first box stands beside the label of the form's row.
        column.setContentsMargins(0, look.px(5), 0, 0)
        column.setSpacing(look.px(10))
        for row in rows:
            column.addWidget(row)


class _ClickLabel(TextLabel):
    """Words of a check box; a click on them ticks it."""

    def __init__(self, look: Look, text: str, box: QCheckBox) -> None:
        super().__init__(look, text, wrap=True)
        self._box = box

    def mouseReleaseEvent(self, event: object) -> None:
        del event
        if self._box.isEnabled():
            self._box.click()
