"""What differs between two versions of a domain, and how to do or undo one difference."""

from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lxml import etree

from virtgui.documents.editing.leaves import Leaf, compact, compare_elements, write_leaf
from virtgui.documents.editing.matching import devices_of, match_devices
from virtgui.documents.placing import insert_at, insert_in_order, remove_element
from virtgui.documents.properties import add_child

DEVICES: Final = "devices"


class ChangeKind(Enum):
    """What became of a part of a document."""

    ADDED = "added"
    REMOVED = "removed"
    EDITED = "edited"
    MOVED = "moved"
    """The order of the devices of one kind."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """What became of one device, or of all that is not a device.

    Attributes:
        kind: What.
        tag: The device's element name; empty for the domain's own settings.
        old_index: The device's place among all devices before, or None.
        new_index: Its place now, or None.
        leaves: What differs inside, of an edited part.
        old_xml: The device before; empty where there was none.
        new_xml: The device now; empty where there is none.
        order: Of a moved kind: the places before, in the order of now.
    """

    kind: ChangeKind
    tag: str
    old_index: int | None = None
    new_index: int | None = None
    leaves: tuple[Leaf, ...] = ()
    old_xml: str = ""
    new_xml: str = ""
    order: tuple[int, ...] = ()


def compare(old: etree._Element, new: etree._Element) -> tuple[PartChange, ...]:
    """What differs between two versions of a domain: its own settings, then device by device."""
    changes: list[PartChange] = []
    own = (
        *compare_elements(old, new, frozenset({DEVICES})),
        *_compare_emulators(old, new),
    )
    if own:
        changes.append(PartChange(ChangeKind.EDITED, "", leaves=own))
    before, after = devices_of(old), devices_of(new)
    places = {device: place for place, device in enumerate(before)}
    places_now = {device: place for place, device in enumerate(after)}
    pairs = match_devices(before, after)
    for first, second in pairs:
        changed = _compare_device(first, second)
        if changed is not None:
            kind, leaves = changed
            tag = str((first if first is not None else second).tag)  # type: ignore[union-attr]
            changes.append(
                PartChange(
                    kind,
                    tag,
                    None if first is None else places[first],
                    None if second is None else places_now[second],
                    leaves,
                    "" if first is None else compact(first),
                    "" if second is None else compact(second),
                )
            )
    orders = {first: second for first, second in pairs if first is not None and second is not None}
    changes.extend(_moves(orders, places, places_now))
    return tuple(changes)


def _compare_emulators(old: etree._Element, new: etree._Element) -> tuple[Leaf, ...]:
    first, second = _only_emulator(old), _only_emulator(new)
    return compare_elements(first, second)


def _only_emulator(root: etree._Element) -> etree._Element:
    only = etree.Element(root.tag)
    emulator = root.find(f"{DEVICES}/emulator")
    if emulator is not None:
        etree.SubElement(only, DEVICES).append(deepcopy(emulator))
    return only


def _compare_device(
    old: etree._Element | None, new: etree._Element | None
) -> tuple[ChangeKind, tuple[Leaf, ...]] | None:
    if old is None:
        return ChangeKind.ADDED, ()
    if new is None:
        return ChangeKind.REMOVED, ()
    leaves = compare_elements(old, new)
    return (ChangeKind.EDITED, leaves) if leaves else None


def _moves(
    partners: dict[etree._Element, etree._Element],
    places: dict[etree._Element, int],
    places_now: dict[etree._Element, int],
) -> list[PartChange]:
    by_tag: dict[str, list[tuple[int, int]]] = {}
    for old, new in partners.items():
        by_tag.setdefault(str(old.tag), []).append((places_now[new], places[old]))
    found = []
    for tag, pairs in by_tag.items():
        order = tuple(before for _now, before in sorted(pairs))
        if list(order) != sorted(order):
            found.append(PartChange(ChangeKind.MOVED, tag, order=order))
    return found


def revert(change: PartChange, root: etree._Element, old: etree._Element) -> None:
    """Take one difference back.

    Args:
        change: A difference that `compare(old, root)` has told.
        root: The version to change, as it was compared.
        old: The version before, as it was compared.
    """
    before, after = devices_of(old), devices_of(root)
    if change.kind is ChangeKind.EDITED:
        revert_leaves(change, change.leaves, root, old)
    elif change.kind is ChangeKind.ADDED and change.new_index is not None:
        remove_element(after[change.new_index])
    elif change.kind is ChangeKind.REMOVED and change.old_index is not None:
        bring_back(before[change.old_index], before, root)
    elif change.kind is ChangeKind.MOVED:
        _reorder(change.tag, before, after)


def revert_leaves(
    change: PartChange, leaves: tuple[Leaf, ...], root: etree._Element, old: etree._Element
) -> None:
    """Take some leaves of an edited part back; see `revert`."""
    base, guide = root, old
    if change.tag and change.new_index is not None and change.old_index is not None:
        base = devices_of(root)[change.new_index]
        guide = devices_of(old)[change.old_index]
    write_all(base, tuple(leaf.reversed() for leaf in leaves), guide)


def write_all(
    base: etree._Element, leaves: tuple[Leaf, ...], guide: etree._Element | None = None
) -> None:
    """Give leaves their new values: first what is set, then what goes."""
    for leaf in leaves:
        if leaf.new is not None:
            write_leaf(base, leaf.path, leaf.new, guide)
    for leaf in leaves:
        if leaf.new is None:
            write_leaf(base, leaf.path, None, guide)


def bring_back(
    device: etree._Element, before: list[etree._Element], root: etree._Element
) -> etree._Element:
    """Put a copy of a removed device where it was among those that are still there."""
    copy = deepcopy(device)
    copy.tail = None
    parent = devices_element(root)
    now = dict(match_devices(before, devices_of(root)))
    place = before.index(device)
    for older in reversed(before[:place]):
        stands = now.get(older)
        if stands is not None:
            place = parent.index(stands) + 1
            for _remark in range(_remarks_after(older, device)):
                place += int(place < len(parent) and _is_comment(parent[place]))
            insert_at(parent, copy, place)
            return copy
    for younger in before[place + 1 :]:
        stands = now.get(younger)
        if stands is not None:
            place = parent.index(stands)
            for _remark in range(_remarks_after(device, younger)):
                place -= int(place > 0 and _is_comment(parent[place - 1]))
            insert_at(parent, copy, place)
            return copy
    insert_in_order(parent, copy)
    return copy


def _is_comment(node: object) -> bool:
    return isinstance(node, etree._Comment)


def _remarks_after(device: etree._Element, end: etree._Element) -> int:
    """How many comments stand right behind a device, before another one."""
    count = 0
    for sibling in device.itersiblings():
        if sibling is end or not _is_comment(sibling):
            break
        count += 1
    return count


def add_device(root: etree._Element, device: etree._Element) -> etree._Element:
    """Put a new device where libvirt would write it."""
    insert_in_order(devices_element(root), device)
    return device


def devices_element(root: etree._Element) -> etree._Element:
    """The element that holds the devices; made where it is missing."""
    found = next(root.iterchildren(DEVICES), None)
    return add_child(root, DEVICES) if found is None else found


def _reorder(tag: str, before: list[etree._Element], after: list[etree._Element]) -> None:
    order = [
        second
        for first, second in match_devices(before, after)
        if first is not None and second is not None and first.tag == tag
    ]
    put_in_order(order)


def put_in_order(devices: list[etree._Element]) -> None:
    """Let devices of one parent stand in the given order, on the places that they have together."""
    if not devices:
        return
    parent = devices[0].getparent()
    if parent is None:
        return
    places = sorted(parent.index(device) for device in devices)
    tails = [parent[place].tail for place in places]
    stand_ins = [etree.Comment("") for _ in devices]
    for place, stand_in in zip(places, stand_ins, strict=True):
        parent.replace(parent[place], stand_in)
    for stand_in, device, tail in zip(stand_ins, devices, tails, strict=True):
        parent.replace(stand_in, device)
        device.tail = tail
