"""The list of what a machine consists of: the parts of its settings, then device by device."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, NamedTuple

from lxml import etree

from virtgui.documents.editing.difference import ChangeKind, PartChange
from virtgui.documents.editing.leaves import written
from virtgui.documents.editing.live_plan import device_label
from virtgui.documents.editing.matching import devices_of, match_devices
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.fields import Field, Finding, Form, Severity, words
from virtgui.models.hardware.forms import SETTINGS, form_of, settings_for, settings_form
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line

UNKNOWN_ICON: Final = "device"


class Target(NamedTuple):
    """What a form shows: a part of the settings by its id, or a device by its place."""

    form: str
    """The id of a part of the settings, or the element's name of a device."""
    place: int | None = None
    """The device's place among all devices; None for settings."""

    @property
    def is_device(self) -> bool:
        """Whether it is a device."""
        return self.place is not None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list.

    Attributes:
        target: What a click shows.
        icon: The icon's name.
        title: What tells it from others.
        subtitle: What matters about it.
        is_changed: Whether edits of it wait to be applied.
        is_new: Whether it is not there before they are.
        is_pending: Whether what runs is still another.
        problem: The worst finding about it, as info, warn or error; empty for none.
    """

    target: Target
    icon: str
    title: str
    subtitle: str
    is_changed: bool = False
    is_new: bool = False
    is_pending: bool = False
    problem: str = ""


def element_of(root: etree._Element, target: Target) -> etree._Element | None:
    """The element that a target means; the root for settings; None where it is gone."""
    if target.place is None:
        return root
    devices = devices_of(root)
    found = devices[target.place] if target.place < len(devices) else None
    return found if found is not None and found.tag == target.form else None


def form_for(target: Target) -> Form | None:
    """The form of a target; None for a device that has none of its own."""
    return form_of(target.form) if target.is_device else settings_form(target.form)


def view_of(root: etree._Element, target: Target) -> XmlView | None:
    """The declared properties of a target."""
    element, form = element_of(root, target), form_for(target)
    return None if element is None or form is None else form.view(element)


def top_tags(form: Form) -> frozenset[str]:
    """The children of the domain that a part of the settings shows as XML."""
    return frozenset(path.split("/")[0] for path in form.paths)


def xml_of(element: etree._Element, target: Target) -> str:
    """The XML of a target; of settings the domain with their elements only."""
    form = form_for(target)
    if target.is_device or form is None:
        return written(element)
    tags, own = top_tags(form), deepcopy(element)
    for child in list(own):
        if str(child.tag) not in tags:
            own.remove(child)
    return written(own)


def targets_of(root: etree._Element) -> tuple[Target, ...]:
    """All that can be shown of a definition."""
    settings = tuple(Target(form.id) for form in SETTINGS)
    devices = tuple(Target(str(device.tag), place) for place, device in enumerate(devices_of(root)))
    return (*settings, *devices)


def words_of(element: etree._Element, target: Target, scene: Scene) -> tuple[str, str, str]:
    """Icon, title and second line of a target."""
    form = form_for(target)
    if form is None:
        title = words(QT_TRANSLATE_NOOP("Hardware", "{kind} device")).format(kind=target.form)
        return UNKNOWN_ICON, title, one_line(device_label(element))
    if form.label is None:
        return form.icon, words(form.title), ""
    title, subtitle = form.label(form.view(element), scene)
    return form.icon, one_line(title), one_line(subtitle)


def findings_of(root: etree._Element, target: Target, scene: Scene) -> dict[str, Finding]:
    """What the checks have to say about a target, by the id of the field or list."""
    view, form = view_of(root, target), form_for(target)
    if view is None or form is None:
        return {}
    found: dict[str, Finding] = {}
    for section in form.sections:
        if section.shown is not None and not section.shown(view, scene):
            continue
        for item in section.items:
            if item.shown is not None and not item.shown(view, scene):
                continue
            if item.check is None:
                continue
            if isinstance(item, Field):
                finding = item.check(item.read(view), view, scene)
            else:
                finding = item.check(view, scene)
            if finding is not None:
                found[item.id] = finding
    return found


def worst(findings: Iterable[Finding]) -> str:
    """The worst severity as a word of the look; empty for none."""
    order = (Severity.ERROR, Severity.WARN, Severity.INFO)
    severities = {finding.severity for finding in findings}
    return next((severity.value for severity in order if severity in severities), "")


def make_entries(
    scene: Scene,
    changes: Iterable[PartChange],
    pending: frozenset[Target],
    doubtful: frozenset[Target] = frozenset(),
) -> tuple[Entry, ...]:
    """The rows of the list, in order."""
    root = scene.document.element
    changed = changed_targets(changes)
    entries = []
    for target in targets_of(root):
        element = element_of(root, target)
        if element is None:
            continue
        icon, title, subtitle = words_of(element, target, scene)
        kind = changed.get(target)
        problem = worst(findings_of(root, target, scene).values())
        if not problem and target in doubtful:
            problem = Severity.WARN.value
        entries.append(
            Entry(
                target, icon, title, subtitle,
                is_changed=kind is not None,
                is_new=kind is ChangeKind.ADDED,
                is_pending=target in pending,
                problem=problem,
            )
        )  # fmt: skip
    return tuple(entries)


def changed_targets(changes: Iterable[PartChange]) -> Mapping[Target, ChangeKind]:
    """Which targets of the edited definition the changes touch."""
    found: dict[Target, ChangeKind] = {}
    for change in changes:
        if change.tag and change.new_index is not None:
            found[Target(change.tag, change.new_index)] = change.kind
        elif not change.tag:
            for leaf in change.leaves:
                form = settings_for(leaf.path.plain)
                if form is not None:
                    found[Target(form.id)] = ChangeKind.EDITED
    return found


def follow(target: Target, before: etree._Element, after: etree._Element) -> Target:
    """The same target after the document was changed; the settings' first part if it is gone."""
    if target.place is None:
        return target
    olds = devices_of(before)
    if target.place < len(olds):
        device = olds[target.place]
        news = devices_of(after)
        for old, new in match_devices(olds, news):
            if old is device and new is not None:
                return Target(str(new.tag), news.index(new))
    return Target(SETTINGS[0].id) if SETTINGS else Target("")
