"""Names and values under each other."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

_ROW_HEIGHT: Final = 24
_MOST_OF_WIDTH: Final = 0.4


class _Value(QWidget):
    """A value with an icon before it and a copy button that shows under pointer or focus."""

    def __init__(self, look: Look, *, middle: bool, parent: QWidget) -> None:
        super().__init__(parent)
        mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._icon = IconLabel(look, "", size=14)
        self._icon.hide()
        self._text = ElidedLabel(look, mode=mode, selectable=True)
        self._text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._copy = IconButton(look, "copy", self.tr("Copy"))
        self._copy.setFixedSize(look.px(_ROW_HEIGHT), look.px(_ROW_HEIGHT) - 2)
        self._copy.clicked.connect(self._to_clipboard)
        self._copy.installEventFilter(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        line.addWidget(self._icon)
        line.addWidget(self._text)
        line.addWidget(self._copy)
        line.addStretch(1)
        self._show_copy(shown=False)

    @property
    def text(self) -> str:
        return self._text.full_text

    def show_value(self, text: str, icon: str, ink: str) -> None:
        self._text.set_full_text(text)
        self._text.set_ink(ink)
        self._icon.set_icon(icon, ink if icon else "muted")
        self._icon.setVisible(bool(icon))

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._show_copy(shown=True)

    def leaveEvent(self, _event: QEvent) -> None:
        self._show_copy(shown=self._copy.hasFocus())

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            shown = event.type() == QEvent.Type.FocusIn or self.underMouse()
            self._show_copy(shown=shown)
        return False

    def _show_copy(self, *, shown: bool) -> None:
        # Transparent rather than hidden: a hidden button could not be reached with Tab.
        self._copy.set_icon_name("copy" if shown and self.text else "")

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self.text)


class KeyValuePanel(QWidget):
    """Rows of a muted name and a selectable value, updated in place."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._keys: dict[str, TextLabel] = {}
        self._values: dict[str, _Value] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        look.changed.connect(self._fit_keys)

    def add_row(self, key: str, label: str, value: str = "", *, middle: bool = False) -> None:
        """Adds a row.

        Args:
            key: by which the value is set later.
            label: the name shown.
            value: the first value.
            middle: cut the value in its middle (names, paths) rather than at its end.
        """
        name = TextLabel(self._look, label, ink="muted", wrap=True)
        field = _Value(self._look, middle=middle, parent=self)
        row = len(self._keys)
        self._grid.setRowMinimumHeight(row, self._look.px(_ROW_HEIGHT))
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(field, row, 1)
        self._keys[key], self._values[key] = name, field
        self.set_value(key, value)
        self._fit_keys()

    def set_value(self, key: str, text: str, *, icon: str = "", ink: str = "text") -> None:
        """Shows another value; the same value costs nothing.

        Raises:
            KeyError: no such row.
        """
        field = self._values[key]
        field.show_value(text, icon, ink)
        field.setAccessibleName(f"{self._keys[key].text()} {text}")

    def value(self, key: str) -> str:
        """The value of a row, whole.

        Raises:
            KeyError: no such row.
        """
        return self._values[key].text

    def set_row_visible(self, key: str, visible: bool) -> None:
        """Shows or hides a row.

        Raises:
            KeyError: no such row.
        """
        self._keys[key].setVisible(visible)
        self._values[key].setVisible(visible)
        row = list(self._keys).index(key)
        self._grid.setRowMinimumHeight(row, self._look.px(_ROW_HEIGHT) if visible else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the names at two fifths of the width at most."""
        super().resizeEvent(event)
        self._fit_keys()

    def _fit_keys(self) -> None:
        measure = self._look.measure("body")
        widths = [measure.horizontalAdvance(name.text()) + 2 for name in self._keys.values()]
        most = round(self.width() * _MOST_OF_WIDTH)
        width = min(max(widths, default=0), max(most, self._look.px(64)))
        for name in self._keys.values():
            name.setFixedWidth(width)
