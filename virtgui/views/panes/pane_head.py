"""The head of the bottom pane, and the one line that is left of it when folded."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyleOptionViewItem, QWidget

from virtgui.core.values.task import Task
from virtgui.models.task_words import accessible_words
from virtgui.views.delegates.task_rows import TaskRowDelegate
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.widgets.buttons import FlatButton, IconButton
from virtgui.views.widgets.surface import Hairline, HairlineFrame
from virtgui.views.widgets.tabs import TabBar
from virtgui.views.widgets.text import ElidedLabel

HEAD: Final = 31
FOLDED: Final = 30


class PaneTabs(TabBar):
    """Tabs of a pane: lower than those of pages, and without the line below the chosen one."""

    def tabSizeHint(self, index: int) -> QSize:
        """As high as the head of a pane."""
        return QSize(super().tabSizeHint(index).width(), self._look.px(HEAD) - 1)

    def _paint_line(self, painter: QPainter, rect: QRect) -> None:
        del painter, rect


class PaneHead(HairlineFrame):
    """Tabs at the left; counts, Copy virsh and the fold button at the right.

    Signals:
        tab_chosen: carries the tab's place.
        copy_requested: copy the virsh lines of the selected task.
        fold_requested: fold the pane.
    """

    tab_chosen = Signal(object)
    copy_requested = Signal()
    fold_requested = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", Qt.Edge.BottomEdge, parent=parent)
        self.tabs = PaneTabs(look, name=self.tr("Tasks and events"))
        for word in (self.tr("Tasks"), self.tr("Events"), self.tr("Problems")):
            self.tabs.addTab(word)
        self._counts = ElidedLabel(look, ink="muted")
        self._counts.setObjectName("counts")
        self._line = Hairline(look, Qt.Orientation.Vertical)
        self._copy = FlatButton(look, self.tr("Copy virsh"), "copy")
        self._copy.setObjectName("copy_virsh")
        self._fold = IconButton(look, "chevron-down", self.tr("Fold the task pane"))
        self._fold.setObjectName("fold")
        self.tabs.currentChanged.connect(self.tab_chosen.emit)
        self._copy.clicked.connect(self.copy_requested)
        self._fold.clicked.connect(self.fold_requested)
        look.changed.connect(self._restyle)
        self._lay_out()
        self._restyle()

    def set_counts(self, words: str) -> None:
        """Says how many tasks stand where."""
        self._counts.set_full_text(words)

    def set_copy_reason(self, reason: str) -> None:
        """Disables Copy virsh and says why; empty enables it."""
        self._copy.set_reason(reason)

    def set_problems(self, count: int) -> None:
        """Marks the tab of problems when there are any."""
        self.tabs.set_mark(2, "warn" if count else "", "warn")
        self.tabs.setTabToolTip(2, self.tr("%n need you", "", count) if count else "")

    def show_task_parts(self, *, shown: bool) -> None:
        """Counts and Copy virsh concern tasks only."""
        for part in (self._counts, self._line, self._copy):
            part.setVisible(shown)

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(4), 1, px(8), 1)
        line.setSpacing(px(8))
        # Words of tabs are never cut: the counts give way first, then the copy button's words.
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line.addWidget(self.tabs)
        line.addStretch(1)
        line.addWidget(self._counts)
        line.addWidget(self._line)
        line.addWidget(self._copy)
        line.addWidget(self._fold)

    def _restyle(self) -> None:
        self.setFixedHeight(self._look.px(HEAD))


class FoldedLine(HairlineFrame):
    """The newest task in one line, and the button that unfolds the pane.

    Signals:
        unfold_requested: the pane is wanted; carries the tab's place.
    """

    unfold_requested = Signal(object)

    def __init__(self, look: Look, rows: TaskRowDelegate, *, parent: QWidget | None = None) -> None:
        super().__init__(look, "window", parent=parent)
        self._rows = rows
        self._rows.shows_link = False
        self._task: Task | None = None
        self._problems = FlatButton(look, "", "warn")
        self._problems.set_icon_name("warn", "warn")
        self._problems.setObjectName("folded_problems")
        self._problems.clicked.connect(lambda: self.unfold_requested.emit(2))
        self._unfold = IconButton(look, "chevron-up", self.tr("Show tasks and events"))
        self._unfold.setObjectName("unfold")
        self._unfold.clicked.connect(lambda: self.unfold_requested.emit(None))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, look.px(8), 0)
        line.setSpacing(look.px(4))
        line.addStretch(1)
        line.addWidget(self._problems)
        line.addWidget(self._unfold)
        look.busy.ticked.connect(self._turn)
        look.changed.connect(self._restyle)
        self.set_problems(0)
        self._restyle()

    def show_task(self, task: Task | None, now: float) -> None:
        """Shows the newest task, or that there is none."""
        self._task = task
        words = accessible_words(task, now) if task else self.tr("No tasks")
        self.setAccessibleName(words)
        self.update()

    def set_problems(self, count: int) -> None:
        """Says how many problems want a person."""
        self._problems.set_label(self.tr("%n need you", "", count))
        self._problems.setVisible(bool(count))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere unfolds."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.unfold_requested.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints hairline and task."""
        super().paintEvent(event)
        painter = QPainter(self)
        taken = self._problems if self._problems.isVisible() else self._unfold
        room = self.width() - taken.x() if not self.isRightToLeft() else taken.geometry().right()
        option = QStyleOptionViewItem()
        option.initFrom(self)
        option.rect = self.rect().adjusted(0, 1, -room, 0)
        if self.isRightToLeft():
            option.rect = self.rect().adjusted(room, 1, 0, 0)
        if self._task is not None:
            self._rows.paint_task(painter, option, self._task)
        else:
            margin = self._look.px(PAGE_MARGIN)
            box = option.rect.adjusted(margin, 0, -margin, 0)
            self._rows.text(painter, option, box, self.tr("No tasks"), ink="muted")
        painter.end()

    def _turn(self) -> None:
        if self.isVisible() and self._task is not None and not self._task.state.is_over:
            self.update()

    def _restyle(self) -> None:
        self.setFixedHeight(self._look.px(FOLDED))
        self.update()
