"""The Hardware tab: list, form and review of one machine, joined to its editor."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from virtgui.documents.document import DocumentError
from virtgui.documents.editing.live_plan import Moment
from virtgui.documents.editing.matching import devices_of, partner
from virtgui.documents.properties import XmlView
from virtgui.documents.secrets import mask
from virtgui.models.error_words import error_text
from virtgui.models.hardware import notes
from virtgui.models.hardware.device_edits import DeviceEdits
from virtgui.models.hardware.entries import Target, follow, form_for, targets_of
from virtgui.models.hardware.entry_list import EntryListModel
from virtgui.models.hardware.fields import Field
from virtgui.models.hardware.review import ReviewEntry
from virtgui.models.hardware.tab_state import TabState, make_tab_state
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.change_bar import ChangeBar
from virtgui.views.pages.hardware.entry_list_view import EntryPane
from virtgui.views.pages.hardware.form_pane import FormPane
from virtgui.views.pages.hardware.host import EditorHost
from virtgui.views.pages.hardware.review_panel import ReviewPanel, ReviewState
from virtgui.views.pages.overview_parts import NoteBanners
from virtgui.views.widgets.empty_state import EmptyState, ErrorState
from virtgui.views.widgets.surface import Hairline, Surface

_LIST_WIDTH: Final = 244
_REVIEW_WIDTH: Final = 348
_REVIEW_FROM: Final = 1000
"""Below this width of the tab the review lies over the form instead of beside it."""
_SHOW_AFTER_MS: Final = 0
_LIST_AFTER_MS: Final = 150
"""So long after the last edit the marks of the list are worked out."""


class HardwareTab(Surface):
    """Everything that a machine consists of, and what is about to change.

    Signals:
        xml_requested: the XML tab shall show a line; carries the line.
    """

    xml_requested = Signal(object)

    def __init__(self, *, look: Look, host: EditorHost, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self._host, self._editor = host, host.editor
        self._edits = DeviceEdits(self._editor)
        self._state: TabState | None = None
        self._target: Target | None = None
        self._is_review_open = True
        self._last_count = 0
        self._moved: tuple[Target, ...] = ()
        self.setObjectName("hardware_tab")
        self.model = EntryListModel(self)
        self.banners = NoteBanners(look)
        self.entries = EntryPane(look, self.model)
        self.form = FormPane(look)
        self.review = ReviewPanel(look)
        self.bar = ChangeBar(look)
        self._error = ErrorState(look, self.tr("The definition could not be read"), "")
        self._waiting = EmptyState(look, "clock", self.tr("Reading the definition…"), "")
        self._stack = QStackedWidget()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_SHOW_AFTER_MS)
        self._list_later = QTimer(self)
        self._list_later.setSingleShot(True)
        self._list_later.setInterval(_LIST_AFTER_MS)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        self._split = QSplitter()
        self._split.addWidget(self.entries)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form, 1)
        column.addWidget(self.bar)
        self._split.addWidget(middle)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self.entries.setMinimumWidth(px(180))
        self._split.setSizes([px(_LIST_WIDTH), 10_000])
        self.review.setFixedWidth(px(_REVIEW_WIDTH))
        self.review.hide()
        self._rule = Hairline(look, Qt.Orientation.Vertical)
        self._rule.hide()
        content = QWidget()
        line = QHBoxLayout(content)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._split, 1)
        line.addWidget(self._rule)
        line.addWidget(self.review)
        for page in (self._waiting, self._error, content):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banners)
        outer.addWidget(self._stack, 1)

    def _listen(self) -> None:
        editor, form, review, edits = self._editor, self.form, self.review, self._edits
        for signal in (editor.draft_changed, editor.scene_changed, editor.situation_changed,
                       self._host.surroundings_changed, self._host.checked):  # fmt: skip
            signal.connect(self._later.start)
        self._later.timeout.connect(self.refresh)
        self._list_later.timeout.connect(self._show_list)
        self.entries.list.chosen.connect(self.show_target)
        self.entries.list.remove_requested.connect(self._remove)
        self.entries.list.duplicate_requested.connect(self._duplicate)
        self.entries.list.move_requested.connect(lambda move: self._go(edits.move(*move)))
        self.entries.add_requested.connect(self._add)
        form.edited.connect(lambda cell: self._try(edits.set_field, *cell))
        form.row_edited.connect(lambda cell: self._try(edits.set_cell, *cell))
        form.row_added.connect(lambda cell: self._try(edits.add_row, *cell))
        form.row_removed.connect(lambda cell: self._try(edits.remove_row, *cell))
        form.row_moved.connect(lambda cell: self._try(edits.move_row, *cell))
        form.custom_edited.connect(lambda cell: self._try(edits.set_custom, *cell))
        form.property_edited.connect(lambda cell: self._try(edits.set_property, *cell))
        form.fix_requested.connect(lambda cell: self._try(edits.fix, cell[-1]))
        form.revert_requested.connect(self._revert)
        form.running_requested.connect(self._use_running)
        form.xml_edited.connect(self._on_xml)
        form.remove_requested.connect(self._remove)
        form.action_requested.connect(lambda wish: self._host.do_device_action(wish[1], wish[0]))
        review.revert_requested.connect(self._revert)
        review.shown.connect(self.show_target)
        review.wait_requested.connect(self._on_wait)
        review.discard_requested.connect(editor.discard)
        review.apply_requested.connect(self.apply)
        review.closed.connect(lambda: self.open_review(is_open=False))
        self._error.retry_requested.connect(editor.reload)
        self.banners.link_used.connect(self._on_link)
        self._join_bar()

    def _join_bar(self) -> None:
        bar, editor = self.bar, self._editor
        bar.undo_requested.connect(editor.undo)
        bar.redo_requested.connect(editor.redo)
        bar.review_requested.connect(lambda: self.open_review(is_open=True))
        for keys, slot in (
            (QKeySequence.StandardKey.Undo, editor.undo),
            (QKeySequence.StandardKey.Redo, editor.redo),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    # What is shown

    def event(self, event: QEvent) -> bool:
        """Keep Delete from the window: in a form nobody means the whole machine."""
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.matches(QKeySequence.StandardKey.Delete):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take up what happened while the tab was hidden."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Work nothing out while nobody looks."""
        super().hideEvent(event)
        self._later.stop()
        self._list_later.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the review, or take it away: it can be opened over the form."""
        super().resizeEvent(event)
        room = self._look.px(_REVIEW_FROM)
        if event.oldSize().width() >= room > event.size().width():
            self._is_review_open = False
            if self._state is not None:
                self._show_review(self._state)
        self._arrange_review()

    def refresh(self) -> None:
        """Show the editor as it is now."""
        if not self.isVisible():
            return
        state = make_tab_state(self._editor, self._host.check.problems)
        if state is None:
            self._show_missing()
            return
        old, self._state = self._state, state
        self._stack.setCurrentIndex(2)
        self._follow(old, state)
        if self.model.targets != targets_of(state.scene.document.element):
            self._show_list()
        else:
            self._list_later.start()
        self._show_form(state)
        self._show_notes(state)
        self._show_review(state)

    def _show_list(self) -> None:
        """Show the list, with all checks of all devices: not at each key."""
        self._list_later.stop()
        if self._state is None:
            return
        self.model.show_entries(self._state.entries)
        if self._target is not None:
            self.entries.list.choose(self._target)

    def _show_missing(self) -> None:
        self.banners.show_notes([])
        error = self._editor.situation.error
        self._stack.setCurrentIndex(0 if error is None else 1)
        if error is not None:
            told = error_text(error)
            self._error.set_error(self.tr("The definition could not be read"), told.why, told.next)

    def _follow(self, old: TabState | None, state: TabState) -> None:
        """Keep what is chosen, wherever it stands now."""
        root = state.scene.document.element
        targets = targets_of(root)
        if self._target is None or old is None:
            wanted = self._target
            self._target = wanted if wanted in targets else next(iter(targets), None)
            return
        before = old.scene.document.element
        if before is not root and self._target not in self._moved:
            self._target = follow(self._target, before, root)
        self._moved = ()
        if self._target not in targets:
            self._target = next(iter(targets), None)

    def show_target(self, target: Target, field_id: str = "") -> None:
        """Show a part of the settings or a device."""
        self._target = target
        self.entries.list.choose(target)
        if self._state is not None:
            self._show_form(self._state)
        if field_id:
            self.form.focus_field(field_id)

    def _show_form(self, state: TabState) -> None:
        if self._target is None:
            return
        locked = notes.why_locked(self._host.status, self._editor, state.scene.node_name)
        if not locked and self._editor.draft is not None and self._editor.draft.error is not None:
            locked = self.tr("The XML is not well-formed.")
        self.form.show_target(self._target, state, self._running_view(state), locked)

    def _running_view(self, state: TabState) -> XmlView | None:
        """The chosen part as it runs."""
        running, target = state.scene.running, self._target
        form = None if target is None else form_for(target)
        if running is None or target is None or form is None:
            return None
        if target.place is None:
            return form.view(running.element)
        own = devices_of(state.scene.document.element)
        if target.place >= len(own):
            return None
        found = partner(own[target.place], own, devices_of(running.element))
        return None if found is None else form.view(found)

    def _show_notes(self, state: TabState) -> None:
        self.banners.show_notes(notes.notes(self._editor, state, self._host.name)[:2])
        locked = notes.why_locked(self._host.status, self._editor, state.scene.node_name)
        self.entries.add.set_reason(locked)

    def _show_review(self, state: TabState) -> None:
        count = len(state.review)
        if count and not self._last_count:
            self._is_review_open = self.width() >= self._look.px(_REVIEW_FROM)
        self._last_count = count
        draft = self._editor.draft
        self.bar.show_state(
            state.review,
            undo=draft.undo_label if draft else "",
            redo=draft.redo_label if draft else "",
            is_open=self._is_review_open and bool(count),
        )
        self._arrange_review()
        if self.review.isVisibleTo(self):
            self.review.show_state(self._review_state(state))

    def _review_state(self, state: TabState) -> ReviewState:
        draft = self._editor.draft
        return ReviewState(
            state.review,
            before=mask(draft.base_text) if draft else "",
            after=mask(draft.document.text()) if draft else "",
            note=notes.other_hands(self._editor, self._host.name),
            blocked=notes.why_not_applied(self._host.status, self._editor, state),
            virsh=self._host.virsh(),
            is_applying=self._editor.situation.applying is not None,
        )

    def open_review(self, *, is_open: bool) -> None:
        """Open or close the review."""
        self._is_review_open = is_open
        if self._state is not None:
            self._show_review(self._state)

    def _arrange_review(self) -> None:
        is_shown = self._is_review_open and self._last_count > 0
        is_wide = self.width() >= self._look.px(_REVIEW_FROM)
        self.review.setVisible(is_shown)
        self._rule.setVisible(is_shown)
        # Where there is no room beside it, the review takes the place of the form.
        self._split.setVisible(is_wide or not is_shown)
        width = self._look.px(_REVIEW_WIDTH)
        self.review.setMinimumWidth(width)
        self.review.setMaximumWidth(width if is_wide else 16_777_215)

    # What is done

    def _try(self, work: Callable[..., Any], *values: Any) -> None:
        """Edit; what XML cannot carry, or a row that is gone, is not taken: it shows as it was."""
        try:
            work(*values)
        except (ValueError, IndexError):
            self.refresh()

    def _go(self, target: Target) -> None:
        self._target, self._moved = target, (target,)
        self.refresh()

    def _add(self) -> None:
        state = self._state
        if state is None:
            return
        text = self._host.ask_new_device(state.scene)
        if text:
            self._go(self._edits.add(text))

    def _duplicate(self, target: Target) -> None:
        made = self._edits.duplicate(target)
        if made is not None:
            self._go(made)

    def _remove(self, target: Target) -> None:
        state = self._state
        if state is None or not self._host.may_remove(state.scene, target):
            return
        draft = self._editor.draft
        if draft is not None and self._editor.ref is not None:
            # While the question was open somebody else may have changed the machine.
            now = follow(target, state.scene.document.element, draft.document.element)
            if now.is_device:
                self._edits.remove(now)

    def _revert(self, entry: ReviewEntry) -> None:
        self._editor.revert(entry.change, entry.leaves)

    def _use_running(self, wish: tuple[Target, Field]) -> None:
        target, field = wish
        running = None if self._state is None else self._running_view(self._state)
        if running is not None:
            self._try(self._edits.set_field, target, field, field.read(running))

    def _on_wait(self, wish: tuple[ReviewEntry, bool]) -> None:
        entry, waits = wish
        self._editor.set_later(entry.keys, is_later=waits)

    def _on_xml(self, edit: tuple[Target, str | None]) -> None:
        target, text = edit
        if text is None:
            self.refresh()
            return
        try:
            self._edits.set_xml(target, text)
        except DocumentError as error:
            place = self.tr("Line {line}: {detail}")
            self.form.show_problem(place.format(line=error.line, detail=error.detail))
        else:
            self.form.show_problem("")

    def apply(self) -> None:
        """Apply what is not refused."""
        state = self._state
        if state is None or notes.why_not_applied(self._host.status, self._editor, state):
            return
        refused = [entry for entry in state.review if entry.moment is Moment.REFUSED]
        count = len(state.review) - len(refused)
        if not self._host.may_apply(state):
            return
        self._editor.apply(
            self._host.name, count, [(entry.change, entry.leaves) for entry in refused]
        )

    def _on_link(self, key: object) -> None:
        editor = self._editor
        draft = editor.draft
        if key == notes.GO_TO_ERROR and draft is not None and draft.error is not None:
            self.xml_requested.emit(draft.error.line)
        elif key == notes.UNDO:
            editor.undo()
        elif key == notes.RELOAD:
            editor.reload()
        elif key == notes.TAKE_THEIRS:
            editor.take_theirs()
        elif isinstance(key, str):
            self._host.follow_link(key)
