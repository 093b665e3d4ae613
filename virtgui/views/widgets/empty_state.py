"""What a page shows when it has nothing to show, or could not get it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton, LookButton
from virtgui.views.widgets.surface import Surface
from virtgui.views.widgets.text import IconLabel, TextLabel

_TEXT_WIDTH: Final = 420


class EmptyState(Surface):
    """Icon, what belongs here, one sentence, one or two verbs: a left-aligned block, centred."""

    def __init__(
        self,
        look: Look,
        icon: str,
        title: str,
        sentence: str,
        buttons: Sequence[QPushButton] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self._icon = IconLabel(look, icon, size=24)
        self._title = TextLabel(look, title, font="section", wrap=True)
        self._sentence = TextLabel(look, sentence, ink="muted", wrap=True)
        self._block = QVBoxLayout()
        self._block.setSpacing(look.px(6))
        self._block.addWidget(self._icon)
        self._block.addSpacing(look.px(4))
        self._block.addWidget(self._title)
        self._block.addWidget(self._sentence)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(look.px(8))
        for button in buttons:
            self._foot.addWidget(button)
        self._foot.addStretch(1)
        self._block.addSpacing(look.px(8))
        self._block.addLayout(self._foot)
        self._centre()
        self.setAccessibleName(title)

    def set_text(self, title: str, sentence: str) -> None:
        """Says something else."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)

    def _centre(self) -> None:
        holder = QWidget(self)
        holder.setLayout(self._block)
        buttons = self._foot.sizeHint().width()
        holder.setMaximumWidth(max(self._look.px(_TEXT_WIDTH), buttons))
        holder.setMinimumWidth(min(self._look.px(_TEXT_WIDTH), self._look.px(240)))
        self._block.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout(self)
        grid.setContentsMargins(self._look.px(24), 0, self._look.px(24), 0)
        grid.addWidget(holder, 1, 1)
        grid.setRowStretch(0, 2)
        grid.setRowStretch(2, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 1)


class ErrorState(EmptyState):
    """What failed, why, and what to do next, with Retry and Copy details.

    Signals:
        retry_requested: try again.
        copy_requested: put the details on the clipboard.
    """

    retry_requested = Signal()
    copy_requested = Signal()

    def __init__(
        self, look: Look, what: str, why: str, following: str = "", *, parent: QWidget | None = None
    ) -> None:
        retry = LookButton(look, "", "refresh")
        details = FlatButton(look, "", "copy", bar=False)
        super().__init__(look, "error", what, why, (retry, details), parent=parent)
        retry.set_label(self.tr("Retry"))
        details.set_label(self.tr("Copy details"))
        retry.clicked.connect(self.retry_requested)
        details.clicked.connect(self.copy_requested)
        self._icon.set_icon("error", "error")
        self._next = TextLabel(look, following, ink="muted", wrap=True)
        self._next.setVisible(bool(following))
        self._block.insertWidget(self._block.indexOf(self._sentence) + 1, self._next)

    def set_error(self, what: str, why: str, following: str = "") -> None:
        """Tells of another failure."""
        self.set_text(what, why)
        self._next.setText(following)
        self._next.setVisible(bool(following))
