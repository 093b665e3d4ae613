"""The middle of the Hardware tab: the form of what is chosen, and its XML beside it."""

from typing import Any, Final

from lxml import etree
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from virtgui.documents.properties import XmlView
from virtgui.documents.xml_format import format_xml
from virtgui.models.hardware.device_actions import DEVICE_ACTIONS, DeviceAction, actions_for
from virtgui.models.hardware.entries import (
    Target,
    element_of,
    findings_of,
    form_for,
    view_of,
    words_of,
    xml_of,
)
from virtgui.models.hardware.fields import Form, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.schema_findings import WHOLE
from virtgui.models.hardware.tab_state import TabState
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.form_view import FormState, FormView
from virtgui.views.pages.hardware.generic_form import GenericForm
from virtgui.views.widgets.buttons import FlatButton
from virtgui.views.widgets.surface import ScrollPage, Surface
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel
from virtgui.views.widgets.xml_editor.editor import XmlEditor

_BESIDE_FROM: Final = 860
"""From this width on the XML stands beside the form."""


class FormPane(Surface):
    """Title, form, and on wish the XML of one target.

    Signals:
        edited: carries (target, field, value).
        row_edited: carries (target, list, row, field, value).
        row_added: carries (target, list).
        row_removed: carries (target, list, row).
        row_moved: carries (target, list, row, steps).
        custom_edited: carries (target, item, what changes the view).
        property_edited: carries (target, path, name, value), of what has no form.
        revert_requested: carries the `ReviewEntry`.
        running_requested: carries (target, field).
        fix_requested: carries the `Fix`.
        xml_edited: carries (target, text).
        remove_requested: carries the target.
        action_requested: carries (target, id of the `DeviceAction`).
    """

    edited = Signal(object)
    row_edited = Signal(object)
    row_added = Signal(object)
    row_removed = Signal(object)
    row_moved = Signal(object)
    custom_edited = Signal(object)
    property_edited = Signal(object)
    revert_requested = Signal(object)
    running_requested = Signal(object)
    fix_requested = Signal(object)
    xml_edited = Signal(object)
    remove_requested = Signal(object)
    action_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "base", parent)
        self._target: Target | None = None
        self._forms: dict[str, tuple[FormView, QWidget]] = {}
        self._icon = IconLabel(look, "", size=20)
        self._title = TextLabel(look, font="section")
        self._subtitle = ElidedLabel(look, "", ink="muted")
        self._actions = {action.id: self._make_action(action) for action in DEVICE_ACTIONS}
        self._remove = FlatButton(look, self.tr("Remove…"), "delete", bar=False)
        self._remove.setObjectName("remove_device")
        self._show_xml = FlatButton(look, self.tr("Show XML"), "xml", bar=False)
        self._show_xml.setCheckable(True)
        self._show_xml.setObjectName("show_xml")
        self._doubt = TextLabel(look, ink="warn", wrap=True)
        self._doubt.setContentsMargins(look.px(24), 0, look.px(16), look.px(4))
        self._doubt.hide()
        self._generic = GenericForm(look)
        self._stack = QStackedWidget()
        self._xml = XmlEditor(look)
        self._problem = TextLabel(look, ink="error", wrap=True)
        self._known_text, self._is_own_text = "", False
        self._lay_out()
        self._remove.clicked.connect(self._on_remove)
        self._show_xml.toggled.connect(self._on_xml_toggled)
        self._xml.text_edited.connect(self._on_xml)
        self._generic.edited.connect(lambda cell: self._tell(self.property_edited, *cell))

    def _lay_out(self) -> None:
        px = self._look.px
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(12), px(16), px(4))
        head.setSpacing(px(8))
        head.addWidget(self._icon)
        head.addWidget(self._title)
        head.addWidget(self._subtitle, 1)
        for button in self._actions.values():
            head.addWidget(button)
        head.addWidget(self._remove)
        head.addWidget(self._show_xml)
        generic = QWidget()
        room = QVBoxLayout(generic)
        room.setContentsMargins(px(24), px(8), px(16), px(16))
        room.addWidget(self._generic)
        self._stack.addWidget(generic)
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(px(8), 0, px(8), px(8))
        beside.addWidget(self._xml, 1)
        beside.addWidget(self._problem)
        self._problem.hide()
        self._beside.hide()
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._stack)
        split.addWidget(self._beside)
        split.setChildrenCollapsible(False)
        split.setSizes([px(520), px(420)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._doubt)
        column.addWidget(split, 1)

    def _make_action(self, action: DeviceAction) -> FlatButton:
        button = FlatButton(self._look, words(action.label), action.icon, bar=False)
        button.setObjectName(f"action_{action.id}")
        button.clicked.connect(lambda: self._tell(self.action_requested, action.id))
        button.hide()
        return button

    def _show_actions(self, target: Target, scene: Scene, locked: str) -> None:
        """Show the buttons that have a meaning for what is shown."""
        view, own = view_of(scene.document.element, target), actions_for(target)
        for action in DEVICE_ACTIONS:
            button = self._actions[action.id]
            is_shown = view is not None and action in own and action.shown(view, scene)
            button.setVisible(is_shown)
            if view is not None and is_shown:
                button.set_reason(locked or action.reason(view, scene))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the XML below the form where there is no room beside it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= self._look.px(_BESIDE_FROM)
        way = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if way != self._split.orientation():
            self._split.setOrientation(way)

    @property
    def target(self) -> Target | None:
        """What is shown."""
        return self._target

    def show_target(
        self, target: Target, state: TabState, running: XmlView | None, locked: str
    ) -> None:
        """Show a target as it is now."""
        is_other = target != self._target
        self._target = target
        scene = state.scene
        element = element_of(scene.document.element, target)
        if element is None:
            return
        icon, title, subtitle = words_of(element, target, scene)
        self._icon.set_icon(icon)
        self._title.setText(title)
        self._subtitle.set_full_text(subtitle)
        self._remove.setVisible(target.is_device)
        self._remove.set_reason(locked)
        self._show_actions(target, scene, locked)
        form = form_for(target)
        if form is None:
            self._generic.show_element(element, is_locked=bool(locked))
            self._stack.setCurrentIndex(0)
        else:
            self._show_form(form, target, state, running, locked)
        doubt = state.schema.get(target, {}).get(WHOLE)
        self._doubt.setText(doubt.sentence if doubt else "")
        self._doubt.setVisible(doubt is not None)
        self._show_text(element, target, locked, is_other=is_other)

    def _show_form(
        self, form: Form, target: Target, state: TabState, running: XmlView | None, locked: str
    ) -> None:
        view, scene = view_of(state.scene.document.element, target), state.scene
        if view is None:
            return
        shown, page = self._form_view(form)
        own = findings_of(scene.document.element, target, scene)
        findings = {**state.schema.get(target, {}), **own}
        changes = state.by_field.get(target, {})
        pending = state.pending_paths.get(target, frozenset())
        shown.show_state(FormState(view, scene, changes, findings, running, pending, locked))
        if not shown.is_busy:
            self._stack.setCurrentWidget(page)

    def _bring_to_front(self, form: Form) -> None:
        """Show a form once it is complete: nobody wants to see how it is put together."""
        target = self._target
        if target is not None and form_for(target) is form:
            self._stack.setCurrentWidget(self._forms[form.id][1])

    def _form_view(self, form: Form) -> tuple[FormView, QWidget]:
        if form.id not in self._forms:
            view = FormView(self._look, form)
            view.shown.connect(lambda: self._bring_to_front(form))
            view.edited.connect(lambda cell: self._tell(self.edited, *cell))
            view.row_edited.connect(lambda cell: self._tell(self.row_edited, *cell))
            view.row_added.connect(lambda rows: self._tell(self.row_added, rows))
            view.row_removed.connect(lambda cell: self._tell(self.row_removed, *cell))
            view.row_moved.connect(lambda cell: self._tell(self.row_moved, *cell))
            view.custom_edited.connect(lambda cell: self._tell(self.custom_edited, *cell))
            view.revert_requested.connect(self.revert_requested)
            view.running_requested.connect(lambda field: self._tell(self.running_requested, field))
            view.fix_requested.connect(self.fix_requested)
            page = ScrollPage(self._look, margin=12)
            page.setObjectName(f"form_{form.id}")
            page.body.addWidget(view)
            self._stack.addWidget(page)
            self._forms[form.id] = view, page
        return self._forms[form.id]

    def focus_field(self, field_id: str) -> None:
        """Go to a field of the form that is shown."""
        form = None if self._target is None else form_for(self._target)
        if form is not None and form.id in self._forms:
            self._forms[form.id][0].focus_field(field_id)

    def _show_text(
        self, element: etree._Element, target: Target, locked: str, *, is_other: bool
    ) -> None:
        if not self._beside.isVisibleTo(self):
            return
        text = format_xml(xml_of(element, target))
        has_focus = self._xml.hasFocus() or self._xml.area.hasFocus()
        # What is typed stays as it is; what others changed must not be overwritten by it.
        is_news = text != self._known_text and not self._is_own_text
        is_broken = self._problem.isVisibleTo(self._beside)
        self._known_text, self._is_own_text = text, False
        if is_other or not has_focus or (is_news and not is_broken):
            self._xml.set_text(text)
            self._problem.hide()
        self._xml.set_read_only(bool(locked))

    def show_problem(self, sentence: str) -> None:
        """Say why the XML beside the form is not taken; empty takes it back."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _on_xml_toggled(self, is_on: bool) -> None:
        self._beside.setVisible(is_on)
        self._tell(self.xml_edited, None)

    def _on_xml(self, *_args: object) -> None:
        self._is_own_text = True
        self._tell(self.xml_edited, self._xml.text())

    def _on_remove(self) -> None:
        if self._target is not None:
            self.remove_requested.emit(self._target)

    def _tell(self, signal: Any, *values: object) -> None:
        if self._target is not None:
            signal.emit((self._target, *values))
