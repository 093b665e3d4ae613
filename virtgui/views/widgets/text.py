"""Labels: plain text in a font and colour role, and lone icons."""

from math import ceil

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from virtgui.models.plain_text import plain_tip
from virtgui.views.look.look import Look


def ink_palette(look: Look, role: str) -> QPalette:
    """A palette that says text colour only; the rest is inherited."""
    palette = QPalette()
    for slot in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
        palette.setColor(slot, look.color(role))
        palette.setColor(QPalette.ColorGroup.Disabled, slot, look.color("disabled"))
    return palette


class TextLabel(QLabel):
    """Plain text, never markup, in a font role and a colour role."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        font: str = "body",
        ink: str = "text",
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._font_role = font
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if selectable:
            by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
            by_keys = Qt.TextInteractionFlag.TextSelectableByKeyboard
            self.setTextInteractionFlags(by_mouse | by_keys)
            self._lean()
        self.setText(text)
        look.changed.connect(self._restyle)
        self._restyle()

    @property
    def ink(self) -> str:
        """Colour role of the text."""
        return self._ink

    def set_ink(self, role: str) -> None:
        """Shows the text in another colour role."""
        if role != self._ink:
            self._ink = role
            self._restyle()

    def set_font_role(self, role: str) -> None:
        """Shows the text in another font role."""
        if role != self._font_role:
            self._font_role = role
            self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Stands at the side where reading begins."""
        super().changeEvent(event)
        by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
        is_turned = event.type() == QEvent.Type.LayoutDirectionChange
        if is_turned and self.textInteractionFlags() & by_mouse:
            self._lean()

    def _lean(self) -> None:
        # Selectable text takes the side from its own words, whatever the window's direction.
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        middle = Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(side | middle | Qt.AlignmentFlag.AlignAbsolute)

    def _restyle(self) -> None:
        self.setFont(self._look.font(self._font_role))
        self.setPalette(ink_palette(self._look, self._ink))


class ElidedLabel(TextLabel):
    """One line of text that is cut with "…" where it does not fit, whole in its tool-tip.

    Names are cut in the middle, sentences at the end.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        *,
        font: str = "body",
        ink: str = "text",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._full = ""
        self._mode = mode
        super().__init__(look, font=font, ink=ink, selectable=selectable, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(1)
        self.set_full_text(text)

    @property
    def full_text(self) -> str:
        """The text, uncut."""
        return self._full

    def set_full_text(self, text: str) -> None:
        """Shows another text."""
        if text == self._full:
            return
        self._full = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        width = ceil(QFontMetricsF(self.font()).horizontalAdvance(self._full))
        return QSize(width + 3, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for a few letters."""
        return QSize(self._look.px(16), super().minimumSizeHint().height())

    def resizeEvent(self, _event: QEvent) -> None:
        """Cuts the text anew."""
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._full, self._mode, self.width())
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain_tip(self._full) if shown != self._full else "")

    def _restyle(self) -> None:
        super()._restyle()
        self._elide()


class IconLabel(QWidget):
    """A lone icon; give it a word for screen readers when no text beside it says the same."""

    def __init__(
        self,
        look: Look,
        name: str,
        *,
        size: int = 16,
        role: str = "muted",
        word: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._name = name
        self._size = size
        self._role = role
        self.setAccessibleName(word)
        self.setToolTip(word)
        look.changed.connect(self._restyle)
        self._restyle()

    def set_icon(self, name: str, role: str = "muted") -> None:
        """Shows another icon or colour; an empty name shows nothing."""
        if (name, role) != (self._name, self._role):
            self._name, self._role = name, role
            self.update()

    def sizeHint(self) -> QSize:
        """The icon's edge."""
        return QSize(self._look.px(self._size), self._look.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints the icon in the middle."""
        if not self._name:
            return
        painter = QPainter(self)
        role = self._role if self.isEnabled() else "disabled"
        paint_icon(painter, self._look, QRectF(self.rect()), self._name, role, self._size)
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


def paint_icon(
    painter: QPainter, look: Look, box: QRectF, name: str, role: str, size: int = 16
) -> None:
    """Paints an icon in the middle of a box, sharp on the painter's device."""
    edge = look.px(size)
    picture = look.pixmap(name, size, role, painter.device().devicePixelRatio())
    left = box.left() + round((box.width() - edge) / 2)
    top = box.top() + round((box.height() - edge) / 2)
    painter.drawPixmap(QRectF(left, top, edge, edge), picture, QRectF(picture.rect()))
