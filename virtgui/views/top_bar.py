"""The bar at the top: the way back, where one is, the search, the commands."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSpacerItem, QWidget

from virtgui.models.history import PlaceHistory
from virtgui.views.look.look import Look
from virtgui.views.search_bar import SearchBar
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.keycap import KeyCap
from virtgui.views.widgets.surface import Surface
from virtgui.views.widgets.text import ElidedLabel

SEPARATOR = "  ›  "
_NARROW = 1100
_SEARCH = 420
_SEARCH_NARROW = 300
_RIGHT = 2
"""Place of the right part in the layout; on a narrow bar the path takes its room."""


class TopBar(Surface):
    """Back, forward, path, search, commands. `step_requested` carries -1 or 1."""

    step_requested = Signal(object)
    commands_requested = Signal()
    navigator_requested = Signal()

    def __init__(
        self,
        look: Look,
        history: PlaceHistory,
        search: SearchBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "window", parent)
        self.setObjectName("top_bar")
        self._look = look
        self._history = history
        self._fold = IconButton(look, "panel-left", self.tr("Show or hide the navigator"))
        self._fold.clicked.connect(self.navigator_requested)
        self._back = self._step_button("back", self.tr("Back"), -1, "Alt+Left")
        self._forward = self._step_button("forward", self.tr("Forward"), 1, "Alt+Right")
        self._path = ElidedLabel(look, ink="muted", mode=Qt.TextElideMode.ElideMiddle)
        self._here = ElidedLabel(look, font="body-medium", mode=Qt.TextElideMode.ElideMiddle)
        self._search = search
        self._commands = FlatButton(look, self.tr("Commands"))
        self._commands.setObjectName("commands")
        self._commands.clicked.connect(self.commands_requested)
        self._key = KeyCap(
            look, QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        )
        self._lay_out()
        history.changed.connect(self._on_history)
        self._on_history()

    def set_path(self, parts: Sequence[str]) -> None:
        """Show where one is, from the widest to the narrowest."""
        self._path.set_full_text(SEPARATOR.join(parts[:-1]) + (SEPARATOR if parts[1:] else ""))
        self._path.setVisible(len(parts) > 1)
        self._here.set_full_text(parts[-1] if parts else "")

    @Slot(object)
    def keep_room(self, width: int) -> None:
        """Leave so many pixels at the end for something else."""
        # Where the rest of the side is hidden, the layout puts no gap before it.
        self._room.changeSize(width and width + self._look.px(12), 0)
        self._layout.invalidate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Override QWidget: on a narrow window the words give way to the search."""
        super().resizeEvent(event)
        wide = event.size().width() >= self._look.px(_NARROW)
        self._layout.setStretch(_RIGHT, 1 if wide else 0)
        self._search.setFixedWidth(self._look.px(_SEARCH if wide else _SEARCH_NARROW))
        self._commands.setVisible(wide)
        self._key.setVisible(wide)

    def _step_button(self, icon: str, name: str, direction: int, keys: str) -> IconButton:
        button = IconButton(self._look, icon, name)
        button.setObjectName(f"go_{icon}")
        button.clicked.connect(lambda: self.step_requested.emit(direction))
        # Not the button's own shortcut: that presses it for 100 ms and is deaf meanwhile.
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(lambda: self.step_requested.emit(direction))
        return button

    def _lay_out(self) -> None:
        look = self._look
        left = QHBoxLayout()
        left.setSpacing(look.px(4))
        for widget in (self._fold, self._back, self._forward):
            left.addWidget(widget)
        left.addSpacing(look.px(6))
        left.addWidget(self._path)
        left.addWidget(self._here, 1)
        right = QHBoxLayout()
        right.setSpacing(look.px(4))
        right.addWidget(self._commands)
        right.addWidget(self._key)
        right.addStretch(1)
        self._room = QSpacerItem(0, 0)
        right.addItem(self._room)
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(8), 0, look.px(12), 0)
        layout.setSpacing(look.px(12))
        layout.addLayout(left, 1)
        layout.addWidget(self._search, 0)
        layout.addLayout(right, 1)
        self.setFixedHeight(look.px(44))

    def _on_history(self) -> None:
        self._back.setEnabled(self._history.can_go_back)
        self._forward.setEnabled(self._history.can_go_forward)
