"""Headings of groups in the domain table: painted over the whole width, with links inside."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from virtgui.models.domain_rows import GroupRow
from virtgui.models.group_facts import GroupFacts, GroupLink
from virtgui.views.delegates.brushes import Brushes
from virtgui.views.look.busy import draw_busy
from virtgui.views.look.paint import draw_rule
from virtgui.views.widgets.text import paint_icon

GROUP_HEIGHT: Final = 24
_CHEVRON_AT: Final = 20
_ICON_AT: Final = 32
_TITLE_AT: Final = 55
_MARK: Final = 14
_GAP: Final = 15


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """Where a link of a heading is, in coordinates of the viewport."""

    link: GroupLink
    box: QRect


class GroupRowPainter:
    """Paints headings; remembers where it has put their links."""

    def __init__(self, brushes: Brushes) -> None:
        self._brushes = brushes
        self._links: dict[GroupRow, tuple[LinkPlace, ...]] = {}
        self._title_ends: dict[GroupRow, int] = {}

    def link_at(self, group: GroupRow, point: QPoint) -> GroupLink | None:
        """The link of a heading under a point, as last painted."""
        places = self._links.get(group, ())
        return next((place.link for place in places if place.box.contains(point)), None)

    def is_on_title(self, group: GroupRow, point: QPoint, width: int, *, mirrored: bool) -> bool:
        """Whether a point is on chevron, icon or title, which fold and unfold."""
        x = width - point.x() if mirrored else point.x()
        return x <= self._title_ends.get(group, 0)

    def paint(
        self,
        painter: QPainter,
        box: QRect,
        group: GroupRow,
        facts: GroupFacts,
        *,
        is_current: bool,
        hovered: GroupLink | None,
        mirrored: bool,
        busy_step: int,
    ) -> None:
        """Paint one heading into its row."""
        brushes = self._brushes
        painter.save()
        painter.fillRect(box, brushes.color("window"))
        draw_rule(painter, box, Qt.Edge.BottomEdge, brushes.color("hairline"))
        line = _Line(painter, brushes, box, mirrored)
        line.chevron(brushes.px(_CHEVRON_AT), is_down=not group.is_collapsed)
        line.icon(brushes.px(_ICON_AT), facts.icon, 16)
        line.at = brushes.px(_TITLE_AT)
        line.text(facts.title, "body-strong", "text")
        self._title_ends[group] = line.at
        if facts.mark[0]:
            self._paint_mark(line, facts, busy_step)
        line.skip(6 if facts.mark[0] else 10)
        line.text(facts.facts, "body", facts.ink)
        if facts.aside:
            line.skip(_GAP)
            line.text(facts.aside, "body", "muted")
        self._links[group] = tuple(
            self._paint_link(line, link, words, link == hovered) for link, words in facts.links
        )
        if is_current:
            for edge in (Qt.Edge.TopEdge, Qt.Edge.BottomEdge):
                draw_rule(painter, box, edge, brushes.color("focus"))
        painter.restore()

    def _paint_mark(self, line: "_Line", facts: GroupFacts, busy_step: int) -> None:
        line.skip(12)
        if facts.mark[0] == "st-busy":
            line.ring(facts.mark[1], _MARK, busy_step)
        else:
            line.icon(line.at, facts.mark, _MARK)
        line.skip(_MARK)

    def _paint_link(
        self, line: "_Line", link: GroupLink, words: str, is_hovered: bool
    ) -> LinkPlace:
        line.skip(_GAP)
        return LinkPlace(link, line.text(words, "body", "link", is_underlined=is_hovered))


class _Line:
    """Lays parts one after the other, from the side where reading begins."""

    def __init__(self, painter: QPainter, brushes: Brushes, box: QRect, mirrored: bool) -> None:
        self._painter = painter
        self._brushes = brushes
        self._box = box
        self._mirrored = mirrored
        self.at = 0

    def skip(self, n: float) -> None:
        self.at += self._brushes.px(n)

    def _place(self, at: int, width: int) -> QRect:
        box = self._box
        left = box.right() + 1 - at - width if self._mirrored else box.left() + at
        return QRect(left, box.top(), width, box.height())

    def text(self, text: str, font: str, ink: str, *, is_underlined: bool = False) -> QRect:
        painter, brushes = self._painter, self._brushes
        wanted = brushes.look.measure(font).horizontalAdvance(text) + 1
        width = max(0, min(wanted, self._box.width() - self.at - brushes.px(8)))
        place = self._place(self.at, width)
        painter.setFont(brushes.font(font))
        painter.setPen(brushes.color(ink))
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        shown = text if width >= wanted else brushes.cut(text, width, font)
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter, shown)
        if is_underlined:
            base = place.center().y() + brushes.look.measure(font).ascent() // 2 + 1
            painter.drawLine(place.left(), base, place.right(), base)
        self.at += width
        return place

    def icon(self, at: int, icon: tuple[str, str], size: int) -> None:
        box = QRectF(self._place(at, self._brushes.px(size)))
        paint_icon(self._painter, self._brushes.look, box, icon[0], icon[1], size)

    def ring(self, role: str, size: int, step: int) -> None:
        edge = self._brushes.px(size)
        place = self._place(self.at, edge)
        top = place.top() + (place.height() - edge) // 2
        box = QRectF(place.left(), top, edge, edge)
        draw_busy(self._painter, box, self._brushes.color(role), step)

    def chevron(self, at: int, *, is_down: bool) -> None:
        half = 3.25 * self._brushes.px(100) / 100
        centre = QRectF(self._place(at, 1)).center()
        ahead = -half if self._mirrored else half
        across, along = QPointF(half, 0), QPointF(0, half / 2)
        if not is_down:
            across, along = QPointF(0, half), QPointF(ahead / 2, 0)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._brushes.color("muted"), 1.1 * half / 3.25)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._painter.setPen(pen)
        self._painter.drawPolyline(
            [centre - across - along, centre + along, centre + across - along]
        )
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
