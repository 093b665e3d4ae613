"""Fields that need more than Qt's own."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.buttons import IconButton
from virtgui.views.widgets.text import ElidedLabel, TextLabel


def set_severity(field: QWidget, severity: str) -> None:
    """Outlines a field as `error` or `warn`; empty takes the outline away."""
    field.setProperty("severity", severity)
    field.update()


class NumberField(QDoubleSpinBox):
    """A number with its unit inside at the right, muted; whole numbers unless told otherwise.

    Takes numbers beyond 32 bits, which QSpinBox does not.
    """

    def __init__(
        self,
        look: Look,
        unit: str = "",
        *,
        minimum: float = 0,
        maximum: float = 1e15,
        decimals: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._unit = TextLabel(look, unit, ink="muted", parent=self)
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setDecimals(decimals)
        self.setRange(minimum, maximum)
        self.setGroupSeparatorShown(False)
        self.setAccelerated(True)
        look.changed.connect(self._place_unit)
        self._place_unit()

    def set_unit(self, unit: str) -> None:
        """Shows another unit."""
        self._unit.setText(unit)
        self._place_unit()

    def sizeHint(self) -> QSize:
        """Room for five digits and the unit, as content and not as range demands."""
        digits = self.fontMetrics().horizontalAdvance("00000")
        width = digits + self._unit_width() + self._look.px(44)
        return QSize(max(self._look.px(96), width), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As the preferred size: numbers are never cut."""
        return self.sizeHint()

    def textFromValue(self, value: float) -> str:  # noqa: N802
        """The number without superfluous zeros."""
        text = super().textFromValue(value)
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keeps the unit at the right."""
        super().resizeEvent(event)
        self._place_unit()

    def _unit_width(self) -> int:
        return self._unit.fontMetrics().horizontalAdvance(self._unit.text())

    def _place_unit(self) -> None:
        width, arrows = self._unit_width(), self._look.px(22)
        left = self.width() - arrows - width
        edit = self.lineEdit()
        if self.isRightToLeft():
            left = arrows
            edit.setTextMargins(width + self._look.px(6), 0, 0, 0)
        else:
            edit.setTextMargins(0, 0, width, 0)
        self._unit.setGeometry(left, 0, width, self.height())
        self._unit.raise_()


class SearchField(QLineEdit):
    """A line edit with a magnifying glass and a clear button."""

    def __init__(self, look: Look, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        # A screen reader comes to these as buttons of their own.
        self._glass = QAction(placeholder, self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._clear = QAction(self.tr("Clear"), self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self.textChanged.connect(self._on_text)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        look.changed.connect(self._restyle)
        self._restyle()

    def _on_text(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _restyle(self) -> None:
        self._glass.setIcon(self._look.icon("search"))
        self._clear.setIcon(self._look.icon("close"))


class TextArea(QPlainTextEdit):
    """Several lines of text with the outline of a field."""

    def __init__(self, look: Look, *, mono: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._font_role = "mono" if mono else "body"
        # Room for the focus ring and the round corners, which the text would cover.
        self.setViewportMargins(3, 3, 3, 3)
        if mono:
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        look.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(self._look.font(self._font_role))


class CodeLine(QWidget):
    """A command in fixed width on a sunken ground, with Copy.

    Signals:
        copied: the command is on the clipboard.
    """

    copied = Signal()

    def __init__(self, look: Look, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._text = ElidedLabel(look, text, font="mono", selectable=True)
        self._copy = IconButton(look, "copy", self.tr("Copy"))
        self._copy.clicked.connect(self._to_clipboard)
        line = QHBoxLayout(self)
        line.setContentsMargins(look.px(10), 1, 1, 1)
        line.addWidget(self._text, 1)
        line.addWidget(self._copy)
        look.changed.connect(self.update)

    def set_text(self, text: str) -> None:
        """Shows another command."""
        self._text.set_full_text(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the ground."""
        painter = QPainter(self)
        look = self._look
        fill, outline = look.color("sunken"), look.color("border")
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=look.px(RADIUS_FIELD))
        painter.end()

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._text.full_text)
        self.copied.emit()
