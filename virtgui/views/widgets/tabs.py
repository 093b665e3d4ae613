"""The tab bar of pages and panes."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_FIELD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.text import paint_icon

_HEIGHT: Final = 34
_PADDING: Final = 12
_LINE_INSET: Final = 10
_LINE: Final = 3
_MARK: Final = 14
_MARK_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class _Mark:
    icon: str
    role: str


class TabBar(QTabBar):
    """Tabs as words, the chosen one DemiBold with an accent line.

    A tab may carry a mark after its word, and a reason when it is disabled.
    """

    def __init__(self, look: Look, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._marks: dict[int, _Mark] = {}
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_mark(self, index: int, icon: str, role: str = "info") -> None:
        """Shows a small icon after a tab's word; an empty name removes it."""
        if icon:
            self._marks[index] = _Mark(icon, role)
        else:
            self._marks.pop(index, None)
        self._relayout()

    def set_reason(self, index: int, reason: str) -> None:
        """Disables a tab and says why in its tool-tip; an empty reason enables it."""
        self.setTabEnabled(index, not reason)
        self.setTabToolTip(index, reason)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the word in its heaviest weight."""
        look = self._look
        width = look.measure("body-strong").horizontalAdvance(self._word(index))
        width += 2 * look.px(_PADDING)
        if index in self._marks:
            width += look.px(_MARK + _MARK_GAP)
        return QSize(width, look.px(_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Words are never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints all tabs."""
        painter = QPainter(self)
        for index in range(self.count()):
            self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        look, rect = self._look, self.tabRect(index)
        chosen = index == self.currentIndex()
        painter.setFont(look.font("body-strong" if chosen else "body"))
        painter.setPen(look.color(self._ink(index, rect, chosen=chosen)))
        box = QRectF(rect).adjusted(look.px(_PADDING), 0, -look.px(_PADDING), 0)
        if index in self._marks:
            self._paint_mark(painter, box, self._marks[index])
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._word(index))
        if chosen:
            self._paint_line(painter, rect)
            keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            if self.hasFocus() and keyboard:
                ring = rect.adjusted(look.px(4), look.px(5), -look.px(4), -look.px(6))
                radius = look.px(RADIUS_FIELD)
                draw_box(painter, ring, outline=look.color("focus"), radius=radius, width=2)

    def _paint_mark(self, painter: QPainter, box: QRectF, mark: _Mark) -> None:
        look = self._look
        edge, room = look.px(_MARK), look.px(_MARK + _MARK_GAP)
        if self.layoutDirection() == Qt.LayoutDirection.LeftToRight:
            place = QRectF(box.right() - edge, box.top(), edge, box.height())
            box.adjust(0, 0, -room, 0)
        else:
            place = QRectF(box.left(), box.top(), edge, box.height())
            box.adjust(room, 0, 0, 0)
        paint_icon(painter, look, place, mark.icon, mark.role, _MARK)

    def _paint_line(self, painter: QPainter, rect: QRect) -> None:
        inset, thick = self._look.px(_LINE_INSET), self._look.px(_LINE)
        line = QRect(rect.left() + inset, rect.bottom() + 1 - thick, 0, thick)
        line.setWidth(rect.width() - 2 * inset)
        painter.fillRect(line, self._look.color("accent"))

    def _ink(self, index: int, rect: QRect, *, chosen: bool) -> str:
        if not self.isTabEnabled(index):
            return "disabled"
        hovered = self.underMouse() and rect.contains(self.mapFromGlobal(self.cursor().pos()))
        return "text" if chosen or hovered else "muted"

    def _word(self, index: int) -> str:
        return self.tabText(index).replace("&", "")

    def _restyle(self) -> None:
        self._relayout()

    def _relayout(self) -> None:
        # Setting the font is what makes QTabBar lay out its tabs again.
        self.setFont(self._look.font("body"))
        if self.count():
            self.setTabText(0, self.tabText(0))
        self.updateGeometry()
        self.update()
