"""The XML tab: the definition as text, edited together with the forms."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.documents.secrets import mask
from virtgui.models.error_words import error_text
from virtgui.models.hardware import notes
from virtgui.models.hardware.tab_state import TabState, make_tab_state
from virtgui.models.xml_words import no_schema_text, schema_origin_text
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.change_bar import ChangeBar
from virtgui.views.pages.hardware.host import EditorHost
from virtgui.views.pages.overview_parts import NoteBanners
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.diff_view import DiffView
from virtgui.views.widgets.empty_state import EmptyState, ErrorState
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Hairline, Surface
from virtgui.views.widgets.text import ElidedLabel
from virtgui.views.widgets.xml_editor.editor import XmlEditor

_EDITED, _CHANGES, _RUNNING, _WAITING = "edited", "changes", "running", "waiting"


class XmlTab(Surface):
    """The text of the definition, its differences, and what runs.

    Signals:
        review_requested: show what would be applied.
    """

    review_requested = Signal()

    def __init__(self, *, look: Look, host: EditorHost, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("xml_tab")
        self._host, self._editor = host, host.editor
        self._way_shown = _EDITED
        self._is_typing = False
        self._ref: ObjectRef | None = None
        """Whose text is shown."""
        """Whether something was typed that the draft does not have yet."""
        self.banners = NoteBanners(look)
        self.way = SegmentedControl(look, self._segments(has_running=True),
                                    name=self.tr("What is shown"))  # fmt: skip
        self.editor = XmlEditor(look)
        self._running = XmlEditor(look)
        self._running.set_read_only(True)
        self._diff = DiffView(look)
        self.bar = ChangeBar(look)
        self._origin = ElidedLabel(look, "", font="small", ink="muted")
        self._format = FlatButton(look, self.tr("Format"), "density")
        self._find = FlatButton(look, self.tr("Find"), "search")
        self._fold = FlatButton(look, self.tr("Fold all"), "chevron-right")
        self._unfold = FlatButton(look, self.tr("Unfold all"), "chevron-down")
        self._waiting_page = EmptyState(look, "clock", self.tr("Reading the definition…"), "")
        self._error = ErrorState(look, self.tr("The definition could not be read"), "")
        self._no_running = EmptyState(
            look, "st-shutoff", self.tr("Nothing runs"),
            self.tr("The machine is off. Its definition is what the next start uses."),
        )  # fmt: skip
        self._stack = QStackedWidget()
        self._lay_out()
        self._listen()

    def _segments(self, *, has_running: bool) -> tuple[Segment, ...]:
        found = (
            Segment(_EDITED, self.tr("Next start"), tip=self.tr("The definition that is kept, "
                    "with your edits")),
            Segment(_CHANGES, self.tr("Your changes"), tip=self.tr("What you have edited")),
            Segment(_RUNNING, self.tr("Running"), tip=self.tr("What libvirt runs now")),
            Segment(_WAITING, self.tr("Running and next start"),
                    tip=self.tr("What the next start will change")),
        )  # fmt: skip
        return found if has_running else found[:2]

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        tools = QHBoxLayout()
        tools.setContentsMargins(px(16), px(6), px(16), px(6))
        tools.setSpacing(px(6))
        tools.addWidget(self.way)
        tools.addSpacing(px(8))
        for button in (self._format, self._find, self._fold, self._unfold):
            tools.addWidget(button)
        tools.addWidget(self._origin, 1)
        for page in (self._waiting_page, self._error, self.editor, self._diff, self._running,
                     self._no_running):  # fmt: skip
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banners)
        column.addLayout(tools)
        column.addWidget(Hairline(look))
        column.addWidget(self._stack, 1)
        column.addWidget(self.bar)

    def _listen(self) -> None:
        editor, text = self._editor, self.editor
        for signal in (editor.draft_changed, editor.situation_changed,
                       self._host.surroundings_changed):  # fmt: skip
            signal.connect(self.refresh)
        text.text_edited.connect(self._on_typing)
        editor.settling.connect(self._settle)
        text.text_settled.connect(self.take_typed)
        self._host.checked.connect(self._show_check)
        self.way.segment_chosen.connect(self._on_way)
        self._format.clicked.connect(text.format_document)
        self._find.clicked.connect(lambda: self._shown_editor().open_find())
        self._fold.clicked.connect(lambda: self._shown_editor().fold_all())
        self._unfold.clicked.connect(lambda: self._shown_editor().unfold_all())
        self.bar.undo_requested.connect(self._undo)
        self.bar.redo_requested.connect(self._redo)
        self.bar.review_requested.connect(self.review_requested)
        self.banners.link_used.connect(self._on_link)
        self._error.retry_requested.connect(editor.reload)

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what happened while the tab was hidden."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take what was typed last with us."""
        self.take_typed()
        super().hideEvent(event)

    def go_to(self, line: int) -> None:
        """Show a line of the edited text."""
        self.way.choose(_EDITED)
        self._on_way(_EDITED)
        self.editor.go_to(line)

    def refresh(self) -> None:
        """Show the editor as it is now."""
        if not self.isVisible():
            return
        draft = self._editor.draft
        if draft is None:
            self._show_missing()
            return
        if self._is_typing:
            # What was typed last is not in the draft yet: news from outside must not cost it.
            self.take_typed()
        if self.editor.text() != draft.text:
            self.editor.set_text(draft.text)
        self._ref = self._editor.ref
        self._show_check()
        locked = self._locked()
        self.editor.set_read_only(bool(locked))
        self._format.set_reason(locked)
        self._show_way()
        self._show_changes()

    def _show_missing(self) -> None:
        error = self._editor.situation.error
        self._is_typing = False
        self.banners.show_notes([])
        self.bar.hide()
        self._stack.setCurrentIndex(0 if error is None else 1)
        if error is not None:
            told = error_text(error)
            self._error.set_error(self.tr("The definition could not be read"), told.why, told.next)

    def _locked(self) -> str:
        scene = self._editor.scene
        node = scene.node_name if scene else ""
        return notes.why_locked(self._host.status, self._editor, node)

    def _show_way(self) -> None:
        way, draft, there = self._way_shown, self._editor.draft, self._editor.running
        if draft is None:
            return
        running = "" if there is None else there.text()
        if way == _CHANGES:
            # A password that was typed is nothing for a difference.
            self._diff.set_texts(mask(draft.base_text), mask(draft.document.text()))
        elif way == _RUNNING and running and self._running.text() != running:
            self._running.set_text(running)
        elif way == _WAITING and running:
            names = (self.tr("Running"), self.tr("Next start"))
            self._diff.set_texts(running, draft.base_text, names)
        pages: dict[str, QWidget] = {
            _EDITED: self.editor,
            _CHANGES: self._diff,
            _RUNNING: self._running if running else self._no_running,
            _WAITING: self._diff if running else self._no_running,
        }
        self._stack.setCurrentWidget(pages[way])
        for button in (self._find, self._fold, self._unfold):
            button.setEnabled(way == _EDITED or (way == _RUNNING and bool(running)))
        self._format.setVisible(way == _EDITED)

    def _show_changes(self) -> None:
        state: TabState | None = make_tab_state(self._editor)
        if state is None:
            return
        draft = self._editor.draft
        self.bar.show_state(
            state.review,
            undo=draft.undo_label if draft else "",
            redo=draft.redo_label if draft else "",
            is_open=False,
        )
        self.banners.show_notes(notes.notes(self._editor, state, self._host.name)[:2])

    def _shown_editor(self) -> XmlEditor:
        return self._running if self._way_shown == _RUNNING else self.editor

    def _on_way(self, way: object) -> None:
        self._way_shown = str(way)
        self._show_way()

    def _on_typing(self) -> None:
        self._is_typing = True

    def _settle(self) -> None:
        if self._is_typing:
            self.take_typed()

    def _undo(self) -> None:
        self.take_typed()
        self._editor.undo()

    def _redo(self) -> None:
        self.take_typed()
        self._editor.redo()

    def take_typed(self) -> None:
        """Take what was typed and has not settled yet; nothing where it is of another machine."""
        self._is_typing = False
        draft, text = self._editor.draft, self.editor.text()
        if draft is None or self.editor.is_read_only() or text == draft.text:
            return
        if self._editor.ref != self._ref:
            return
        self._editor.set_text(text)

    def _show_check(self) -> None:
        check = self._host.check
        self.editor.set_problems(check.problems)
        self.editor.set_completion(check.completion)
        known = schema_origin_text(check.version) if check.is_checked else no_schema_text()
        self._origin.set_full_text(known)

    def _on_link(self, key: object) -> None:
        draft = self._editor.draft
        if key == notes.GO_TO_ERROR and draft is not None and draft.error is not None:
            self.go_to(draft.error.line)
        elif key == notes.UNDO:
            self._editor.undo()
        elif key == notes.RELOAD:
            self._editor.reload()
        elif key == notes.TAKE_THEIRS:
            self._editor.take_theirs()
        elif isinstance(key, str):
            self._host.follow_link(key)
