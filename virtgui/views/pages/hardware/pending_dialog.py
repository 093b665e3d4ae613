"""What runs beside what the next start will use, with the way back to what runs."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import PartChange, revert, revert_leaves
from virtgui.documents.editing.leaves import Leaf
from virtgui.models.hardware.conflict_words import changes_in_words
from virtgui.models.hardware.editor import HardwareEditor, differences, is_same
from virtgui.models.hardware.review import ReviewEntry
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.surface import ScrollPage
from virtgui.views.widgets.text import TextLabel

_WIDTH: Final = 880
_HEIGHT: Final = 240


class PendingDialog(FittedDialog):
    """A table: setting, as it runs, at the next start; each can go back to what runs."""

    def __init__(
        self, look: Look, editor: HardwareEditor, name: str, parent: QWidget | None = None
    ) -> None:
        title = self.tr("What waits for the next start of {name}")
        super().__init__(look, title.format(name=in_sentence(name)), width=_WIDTH, parent=parent)
        self.setObjectName("pending_dialog")
        self._editor = editor
        self.body.addWidget(TextLabel(look, self.windowTitle(), font="section", wrap=True))
        sentence = self.tr(
            "“Use what runs” edits the definition; it counts as a change until you apply it."
        )
        self.body.addWidget(TextLabel(look, sentence, ink="muted", wrap=True))
        page = ScrollPage(look, margin=0)
        page.setMinimumHeight(look.px(_HEIGHT))
        holder = QWidget()
        self._grid = QGridLayout(holder)
        self._grid.setContentsMargins(0, 0, look.px(8), 0)
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(8))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        page.body.addWidget(holder)
        page.body.addStretch(1)
        self.body.addWidget(page)
        self.add_cancel(self.tr("Close"))
        self._fill()

    def _fill(self) -> None:
        heads = ("", self.tr("Running"), self.tr("Next start"))
        for column, head in enumerate(heads):
            self._put(0, column, TextLabel(self._look, head, font="small-strong", ink="muted"))
        scene, running, draft = self._editor.scene, self._editor.running, self._editor.draft
        if scene is None or running is None or draft is None:
            return
        entries = changes_in_words(running, draft.base, self._editor.pending, scene)
        for number, entry in enumerate(entries, 1):
            self._add(number, entry)

    def _add(self, line: int, entry: ReviewEntry) -> None:
        look = self._look
        name = f"{one_line(entry.title)} · {one_line(entry.setting)}"
        self._put(line, 0, TextLabel(look, name, wrap=True))
        self._put(line, 1, TextLabel(look, one_line(entry.old) or "–", wrap=True))
        self._put(line, 2, TextLabel(look, one_line(entry.new) or "–", wrap=True))
        back = LinkButton(look, self.tr("Use what runs"))
        back.setFixedHeight(look.px(16))
        back.clicked.connect(lambda: self._use_running(entry, back))
        self._put(line, 3, back)

    def _put(self, line: int, column: int, widget: QWidget) -> None:
        self._grid.addWidget(widget, line, column, Qt.AlignmentFlag.AlignTop)

    def _use_running(self, entry: ReviewEntry, button: LinkButton) -> None:
        running = self._editor.running
        if running is None:
            return
        self._editor.edit("revert_to_running", _way_back(entry.change, entry.leaves, running))
        button.setEnabled(False)


def _way_back(
    change: PartChange, leaves: tuple[Leaf, ...], running: DomainDocument
) -> Callable[[DomainDocument], None]:
    """What puts the running state into a definition."""

    def work(document: DomainDocument) -> None:
        # Edits may have moved the device since the difference was told.
        known = differences(running, document)
        same = next((one for one in known if is_same(one, change)), None)
        if same is None:
            return
        if leaves:
            revert_leaves(same, leaves, document.element, running.element)
        else:
            revert(same, document.element, running.element)

    return work
