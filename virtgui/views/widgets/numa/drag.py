"""Dragging machines and their threads over the map: a small label follows the pointer.

Both ends are on one page, so it is done by the mouse alone and not by the window system's
drag and drop: it looks the same everywhere, Esc ends it, and nothing of it can land elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.models.numa.board import Item
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_BUTTON
from virtgui.views.look.paint import draw_box


@dataclass(frozen=True, slots=True)
class Load:
    """What is dragged: a whole machine, or one thread of it."""

    ref: ObjectRef
    text: str
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where it would go: a cell, or one CPU of it."""

    cell: int
    cpu: int | None = None


Finder = Callable[[QPoint], Target | None]
"""What is under a point of the screen."""


class Ghost(QWidget):
    """The label beside the pointer."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._room = look, parent
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, place: QPoint, text: str) -> None:
        """Show words beside a point of the parent."""
        look = self._look
        self._text = text
        width = look.measure("body-medium").horizontalAdvance(text) + look.px(20)
        self.resize(width, look.px(26))
        left = min(place.x() + look.px(12), self._room.width() - width)
        top = min(place.y() + look.px(14), self._room.height() - self.height())
        self.move(max(0, left), max(0, top))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint a small raised label."""
        look, painter = self._look, QPainter(self)
        fill, outline = look.color("raised"), look.color("accent")
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=look.px(RADIUS_BUTTON))
        painter.setFont(look.font("body-medium"))
        painter.setPen(look.color("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class Dragging(QObject):
    """One drag after another over a page.

    Args of the constructor: the look; the page; `find` says what is under the pointer; `hover`
    is told where it would go (None for nowhere); `drop` is told what was dropped where; `words`
    says what would happen.
    """

    def __init__(
        self,
        look: Look,
        page: QWidget,
        *,
        find: Finder,
        hover: Callable[[Target | None], None],
        drop: Callable[[Load, Target], None],
        words: Callable[[Load, Target | None], str],
    ) -> None:
        super().__init__(page)
        self._page, self._find, self._hover = page, find, hover
        self._drop, self._words = drop, words
        self._ghost = Ghost(look, page)
        self._load: Load | None = None

    @property
    def is_on(self) -> bool:
        """Whether something is dragged now."""
        return self._load is not None

    def begin(self, load: Load) -> None:
        """Take something up."""
        self._load = load
        self._page.setCursor(Qt.CursorShape.ClosedHandCursor)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def move(self, place: QPoint) -> None:
        """The pointer is at another point of the screen."""
        if self._load is None:
            return
        target = self._find(place)
        self._hover(target)
        words = self._words(self._load, target)
        self._ghost.show_at(self._page.mapFromGlobal(place), words)

    def end(self, place: QPoint) -> None:
        """Let go."""
        load = self._load
        target = self._find(place) if load else None
        self.cancel()
        if load is not None and target is not None:
            self._drop(load, target)

    def cancel(self) -> None:
        """Put it back."""
        if self._load is None:
            return
        self._load = None
        self._ghost.hide()
        self._hover(None)
        self._page.unsetCursor()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear Esc, wherever the keyboard is."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.cancel()
            return True
        return False
