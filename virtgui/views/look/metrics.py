"""Sizes and fonts, all in proportion to the system's own font."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics

DESIGN_LINE: Final = 16
"""Line height in px for which all measures are written down."""

SPACING: Final = (2, 4, 6, 8, 12, 16, 24, 32)
PAGE_MARGIN: Final = 16
CARD_PADDING: Final = 14
CARD_GAP: Final = 12
LABEL_GAP: Final = 12
ICON_GAP: Final = 6
BUTTON_GAP: Final = 8
ROW_GAP: Final = 12

RADIUS_BAR: Final = 3
RADIUS_FIELD: Final = 4
RADIUS_BUTTON: Final = 5
RADIUS_CARD: Final = 6
RADIUS_POPUP: Final = 8

CONTROL_HEIGHT: Final = 28
BAR_CONTROL_HEIGHT: Final = 26
FORM_LABEL_WIDTH: Final = 150

_SMALLEST_POINTS: Final = 8.0
_MONO_SHARE: Final = 0.92


class UnknownTextRoleError(KeyError):
    """No text role of that name."""


@dataclass(frozen=True, slots=True)
class _TextRole:
    points: float
    weight: QFont.Weight


_W = QFont.Weight
_ROLES: Final = MappingProxyType(
    {
        "display": _TextRole(8, _W.DemiBold),
        "title": _TextRole(4, _W.DemiBold),
        "section": _TextRole(1, _W.DemiBold),
        "body": _TextRole(0, _W.Normal),
        "body-medium": _TextRole(0, _W.Medium),
        "body-strong": _TextRole(0, _W.DemiBold),
        "small": _TextRole(-1, _W.Normal),
        "small-medium": _TextRole(-1, _W.Medium),
        "small-strong": _TextRole(-1, _W.DemiBold),
    }
)


class Metrics:
    """Measures and fonts derived from one base font."""

    def __init__(self, base: QFont) -> None:
        self.base = with_tabular_figures(base)
        self.k = QFontMetrics(base).lineSpacing() / DESIGN_LINE
        self._fonts = {name: self._make(role) for name, role in _ROLES.items()}
        self._fonts["mono"] = self._make_mono()
        self._measures = {name: QFontMetrics(font) for name, font in self._fonts.items()}

    def px(self, n: float) -> int:
        """A design measure in device-independent pixels at the user's font size."""
        return round(n * self.k)

    def font(self, role: str) -> QFont:
        """Font of a text role: display, title, section, body, small, mono.

        `body` and `small` also come as `-medium` and `-strong`.

        Raises:
            UnknownTextRoleError: no such role.
        """
        try:
            return QFont(self._fonts[role])
        except KeyError:
            raise UnknownTextRoleError(role) from None

    def measure(self, role: str) -> QFontMetrics:
        """Metrics of a text role's font, shared: do not change them."""
        return self._measures[role]

    def _make(self, role: _TextRole) -> QFont:
        font = QFont(self.base)
        size = _points(self.base) + role.points
        font.setPointSizeF(max(_SMALLEST_POINTS, size) if role.points < 0 else size)
        font.setWeight(role.weight)
        return font

    def _make_mono(self) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(_points(self.base) * _MONO_SHARE)
        return font


def _points(font: QFont) -> float:
    """Size in points; fonts that are set in pixels are asked for what they become."""
    points = font.pointSizeF()
    return points if points > 0 else QFontInfo(font).pointSizeF()


def with_tabular_figures(font: QFont) -> QFont:
    """A copy of the font whose digits are equally wide, where Qt (6.7) and the font can do it."""
    tabular = QFont(font)
    if hasattr(tabular, "setFeature"):
        tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular
