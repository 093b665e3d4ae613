"""The head of a page: what it shows, in which state, and what can be done."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import BUTTON_GAP, PAGE_MARGIN
from virtgui.views.widgets.buttons import IconButton, LookButton
from virtgui.views.widgets.chips import ChipRow
from virtgui.views.widgets.label_chip import LabelChip
from virtgui.views.widgets.surface import Surface
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel

_HEIGHT: Final = 64
_COMPACT_HEIGHT: Final = 44
_LEAST_TITLE: Final = 240
_MOST_TITLE: Final = 0.6
_ICONS_AND_GAPS: Final = 64
FACT_SEPARATOR: Final = "  ·  "


class PageHeader(Surface):
    """Icon, title, state, tags and facts at the left; buttons at the right.

    Buttons that do not fit first lose their words, then go into the menu "more", from the right.

    Signals:
        selection_cleared: the × beside "3 selected" was used.
    """

    selection_cleared = Signal()

    def __init__(
        self, look: Look, icon: str = "", title: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "base", parent)
        self._is_compact = False
        self._buttons: list[LookButton] = []
        self._actions: list[QAction] = []
        self._icon = IconLabel(look, icon, size=24)
        self._title = ElidedLabel(
            look, title, font="title", mode=Qt.TextElideMode.ElideMiddle, selectable=True
        )
        self._state_icon = IconLabel(look, "")
        self._state = TextLabel(look, font="body-medium")
        self._label = LabelChip(look)
        self._chips = ChipRow(look)
        self._facts = ElidedLabel(look, ink="muted", selectable=True)
        self._selected = TextLabel(look, font="body-strong")
        self._clear = IconButton(look, "close", self.tr("Clear the selection"))
        self._clear.clicked.connect(self.selection_cleared)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more = IconButton(look, "more", self.tr("More"), framed=True, bar=False)
        self._more.clicked.connect(self._open_menu)
        self._lay_out()
        self.set_state("", "")
        self.set_chips(())
        self.set_selection("")
        look.changed.connect(self._restyle)

    def set_title(self, title: str, icon: str = "", role: str = "muted") -> None:
        """Names the page, perhaps with another icon."""
        self._title.set_full_text(title)
        if icon:
            self._icon.set_icon(icon, role)
        self.setAccessibleName(title)

    def set_compact(self, *, is_compact: bool) -> None:
        """Shows facts and buttons alone in one low row, below a head that says the rest."""
        self._is_compact = is_compact
        self._icon.setVisible(not is_compact)
        self._title.setVisible(not is_compact)
        self._restyle()

    def set_state(self, icon: str, word: str, role: str = "text") -> None:
        """Shows a state as icon and word; an empty word shows none."""
        self._state_icon.set_icon(icon, role)
        self._state.setText(word)
        self._state.set_ink(role)
        self._state_icon.setVisible(bool(word and icon))
        self._state.setVisible(bool(word))

    def set_label(self, text: str, color: str) -> None:
        """Shows the label of the host with its colour; without either there is none."""
        if (text, color) != (self._label.text, self._label.color):
            self._label.set_label(text, color)
            self._fit()

    def set_chips(self, texts: Sequence[str]) -> None:
        """Shows tags after the state."""
        self._chips.set_chips(texts)
        self._chips.setVisible(bool(texts))

    def set_facts(self, facts: Sequence[str]) -> None:
        """Shows facts on the second line, identity first; empty ones are left out."""
        self._facts.set_full_text(FACT_SEPARATOR.join(fact for fact in facts if fact))

    def set_selection(self, words: str) -> None:
        """Names what the buttons act upon, such as "3 selected"; empty hides it."""
        self._selected.setText(words)
        self._selected.setVisible(bool(words))
        self._clear.setVisible(bool(words))
        self._fit()

    def set_buttons(self, buttons: Sequence[LookButton]) -> None:
        """Shows these buttons, the most important first; others shown before are removed."""
        for old in self._buttons:
            if old not in buttons:
                self._right.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._buttons = list(buttons)
        place = self._right.indexOf(self._more)
        for button in self._buttons:
            self._right.removeWidget(button)
            self._right.insertWidget(place, button)
            place = self._right.indexOf(button) + 1
        self._fit()

    def set_more_actions(self, actions: Sequence[QAction]) -> None:
        """Sets what the menu "more" holds besides buttons without room."""
        self._actions = list(actions)
        self._fit()

    def overflow(self) -> list[LookButton]:
        """Buttons that stand in the menu for want of room."""
        return [button for button in self._buttons if button.isHidden()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Gives the buttons what room there is."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Fits the buttons once their style is known."""
        super().showEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        px = self._look.px
        first = QHBoxLayout()
        first.setSpacing(px(6))
        first.addWidget(self._title)
        first.addSpacing(px(4))
        for widget in (self._state_icon, self._state):
            first.addWidget(widget)
        first.addSpacing(px(4))
        first.addWidget(self._label)
        first.addWidget(self._chips)
        first.addStretch(1)
        lines = QVBoxLayout()
        lines.setSpacing(px(2))
        lines.addStretch(1)
        lines.addLayout(first)
        lines.addWidget(self._facts)
        lines.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(px(BUTTON_GAP) - 2)
        for part in (self._selected, self._clear, self._more):
            self._right.addWidget(part)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(px(PAGE_MARGIN), px(6), px(PAGE_MARGIN), px(4))
        outer.setSpacing(px(12))
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        outer.addLayout(lines, 1)
        outer.addLayout(self._right)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._restyle()

    def _restyle(self) -> None:
        height = _COMPACT_HEIGHT if self._is_compact else _HEIGHT
        # Buttons give way, so what they take now must not keep the window wide.
        self.setMinimumSize(self._look.px(_LEAST_TITLE), self._look.px(height))
        self._fit()

    def _fit(self) -> None:
        """Shortens buttons from the right, then hides them from the right, until all fit."""
        for button in self._buttons:
            button.set_short(False)
            button.show()
        room = self._room()
        for button in reversed(self._buttons):
            if self._needed() <= room:
                break
            button.set_short(True)
        for button in reversed(self._buttons):
            if self._needed() <= room:
                break
            button.set_short(False)
            button.hide()
        self._more.setVisible(bool(self._actions or self.overflow()))
        self._keep_name()

    def _keep_name(self) -> None:
        """Tags give way before the name does."""
        px = self._look.px
        rest = self._needed() + self._state.sizeHint().width()
        rest += self._label.sizeHint().width()
        rest += self._chips.minimumSizeHint().width() + 2 * px(PAGE_MARGIN) + px(100)
        wanted = self._title.sizeHint().width()
        self._title.setMinimumWidth(max(1, min(wanted, self.width() - rest)))

    def _room(self) -> int:
        """What buttons may take: the name, its state and its tags go first."""
        px = self._look.px
        if self._is_compact:
            kept, icon = min(self._facts.sizeHint().width(), self.width() // 2), px(12)
        else:
            parts = (self._title, self._state, self._label, self._chips)
            words = sum(part.sizeHint().width() for part in parts) + px(_ICONS_AND_GAPS)
            kept = min(max(px(_LEAST_TITLE), words), round(self.width() * _MOST_TITLE))
            icon = px(36)
        return self.width() - kept - 2 * px(PAGE_MARGIN) - icon

    def _needed(self) -> int:
        gap = self._right.spacing()
        shown = [button for button in self._buttons if not button.isHidden()]
        width = sum(button.sizeHint().width() + gap for button in shown)
        if self._actions or len(shown) < len(self._buttons):
            width += self._more.sizeHint().width()
        if not self._selected.isHidden():
            width += self._selected.sizeHint().width() + self._clear.sizeHint().width() + 2 * gap
        return width

    def _open_menu(self) -> None:
        corner = self._more.rect().bottomLeft()
        self._menu.popup(self._more.mapToGlobal(corner))

    def _fill_menu(self) -> None:
        self._menu.clear()
        for button in self.overflow():
            self._menu.addAction(self._action_of(button))
        if self.overflow() and self._actions:
            self._menu.addSeparator()
        self._menu.addActions(self._actions)

    def _action_of(self, button: LookButton) -> QAction:
        submenu: QMenu | None = button.menu()
        if submenu is not None:
            entry: QAction = submenu.menuAction()
            entry.setText(button.label)
            return entry
        action = QAction(button.label, self._menu)
        if button.icon_name:
            action.setIcon(self._look.icon(button.icon_name))
        action.setEnabled(button.isEnabled())
        action.setToolTip(button.toolTip())
        action.triggered.connect(button.click)
        return action
