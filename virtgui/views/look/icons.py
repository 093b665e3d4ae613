"""Line icons, drawn from SVG in one colour."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from virtgui.resources import icon_bytes
from virtgui.views.look.tokens import Tokens

MIRRORED: Final = frozenset(
    {"back", "forward", "chevron-right", "undo", "migrate", "detach", "link-out"}
)
"""Icons that point the other way in right-to-left languages."""

_FILE_STROKE: Final = b'stroke-width="1.5"'
_Key = tuple[str, int, float, str, bool]


def _stroke(size: int) -> bytes:
    """Stroke width in grid units that gives one optical weight at all sizes."""
    width = "1.6" if size <= 16 else "1.5" if size <= 20 else "1.45"
    return f'stroke-width="{width}"'.encode()


class IconStore:
    """Renders and keeps the icons of one scheme; made anew when the scheme changes."""

    def __init__(self, tokens: Tokens, px: Callable[[float], int]) -> None:
        self._tokens = tokens
        self._px = px
        self._pixmaps: dict[_Key, QPixmap] = {}
        self._shapes: dict[tuple[str, int, float, bool], QImage] = {}
        self._icons: dict[tuple[str, int, str, bool], QIcon] = {}

    def pixmap(self, name: str, size: int, role: str, dpr: float) -> QPixmap:
        """An icon as picture.

        Args:
            name: the icon's file name without suffix.
            size: edge in design pixels.
            role: colour role.
            dpr: device pixel ratio of where it is painted.

        Raises:
            UnknownIconError: no such icon.
            UnknownRoleError: no such colour role.
        """
        mirrored = self._is_mirrored(name)
        key = (name, size, dpr, role, mirrored)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._render(name, size, role, dpr, mirrored)
        return found

    def icon(self, name: str, role: str, size: int) -> QIcon:
        """An icon for buttons and menus, with its disabled and its pressed appearance."""
        key = (name, size, role, self._is_mirrored(name))
        found = self._icons.get(key)
        if found is None:
            found = self._icons[key] = self._make_icon(name, role, size)
        return found

    @staticmethod
    def _is_mirrored(name: str) -> bool:
        right_to_left = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return right_to_left and name in MIRRORED

    def _make_icon(self, name: str, role: str, size: int) -> QIcon:
        icon = QIcon()
        pressed = "text" if role == "muted" else role
        modes = (
            (QIcon.Mode.Normal, role),
            (QIcon.Mode.Active, role),
            (QIcon.Mode.Selected, pressed),
            (QIcon.Mode.Disabled, "disabled"),
        )
        for dpr in _ratios():
            for mode, ink in modes:
                icon.addPixmap(self.pixmap(name, size, ink, dpr), mode)
        return icon

    def _render(self, name: str, size: int, role: str, dpr: float, mirrored: bool) -> QPixmap:
        image = QImage(self._shape(name, size, dpr, mirrored))
        painter = QPainter(image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(image.rect(), self._tokens.color(role))
        painter.end()
        image.setDevicePixelRatio(dpr)
        return QPixmap.fromImage(image)

    def _shape(self, name: str, size: int, dpr: float, mirrored: bool) -> QImage:
        key = (name, size, dpr, mirrored)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = _draw(name, size, round(self._px(size) * dpr), mirrored)
        return found


def _draw(name: str, size: int, edge: int, mirrored: bool) -> QImage:
    """The black shape of an icon, `edge` device pixels wide."""
    image = QImage(QSize(edge, edge), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    source = icon_bytes(name).replace(_FILE_STROKE, _stroke(size))
    painter = QPainter(image)
    if mirrored:
        painter.translate(edge, 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    return image


def _ratios() -> list[float]:
    """Pixel ratios an icon must be sharp at: those of the screens."""
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})


def application_icon() -> QIcon:
    """The program's own icon, in colour."""
    icon = QIcon()
    renderer = QSvgRenderer(QByteArray(icon_bytes("app")))
    for edge in (16, 22, 24, 32, 48, 64, 128, 256):
        image = QImage(edge, edge, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, edge, edge))
        painter.end()
        icon.addPixmap(QPixmap.fromImage(image))
    return icon
