"""Renders any form: its sections, fields and lists, with what the document says."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from virtgui.documents.properties import XmlView
from virtgui.models.hardware.fields import Custom, Field, Finding, Form, Item, Rows, Section, words
from virtgui.models.hardware.moment_words import MOMENT_ICONS, moment_word
from virtgui.models.hardware.review import ReviewEntry, value_words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import ROW_GAP
from virtgui.views.pages.hardware.controls import ValueControl, make_control
from virtgui.views.pages.hardware.custom import CustomEditor, make_custom
from virtgui.views.pages.hardware.rows_editor import RowsEditor
from virtgui.views.widgets.buttons import FlatButton, LinkButton
from virtgui.views.widgets.form import BAR_ROOM, FormRow
from virtgui.views.widgets.surface import Hairline
from virtgui.views.widgets.text import TextLabel

_SLICE: Final = 0.012
"""Seconds of work after which the window gets its turn."""


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form shows.

    Attributes:
        view: The declared properties of the edited document.
        scene: What surrounds it.
        changes: By field what is about to change.
        findings: By field what the checks say.
        running: The same part as it runs, or None.
        pending: The paths in which what runs differs from the next start.
        locked: Why nothing can be edited; empty when it can.
    """

    view: XmlView
    scene: Scene
    changes: Mapping[str, ReviewEntry]
    findings: Mapping[str, Finding]
    running: XmlView | None = None
    pending: frozenset[str] = frozenset()
    locked: str = ""


class FormView(QWidget):
    """One form; made once per kind and filled again for each device.

    Signals:
        edited: carries (field, value).
        row_edited: carries (list, row, field, value).
        row_added: carries the list.
        row_removed: carries (list, row).
        row_moved: carries (list, row, steps).
        custom_edited: carries (item, what changes the view).
        revert_requested: carries the `ReviewEntry`.
        running_requested: what runs shall be the next start's, too; carries the field.
        fix_requested: carries the `Fix`.
        shown: all of it shows what was asked for.
    """

    edited = Signal(object)
    row_edited = Signal(object)
    row_added = Signal(object)
    row_removed = Signal(object)
    row_moved = Signal(object)
    custom_edited = Signal(object)
    revert_requested = Signal(object)
    running_requested = Signal(object)
    fix_requested = Signal(object)
    shown = Signal()

    def __init__(self, look: Look, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.form = look, form
        self._sections: list[_SectionView] = []
        self.state: FormState | None = None
        """What is shown."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(ROW_GAP))
        for section in form.sections:
            view = _SectionView(look, section, self)
            self._sections.append(view)
            column.addWidget(view)
        column.addStretch(1)
        self._steps: Iterator[None] = iter(())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_next)

    def show_state(self, state: FormState) -> None:
        """Show another device, or the same after an edit; what has the focus keeps it."""
        self.state = state
        self._steps = self._walk(state)
        self._show_next()

    def _walk(self, state: FormState) -> Iterator[None]:
        """Show item by item."""
        is_first = True
        for section in self._sections:
            is_shown = section.begin(state, is_first=is_first)
            is_first = is_first and not is_shown
            if is_shown:
                yield from section.show_items(state)

    def _show_next(self) -> None:
        """Show a few items; a large form does not hold up the window."""
        begun = time.perf_counter()
        for _item in self._steps:
            if time.perf_counter() - begun > _SLICE:
                self._later.start()
                return
        self.shown.emit()

    @property
    def is_busy(self) -> bool:
        """Whether some of it is still to be shown."""
        return self._later.isActive()

    def finish(self) -> None:
        """Show all that is not shown yet."""
        while self._later.isActive():
            self._later.stop()
            self._show_next()

    def focus_field(self, field_id: str) -> None:
        """Unfold and go to a field."""
        self.finish()
        for section in self._sections:
            if section.focus_field(field_id):
                return


class _SectionView(QWidget):
    """Heading and rows of one section."""

    def __init__(self, look: Look, section: Section, owner: FormView) -> None:
        super().__init__(owner)
        self._look, self._section, self._owner = look, section, owner
        self._rows: dict[str, FormRow] = {}
        self._controls: dict[str, ValueControl] = {}
        self._lists: dict[str, RowsEditor] = {}
        self._customs: dict[str, CustomEditor] = {}
        self._fixes: dict[str, LinkButton] = {}
        self._made: dict[str, QWidget] = {}
        self._is_folded = section.folded
        self._line = Hairline(look)
        self._body = QWidget()
        self._fold = FlatButton(look, words(section.title), "chevron-right")
        self._lay_out()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(ROW_GAP))
        column.addWidget(self._line)
        if self._section.folded:
            column.addWidget(self._fold)
            self._fold.clicked.connect(self._toggle)
        elif self._section.title:
            head = TextLabel(look, words(self._section.title), font="section")
            head.setContentsMargins(px(BAR_ROOM), 0, 0, 0)
            column.addWidget(head)
        outer = QVBoxLayout(self._body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(px(ROW_GAP))
        if self._section.hint:
            hint = TextLabel(look, words(self._section.hint), ink="muted", wrap=True)
            hint.setContentsMargins(px(BAR_ROOM), 0, 0, 0)
            outer.addWidget(hint)
        self._inner = QVBoxLayout()
        self._inner.setSpacing(px(ROW_GAP))
        outer.addLayout(self._inner)
        column.addWidget(self._body)
        self._body.setVisible(not self._is_folded)

    def _make_item(self, item: Item) -> QWidget:
        if isinstance(item, Rows):
            return self._make_list(item)
        return self._make(item) if isinstance(item, Field) else self._make_custom(item)

    def _make_custom(self, item: Custom) -> QWidget:
        editor = make_custom(self._look, item)
        row = FormRow(self._look, words(item.label), editor, hint=words(item.hint), stretch=True)
        editor.edited.connect(lambda work: self._owner.custom_edited.emit((item, work)))
        row.revert_requested.connect(lambda: self._revert(item.id))
        self._rows[item.id], self._customs[item.id] = row, editor
        return row

    def _make(self, field: Field) -> QWidget:
        look = self._look
        control = make_control(look, field)
        row = FormRow(look, words(field.label), control, hint=words(field.hint),
                      stretch=field.stretch)  # fmt: skip
        control.edited.connect(lambda value: self._owner.edited.emit((field, value)))
        row.revert_requested.connect(lambda: self._revert(field.id))
        row.running_requested.connect(lambda: self._owner.running_requested.emit(field))
        self._rows[field.id], self._controls[field.id] = row, control
        return row

    def _make_list(self, rows: Rows) -> QWidget:
        editor = RowsEditor(self._look, rows)
        owner = self._owner
        editor.edited.connect(lambda cell: owner.row_edited.emit((rows, *cell)))
        editor.add_requested.connect(lambda: owner.row_added.emit(rows))
        editor.remove_requested.connect(lambda row: owner.row_removed.emit((rows, row)))
        editor.move_requested.connect(lambda move: owner.row_moved.emit((rows, *move)))
        self._lists[rows.id] = editor
        return editor

    def _toggle(self) -> None:
        self._set_folded(is_folded=not self._is_folded)
        state = self._owner.state
        if state is not None:
            for _item in self.show_items(state):
                pass

    def _set_folded(self, *, is_folded: bool) -> None:
        self._is_folded = is_folded
        self._body.setVisible(not is_folded)
        self._fold.set_icon_name("chevron-right" if is_folded else "chevron-down")

    def _revert(self, field_id: str) -> None:
        state = self._owner.state
        if state is not None and field_id in state.changes:
            self._owner.revert_requested.emit(state.changes[field_id])

    def begin(self, state: FormState, *, is_first: bool) -> bool:
        """Show the heading; whether the section has a meaning at all."""
        section = self._section
        if self._is_folded and any(item.id in state.changes for item in section.items):
            self._set_folded(is_folded=False)
        some = any(self._is_shown(item, state) for item in section.items)
        self.setVisible(some)
        self._line.setVisible(some and not is_first)
        return some

    def _is_shown(self, item: Item, state: FormState) -> bool:
        section, view, scene = self._section, state.view, state.scene
        if section.shown is not None and not section.shown(view, scene):
            return False
        return item.shown is None or item.shown(view, scene)

    def show_items(self, state: FormState) -> Iterator[None]:
        """Show row by row; each is made when it has a meaning for the first time."""
        for item in () if self._is_folded else self._section.items:
            shown = self._is_shown(item, state)
            widget = self._made.get(item.id)
            if widget is None and shown:
                widget = self._made[item.id] = self._make_item(item)
                self._inner.insertWidget(self._place_of(item), widget)
            if widget is None:
                continue
            if shown:
                self._show_item(item, state)
            widget.setVisible(shown)
            yield

    def _place_of(self, item: Item) -> int:
        items = self._section.items
        return sum(other.id in self._made for other in items[: items.index(item)])

    def _show_item(self, item: Item, state: FormState) -> None:
        if isinstance(item, Rows):
            finding = state.findings.get(item.id)
            self._lists[item.id].show_rows(item.read(state.view), state.scene, finding)
            self._lists[item.id].setEnabled(not state.locked)
        else:
            self._show_row(item, state)

    def _show_row(self, field: Field | Custom, state: FormState) -> None:
        view, scene = state.view, state.scene
        row = self._rows[field.id]
        if isinstance(field, Custom):
            self._customs[field.id].show_view(view, scene)
            self._customs[field.id].setEnabled(not state.locked)
        else:
            control = self._controls[field.id]
            control.show_value(field.read_in(view, scene), field.options(view, scene))
            locked = state.locked or (field.locked(view, scene) if field.locked else "")
            control.set_locked(locked)
        row.set_running(_running_words(field, state))
        finding = state.findings.get(field.id)
        row.set_message(*((finding.severity.value, finding.sentence) if finding else ("", "")))
        self._show_fix(field, row, finding)
        change = state.changes.get(field.id)
        row.set_changed(_was_words(change) if change else "")
        row.set_mark(*((MOMENT_ICONS[change.moment], moment_word(change.moment)) if change
                       else ("", "")))  # fmt: skip

    def _show_fix(self, field: Field | Custom, row: FormRow, finding: Finding | None) -> None:
        old = self._fixes.pop(field.id, None)
        if old is not None:
            old.hide()
            old.deleteLater()
        if finding is None or finding.fix is None:
            return
        fix = finding.fix
        link = LinkButton(self._look, fix.label)
        link.clicked.connect(lambda: self._owner.fix_requested.emit(fix))
        self._fixes[field.id] = link
        row.add_link(link)

    def focus_field(self, field_id: str) -> bool:
        """Unfold and go to a field of this section; whether it is here."""
        if self._is_folded and any(item.id == field_id for item in self._section.items):
            self._toggle()
        control: QWidget | None = (
            self._controls.get(field_id) or self._lists.get(field_id) or self._customs.get(field_id)
        )
        if control is None:
            return False
        control.setFocus()
        return True


def _was_words(change: ReviewEntry) -> str:
    pattern = words(QT_TRANSLATE_NOOP("Hardware", "Was {value}"))
    return pattern.format(value=change.old or "–")


def _running_words(item: Field | Custom, state: FormState) -> str:
    """What runs, where the next start will have something else; empty elsewhere."""
    running = state.running
    if running is None or not isinstance(item, Field) or item.id in state.changes:
        return ""
    if not any(item.covers(path) for path in state.pending):
        return ""
    pattern = words(QT_TRANSLATE_NOOP("Hardware", "Runs with {value} until the next start."))
    return pattern.format(value=value_words(item, item.read(running), running, state.scene))
