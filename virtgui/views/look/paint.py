"""Shapes that the style, delegates and widgets draw alike, sharp at every pixel ratio."""

from math import ceil, floor
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_SLACK: Final = 0.01


def hairline(painter: QPainter) -> float:
    """Width of the thinnest clean line, in logical pixels: one at 100 %, never blurred."""
    ratio = painter.device().devicePixelRatio()
    return max(1, int(ratio)) / ratio


def snapped(painter: QPainter, rect: QRectF | QRect) -> QRectF:
    """The rectangle moved inwards onto whole device pixels, so that nothing clips its edge."""
    area = QRectF(rect)
    if painter.device().devicePixelRatio().is_integer():
        return area
    transform = painter.deviceTransform()
    back, invertible = transform.inverted()
    if not invertible:
        return area
    mapped = transform.mapRect(area)
    left, top = ceil(mapped.left() - _SLACK), ceil(mapped.top() - _SLACK)
    right, bottom = floor(mapped.right() + _SLACK), floor(mapped.bottom() + _SLACK)
    return back.mapRect(QRectF(left, top, right - left, bottom - top))


def draw_box(
    painter: QPainter,
    rect: QRectF | QRect,
    *,
    fill: QColor | None = None,
    outline: QColor | None = None,
    radius: float = 0,
    width: int = 1,
) -> None:
    """A rectangle with round corners, its outline inside its edge.

    Args:
        painter: where to draw; its state is kept.
        rect: the outer edge.
        fill: none is transparent.
        outline: none draws no line.
        radius: of the outer corners.
        width: of the outline; 1 is a hairline.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = hairline(painter) * width if outline else 0.0
    half = line / 2
    area = snapped(painter, rect).adjusted(half, half, -half, -half)
    painter.setPen(QPen(outline, line) if outline else Qt.PenStyle.NoPen)
    painter.setBrush(fill or Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, max(0.0, radius - half), max(0.0, radius - half))
    painter.restore()


def draw_rule(painter: QPainter, rect: QRectF | QRect, edge: Qt.Edge, color: QColor) -> None:
    """A hairline along one edge of a rectangle, inside of it."""
    area = snapped(painter, rect)
    line = hairline(painter)
    if edge == Qt.Edge.TopEdge:
        area.setHeight(line)
    elif edge == Qt.Edge.BottomEdge:
        area.setTop(area.bottom() - line)
    elif edge == Qt.Edge.LeftEdge:
        area.setWidth(line)
    else:
        area.setLeft(area.right() - line)
    painter.fillRect(area, color)


def draw_chevron(
    painter: QPainter, centre: QPointF, color: QColor, size: float = 7, *, up: bool = False
) -> None:
    """A thin chevron, `size` wide, pointing down unless told otherwise."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(color, 1.1 * size / 7)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    dx, dy = size / 2, size / 4 * (-1 if up else 1)
    x, y = centre.x(), centre.y()
    painter.drawPolyline([QPointF(x - dx, y - dy), QPointF(x, y + dy), QPointF(x + dx, y - dy)])
    painter.restore()


def draw_check(painter: QPainter, box: QRectF, color: QColor) -> None:
    """A tick inside a check box."""
    pen = QPen(color, box.width() * 0.115)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    x, y, w = box.left(), box.top(), box.width()
    points = ((0.26, 0.52), (0.43, 0.69), (0.75, 0.33))
    painter.drawPolyline([QPointF(x + w * a, y + w * b) for a, b in points])
