"""Machines of a host whose definitions are gone, with the way to bring them back."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.ops.domain import DefineDomain
from virtgui.core.queries import ReadRemoved, ReadVersionText
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.version import Version
from virtgui.models.durations import moment_text
from virtgui.models.error_words import error_text
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LookButton
from virtgui.views.widgets.surface import Hairline, ScrollPage
from virtgui.views.widgets.text import ElidedLabel, TextLabel

_WIDTH: Final = 640
_HEIGHT: Final = 240


class RemovedDomainsDialog(FittedDialog):
    """Lists what the history remembers of machines that are gone.

    Args of the constructor: `refusal` says why nothing can be defined now; `now` is the wall
    clock in seconds.
    """

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        connection: ConnectionId,
        node_name: str,
        *,
        refusal: str = "",
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Removed machines of {host}").format(host=in_sentence(node_name))
        super().__init__(look, title, width=_WIDTH, parent=parent)
        self.setObjectName("removed_domains")
        self._dispatcher, self._connection = dispatcher, connection
        self._refusal, self._now = refusal, now
        self._queries: list[int] = []
        self.body.addWidget(TextLabel(look, title, font="section", wrap=True))
        self.body.addWidget(
            TextLabel(
                look,
                self.tr(
                    "Their definitions are kept in the history of this program. Bringing one back "
                    "defines it again; disks that were deleted do not come back."
                ),
                ink="muted",
                wrap=True,
            )
        )
        self._sentence = TextLabel(look, self.tr("Reading the history…"), wrap=True)
        self.body.addWidget(self._sentence)
        self._page = ScrollPage(look, margin=0, spacing=0)
        self._page.setMinimumHeight(look.px(_HEIGHT))
        self.body.addWidget(self._page)
        self.add_cancel(self.tr("Close"))
        self._queries.append(dispatcher.ask(ReadRemoved(connection), self._take, self._take_error))

    def done(self, code: int) -> None:
        """Wait for no answer any more."""
        for query in self._queries:
            self._dispatcher.take_back(query)
        super().done(code)

    def _take(self, versions: tuple[Version, ...]) -> None:
        self._sentence.setVisible(not versions)
        self._sentence.setText(self.tr("The history knows of no removed machine."))
        for version in versions:
            row = _Row(self._look, version, moment_text(version.at, self._now()))
            row.bring_back.set_reason(self._refusal)
            row.wanted.connect(self._bring_back)
            self._page.body.addWidget(row)
        self._page.body.addStretch(1)

    def _take_error(self, error: ErrorInfo) -> None:
        self._sentence.show()
        self._sentence.setText(error_text(error).why)

    def _bring_back(self, wish: tuple[Version, LookButton]) -> None:
        version, button = wish
        button.setEnabled(False)

        def define(text: str) -> None:
            operation = DefineDomain(ref=node_ref(self._connection), xml=text)
            self._dispatcher.submit(operation, version.name)

        query = ReadVersionText(version.digest)
        self._queries.append(self._dispatcher.ask(query, define, self._take_error))


class _Row(QWidget):
    """One removed machine.

    Signals:
        wanted: bring it back; carries (`Version`, the button).
    """

    wanted = Signal(object)

    def __init__(self, look: Look, version: Version, when: str) -> None:
        super().__init__()
        self.bring_back = LookButton(look, self.tr("Bring back"), "undo", bar=True)
        name = self.tr("Bring {name} back")
        self.bring_back.setAccessibleName(name.format(name=one_line(version.name)))
        self.bring_back.clicked.connect(lambda: self.wanted.emit((version, self.bring_back)))
        texts = QVBoxLayout()
        texts.setSpacing(look.px(2))
        texts.addWidget(ElidedLabel(look, one_line(version.name), font="body-strong"))
        gone = self.tr("Removed {when}").format(when=when)
        remark = one_line(version.remark)
        told = " · ".join(part for part in (gone, remark) if part)
        texts.addWidget(ElidedLabel(look, told, font="small", ink="muted"))
        line = QHBoxLayout()
        line.setContentsMargins(0, look.px(8), look.px(8), look.px(8))
        line.addLayout(texts, 1)
        line.addWidget(self.bring_back, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        column.addWidget(Hairline(look))
