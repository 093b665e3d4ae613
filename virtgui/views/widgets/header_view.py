"""Header cells of tables."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.paint import draw_chevron, draw_rule

_HEIGHT: Final = 26
_PADDING: Final = 8
_CHEVRON_ROOM: Final = 14


def elided_heading(measure: QFontMetrics, text: str, room: int) -> str:
    """The heading cut at its end to a width in pixels; empty where not even a letter fits."""
    # Whole letters round differently from their sum.
    if measure.horizontalAdvance(text) <= room:
        return text
    shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room))
    return "" if shown == "…" and text != "…" else shown


class LookHeaderView(QHeaderView):
    """Small muted headings; the sort column DemiBold with a chevron; a hairline below."""

    def __init__(
        self,
        look: Look,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._look = look
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        look.changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(super().sizeHint().width(), self._look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the sections on base, and the empty rest."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._look.color("base"))
        rule = self._look.hairline_color()
        draw_rule(painter, self.viewport().rect(), Qt.Edge.BottomEdge, rule)
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """Paints one heading."""
        look = self._look
        painter.fillRect(rect, look.color("base"))
        draw_rule(painter, rect, Qt.Edge.BottomEdge, look.hairline_color())
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == logical
        role = "small-strong" if sorted_by else "small-medium"
        pad = look.px(_PADDING)
        box = rect.adjusted(pad, 0, -pad, 0)
        room = box.width() - (look.px(_CHEVRON_ROOM) if sorted_by else 0)
        text = elided_heading(look.measure(role), self._heading(logical), room)
        painter.setFont(look.font(role))
        painter.setPen(look.color("text" if sorted_by else "muted"))
        self._paint_heading(painter, box, text, logical, sorted_by=sorted_by)

    def _paint_heading(
        self, painter: QPainter, box: QRect, text: str, logical: int, *, sorted_by: bool
    ) -> None:
        look = self._look
        to_right = self._is_right_aligned(logical) != self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if to_right else Qt.AlignmentFlag.AlignLeft
        # The side is chosen already; the painter of a mirrored header would turn it round again.
        side |= Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(QRectF(box), side, text)
        if not sorted_by:
            return
        role = "small-strong"
        width = look.measure(role).horizontalAdvance(text)
        reach = width + look.px(9)
        x = box.right() - reach if to_right else box.left() + reach
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        centre = QPointF(x, box.center().y() + 0.5)
        draw_chevron(painter, centre, look.color("muted"), look.px(7), up=up)

    def _heading(self, logical: int) -> str:
        value = self.model().headerData(logical, self.orientation(), Qt.ItemDataRole.DisplayRole)
        return str(value) if value is not None else ""

    def _is_right_aligned(self, logical: int) -> bool:
        role = Qt.ItemDataRole.TextAlignmentRole
        value = self.model().headerData(logical, self.orientation(), role)
        if value is None:
            return False
        return bool(Qt.AlignmentFlag(value) & Qt.AlignmentFlag.AlignRight)

    def _restyle(self) -> None:
        self.setFont(self._look.font("small-medium"))
        self.setMinimumSectionSize(self._look.px(32))
        self.updateGeometry()
        self.viewport().update()
