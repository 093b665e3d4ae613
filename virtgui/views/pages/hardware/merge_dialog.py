"""Three versions side by side: what both began with, mine, theirs; and a way to join them."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QVBoxLayout, QWidget

from virtgui.documents.editing.merge import Conflict, Merged
from virtgui.models.hardware.conflict_words import ConflictRow, changes_in_words, conflict_row
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.review import ReviewEntry
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.diff_view import DiffView
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Hairline, ScrollPage
from virtgui.views.widgets.text import TextLabel

_WIDTH: Final = 880
_HEIGHT: Final = 400
_BOTH, _THEIRS, _RESULT = "both", "theirs", "result"


class MergeDialog(FittedDialog):
    """Shows what they changed, asks where both changed the same, takes the result."""

    def __init__(
        self, look: Look, editor: HardwareEditor, name: str, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Merge two versions of {name}").format(name=in_sentence(name))
        super().__init__(look, title, width=_WIDTH, parent=parent)
        self.setObjectName("merge_dialog")
        self._editor = editor
        self._rows: dict[tuple[int, str], _ConflictRow] = {}
        self._merged: Merged | None = None
        self._digest = ""
        self._diff = DiffView(look)
        self._conflicts = ScrollPage(look, margin=0, spacing=8)
        self._theirs = ScrollPage(look, margin=0, spacing=4)
        self._way = SegmentedControl(look, (), name=self.tr("What is shown"))
        self._sentence = TextLabel(look, wrap=True)
        self._take = self.add_primary(self.tr("Take the merged version"))
        self.add_cancel()
        self._lay_out()
        self._fill()
        self._way.segment_chosen.connect(self._on_way)
        self._take.setObjectName("take_merged")
        editor.situation_changed.connect(self._on_situation)

    def _lay_out(self) -> None:
        look = self._look
        self.body.addWidget(TextLabel(look, self.windowTitle(), font="section", wrap=True))
        self.body.addWidget(self._sentence)
        self.body.addWidget(self._way, 0, Qt.AlignmentFlag.AlignLeft)
        for page in (self._conflicts, self._theirs, self._diff):
            page.setMinimumHeight(look.px(_HEIGHT))
            self.body.addWidget(page)

    def _fill(self) -> None:
        merged, scene, draft = self._merge(), self._editor.scene, self._editor.draft
        theirs, told = self._editor.theirs, self._editor.situation.theirs
        self._digest = told.digest if told is not None else ""
        self._take.setEnabled(merged is not None)
        if merged is None or scene is None or draft is None or theirs is None:
            self._sentence.setText(self.tr("Nobody else has changed it any more."))
            return
        for number, conflict in enumerate(merged.conflicts):
            words = conflict_row(conflict, draft.base, draft.document, scene)
            row = _ConflictRow(self._look, words, number)
            row.chosen.connect(self._renew)
            self._rows[number, _key(conflict)] = row
            self._conflicts.body.addWidget(row)
        self._conflicts.body.addStretch(1)
        for entry in changes_in_words(draft.base, theirs, merged.theirs, scene):
            self._theirs.body.addWidget(_entry_label(self._look, entry))
        self._theirs.body.addStretch(1)
        self._show_sentence(merged)
        self._renew()

    def _on_situation(self) -> None:
        """They changed it once more: what is taken is on their newest version."""
        theirs = self._editor.situation.theirs
        if (theirs.digest if theirs else "") == self._digest:
            return
        chosen = {key: row.is_mine for (_number, key), row in self._rows.items()}
        self._rows.clear()
        for page in (self._conflicts, self._theirs):
            _empty(page)
        self._fill()
        for (_number, key), row in self._rows.items():
            row.choose(is_mine=chosen.get(key, True))

    def _show_sentence(self, merged: Merged) -> None:
        count = len(merged.conflicts)
        texts = (
            self.tr("Your changes and theirs go together: nothing was changed by both."),
            self.tr("%n thing(s) were changed by both. Choose which version counts.", "", count),
        )
        self._sentence.setText(texts[bool(count)])
        segments = [
            Segment(_THEIRS, self.tr("Their changes"), count=self._theirs.body.count() - 1),
            Segment(_RESULT, self.tr("Result")),
        ]
        if count:
            segments.insert(0, Segment(_BOTH, self.tr("Changed by both"), count=count))
        self._way.set_segments(segments)
        first = _BOTH if count else _THEIRS
        self._way.choose(first)
        self._on_way(first)

    def _merge(self) -> Merged | None:
        rows = {key: row.is_mine for (_number, key), row in self._rows.items()}
        return self._editor.merged(lambda conflict: rows.get(_key(conflict), True))

    def _renew(self) -> None:
        self._merged, theirs = self._merge(), self._editor.theirs
        if self._merged is not None and theirs is not None:
            names = (self.tr("Theirs"), self.tr("Merged"))
            self._diff.set_texts(theirs.text(), self._merged.text, names)

    def _on_way(self, way: object) -> None:
        self._conflicts.setVisible(way == _BOTH)
        self._theirs.setVisible(way == _THEIRS)
        self._diff.setVisible(way == _RESULT)

    def done(self, code: int) -> None:
        """Follow the editor no more."""
        self._editor.situation_changed.disconnect(self._on_situation)
        super().done(code)

    def accept(self) -> None:
        """Go on with the merged version."""
        if self._merged is not None:
            self._editor.take_merged(self._merged)
        super().accept()


def _empty(page: ScrollPage) -> None:
    while page.body.count():
        item = page.body.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _key(conflict: Conflict) -> str:
    change = conflict.change
    return f"{change.kind.value}:{change.tag}:{change.old_index}:{change.new_index}:" + (
        str(conflict.leaf.path) if conflict.leaf else ""
    )


def _entry_label(look: Look, entry: ReviewEntry) -> TextLabel:
    values = " › ".join(one_line(value) for value in (entry.old, entry.new) if value)
    parts = (one_line(entry.title), one_line(entry.setting), values)
    return TextLabel(look, " · ".join(part for part in parts if part), wrap=True)


class _ConflictRow(QWidget):
    """One thing that both changed, with the choice.

    Signals:
        chosen: the other version was chosen.
    """

    chosen = Signal()

    def __init__(self, look: Look, row: ConflictRow, number: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        head = f"{one_line(row.title)} · {one_line(row.setting)}"
        column.addWidget(TextLabel(look, head, font="body-strong", wrap=True))
        if row.was:
            was = self.tr("Was {value}").format(value=one_line(row.was))
            column.addWidget(TextLabel(look, was, font="small", ink="muted", wrap=True))
        self._mine = QRadioButton(self.tr("Mine: {value}").format(value=one_line(row.mine)))
        self._theirs = QRadioButton(self.tr("Theirs: {value}").format(value=one_line(row.theirs)))
        self._mine.setObjectName(f"mine_{number}")
        self._theirs.setObjectName(f"theirs_{number}")
        group = QButtonGroup(self)
        choices = QGridLayout()
        for place, button in enumerate((self._mine, self._theirs)):
            group.addButton(button)
            choices.addWidget(button, 0, place)
        self._mine.setChecked(True)
        column.addLayout(choices)
        column.addWidget(Hairline(look))
        self._mine.toggled.connect(lambda _on: self.chosen.emit())

    def choose(self, *, is_mine: bool) -> None:
        """Choose for the user."""
        (self._mine if is_mine else self._theirs).setChecked(True)

    @property
    def is_mine(self) -> bool:
        """Whether mine was chosen."""
        return self._mine.isChecked()
