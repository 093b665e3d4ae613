"""All about one task: when, how it ended, why, and the virsh lines that do the same."""

import time
from collections.abc import Callable

from PySide6.QtCore import QDateTime, QLocale, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.errors import ErrorInfo
from virtgui.core.refs import NODE
from virtgui.core.values.task import Task, TaskState
from virtgui.models.plain_text import one_line as plain
from virtgui.models.task_words import (
    percent_words,
    remark_word,
    sentence,
    span_words,
    task_icon,
)
from virtgui.models.words import operation_word, task_state_word
from virtgui.views.dialogs.fitted import ErrorPanel, FittedDialog
from virtgui.views.dialogs.task_parts import PartList
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.fields import CodeLine, TextArea
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.text import IconLabel, TextLabel


class TaskDetailsDialog(FittedDialog):
    """Follows its task while it is open.

    Signals:
        again_requested: run it again; carries the `Task`.
        cancel_requested: cancel it; carries the `Task`.
        object_opened: show its object; carries the reference.
    """

    again_requested = Signal(object)
    cancel_requested = Signal(object)
    object_opened = Signal(object)

    def __init__(
        self,
        look: Look,
        task: Task,
        feed: Feed,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        verb = operation_word(task.operation.code)
        super().__init__(look, verb, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("task_details")
        self._task = task
        self._feed = feed
        self._clock = clock
        self._icon = IconLabel(look, "", size=20)
        self._panel = KeyValuePanel(look)
        self._parts = PartList(look)
        self._error = ErrorPanel(look)
        self._own_label = TextLabel(look, self.tr("libvirt's own words"), ink="muted")
        self._own = self._text_area()
        self._code = TextLabel(look, font="small", ink="muted", selectable=True)
        self._build(verb)
        self._add_buttons()
        self.show_task(task)
        feed.tasks_changed.connect(self._take)

    @property
    def task(self) -> Task:
        """The task as it is now."""
        return self._task

    def show_task(self, task: Task) -> None:
        """Shows a newer state of the task."""
        self._task = task
        name, role = task_icon(task.state)
        self._icon.set_icon(name, role)
        self._show_values(task)
        self._parts.show_task(task)
        self._show_error(task.error)
        self._cancel_task.setVisible(task.cancellable)
        self._again.setVisible(task.state.is_over)
        ref = task.operation.ref
        known = ref.kind == NODE or self._feed.inventory.get(ref) is not None
        self._opening.set_reason("" if known else self.tr("It is not there any more."))
        self.fit_soon()

    def _build(self, verb: str) -> None:
        line = QHBoxLayout()
        line.setSpacing(self._look.px(10))
        line.addWidget(self._icon)
        title = TextLabel(
            self._look, f"{verb} · {plain(self._task.name)}", font="section", wrap=True
        )
        line.addWidget(title, 1)
        self.body.addLayout(line)
        for key, label in self._keys():
            self._panel.add_row(key, label, middle=key in ("name", "uri"))
        self.body.addWidget(self._panel)
        self.body.addWidget(self._parts)
        self.body.addWidget(self._error)
        for widget in (self._own_label, self._own, self._code):
            self.body.addWidget(widget)
        self.body.addWidget(TextLabel(self._look, self.tr("As virsh"), ink="muted"))
        for command in self._task.virsh:
            self.body.addWidget(CodeLine(self._look, command))
        self.body.addStretch(1)

    def _keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("state", self.tr("State")),
            ("name", self.tr("Object")),
            ("node", self.tr("Host")),
            ("uri", self.tr("Address")),
            ("submitted", self.tr("Asked for")),
            ("started", self.tr("Started")),
            ("ended", self.tr("Ended")),
        )

    def _add_buttons(self) -> None:
        look = self._look
        copy = FlatButton(look, self.tr("Copy report"), "copy", bar=False)
        copy.setObjectName("copy_report")
        copy.clicked.connect(self._copy)
        self.foot_start.addWidget(copy)
        self.add_cancel(self.tr("Close"))
        self._cancel_task = self.add_button(self.tr("Cancel task"))
        self._cancel_task.setObjectName("cancel_task")
        self._cancel_task.clicked.connect(lambda: self.cancel_requested.emit(self._task))
        self._again = self.add_button(self.tr("Run again"), "refresh")
        self._again.setObjectName("again")
        self._again.clicked.connect(self._run_again)
        self._opening = self.add_button(self.tr("Open object"), "link-out")
        self._opening.setObjectName("open_object")
        self._opening.clicked.connect(self._open)

    def _text_area(self) -> TextArea:
        area = TextArea(self._look, mono=True)
        area.setReadOnly(True)
        area.setTabChangesFocus(True)
        area.setLineWrapMode(TextArea.LineWrapMode.WidgetWidth)
        area.setFixedHeight(self._look.px(72))
        area.setAccessibleName(self.tr("libvirt's own words"))
        return area

    def _show_values(self, task: Task) -> None:
        values = {
            "state": self._state_words(task),
            "name": task.name,
            "node": task.node,
            "uri": task.uri,
            "submitted": _moment(task.submitted_at),
            "started": _moment(task.started_at),
            "ended": self._ended_words(task),
        }
        for key, value in values.items():
            self._panel.set_value(key, value)
            self._panel.set_row_visible(key, bool(value))

    def _state_words(self, task: Task) -> str:
        word = task_state_word(task.state)
        said = "" if task.state is TaskState.FAILED else sentence(task, self._clock())
        if task.state is TaskState.FAILED and task.remark:
            said = remark_word(task.remark)
        parts = (word, percent_words(task.progress), said)
        if said.startswith(word):
            parts = ("", "", said)
        return " · ".join(part for part in dict.fromkeys(parts) if part)

    def _ended_words(self, task: Task) -> str:
        ended = _moment(task.ended_at)
        if not ended or task.started_at is None or task.ended_at is None:
            return ended
        span = span_words(task.ended_at - task.started_at)
        return self.tr("{0}, after {1}").format(ended, span)

    def _show_error(self, error: ErrorInfo | None) -> None:
        self._error.setVisible(error is not None)
        own = error.detail if error else ""
        for widget in (self._own_label, self._own):
            widget.setVisible(bool(own))
        self._own.setPlainText(own)
        self._code.setVisible(error is not None and error.libvirt_code is not None)
        if error is not None:
            self._error.show_error(error)
            words = self.tr("libvirt error {0}, part {1}")
            self._code.setText(words.format(error.libvirt_code, error.libvirt_domain))

    @Slot(object)
    def _take(self, tasks: list[Task]) -> None:
        for task in tasks:
            if task.id == self._task.id:
                self.show_task(task)

    def _run_again(self) -> None:
        self.accept()
        self.again_requested.emit(self._task)

    def _open(self) -> None:
        self.accept()
        self.object_opened.emit(self._task.operation.ref)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report())

    def report(self) -> str:
        """Everything as text, for a message to somebody else."""
        lines = [f"{operation_word(self._task.operation.code)} · {plain(self._task.name)}"]
        lines += [
            f"{label}: {self._panel.value(key)}"
            for key, label in self._keys()
            if self._panel.value(key)
        ]
        lines += list(self._parts.lines)
        if self._task.error:
            lines += [self._error.accessibleName(), self._task.error.detail, self._code.text()]
        lines += list(self._task.virsh)
        return "\n".join(line for line in lines if line)


def _moment(at: float | None) -> str:
    if at is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(round(at * 1000))
    day = QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)
    return f"{day} {moment.toString('HH:mm:ss')}"
