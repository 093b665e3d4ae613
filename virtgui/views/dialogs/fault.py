"""Unexpected errors: one dialog, whose text can be copied into a report."""

import platform
from typing import Final

import PySide6
from PySide6.QtCore import QObject, Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

import virtgui
from virtgui.bridge.feed import Feed
from virtgui.core.messages import Fault
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.fields import TextArea

MOST_KEPT: Final = 20
"""Traces beyond this number are counted, not kept: a loop of faults must not fill the memory."""


def versions() -> tuple[tuple[str, str], ...]:
    """What a report has to name besides libvirt: program, toolkit, interpreter, system."""
    return (
        ("virtgui", virtgui.__version__),
        ("Qt", qVersion() or ""),
        ("PySide", PySide6.__version__),
        ("Python", platform.python_version()),
        ("System", platform.platform()),
    )


class FaultDialog(FittedDialog):
    """Says that something unexpected happened; later faults are added and counted."""

    def __init__(self, look: Look, fault: Fault, parent: QWidget | None = None) -> None:
        title = self.tr("Something unexpected happened")
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("fault_dialog")
        # Nobody should have to read this before going on.
        self.setModal(False)
        self._faults = [fault]
        self.count = 1
        self.add_title(title, "error", "error")
        self.add_text(
            self.tr(
                "What you see may not be right any more. The program goes on; if it behaves "
                "oddly, start it again. A report helps: copy it and send it to the authors."
            )
        )
        self._number = self.add_text("", ink="muted")
        self._text = TextArea(look, mono=True)
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(self.tr("Report"))
        self._text.setMinimumHeight(look.px(200))
        self.body.addWidget(self._text, 1)
        copy = FlatButton(look, self.tr("Copy report"), "copy", bar=False)
        copy.setObjectName("copy_report")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report()))
        self.foot_start.addWidget(copy)
        self.add_cancel(self.tr("Close"))
        self._show()

    def add_fault(self, fault: Fault) -> None:
        """Counts another fault; its trace is added while there are few."""
        self.count += 1
        if len(self._faults) < MOST_KEPT:
            self._faults.append(fault)
        self._show()

    def report(self) -> str:
        """Versions and traces as text."""
        head = "\n".join(f"{name}: {version}" for name, version in versions())
        parts = [f"{fault.summary}\n\n{fault.trace}".strip() for fault in self._faults]
        return "\n\n".join((head, *parts))

    def _show(self) -> None:
        self._number.setVisible(self.count > 1)
        self._number.setText(self.tr("%n of them so far.", "", self.count))
        self._text.setPlainText(self.report())


class FaultReporter(QObject):
    """Shows what the feed reports; one dialog at a time."""

    def __init__(self, look: Look, feed: Feed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._window = parent
        self.dialog: FaultDialog | None = None
        feed.fault_reported.connect(self._take)

    @Slot(object)
    def _take(self, fault: Fault) -> None:
        if self.dialog is not None:
            self.dialog.add_fault(fault)
            return
        self.dialog = FaultDialog(self._look, fault, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    @Slot()
    def _closed(self) -> None:
        self.dialog = None
