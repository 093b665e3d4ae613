"""Small curves in cells: built once per poll, drawn many times."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF

from virtgui.core.refs import ObjectRef
from virtgui.core.series import SeriesStore
from virtgui.views.delegates.brushes import Brushes

POINTS: Final = 40
WIDTH: Final = 44
_LEAST_TOP: Final = 100_000.0
_LINE: Final = 1.2
_OLD_SHARE: Final = 2 / 3
_MOST_CURVES: Final = 1500
_SHARES: Final = frozenset({"cpu", "memory"})


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What a curve was drawn for: another one of any of these makes another picture."""

    version: int
    width: int
    height: int
    ratio: float
    ink: str
    is_old: bool


class Sparklines:
    """The curves of all domains that were shown lately, each as a picture."""

    def __init__(self, series: SeriesStore, brushes: Brushes) -> None:
        self._series = series
        self._brushes = brushes
        self._pictures: dict[tuple[ObjectRef, str], tuple[_Stamp, QPixmap]] = {}

    def drop(self) -> None:
        """Forget all curves."""
        self._pictures.clear()

    def draw(
        self, painter: QPainter, box: QRect, ref: ObjectRef, metric: str, ink: str, is_old: bool
    ) -> None:
        """Draw the curve of one metric; one whose host is silent ends before the edge, dotted."""
        ratio = painter.device().devicePixelRatio()
        version = self._series.version(ref)
        stamp = _Stamp(version, box.width(), box.height(), ratio, ink, is_old)
        found = self._pictures.get((ref, metric))
        if found is None or found[0] != stamp:
            if len(self._pictures) > _MOST_CURVES:
                self._pictures.clear()
            found = self._pictures[ref, metric] = (stamp, self._picture(ref, metric, stamp))
        painter.drawPixmap(box.topLeft(), found[1])

    def _picture(self, ref: ObjectRef, metric: str, stamp: _Stamp) -> QPixmap:
        picture = QPixmap(round(stamp.width * stamp.ratio), round(stamp.height * stamp.ratio))
        picture.setDevicePixelRatio(stamp.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        runs = self._runs(ref, metric, stamp)
        painter = QPainter(picture)
        # Without antialiasing filling is thirty times as fast, and the line covers the edge.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brushes.color(f"{stamp.ink}-fill"))
        for run in runs:
            painter.drawPolygon(_area(run, stamp.height))
        painter.setPen(QPen(self._brushes.color(stamp.ink), _LINE * self._brushes.px(100) / 100))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for run in runs:
            painter.drawPolyline(QPolygonF(run))
        if stamp.is_old:
            self._draw_end(painter, stamp)
        painter.end()
        return picture

    def _draw_end(self, painter: QPainter, stamp: _Stamp) -> None:
        pen = QPen(self._brushes.color("disabled"), 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1.0, 2.0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(pen)
        bottom = stamp.height - 1
        painter.drawLine(round(stamp.width * _OLD_SHARE) + 1, bottom, stamp.width, bottom)

    def _runs(self, ref: ObjectRef, metric: str, stamp: _Stamp) -> list[list[QPointF]]:
        values = self._series.tail(ref, metric, POINTS)
        room, count = float(stamp.width), POINTS
        if stamp.is_old:
            while values and math.isnan(values[-1]):
                values.pop()
            room, count = stamp.width * _OLD_SHARE, round(POINTS * _OLD_SHARE)
        top = 1.0 if metric in _SHARES else max([_LEAST_TOP, *_known(values)])
        return _points(values[-count:], room, room / (count - 1), stamp.height, top)


def _known(values: list[float]) -> list[float]:
    return [value for value in values if value == value]  # NaN is a gap


def _points(
    values: list[float], room: float, step: float, height: int, top: float
) -> list[list[QPointF]]:
    """Points of the figures between gaps, the newest at the right end of the room."""
    first = room - step * (len(values) - 1)
    floor, span = height - 0.6, height - 1.2
    runs: list[list[QPointF]] = [[]]
    for number, value in enumerate(values):
        if math.isnan(value):
            runs.append([])
            continue
        share = min(1.0, max(0.0, value / top))
        runs[-1].append(QPointF(first + number * step, floor - share * span))
    return [run for run in runs if len(run) > 1]


def _area(run: list[QPointF], height: int) -> QPolygonF:
    return QPolygonF([QPointF(run[0].x(), height), *run, QPointF(run[-1].x(), height)])
