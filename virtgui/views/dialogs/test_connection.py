"""The test of a connection, step by step, and what to do about the one that fails."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.redact import redact
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.diagnosis import Diagnosis
from virtgui.models.doctor_words import report, summary
from virtgui.models.prompt_queue import NO_TEST, PromptQueue
from virtgui.views.dialogs.doctor_steps import StepList
from virtgui.views.dialogs.fitted import ErrorPanel, FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.prompts.overlay import may_take_focus
from virtgui.views.prompts.panel import PromptPanel
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel


class TestConnectionDialog(FittedDialog):
    """Tests a connection when it is shown; closing it ends the test."""

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        feed: Feed,
        spec: ConnectionSpec,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        title = self.tr("Test of {0}").format(spec.name)
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("test_connection")
        self._dispatcher, self._spec = dispatcher, spec
        self._test = NO_TEST
        self._diagnosis: Diagnosis | None = None
        self._queue = PromptQueue(feed, diagnosis=NO_TEST, uri=spec.uri, parent=self)
        self._panel = PromptPanel(look, self._queue, dispatcher, clock=clock)
        self._steps = StepList(look)
        self._error = ErrorPanel(look)
        self._build(title)
        self._queue.changed.connect(self._on_prompts)
        feed.diagnosis_changed.connect(self._on_diagnosis)

    @property
    def diagnosis(self) -> Diagnosis | None:
        """How far the test is; None before anything was heard of it."""
        return self._diagnosis

    def report(self) -> str:
        """Everything as text, without secrets."""
        return report(self._diagnosis) if self._diagnosis is not None else ""

    def showEvent(self, event: QShowEvent) -> None:
        """Starts the test."""
        super().showEvent(event)
        if self._test == NO_TEST:
            self._start()

    def done(self, result: int) -> None:
        """Ends the test."""
        self._stop()
        self._panel.leave()
        super().done(result)

    def _build(self, title: str) -> None:
        look = self._look
        self.add_title(title, "node")
        address = ElidedLabel(
            look, redact(self._spec.uri), ink="muted", mode=Qt.TextElideMode.ElideMiddle
        )
        self.body.addWidget(address)
        self.body.addLayout(self._make_summary())
        for widget in (self._steps, self._panel, self._error):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self._panel.hide()
        self._error.hide()
        self._copy = FlatButton(look, self.tr("Copy report"), "copy", bar=False)
        self._copy.setObjectName("copy_report")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report()))
        self.foot_start.addWidget(self._copy)
        self._again = self.add_primary(self.tr("Test again"), "refresh")
        self._again.clicked.disconnect(self.accept)
        self._again.clicked.connect(self._start)
        self._close = self.add_cancel(self.tr("Close"))

    def _make_summary(self) -> QHBoxLayout:
        look = self._look
        self._summary_icon = IconLabel(look, "info", role="info")
        self._summary = TextLabel(look, self.tr("The test starts."), font="body-medium", wrap=True)
        self._summary.setObjectName("summary")
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        line.addWidget(self._summary_icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._summary, 1)
        return line

    @Slot()
    def _start(self) -> None:
        self._stop()
        self._diagnosis = None
        self._say("info", self.tr("The test starts."))
        self._steps.show_steps(())
        self._error.hide()
        self._copy.set_reason(self.tr("There is nothing to report yet."))
        self._again.set_reason(self.tr("The test is running."))
        self._test = self._dispatcher.diagnose(self._spec)
        self._queue.follow(self._test)

    def _stop(self) -> None:
        if self._test != NO_TEST:
            self._dispatcher.stop_diagnosis(self._test)
            self._test = NO_TEST
            self._queue.follow(NO_TEST)

    @Slot(object)
    def _on_diagnosis(self, diagnosis: Diagnosis) -> None:
        if diagnosis.id != self._test:
            return
        self._diagnosis = diagnosis
        self._say(*summary(diagnosis))
        self._steps.show_steps(diagnosis.steps)
        failed = diagnosis.failed
        has_error = failed is not None and failed.error is not None
        self._error.setVisible(has_error)
        if failed is not None and failed.error is not None:
            self._error.show_error(failed.error)
        self._copy.set_reason("")
        self._again.set_reason("" if diagnosis.is_over else self.tr("The test is running."))
        if diagnosis.is_over and self.focusWidget() in (None, self._close):
            self._again.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit_and_show(self._error)

    @Slot()
    def _on_prompts(self) -> None:
        if self._queue.current is None:
            if self._panel.holds_focus:
                self._close.setFocus(Qt.FocusReason.OtherFocusReason)
            self._panel.hide()
            return
        is_new = self._panel.isHidden()
        self._panel.show()
        if is_new and may_take_focus(self):
            self._panel.focus_answer()
        self._fit_and_show(self._panel)

    def _fit_and_show(self, widget: QWidget) -> None:
        """Grows, and scrolls to a part where the screen is too low for all."""
        self.fit_soon()
        QTimer.singleShot(0, self, lambda: self._scroll_to(widget))

    def _scroll_to(self, widget: QWidget) -> None:
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and widget.isVisible():
            above.ensureWidgetVisible(widget, 0, self._look.px(8))

    def _say(self, severity: str, words: str) -> None:
        self._summary_icon.set_icon(severity, severity)
        self._summary.setText(words)
