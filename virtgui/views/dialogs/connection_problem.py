"""Why a host cannot be reached, and what to do about it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.models.task_words import ago_words, span_words
from virtgui.models.words import link_word, security_word
from virtgui.views.dialogs.fitted import ErrorPanel, FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.fields import TextArea
from virtgui.views.widgets.key_values import KeyValuePanel
from virtgui.views.widgets.text import TextLabel

_TICK_MS = 1_000


class ConnectionProblemDialog(FittedDialog):
    """State, error and ways out of one connection; follows it when a feed is given.

    Signals:
        retry_requested: try now; carries the `ConnectionSpec`.
        edit_requested: change the address; carries the `ConnectionSpec`.
    """

    retry_requested = Signal(object)
    edit_requested = Signal(object)

    def __init__(
        self,
        look: Look,
        status: ConnectionStatus,
        parent: QWidget | None = None,
        *,
        feed: Feed | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        title = self.tr("Connection to {0}").format(status.spec.name)
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("connection_problem")
        self._status = status
        self._feed = feed
        self._clock = clock
        self._panel = KeyValuePanel(look)
        self._error = ErrorPanel(look)
        self._own_label = TextLabel(look, self.tr("The error's own words"), ink="muted")
        self._own = TextArea(look, mono=True)
        self._timer = QTimer(self)
        self._build(title)
        self.show_status(status)
        self._timer.timeout.connect(self._show_values)
        self._timer.start(_TICK_MS)
        if feed is not None:
            feed.statuses_changed.connect(self._on_statuses)

    def show_status(self, status: ConnectionStatus) -> None:
        """Shows a newer state."""
        self._status = status
        self._show_values()
        error = status.error
        self._error.setVisible(error is not None)
        if error is not None:
            self._error.show_error(error)
        own = error.detail if error else ""
        self._own.setPlainText(own)
        self._own.setVisible(bool(own))
        self._own_label.setVisible(bool(own))
        is_well = status.state is ConnectionState.CONNECTED
        self._retry.set_reason(self.tr("It is connected.") if is_well else "")
        self.fit_soon()

    def report(self) -> str:
        """Everything as text."""
        lines = [f"{label}: {self._panel.value(key)}" for key, label in self._keys()]
        if self._status.error:
            lines += [self._error.accessibleName(), self._status.error.detail]
        return "\n".join(line for line in lines if line)

    def _keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("state", self.tr("State")),
            ("uri", self.tr("Address")),
            ("security", self.tr("Way there")),
            ("answer", self.tr("Last answer")),
            ("retry", self.tr("Next try")),
        )

    def _build(self, title: str) -> None:
        look = self._look
        self.add_title(title, "node")
        for key, label in self._keys():
            self._panel.add_row(key, label, middle=key == "uri")
        self._own.setReadOnly(True)
        self._own.setTabChangesFocus(True)
        self._own.setLineWrapMode(TextArea.LineWrapMode.WidgetWidth)
        self._own.setFixedHeight(look.px(72))
        self._own.setAccessibleName(self.tr("The error's own words"))
        for widget in (self._panel, self._error, self._own_label, self._own):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        copy = FlatButton(look, self.tr("Copy report"), "copy", bar=False)
        copy.setObjectName("copy_report")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report()))
        self.foot_start.addWidget(copy)
        self._retry = self.add_primary(self.tr("Retry now"), "refresh")
        self._retry.clicked.disconnect(self.accept)
        self._retry.clicked.connect(lambda: self.retry_requested.emit(self._status.spec))
        self.add_cancel(self.tr("Close"))
        edit = self.add_button(self.tr("Edit connection…"), "edit")
        edit.setObjectName("edit")
        edit.clicked.connect(self._edit)

    @Slot()
    def _show_values(self) -> None:
        status, now = self._status, self._clock()
        answer = self.tr("never")
        if status.last_answer_at is not None:
            answer = ago_words(now - status.last_answer_at)
        retry = ""
        if status.state is ConnectionState.WAITING and status.retry_at is not None:
            retry = self.tr("in {0}").format(span_words(int(max(0.0, status.retry_at - now))))
        values = {
            "state": link_word(status.state),
            "uri": status.spec.uri,
            "security": security_word(status.security),
            "answer": answer,
            "retry": retry,
        }
        for key, value in values.items():
            self._panel.set_value(key, value)
        self._panel.set_row_visible("retry", bool(retry))

    @Slot(object)
    def _on_statuses(self, changed: frozenset[str]) -> None:
        status = self._feed.status(self._status.id) if self._feed else None
        if status is not None and status.id in changed:
            self.show_status(status)

    def _edit(self) -> None:
        self.accept()
        self.edit_requested.emit(self._status.spec)
