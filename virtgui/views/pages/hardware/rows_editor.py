"""A list of elements as a table of controls, with buttons to add, remove and move rows."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from virtgui.documents.properties import XmlView
from virtgui.models.hardware.fields import Choice, Control, Field, Finding, Rows, words
from virtgui.models.hardware.scene import Scene
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.controls import ValueControl, make_control
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.text import IconLabel, TextLabel

_WIDE: Final = frozenset({Control.TEXT, Control.COMBO, Control.LONG_TEXT, Control.FACT})


class _WideRows(QScrollArea):
    """Rows that are wider than the form scroll sideways; their height is that of the content."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the content's height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the bar, or take it back."""
        super().resizeEvent(event)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the rows, and the bar where there is one."""
        content = self._content.minimumSizeHint()
        is_cut = content.width() > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if is_cut else 0
        return QSize(content.width(), content.height() + bar)

    def minimumSizeHint(self) -> QSize:
        """The width is free, the height is not."""
        return QSize(0, self.sizeHint().height())


class RowsEditor(QWidget):
    """One list of a form.

    Signals:
        edited: a cell has another value; carries (row, field, value).
        add_requested: one more row.
        remove_requested: carries the row.
        move_requested: carries (row, steps): up is negative.
    """

    edited = Signal(object)
    add_requested = Signal()
    remove_requested = Signal(object)
    move_requested = Signal(object)

    def __init__(self, look: Look, rows: Rows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.rows = look, rows
        self._cells: list[list[ValueControl]] = []
        self._buttons: list[list[IconButton]] = []
        self._title = TextLabel(look, words(rows.label), font="body-medium")
        self._hint = TextLabel(look, words(rows.hint), font="small", ink="muted", wrap=True)
        self._empty = TextLabel(look, words(rows.empty), ink="muted", wrap=True)
        self._problem_icon = IconLabel(look, "")
        self._problem = TextLabel(look, wrap=True)
        self._grid = QGridLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(13), 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addWidget(self._empty)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(4))
        for number, field in enumerate(self.rows.columns):
            self._grid.addWidget(
                TextLabel(look, words(field.label), font="small", ink="muted"), 0, number
            )
            self._grid.setColumnStretch(number, int(field.control in _WIDE))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._table = QWidget()
        self._table.setLayout(self._grid)
        column.addWidget(_WideRows(self._table))
        line = QHBoxLayout()
        line.addWidget(self._problem_icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._problem, 1)
        column.addLayout(line)
        if self.rows.add:
            add = FlatButton(look, words(self.rows.add), "add")
            add.clicked.connect(self.add_requested)
            foot = QHBoxLayout()
            foot.addWidget(add)
            foot.addStretch(1)
            column.addLayout(foot)
        self._hint.setVisible(bool(self.rows.hint))
        self.setAccessibleName(words(self.rows.label))

    def show_rows(self, views: Sequence[XmlView], scene: Scene, finding: Finding | None) -> None:
        """Show the rows of the document."""
        while len(self._cells) < len(views):
            self._add_line()
        while len(self._cells) > len(views):
            self._remove_line()
        for number, view in enumerate(views):
            self._show_line(number, view, scene, last=number == len(views) - 1)
        self._empty.setVisible(not views and bool(self.rows.empty))
        self._show_heads(visible=bool(views))
        severity = finding.severity.value if finding else ""
        self._problem.setText(finding.sentence if finding else "")
        if finding:
            self._problem.set_ink(severity)
            self._problem_icon.set_icon(severity, severity)
        self._problem.setVisible(bool(finding))
        self._problem_icon.setVisible(bool(finding))

    def _show_heads(self, *, visible: bool) -> None:
        for number in range(len(self.rows.columns)):
            item = self._grid.itemAtPosition(0, number)
            widget = item.widget() if item else None
            if widget is not None:
                widget.setVisible(visible)

    def _add_line(self) -> None:
        number = len(self._cells)
        cells = []
        for column, field in enumerate(self.rows.columns):
            cell = make_control(self._look, field)
            cell.edited.connect(lambda value, row=number, f=field: self._on_cell(row, f, value))
            self._grid.addWidget(cell, number + 1, column)
            cells.append(cell)
        self._cells.append(cells)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        buttons = self._line_buttons(number)
        for button in buttons:
            line.addWidget(button)
        self._buttons.append(buttons)
        self._grid.addWidget(holder, number + 1, len(self.rows.columns))
        for cell in cells:
            cell.show()

    def _line_buttons(self, number: int) -> list[IconButton]:
        buttons = []
        if self.rows.ordered:
            up = IconButton(self._look, "chevron-up", self.tr("Move up"))
            down = IconButton(self._look, "chevron-down", self.tr("Move down"))
            up.clicked.connect(lambda: self.move_requested.emit((number, -1)))
            down.clicked.connect(lambda: self.move_requested.emit((number, 1)))
            buttons += [up, down]
        if self.rows.add:
            remove = IconButton(self._look, "close", self.tr("Remove this row"))
            remove.clicked.connect(lambda: self.remove_requested.emit(number))
            buttons.append(remove)
        return buttons

    def _remove_line(self) -> None:
        number = len(self._cells)
        self._buttons.pop()
        for cell in self._cells.pop():
            self._drop(cell)
        item = self._grid.itemAtPosition(number, len(self.rows.columns))
        holder = item.widget() if item else None
        if holder is not None:
            self._drop(holder)

    def _drop(self, widget: QWidget) -> None:
        self._grid.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _show_line(self, number: int, view: XmlView, scene: Scene, *, last: bool) -> None:
        for field, cell in zip(self.rows.columns, self._cells[number], strict=True):
            options: tuple[Choice, ...] = field.options(view, scene)
            value: Any = field.read(view)
            cell.show_value(value, options)
            shown = field.shown is None or field.shown(view, scene)
            locked = field.locked(view, scene) if field.locked is not None else ""
            cell.set_locked(locked)
            cell.setEnabled(shown and not locked)
            finding = field.check(value, view, scene) if field.check is not None else None
            cell.setProperty("severity", finding.severity.value if finding else "")
            cell.setToolTip(finding.sentence if finding else locked)
            row_name = self.tr("{column}, row {number}")
            cell.setAccessibleName(row_name.format(column=words(field.label), number=number + 1))
        if self.rows.ordered:
            self._buttons[number][0].setEnabled(number > 0)
            self._buttons[number][1].setEnabled(not last)

    def _on_cell(self, row: int, field: Field, value: Any) -> None:
        self.edited.emit((row, field, value))
