"""The CPU heat map: a row for each CPU, a column for each span of time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np
from PySide6.QtCore import QDateTime, QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.core.units import format_percent
from virtgui.core.values.topology import Topology
from virtgui.models.numa.heat import COLUMNS, HeatMap
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BAR
from virtgui.views.look.paint import draw_box

_GROUP_GAP, _AXIS = 8, 22
_LEAST_ROW, _MOST_ROW, _WANTED = 4, 16, 190
_STEPS: Final = 7
_TIMES: Final = 6


@dataclass(frozen=True, slots=True)
class HeatMark:
    """Something that happened, for the axis of time."""

    at: float
    text: str


class HeatScale(QWidget):
    """Seven boxes from 0 % to 100 %."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(self.tr("Scale from 0 % to 100 %"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Room for boxes and words."""
        look = self._look
        words = sum(look.measure("body").horizontalAdvance(text) for text in ("0 %", "100 %"))
        return QSize(words + look.px(20 * _STEPS) + 2 * look.px(8), look.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the boxes from left to right."""
        look, painter, px = self._look, QPainter(self), self._look.px
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | middle, "0 %")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | middle, "100 %")
        left = look.measure("body").horizontalAdvance("0 %") + px(7)
        top = (self.height() - px(12)) // 2
        whole = QRectF(left, top, px(20) * _STEPS, px(12))
        for step in range(_STEPS):
            box = QRectF(left + step * px(20), top, px(20), px(12))
            painter.fillRect(box, look.color(f"heat-{step + 1}"))
        draw_box(painter, whole, outline=look.color("control"))
        painter.end()


class HeatView(QWidget):
    """The map itself; the pointer or the arrow keys read one cell.

    Args of the constructor: the look; `there` says which vCPUs are on a CPU now, in words.

    Signals:
        cell_read: carries a sentence about a cell, or an empty text.
    """

    cell_read = Signal(object)

    def __init__(
        self,
        look: Look,
        there: Callable[[int], Sequence[str]],
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._there = look, there
        self._heat = HeatMap[int]()
        self._groups: tuple[tuple[str, tuple[int, ...]], ...] = ()
        self._marks: tuple[HeatMark, ...] = ()
        self._values = self._heat.values()
        self._at: tuple[int, int] | None = None
        """Row and column that are read."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)

    def show_heat(
        self, heat: HeatMap[int], topology: Topology, marks: Sequence[HeatMark] = ()
    ) -> None:
        """Show a map as it is now."""
        self._heat, self._values, self._marks = heat, heat.values(), tuple(marks)
        groups = tuple(
            (self.tr("Node {0}").format(cell.id), cell.cpu_ids)
            for cell in topology.cells
            if cell.cpus
        )
        if groups != self._groups:
            self._groups, self._at = groups, None
            self.updateGeometry()
        self.setAccessibleDescription(self.describe())
        self._tell()
        self.update()

    def describe(self) -> str:
        """The map in words: for each node the load now and the busiest CPU."""
        words, row = [], 0
        for name, cpus in self._groups:
            last = [self._newest(row + place) for place in range(len(cpus))]
            row += len(cpus)
            known = [(load, cpu) for load, cpu in zip(last, cpus, strict=True) if load is not None]
            if known:
                mean = sum(load for load, _ in known) / len(known)
                top, cpu = max(known)
                sentence = self.tr("{node}: {mean}, busiest CPU {cpu} with {top}")
                words.append(
                    sentence.format(
                        node=name,
                        mean=format_percent(mean * 100),
                        cpu=cpu,
                        top=format_percent(top * 100),
                    )
                )
        return "; ".join(words) or self.tr("No figures yet")

    def sizeHint(self) -> QSize:
        """A row for each CPU, the gaps and the axis."""
        return QSize(self._look.px(320), self._plot_height() + self._look.px(_AXIS))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but whole in height."""
        return QSize(self._look.px(200), self.sizeHint().height())

    def text_at(self, row: int, column: int) -> str:
        """One cell in words: CPU, time, load, who is there."""
        cpu = self._heat.rows[row]
        load = self._values[row, column]
        said = self.tr("no figure") if isnan(load) else format_percent(load * 100)
        parts = [self.tr("CPU {0}").format(cpu), _clock(self._heat.time_of(column)), said]
        there = tuple(self._there(cpu))
        if there and column == COLUMNS - 1:
            parts.append(", ".join(there[:3]) + (f" +{len(there) - 3}" if len(there) > 3 else ""))
        return " · ".join(parts)

    # Geometry

    def _count(self) -> int:
        return sum(len(cpus) for _, cpus in self._groups)

    def _row_height(self) -> int:
        px, count = self._look.px, max(1, self._count())
        return min(px(_MOST_ROW), max(px(_LEAST_ROW), px(_WANTED) // count))

    def _plot_height(self) -> int:
        gaps = max(0, len(self._groups) - 1) * self._look.px(_GROUP_GAP)
        return self._count() * self._row_height() + gaps

    def _gutter(self) -> int:
        measure = self._look.measure("body")
        widths = [measure.horizontalAdvance(name) for name, _ in self._groups]
        return max(widths, default=0) + self._look.px(10)

    def _plots(self) -> list[tuple[str, int, QRect]]:
        """Name, first row and place of each group."""
        left, height = self._gutter(), self._row_height()
        top, row, found = 0, 0, []
        for name, cpus in self._groups:
            box = QRect(left, top, self.width() - left, height * len(cpus))
            found.append((name, row, box))
            top += box.height() + self._look.px(_GROUP_GAP)
            row += len(cpus)
        return found

    def _cell_at(self, place: QPoint) -> tuple[int, int] | None:
        for _, first, box in self._plots():
            if box.contains(place):
                row = first + (place.y() - box.top()) // self._row_height()
                column = (place.x() - box.left()) * COLUMNS // max(1, box.width())
                return row, min(COLUMNS - 1, column)
        return None

    def _box_of(self, row: int, column: int) -> QRectF:
        height = self._row_height()
        for _, first, box in self._plots():
            if first <= row < first + box.height() // height:
                wide = box.width() / COLUMNS
                top = box.top() + (row - first) * height
                return QRectF(box.left() + column * wide, top, wide, height)
        return QRectF()

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint one image for each node, scaled without smoothing."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        look = self._look
        image, _pixels = self._image()
        for name, first, box in self._plots():
            painter.setFont(look.font("body"))
            painter.setPen(look.color("muted"))
            gutter = QRect(0, box.top(), box.left() - look.px(8), box.height())
            least = gutter.adjusted(0, min(0, box.height() - look.px(18)), 0, 0)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(least, flags, name)
            rows = box.height() // self._row_height()
            painter.drawImage(box, image, QRect(0, first, COLUMNS, rows))
        if self._heat.is_empty:
            painter.setPen(look.color("muted"))
            plot = self.rect().adjusted(self._gutter(), 0, 0, -look.px(_AXIS))
            painter.drawText(plot, Qt.AlignmentFlag.AlignCenter, self.tr("No figures yet"))
        self._paint_marks(painter)
        self._paint_axis(painter)
        self._paint_reading(painter)
        painter.end()

    def _image(self) -> tuple[QImage, bytes]:
        """The figures as colours, and the bytes that must live as long as the image."""
        rows = max(1, len(self._heat.rows))
        steps = np.zeros((rows, COLUMNS), dtype=np.uint8)
        values = self._values
        if values.size:
            with np.errstate(invalid="ignore"):
                heat = np.clip((values * _STEPS).astype(np.int64) + 1, 1, _STEPS)
            steps[: values.shape[0]] = np.where(np.isnan(values), 0, heat)
        pixels = steps.tobytes()
        image = QImage(pixels, COLUMNS, rows, COLUMNS, QImage.Format.Format_Indexed8)
        look = self._look
        colors = [look.color("window"), *(look.color(f"heat-{n}") for n in range(1, _STEPS + 1))]
        image.setColorTable([color.rgb() for color in colors])
        return image, pixels

    def _paint_marks(self, painter: QPainter) -> None:
        look, left = self._look, self._gutter()
        wide = self.width() - left
        for mark in self._marks:
            share = (mark.at - self._heat.begin) / self._heat.span.seconds
            if not 0 <= share <= 1:
                continue
            at = left + share * wide
            pen = QPen(look.color("text"), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(at, 0), QPointF(at, self._plot_height()))
            width = look.measure("small").horizontalAdvance(mark.text) + look.px(10)
            box = QRectF(at + 4, look.px(4), width, look.px(18))
            if box.right() > self.width():
                box.moveRight(at - 4)
            draw_box(painter, box, fill=look.color("raised"), radius=look.px(RADIUS_BAR))
            painter.setFont(look.font("small"))
            painter.setPen(look.color("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)

    def _paint_axis(self, painter: QPainter) -> None:
        look, left = self._look, self._gutter()
        painter.setFont(look.font("body"))
        painter.setPen(look.color("muted"))
        if self._heat.is_empty:
            return
        wide = self.width() - left
        measure = look.measure("body")
        each = measure.horizontalAdvance("00:00") + look.px(24)
        count = max(2, min(_TIMES, wide // each))
        top = self._plot_height() + look.px(4)
        for place in range(count):
            share = place / (count - 1)
            text = _minute(self._heat.begin + share * self._heat.span.seconds)
            width = measure.horizontalAdvance(text) + 2
            at = min(left + share * wide - width / 2, self.width() - width)
            box = QRectF(max(at, left), top, width, look.px(16))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_reading(self, painter: QPainter) -> None:
        if self._at is None:
            return
        look = self._look
        box = self._box_of(*self._at).adjusted(-1, -1, 1, 1)
        draw_box(painter, box, outline=look.color("text"), width=2)
        if self.hasFocus():
            draw_box(painter, box.adjusted(-2, -2, 2, 2), outline=look.color("focus"), width=2)

    # Reading

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the cell under the pointer."""
        self._read(self._cell_at(event.position().toPoint()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Read none, but for the one that the keyboard is on."""
        if not self.hasFocus():
            self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from cell to cell."""
        steps = {
            Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._count():
            super().keyPressEvent(event)
            return
        row, column = self._at or (0, COLUMNS - 1)
        if self._at is not None:
            row = min(max(0, row + step[0]), self._count() - 1)
            column = min(max(0, column + step[1]), COLUMNS - 1)
        self._read((row, column))

    def _read(self, cell: tuple[int, int] | None) -> None:
        if cell != self._at:
            self._at = cell
            self._tell()
            self.update()

    def _tell(self) -> None:
        if self._at is not None and self._at[0] >= len(self._heat.rows):
            self._at = None
        words = self.text_at(*self._at) if self._at is not None else ""
        self.setAccessibleName(words or self.tr("CPU load over time"))
        self.cell_read.emit(words)

    def _newest(self, row: int) -> float | None:
        known = self._values[row][~np.isnan(self._values[row])]
        return float(known[-1]) if known.size else None

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _clock(wall: float) -> str:
    return QDateTime.fromMSecsSinceEpoch(round(wall * 1000)).toString("HH:mm:ss")


def _minute(wall: float) -> str:
    return QDateTime.fromMSecsSinceEpoch(round(wall * 1000)).toString("HH:mm")
