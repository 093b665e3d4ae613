"""The bar below the form: how many changes wait, undo and redo, and the way to the review."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from virtgui.documents.editing.live_plan import Moment
from virtgui.models.hardware.review import ReviewEntry
from virtgui.models.translate import tr
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton, LookButton
from virtgui.views.widgets.surface import Hairline, Surface
from virtgui.views.widgets.text import TextLabel


class ChangeBar(Surface):
    """Counts the edits.

    Signals:
        undo_requested: take the last edit back.
        redo_requested: do it again.
        review_requested: show what would be applied.
    """

    undo_requested = Signal()
    redo_requested = Signal()
    review_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", parent)
        self.setObjectName("change_bar")
        self._count = TextLabel(look, font="body-medium")
        self._moments = TextLabel(look, font="small", ink="muted")
        self._undo = IconButton(look, "undo", self.tr("Undo (Ctrl+Z)"))
        self._redo = IconButton(look, "refresh", self.tr("Redo (Ctrl+Shift+Z)"))
        self._review = LookButton(look, self.tr("Review"), "check")
        self._review.setObjectName("open_review")
        px = look.px
        line = QHBoxLayout()
        line.setContentsMargins(px(24), px(6), px(16), px(6))
        line.setSpacing(px(10))
        line.addWidget(self._count)
        line.addWidget(self._moments)
        line.addStretch(1)
        for button in (self._undo, self._redo, self._review):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(look))
        column.addLayout(line)
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        self._review.clicked.connect(self.review_requested)
        self.hide()

    def show_state(
        self, entries: Sequence[ReviewEntry], *, undo: str, redo: str, is_open: bool
    ) -> None:
        """Show how many changes wait; hide when there is nothing to say."""
        self.setVisible(bool(entries or undo or redo))
        self._count.setText(_count_words(len(entries)) if entries else self.tr("No changes"))
        self._moments.setText(" · ".join(self._told(entries)))
        self._undo.setEnabled(bool(undo))
        self._redo.setEnabled(bool(redo))
        self._review.setVisible(bool(entries) and not is_open)

    def _told(self, entries: Sequence[ReviewEntry]) -> list[str]:
        texts = {
            Moment.NOW: self.tr("{number} now"),
            Moment.NEXT_START: self.tr("{number} at next start"),
            Moment.REFUSED: self.tr("{number} refused"),
        }
        counted = ((moment, sum(entry.moment is moment for entry in entries)) for moment in texts)
        return [texts[moment].format(number=number) for moment, number in counted if number]


def _count_words(count: int) -> str:
    return tr("%n change(s)", "", count)
