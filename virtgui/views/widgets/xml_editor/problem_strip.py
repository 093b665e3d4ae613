"""The problems of a text, one line each, below it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from virtgui.documents.schema_problem import SchemaProblem
from virtgui.models.plain_text import plain_tip
from virtgui.models.xml_words import schema_problem_text
from virtgui.views.look.look import Look
from virtgui.views.widgets.surface import HairlineFrame

_MOST_ROWS: Final = 4
_ROW: Final = 24


class ProblemStrip(HairlineFrame):
    """A list that is as high as it has rows, up to four; away when there are none.

    Signals:
        chosen: the `SchemaProblem` that was clicked, or entered by keyboard.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", Qt.Edge.TopEdge, parent=parent)
        self._problems: tuple[SchemaProblem, ...] = ()
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Problems"))
        self._list.setFrameShape(QListWidget.Shape.NoFrame)
        self._list.setUniformItemSizes(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._on_item)
        self._list.itemActivated.connect(self._on_item)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(4), 1, look.px(4), 0)
        layout.addWidget(self._list)
        look.changed.connect(self._refill)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What the rows say."""
        return tuple(self._list.item(row).text() for row in range(self._list.count()))

    def set_problems(self, problems: Sequence[SchemaProblem]) -> None:
        """Show problems."""
        if tuple(problems) != self._problems:
            self._problems = tuple(problems)
            self._refill()

    def _refill(self) -> None:
        self._list.clear()
        for problem in self._problems:
            words = self.tr("Line {line}: {problem}").format(
                line=problem.line, problem=schema_problem_text(problem)
            )
            item = QListWidgetItem(self._look.icon("error", "error"), words)
            item.setToolTip(plain_tip(words))
            self._list.addItem(item)
        rows = min(_MOST_ROWS, len(self._problems))
        hint = max(self._list.sizeHintForRow(0), self._look.px(_ROW)) if rows else 0
        self._list.setFixedHeight(rows * hint + 2)
        self.setVisible(bool(rows))

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._problems[self._list.row(item)])
