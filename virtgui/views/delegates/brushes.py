"""Colours, fonts and cut texts that delegates use over and over, kept until the look changes."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap, QStaticText

from virtgui.views.look.look import Look
from virtgui.views.widgets.chips import CHIP_HEIGHT, chip_width, draw_chip, fitting_chips

_MOST_TEXTS: Final = 5000
_MOST_CHIPS: Final = 500
SPARK_FILL: Final = 0.14


class Brushes:
    """Made for one look; `drop` forgets all."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._texts: dict[tuple[str, int, str, Qt.TextElideMode], str] = {}
        self._lines: dict[tuple[str, str], tuple[QStaticText, int]] = {}
        self._heights: dict[str, int] = {}
        self._fitting: dict[tuple[tuple[str, ...], int], tuple[str, ...]] = {}
        self._chips: dict[tuple[str, bool, float], QPixmap] = {}
        self._pixels: dict[float, int] = {}

    def drop(self) -> None:
        """Forget all: the scheme, the font or the screen is another one."""
        self.__init__(self.look)  # type: ignore[misc]

    def px(self, n: float) -> int:
        """A design measure in pixels."""
        found = self._pixels.get(n)
        if found is None:
            found = self._pixels[n] = self.look.px(n)
        return found

    def color(self, role: str) -> QColor:
        """The colour of a role; not to be changed."""
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = self._make_color(role)
        return found

    def _make_color(self, role: str) -> QColor:
        if role == "hairline":
            return self.look.hairline_color()
        if role.endswith("-fill"):
            base = role.removesuffix("-fill")
            if base in ("spark", "warn", "disabled"):
                return self.look.tokens.faded(base, SPARK_FILL)
        return self.look.color(role)

    def font(self, role: str) -> QFont:
        """The font of a text role; not to be changed."""
        found = self._fonts.get(role)
        if found is None:
            found = self._fonts[role] = self.look.font(role)
        return found

    def cut(
        self,
        text: str,
        width: int,
        role: str = "body",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> str:
        """The text cut to a width in pixels."""
        key = (text, width, role, mode)
        found = self._texts.get(key)
        if found is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            found = self._texts[key] = self.look.measure(role).elidedText(text, mode, width)
        return found

    def line(self, text: str, role: str = "body") -> tuple[QStaticText, int]:
        """A text laid out for `drawStaticText`, three times as fast, and its width."""
        key = (text, role)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) > _MOST_TEXTS:
                self._lines.clear()
            found = self._lines[key] = self._lay_out(text, role)
        return found

    def _lay_out(self, text: str, role: str) -> tuple[QStaticText, int]:
        line = QStaticText(text)
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        line.prepare(font=self.font(role))
        return line, self.look.measure(role).horizontalAdvance(text)

    def height(self, role: str = "body") -> int:
        """The height of a line of text."""
        found = self._heights.get(role)
        if found is None:
            found = self._heights[role] = self.look.measure(role).height()
        return found

    def fitting(self, tags: tuple[str, ...], room: int) -> tuple[str, ...]:
        """The tags that fit into a width, the last one perhaps "+2"."""
        key = (tags, room)
        found = self._fitting.get(key)
        if found is None:
            if len(self._fitting) > _MOST_TEXTS:
                self._fitting.clear()
            found = self._fitting[key] = fitting_chips(self.look, tags, room)
        return found

    def chip(self, text: str, on_selection: bool, dpr: float) -> QPixmap:
        """A chip as picture."""
        key = (text, on_selection, dpr)
        found = self._chips.get(key)
        if found is None:
            if len(self._chips) > _MOST_CHIPS:
                self._chips.clear()
            found = self._chips[key] = self._draw_chip(text, on_selection, dpr)
        return found

    def _draw_chip(self, text: str, on_selection: bool, dpr: float) -> QPixmap:
        width, height = chip_width(self.look, text), self.px(CHIP_HEIGHT)
        picture = QPixmap(round(width * dpr), round(height * dpr))
        picture.setDevicePixelRatio(dpr)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        box = QRectF(0, 0, width, height)
        draw_chip(painter, self.look, box, text, on_selection=on_selection)
        painter.end()
        return picture
