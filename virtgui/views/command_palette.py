"""The command palette: everything by a few letters."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from virtgui.models.palette import Command, find
from virtgui.views.look.look import Look
from virtgui.views.popup_list import ROW_ROLE, PopupModel, PopupRow, make_list
from virtgui.views.widgets.fields import SearchField

_WIDTH: Final = 640
_TOP: Final = 80
_ROW: Final = 36
_MOST_ROWS: Final = 10


class CommandPalette(QFrame):
    """A field and the commands that fit; over the window until something is chosen or left."""

    def __init__(
        self, look: Look, commands: Callable[[], Sequence[Command]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("command_palette")
        self.setAccessibleName(self.tr("Commands"))
        self._look = look
        self._source = commands
        self._commands: Sequence[Command] = ()
        self._model = PopupModel(self)
        self._field = SearchField(look, self.tr("Type a command or a name"))
        self._field.setObjectName("command_field")
        self._field.setFixedHeight(look.px(32))
        self._list = make_list(look, self._model, _ROW, self)
        self._list.setObjectName("command_list")
        self._list.setAccessibleName(self.tr("Commands"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(8), look.px(8), look.px(8), look.px(8))
        layout.setSpacing(look.px(6))
        layout.addWidget(self._field)
        layout.addWidget(self._list)
        self._field.textChanged.connect(self._on_text)
        self._field.installEventFilter(self)
        self._list.clicked.connect(self._on_clicked)
        self.hide()

    def open(self) -> None:
        """Show with everything that can be done now."""
        self._commands = self._source()
        self._field.clear()
        self._on_text("")
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override QFrame: raised, with round corners and a hairline."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("control"), 1))
        painter.setBrush(self._look.color("raised"))
        radius = self._look.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Override QObject: keys of the field move in the list; losing the focus closes."""
        if watched is self._field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if watched is self._field and isinstance(event, QKeyEvent):
            is_press = event.type() == QEvent.Type.KeyPress
            return is_press and self._on_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _on_key(self, key: Qt.Key) -> bool:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _MOST_ROWS,
            Qt.Key.Key_PageUp: -_MOST_ROWS,
        }
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        last = self._model.rowCount() - 1
        row = max(0, min(last, self._list.currentIndex().row() + step))
        self._list.setCurrentIndex(self._model.index(row))

    @Slot(str)
    def _on_text(self, text: str) -> None:
        matches = find(self._commands, text)
        self._model.set_rows(
            [
                PopupRow(
                    match.command.label,
                    match.command,
                    match.command.icon,
                    match.command.icon_role,
                    match.command.detail,
                    match.command.shortcut,
                    match.positions,
                    match.command.reason,
                )
                for match in matches
            ]
        )
        self._list.setCurrentIndex(self._model.index(0))
        self._fit(len(matches))

    def _fit(self, rows: int) -> None:
        look, parent = self._look, self.window()
        width = min(look.px(_WIDTH), parent.width() - look.px(32))
        self._list.setFixedHeight(look.px(_ROW) * min(_MOST_ROWS, rows))
        self._list.setVisible(rows > 0)
        self.setFixedWidth(width)
        self.adjustSize()
        self.move((parent.width() - width) // 2, min(look.px(_TOP), parent.height() // 8))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._run(index)

    def _run(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is None or row.reason:
            return
        self._leave()
        row.value.run()

    def _leave(self) -> None:
        self.hide()
        window = self.window()
        window.setFocus()
