"""The parts of a task under each other, with how each stands."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from virtgui.core.values.task import Task
from virtgui.models.part_words import part_icon, part_line
from virtgui.views.look.look import Look
from virtgui.views.widgets.text import IconLabel, TextLabel


class PartList(QWidget):
    """One line for each part; hidden while there is none."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("task_parts")
        self._look = look
        self._rows: list[tuple[IconLabel, TextLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.px(8))
        self._grid.setVerticalSpacing(look.px(4))
        self._grid.setColumnStretch(1, 1)
        self.hide()

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands in the lines."""
        return tuple(text.text() for _, text in self._rows)

    def show_task(self, task: Task) -> None:
        """Shows how the parts of a task stand; their number never changes once there are some."""
        is_over = task.state.is_over
        while len(self._rows) < len(task.parts):
            self._add_row()
        for (icon, text), part in zip(self._rows, task.parts, strict=False):
            icon.set_icon(*part_icon(part, is_over=is_over))
            text.setText(part_line(part, is_over=is_over))
        self.setVisible(bool(task.parts))

    def _add_row(self) -> None:
        icon = IconLabel(self._look, "", size=14)
        text = TextLabel(self._look, wrap=True, selectable=True)
        row = len(self._rows)
        self._grid.addWidget(icon, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        self._rows.append((icon, text))
