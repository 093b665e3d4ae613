"""A row of segments of which one is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QWidget,
)

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import BAR_CONTROL_HEIGHT, RADIUS_BUTTON
from virtgui.views.look.paint import draw_box, draw_rule
from virtgui.views.widgets.buttons import MenuButton
from virtgui.views.widgets.text import paint_icon

_PADDING: Final = 9
_ICON: Final = 14


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice: what it stands for, its words, and perhaps an icon, its colour and a count."""

    value: object
    text: str
    icon: str = ""
    ink: str = "muted"
    count: int | None = None
    tip: str = ""

    @property
    def label(self) -> str:
        """Words and count."""
        return self.text if self.count is None else f"{self.text} {self.count}"


class _SegmentButton(QAbstractButton):
    """One segment; its frame is drawn by the row."""

    def __init__(self, look: Look, segment: Segment, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.segment = segment
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_segment(segment)

    def show_segment(self, segment: Segment) -> None:
        """Shows other words or another count."""
        self.segment = segment
        self.setText(segment.label)
        self.setAccessibleName(segment.label)
        self.setToolTip(segment.tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the words in the weight of the chosen one."""
        look = self._look
        width = look.measure("body-medium").horizontalAdvance(self.text()) + 2 * look.px(_PADDING)
        if self.segment.icon:
            width += look.px(_ICON + 6)
        return QSize(width, look.px(BAR_CONTROL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints fill, icon and words."""
        look, painter = self._look, QPainter(self)
        self._paint_fill(painter)
        box = QRectF(self.rect()).adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        left_to_right = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        if self.segment.icon:
            edge = look.px(_ICON)
            at = box.left() if left_to_right else box.right() - edge
            icon_box = QRectF(at, box.top(), edge, box.height())
            ink = self.segment.ink if self.isEnabled() else "disabled"
            paint_icon(painter, look, icon_box, self.segment.icon, ink, _ICON)
            room = look.px(_ICON + 6)
            box.adjust(*((room, 0, 0, 0) if left_to_right else (0, 0, -room, 0)))
        painter.setFont(look.font("body-medium" if self.isChecked() else "body"))
        quiet = not self.isChecked() and not self.underMouse()
        role = "muted" if quiet else "text"
        painter.setPen(look.color(role if self.isEnabled() else "disabled"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _paint_fill(self, painter: QPainter) -> None:
        look = self._look
        radius = look.px(RADIUS_BUTTON) - 1
        if self.isChecked():
            area = self.rect().adjusted(1, 1, -1, -1)
            draw_box(painter, area, fill=look.color("selection"), radius=radius)
        elif self.underMouse() and self.isEnabled():
            area = self.rect().adjusted(1, 1, -1, -1)
            draw_box(painter, area, fill=look.color("hover"), radius=radius)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.hasFocus() and keyboard:
            ring = look.color("focus")
            draw_box(painter, self.rect(), outline=ring, radius=radius, width=2)


class _Row(QWidget):
    """The frame around the segments and the hairlines between them."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints frame and separators."""
        look, painter = self._look, QPainter(self)
        draw_box(
            painter,
            self.rect(),
            fill=look.color("base"),
            outline=look.color("control"),
            radius=look.px(RADIUS_BUTTON),
        )
        buttons = [child for child in self.children() if isinstance(child, _SegmentButton)]
        for before, after in pairwise(buttons):
            if not before.isChecked() and not after.isChecked():
                left = max(before.x(), after.x())
                rule = QRectF(left, look.px(6), 1, self.height() - 2 * look.px(6))
                draw_rule(painter, rule, Qt.Edge.LeftEdge, look.color("border"))
        painter.end()


class SegmentedControl(QWidget):
    """One choice of a few, side by side; a menu where there is no room.

    Arrow keys, Home and End move the choice; the control is one tab stop.

    Signals:
        segment_chosen: the user chose; carries the segment's value.
    """

    segment_chosen = Signal(object)

    def __init__(
        self,
        look: Look,
        segments: Sequence[Segment] = (),
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._buttons: list[_SegmentButton] = []
        self._row = _Row(look, self)
        self._menu_button = MenuButton(look, "", bar=True, parent=self)
        self._menu_button.hide()
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_clicked)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_segments(segments)
        look.changed.connect(self._restyle)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Shows other choices, or the same with other counts; the choice stays if it can."""
        same = [segment.value for segment in segments] == [b.segment.value for b in self._buttons]
        if same:
            for button, segment in zip(self._buttons, segments, strict=True):
                button.show_segment(segment)
        else:
            self._rebuild(segments)
        self._restyle()

    def current(self) -> object:
        """Value of the chosen segment, or None without segments."""
        button = self._chosen()
        return button.segment.value if button else None

    def choose(self, value: object) -> None:
        """Chooses without telling anyone; an unknown value changes nothing."""
        for button in self._buttons:
            if button.segment.value == value:
                button.setChecked(True)
        self._sync()

    def sizeHint(self) -> QSize:
        """Room for all segments side by side."""
        width = sum(button.sizeHint().width() for button in self._buttons)
        return QSize(width, self._look.px(BAR_CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Room for the menu."""
        menu = self._menu_button.sizeHint()
        return QSize(min(menu.width(), self.sizeHint().width()), menu.height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Changes between row and menu."""
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moves the choice."""
        step = self._step_of(Qt.Key(event.key()))
        if step is None or not self._buttons:
            super().keyPressEvent(event)
            return
        chosen = self._chosen()
        here = self._buttons.index(chosen) if chosen else 0
        there = max(0, min(len(self._buttons) - 1, here + step))
        self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)
        if there != here:
            self._buttons[there].click()

    def eventFilter(self, _watched: object, event: QEvent) -> bool:
        """Takes the arrow keys before the segments do."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._step_of(Qt.Key(event.key())) is None:
            return False
        self.keyPressEvent(event)
        return True

    def _step_of(self, key: Qt.Key) -> int | None:
        ahead = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {
            Qt.Key.Key_Right: ahead,
            Qt.Key.Key_Left: -ahead,
            Qt.Key.Key_Home: -len(self._buttons),
            Qt.Key.Key_End: len(self._buttons),
        }
        return steps.get(key)

    def _rebuild(self, segments: Sequence[Segment]) -> None:
        chosen = self.current()
        for button in self._buttons:
            self._group.removeButton(button)
            self._row.line.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self._buttons = [_SegmentButton(self._look, segment, self._row) for segment in segments]
        for button in self._buttons:
            self._group.addButton(button)
            self._row.line.addWidget(button)
            button.installEventFilter(self)
            button.show()
        values = [segment.value for segment in segments]
        if self._buttons:
            self._buttons[values.index(chosen) if chosen in values else 0].setChecked(True)

    def _chosen(self) -> _SegmentButton | None:
        return next((button for button in self._buttons if button.isChecked()), None)

    def _on_clicked(self, button: QAbstractButton) -> None:
        self._sync()
        if isinstance(button, _SegmentButton):
            self.segment_chosen.emit(button.segment.value)

    def _sync(self) -> None:
        chosen = self._chosen()
        for button in self._buttons:
            stop = Qt.FocusPolicy.StrongFocus if button is chosen else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)
            button.update()
        self._row.update()
        self._menu_button.set_label(chosen.segment.label if chosen else "")
        self._menu_button.adjustSize()

    def _restyle(self) -> None:
        for button in self._buttons:
            button.updateGeometry()
        self._sync()
        self._fill_menu()
        self.updateGeometry()
        self._arrange()

    def _fill_menu(self) -> None:
        menu: QMenu = self._menu_button.menu()
        menu.clear()
        for button in self._buttons:
            action = QAction(button.segment.label, menu)
            if button.segment.icon:
                action.setIcon(self._look.icon(button.segment.icon, button.segment.ink))
            action.triggered.connect(button.click)
            menu.addAction(action)

    def _arrange(self) -> None:
        fits = self.width() >= self.sizeHint().width()
        self._row.setVisible(fits)
        self._menu_button.setVisible(not fits)
        size = self.sizeHint()
        at = 0
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            at = self.width() - size.width()
        self._row.setGeometry(at, 0, size.width(), size.height())
        width = min(self.width(), self._menu_button.sizeHint().width())
        self._menu_button.setGeometry(self.width() - width if at else 0, 0, width, size.height())
