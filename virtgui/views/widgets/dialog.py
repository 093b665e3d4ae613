"""What all dialogs share."""

import sys
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LookButton, PrimaryButton
from virtgui.views.widgets.surface import HairlineFrame, Surface

CONFIRM_WIDTH: Final = 480
MEDIUM_WIDTH: Final = 640
WIDE_WIDTH: Final = 880
_MARGIN: Final = 20
_LEAST_BODY: Final = 120


class _BodyScroll(QScrollArea):
    """As large as what it shows; scrolls only where the screen is too low for that."""

    def __init__(self, content: QWidget, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.viewport().setBackgroundRole(content.backgroundRole())
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hears when the content wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def heightForWidth(self, width: int) -> int:
        """What the wrapped texts need."""
        layout = self._content.layout()
        if layout is None or not layout.hasHeightForWidth():
            return self._content.sizeHint().height()
        # Beside a scroll bar a text may wrap that would fit alone, which would keep the bar.
        narrow = width - self.verticalScrollBar().sizeHint().width()
        return max(layout.totalHeightForWidth(width), layout.totalHeightForWidth(narrow))

    def sizeHint(self) -> QSize:
        """What the content wants."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The width is never cut; the height may be, as it scrolls."""
        least = self._content.minimumSizeHint()
        return QSize(least.width(), min(least.height(), _LEAST_BODY))


class LookDialog(QDialog):
    """A body on base and a foot on window with buttons at the right; Esc cancels.

    Put parts into `body`; `foot_start` takes what stands at the left of the foot.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        *,
        width: int = CONFIRM_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._cancel: LookButton | None = None
        self._primary: LookButton | None = None
        self.setWindowTitle(title)
        self.setModal(parent is not None)
        surface = Surface(look, "base")
        self.body = QVBoxLayout(surface)
        margin = look.px(_MARGIN)
        self.body.setContentsMargins(margin + look.px(4), margin, margin + look.px(4), margin)
        self.body.setSpacing(look.px(12))
        self.foot_start = QHBoxLayout()
        self._end = QHBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(_BodyScroll(surface, parent=self), 1)
        outer.addWidget(self._make_foot())
        self.resize(look.px(width), look.px(180))
        self.setMinimumWidth(min(look.px(width), look.px(CONFIRM_WIDTH)))

    @property
    def primary(self) -> LookButton | None:
        """The button that acts, if there is one yet."""
        return self._primary

    def add_primary(self, text: str, icon: str = "") -> LookButton:
        """Adds the filled button, which accepts, and makes it the default."""
        button = PrimaryButton(self._look, text, icon, parent=self)
        button.setObjectName("primary")
        return self._add_accepting(button, default=True)

    def add_destructive(self, text: str, icon: str = "") -> LookButton:
        """Adds a button that accepts, in the error colour; Cancel stays the default."""
        button = LookButton(self._look, text, icon, parent=self)
        button.setProperty("destructive", True)
        button.set_icon_name(icon, "error")
        button.setObjectName("destructive")
        return self._add_accepting(button, default=False)

    def add_button(self, text: str, icon: str = "") -> LookButton:
        """Adds another button beside Cancel; it does what the caller connects."""
        button = LookButton(self._look, text, icon, parent=self)
        self._insert(button, self._after_cancel())
        return button

    def add_cancel(self, text: str = "") -> LookButton:
        """Adds Cancel, or Close in dialogs that change nothing."""
        button = LookButton(self._look, text or self.tr("Cancel"), parent=self)
        button.setObjectName("cancel")
        button.clicked.connect(self.reject)
        self._cancel = button
        self._insert(button, self._end.count() if _accepts_first(self) else 0)
        if self._primary is None or self._primary.property("destructive"):
            self._make_default(button)
        return button

    def _add_accepting(self, button: LookButton, *, default: bool) -> LookButton:
        self._primary = button
        button.clicked.connect(self.accept)
        self._insert(button, 0 if _accepts_first(self) else self._end.count())
        if default:
            self._make_default(button)
        elif self._cancel is not None:
            self._make_default(self._cancel)
        return button

    def _after_cancel(self) -> int:
        cancel_place = self._end.indexOf(self._cancel) if self._cancel is not None else -1
        return self._end.count() if cancel_place < 0 else cancel_place + 1

    def _insert(self, button: QPushButton, place: int) -> None:
        self._end.insertWidget(place, button)

    @staticmethod
    def _make_default(button: LookButton) -> None:
        button.setAutoDefault(True)
        button.setDefault(True)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make_foot(self) -> QWidget:
        px = self._look.px
        foot = HairlineFrame(self._look, "window", Qt.Edge.TopEdge, parent=self)
        line = QHBoxLayout(foot)
        line.setContentsMargins(px(_MARGIN), px(10), px(16), px(10))
        line.setSpacing(px(8))
        self._end.setSpacing(px(8))
        line.addLayout(self.foot_start)
        line.addStretch(1)
        line.addLayout(self._end)
        return foot


def _accepts_first(dialog: QDialog) -> bool:
    """Whether the platform puts the acting button before Cancel."""
    hint = QStyle.StyleHint.SH_DialogButtonLayout
    layout = dialog.style().styleHint(hint, None, dialog)
    kde = QDialogButtonBox.ButtonLayout.KdeLayout.value
    return sys.platform == "win32" or layout == kde
