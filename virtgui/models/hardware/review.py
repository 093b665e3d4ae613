"""Changes in words: device by device and setting by setting, with when each takes effect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from virtgui.core.units import format_bytes
from virtgui.documents.editing.difference import ChangeKind, PartChange
from virtgui.documents.editing.leaves import Leaf
from virtgui.documents.editing.live_plan import Moment, MomentReason, Plan, PlanItem
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.entries import (
    UNKNOWN_ICON,
    Target,
    element_of,
    findings_of,
    words_of,
)
from virtgui.models.hardware.fields import (
    Control,
    Custom,
    Field,
    Form,
    Item,
    Rows,
    Severity,
    words,
)
from virtgui.models.hardware.forms import form_of, settings_for
from virtgui.models.hardware.moment_words import refusal_words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line

LONGEST_VALUE: Final = 200

_WORST: Final = (Moment.REFUSED, Moment.NEXT_START, Moment.NOW)


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """One change as a person sees it.

    Attributes:
        icon: The device's icon.
        title: The device, or the part of the settings.
        setting: What of it changes; empty for a whole device.
        old: What it was; empty for nothing.
        new: What it shall be; empty for nothing.
        moment: When it takes effect: of several leaves the latest.
        reason: Why not now, or why not at all, in words; empty when it takes effect now.
        keys: The plan's items that it consists of.
        can_wait: Whether the user can put it off to the next start, or has.
        change: The change that it belongs to.
        leaves: The leaves of it; none for a whole device.
        target: What to show on a click; None for what is gone.
        item_id: The field or list that it is about; empty for a whole device.
    """

    icon: str
    title: str
    setting: str
    old: str
    new: str
    moment: Moment
    reason: str
    keys: frozenset[str]
    can_wait: bool
    change: PartChange
    leaves: tuple[Leaf, ...]
    target: Target | None
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    """Leaves that are one setting to a person."""

    item: Item | None
    label: str
    items: list[PlanItem]


def make_review(scene: Scene, plan: Plan) -> tuple[ReviewEntry, ...]:
    """All changes in words."""
    maker = _Maker(scene)
    by_change: dict[int, list[PlanItem]] = {}
    for item in plan.items:
        by_change.setdefault(id(item.change), []).append(item)
    return tuple(entry for items in by_change.values() for entry in maker.entries(items))


class _Maker:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._base = scene.base.element
        self._new = scene.document.element
        self._findings: dict[Target, dict[str, str]] = {}

    def entries(self, items: list[PlanItem]) -> Iterable[ReviewEntry]:
        """The entries of one change."""
        change = items[0].change
        if change.kind is not ChangeKind.EDITED:
            yield self._whole(change, items)
            return
        for form, target, group in self._groups(change, items):
            yield self._setting(change, form, target, group)

    def _whole(self, change: PartChange, items: list[PlanItem]) -> ReviewEntry:
        icon, title, detail = self._device_words(change)
        setting, old, new = "", "", ""
        if change.kind is ChangeKind.ADDED:
            setting = words(QT_TRANSLATE_NOOP("Hardware", "Add the device"))
            new = detail
        elif change.kind is ChangeKind.REMOVED:
            setting = words(QT_TRANSLATE_NOOP("Hardware", "Remove the device"))
            old = detail
        else:
            setting = words(QT_TRANSLATE_NOOP("Hardware", "Order of the devices"))
        target = None
        if change.kind is ChangeKind.ADDED and change.new_index is not None:
            target = Target(change.tag, change.new_index)
        ids = () if form_of(change.tag) is None else ("*",)
        return self._entry(icon, title, (setting, old, new), change, (), items, target, ids)

    def _device_words(self, change: PartChange) -> tuple[str, str, str]:
        root, index = self._new, change.new_index
        if index is None:
            root, index = self._base, change.old_index
        if index is None:
            form = form_of(change.tag)
            return (form.icon, words(form.title), "") if form else (UNKNOWN_ICON, change.tag, "")
        target = Target(change.tag, index)
        element = element_of(root, target)
        if element is None:
            return UNKNOWN_ICON, change.tag, ""
        return words_of(element, target, self._scene)

    def _groups(
        self, change: PartChange, items: list[PlanItem]
    ) -> list[tuple[Form | None, Target | None, _Group]]:
        found: dict[tuple[str, str], tuple[Form | None, Target | None, _Group]] = {}
        for item in items:
            if item.leaf is None:
                continue
            path = item.leaf.path.plain
            form, target = self._place(change, path)
            field = None if form is None else form.item_for(path)
            label = _label(field, item.leaf)
            key = (form.id if form else "", label)
            group = found.setdefault(key, (form, target, _Group(field, label, [])))[2]
            group.items.append(item)
        return list(found.values())

    def _place(self, change: PartChange, path: str) -> tuple[Form | None, Target | None]:
        if change.tag:
            index = change.new_index
            return form_of(change.tag), None if index is None else Target(change.tag, index)
        form = settings_for(path)
        return form, None if form is None else Target(form.id)

    def _setting(
        self, change: PartChange, form: Form | None, target: Target | None, group: _Group
    ) -> ReviewEntry:
        if change.tag:
            icon, title, _detail = self._device_words(change)
        elif form is not None:
            icon, title = form.icon, words(form.title)
        else:
            icon = UNKNOWN_ICON
            title = words(QT_TRANSLATE_NOOP("Hardware", "Other settings"))
        leaves = tuple(item.leaf for item in group.items if item.leaf is not None)
        old, new = self._values(change, form, group.item, leaves)
        ids = () if group.item is None else (group.item.id,)
        texts = (group.label, old, new)
        return self._entry(icon, title, texts, change, leaves, group.items, target, ids)

    def _values(
        self,
        change: PartChange,
        form: Form | None,
        item: Item | None,
        leaves: tuple[Leaf, ...],
    ) -> tuple[str, str]:
        if isinstance(item, Field | Custom) and form is not None:
            old = self._view(self._base, form, change.tag, change.old_index)
            new = self._view(self._new, form, change.tag, change.new_index)
            return self._words(item, old), self._words(item, new)
        if all(leaf.path.is_list for leaf in leaves):
            return _counted(leaves[0].old), _counted(leaves[0].new)
        return _raw(leaves, lambda leaf: leaf.old), _raw(leaves, lambda leaf: leaf.new)

    def _words(self, item: Field | Custom, view: XmlView | None) -> str:
        if view is None:
            return ""
        if isinstance(item, Custom):
            return item.words(view, self._scene)
        return value_words(item, item.read_in(view, self._scene), view, self._scene)

    def _view(
        self, root: etree._Element, form: Form, tag: str, index: int | None
    ) -> XmlView | None:
        if not tag:
            return form.view(root)
        return None if index is None else form.view(devices_of(root)[index])

    def _entry(
        self,
        icon: str,
        title: str,
        texts: tuple[str, str, str],
        change: PartChange,
        leaves: tuple[Leaf, ...],
        items: list[PlanItem],
        target: Target | None,
        ids: tuple[str, ...],
    ) -> ReviewEntry:
        moment = next(each for each in _WORST if any(item.moment is each for item in items))
        why = next(item.reason for item in items if item.moment is moment)
        reason = refusal_words(moment, why)
        refusal = self._refusal(target, ids)
        if refusal:
            moment, reason = Moment.REFUSED, refusal
        setting, old, new = texts
        return ReviewEntry(
            icon, title, setting, old, new, moment, reason,
            keys=frozenset(item.key for item in items),
            can_wait=any(
                item.moment is Moment.NOW or item.reason is MomentReason.CHOSEN for item in items
            ),
            change=change, leaves=leaves, target=target,
            item_id=ids[0] if ids and ids != ("*",) else "",
        )  # fmt: skip

    def _refusal(self, target: Target | None, ids: tuple[str, ...]) -> str:
        """The sentence of a check that makes the change impossible."""
        if target is None:
            return ""
        if target not in self._findings:
            found = findings_of(self._new, target, self._scene)
            self._findings[target] = {
                name: finding.sentence
                for name, finding in found.items()
                if finding.severity is Severity.ERROR
            }
        errors = self._findings[target]
        if "*" in ids:
            return next(iter(errors.values()), "")
        return next((errors[name] for name in ids if name in errors), "")


def _label(item: Item | None, leaf: Leaf) -> str:
    if item is None:
        return str(leaf.path)
    key = next((step.key for step in reversed(leaf.path.steps) if step.key), "")
    label = words(item.label)
    return f"{label} {key}" if key and isinstance(item, Rows) else label


def _counted(value: str | None) -> str:
    """How many elements a list has."""
    if value is None:
        return ""
    lines = value.splitlines()
    return one_line(lines[0])[:LONGEST_VALUE] if len(lines) == 1 else f"{len(lines)} ×"


def _raw(leaves: tuple[Leaf, ...], side: Callable[[Leaf], str | None]) -> str:
    values = [(leaf, side(leaf)) for leaf in leaves]
    told = [(leaf, value) for leaf, value in values if value is not None]
    if len(leaves) == 1:
        return one_line(told[0][1] or words(QT_TRANSLATE_NOOP("Hardware", "On"))) if told else ""
    return ", ".join(f"{leaf.path.attribute or leaf.path}={value}" for leaf, value in told)


def value_words(field: Field, value: object, view: XmlView, scene: Scene) -> str:
    """A value as its control shows it."""
    if field.words is not None:
        return field.words(value)
    if value is None or value == "":
        return words(QT_TRANSLATE_NOOP("Hardware", "Default"))
    if isinstance(value, bool):
        on, off = QT_TRANSLATE_NOOP("Hardware", "On"), QT_TRANSLATE_NOOP("Hardware", "Off")
        return words(on if value else off)
    if field.control is Control.SIZE and isinstance(value, int):
        return format_bytes(value)
    if field.control is Control.SECRET:
        return "••••"
    if field.control in (Control.CHOICE, Control.COMBO):
        options = field.options(view, scene)
        return next((one.text for one in options if one.value == value), one_line(str(value)))
    text = one_line(str(value))[:LONGEST_VALUE]
    return f"{text} {field.unit}" if field.unit else text
