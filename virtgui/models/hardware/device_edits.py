"""Edits of the draft that the Hardware tab makes, each one step of undo."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lxml import etree

from virtgui.documents.document import DocumentError, DocumentProblem, parse_root
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import add_device, put_in_order
from virtgui.documents.editing.matching import devices_of, element_at
from virtgui.documents.placing import insert_in_order, remove_element
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.disk_switch import eject
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.entries import Target, element_of, form_for, top_tags, view_of
from virtgui.models.hardware.fields import Custom, Field, Fix, Rows
from virtgui.models.hardware.scene import Scene


class DeviceEdits:
    """What the list and the forms do to the draft.

    An edit works on a copy of the document; the scene that fields see has that copy.
    """

    def __init__(self, editor: HardwareEditor) -> None:
        self._editor = editor

    def set_field(self, target: Target, field: Field, value: Any) -> None:
        """Give a field another value.

        Raises:
            ValueError: XML cannot carry it.
        """

        def change(document: DomainDocument, scene: Scene) -> None:
            view = view_of(document.element, target)
            if view is not None:
                field.write(view, value, scene)

        self._edit(field.id, change, at=f"{target}:{field.id}")

    def set_cell(self, target: Target, rows: Rows, row: int, field: Field, value: Any) -> None:
        """Give a cell of a list another value."""

        def change(document: DomainDocument, scene: Scene) -> None:
            view = view_of(document.element, target)
            if view is not None:
                field.write(rows.read(view)[row], value, scene)

        self._edit(rows.id, change, at=f"{target}:{rows.id}:{row}:{field.id}")

    def set_custom(
        self, target: Target, item: Custom, work: Callable[[XmlView, Scene], None]
    ) -> None:
        """Do what an editor of its own kind wants done."""

        def change(document: DomainDocument, scene: Scene) -> None:
            view = view_of(document.element, target)
            if view is not None:
                work(view, scene)

        self._edit(item.id, change)

    def add_row(self, target: Target, rows: Rows) -> None:
        """Add a row to a list."""

        def change(document: DomainDocument, scene: Scene) -> None:
            view = view_of(document.element, target)
            if view is None:
                return
            new = rows.prop.add(view)
            if rows.start is not None:
                rows.start(new, view, scene)

        self._edit(rows.id, change)

    def remove_row(self, target: Target, rows: Rows, row: int) -> None:
        """Take a row out of a list."""

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            view = view_of(document.element, target)
            if view is not None:
                rows.prop.remove(view, row)

        self._edit(rows.id, change)

    def move_row(self, target: Target, rows: Rows, row: int, steps: int) -> None:
        """Let a row of a list stand elsewhere in it."""

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            view = view_of(document.element, target)
            if view is not None:
                elements = [each.element for each in rows.read(view)]
                elements.insert(row + steps, elements.pop(row))
                put_in_order(elements)

        self._edit(rows.id, change)

    def fix(self, fix: Fix) -> None:
        """Do what a finding offers."""

        def change(document: DomainDocument, scene: Scene) -> None:
            del document
            fix.apply(scene)

        self._edit("fix", change)

    def set_property(self, target: Target, path: tuple[int, ...], name: str, value: str) -> None:
        """Give an attribute or text of a device without a form another value.

        Raises:
            ValueError: XML cannot carry it.
        """

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            element = element_of(document.element, target)
            if element is None:
                return
            found = element_at(element, path)
            if name:
                found.set(name, value)
            else:
                found.text = value

        self._edit("property", change)

    def set_xml(self, target: Target, text: str) -> None:
        """Put another text in the place of a device, or of a part of the settings.

        Raises:
            DocumentError: The text is refused.
        """
        new = parse_root(text)
        put = _replace_device if target.is_device else _replace_settings
        self._edit("text", lambda document, _scene: put(document, target, new), at=f"{target}:text")

    def add(self, text: str) -> Target:
        """Add a device; where it stands now.

        Raises:
            DocumentError: The text is refused.
        """
        device = parse_root(text)
        self._edit("add", lambda document, _scene: _add(document, device))
        return self._last(str(device.tag))

    def duplicate(self, target: Target) -> Target | None:
        """Add another device like one; what must be unique is left out."""
        draft = self._editor.draft
        element = None if draft is None else element_of(draft.document.element, target)
        if element is None:
            return None
        copy = deepcopy(element)
        copy.tail = None
        for tag in ("alias", "address", "mac", "boot"):
            for child in list(copy.iterchildren(tag)):
                remove_element(child)
        self._edit("duplicate", lambda document, _scene: _add(document, copy))
        return self._last(target.form)

    def remove(self, target: Target) -> None:
        """Take a device out."""

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            element = element_of(document.element, target)
            if element is not None:
                remove_element(element)

        self._edit("remove", change)

    def eject(self, target: Target) -> None:
        """Take the medium out of a drive."""

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            view = view_of(document.element, target)
            if view is not None:
                eject(view)

        self._edit("eject", change)

    def move(self, target: Target, steps: int) -> Target:
        """Let a device stand elsewhere among those of its kind; where it stands then."""
        draft = self._editor.draft
        if draft is None or target.place is None:
            return target
        devices = devices_of(draft.document.element)
        same = [place for place, device in enumerate(devices) if device.tag == target.form]
        if target.place not in same:
            return target
        number = same.index(target.place)
        if not 0 <= number + steps < len(same):
            return target

        def change(document: DomainDocument, scene: Scene) -> None:
            del scene
            own = [devices_of(document.element)[place] for place in same]
            own.insert(number + steps, own.pop(number))
            put_in_order(own)

        self._edit("move", change)
        return Target(target.form, same[number + steps])

    def _edit(
        self, label: str, change: Callable[[DomainDocument, Scene], None], at: str = ""
    ) -> None:
        scene = self._editor.scene
        if scene is None:
            return

        def work(document: DomainDocument) -> None:
            change(document, replace(scene, document=document))

        self._editor.edit(label, work, at)

    def _last(self, tag: str) -> Target:
        draft = self._editor.draft
        devices = [] if draft is None else devices_of(draft.document.element)
        places = [place for place, device in enumerate(devices) if device.tag == tag]
        return Target(tag, places[-1] if places else 0)


def _add(document: DomainDocument, device: etree._Element) -> None:
    copy = deepcopy(device)
    copy.tail = None
    add_device(document.element, copy)


def _replace_device(document: DomainDocument, target: Target, new: etree._Element) -> None:
    element = element_of(document.element, target)
    parent = None if element is None else element.getparent()
    if element is not None and parent is not None:
        copy = deepcopy(new)
        copy.tail = element.tail
        parent.replace(element, copy)


def _replace_settings(document: DomainDocument, target: Target, new: etree._Element) -> None:
    form = form_for(target)
    if form is None or new.tag != document.element.tag:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(new.tag))
    tags = top_tags(form)
    for child in list(document.element.iterchildren(*tags)):
        remove_element(child)
    for child in new.iterchildren(*tags):
        copy = deepcopy(child)
        copy.tail = None
        insert_in_order(document.element, copy)
