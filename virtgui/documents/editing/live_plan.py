"""When each change takes effect, and by which calls the running domain follows."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lxml import etree

from virtgui.core.values.live_step import LiveKind, LiveStep
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import ChangeKind, PartChange, write_all
from virtgui.documents.editing.leaves import Leaf, compact
from virtgui.documents.editing.live_rules import (
    LIFECYCLE,
    MEMTUNE,
    SCHEDULER,
    attached_live,
    detached_live,
    is_possible,
    updated_leaves,
)
from virtgui.documents.editing.matching import devices_of, partner
from virtgui.documents.properties import Path, read_size


class Moment(Enum):
    """When a change takes effect."""

    NOW = "now"
    NEXT_START = "next_start"
    REFUSED = "refused"


class MomentReason(Enum):
    """Why not now."""

    NONE = "none"
    IS_OFF = "is_off"
    NOT_WHILE_RUNNING = "not_while_running"
    ABOVE_MAXIMUM = "above_maximum"
    """More than what runs was started with."""
    NOT_RUNNING_YET = "not_running_yet"
    """The device itself waits for the next start."""
    CANNOT_BE_UNSET = "cannot_be_unset"
    CHOSEN = "chosen"
    TRANSIENT = "transient"
    """Nothing is kept of a transient domain, and it cannot be done while it runs."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """The smallest thing that is applied: a leaf of an edited part, or a whole device.

    Attributes:
        change: The change it belongs to.
        leaf: Which leaf; None for a device that comes, goes or moves.
        moment: When it takes effect.
        reason: Why not now.
        step: Index of the live step that does it, in the plan; None for none.
    """

    change: PartChange
    leaf: Leaf | None
    moment: Moment
    reason: MomentReason = MomentReason.NONE
    step: int | None = None

    @property
    def key(self) -> str:
        """What tells it from others, stable over further edits of other things."""
        return item_key(self.change, self.leaf)


def item_key(change: PartChange, leaf: Leaf | None) -> str:
    """A name for one thing that changes."""
    place = change.old_index if change.old_index is not None else f"new{change.new_index}"
    return f"{change.kind.value}:{change.tag}:{place}:{leaf.path if leaf else ''}"


@dataclass(frozen=True, slots=True)
class Plan:
    """All items, and the live steps in the order in which they are done."""

    items: tuple[PlanItem, ...]
    steps: tuple[LiveStep, ...]


MOST_IOTHREADS: Final = 10_000
_AT_ONCE: Final = ("title", "description", "metadata/")
_Planned = tuple[Moment, MomentReason, LiveStep | None]
_LATER: Final[_Planned] = (Moment.NEXT_START, MomentReason.NOT_WHILE_RUNNING, None)


def make_plan(
    changes: Iterable[PartChange],
    new: DomainDocument,
    running: DomainDocument | None,
    *,
    base: DomainDocument,
    is_transient: bool = False,
    later: frozenset[str] = frozenset(),
) -> Plan:
    """Plan how changes are applied.

    Args:
        changes: What differs between `base` and `new`.
        new: The definition that is wanted.
        running: What runs, or None.
        base: The definition that was edited.
        is_transient: There is no persistent definition: what cannot be done now is refused.
        later: Keys of items that the user wants at the next start only.
    """
    planner = _Planner(base, new, running, is_transient=is_transient, later=later)
    for change in changes:
        planner.take(change)
    return Plan(tuple(planner.items), tuple(planner.steps))


class _Planner:
    def __init__(
        self,
        base: DomainDocument,
        new: DomainDocument,
        running: DomainDocument | None,
        *,
        is_transient: bool,
        later: frozenset[str],
    ) -> None:
        self.items: list[PlanItem] = []
        self.steps: list[LiveStep] = []
        self._new, self._running = new, running
        self._is_transient, self._later = is_transient, later
        self._base_devices = devices_of(base.element)
        self._new_devices = devices_of(new.element)
        self._live_devices = [] if running is None else devices_of(running.element)
        self._settings = None if running is None else _Settings(new, running)

    def take(self, change: PartChange) -> None:
        """Plan one change."""
        if change.kind is not ChangeKind.EDITED:
            self._put(change, None, self._whole(change))
        elif not change.tag:
            for leaf in change.leaves:
                self._put(change, leaf, self._setting(leaf))
        else:
            self._device(change)

    def _put(self, change: PartChange, leaf: Leaf | None, planned: _Planned) -> None:
        moment, reason, step = self._checked(item_key(change, leaf), planned)
        number = self._number(step) if step is not None else None
        self.items.append(PlanItem(change, leaf, moment, reason, number))

    def _checked(self, key: str, planned: _Planned) -> _Planned:
        if planned[0] is Moment.NOW and key in self._later:
            planned = (Moment.NEXT_START, MomentReason.CHOSEN, None)
        if self._is_transient and planned[0] is Moment.NEXT_START:
            return Moment.REFUSED, MomentReason.TRANSIENT, None
        return planned

    def _number(self, step: LiveStep) -> int:
        if step not in self.steps:
            self.steps.append(step)
        return self.steps.index(step)

    def _setting(self, leaf: Leaf) -> _Planned:
        path = leaf.path.plain
        if self._settings is None:
            if path.startswith(_AT_ONCE):
                return Moment.NOW, MomentReason.NONE, None
            return Moment.NEXT_START, MomentReason.IS_OFF, None
        return self._settings.plan(leaf)

    def _whole(self, change: PartChange) -> _Planned:
        if self._running is None:
            return Moment.NEXT_START, MomentReason.IS_OFF, None
        if change.kind is ChangeKind.ADDED and change.new_index is not None:
            device = self._new_devices[change.new_index]
            if attached_live(device, self._running.element):
                step = LiveStep(LiveKind.ATTACH, xml=_xml(device), label=device_label(device))
                return Moment.NOW, MomentReason.NONE, step
        if change.kind is ChangeKind.REMOVED and change.old_index is not None:
            return self._removal(self._base_devices[change.old_index], self._running.virt_type)
        return _LATER

    def _removal(self, device: etree._Element, virt_type: str) -> _Planned:
        there = partner(device, self._base_devices, self._live_devices)
        if there is None:
            return Moment.NEXT_START, MomentReason.NOT_RUNNING_YET, None
        if not detached_live(there, virt_type):
            return _LATER
        step = LiveStep(LiveKind.DETACH, xml=_xml(there), label=device_label(there))
        return Moment.NOW, MomentReason.NONE, step

    def _device(self, change: PartChange) -> None:
        there = None
        if change.old_index is not None:
            device = self._base_devices[change.old_index]
            there = partner(device, self._base_devices, self._live_devices)
        if there is None:
            reason = MomentReason.NOT_RUNNING_YET if self._running else MomentReason.IS_OFF
            for leaf in change.leaves:
                self._put(change, leaf, (Moment.NEXT_START, reason, None))
            return
        self._running_device(change, there)

    def _running_device(self, change: PartChange, there: etree._Element) -> None:
        virt_type = self._running.virt_type if self._running is not None else ""
        wanted = [leaf for leaf in change.leaves if item_key(change, leaf) not in self._later]
        live = updated_leaves(there, wanted, virt_type)
        updates = tuple(leaf for leaf in wanted if leaf in live)
        update = _update_step(there, updates, self._new_devices[change.new_index or 0])
        possible = updated_leaves(there, change.leaves, virt_type)
        for leaf in change.leaves:
            if leaf in live or (leaf in possible and leaf not in wanted):
                self._put(change, leaf, (Moment.NOW, MomentReason.NONE, update))
                continue
            step = self._own_step(change, leaf, there)
            can = step is not None and is_possible(step, virt_type)
            self._put(change, leaf, (Moment.NOW, MomentReason.NONE, step) if can else _LATER)

    def _own_step(self, change: PartChange, leaf: Leaf, there: etree._Element) -> LiveStep | None:
        """The call of its own that some settings of devices have."""
        path, kind = leaf.path.plain, LiveKind.BALLOON_PERIOD
        if path.startswith("iotune/"):
            return _iotune_step(there, self._new_devices[change.new_index or 0])
        if change.tag == "memballoon" and path == "stats/@period":
            period = _number_in(leaf.new or "0")
            return None if period is None else LiveStep(kind, values=(("", period),))
        return None


def _update_step(
    there: etree._Element, leaves: tuple[Leaf, ...], guide: etree._Element
) -> LiveStep | None:
    if not leaves:
        return None
    device = deepcopy(there)
    device.tail = None
    write_all(device, leaves, guide)
    return LiveStep(LiveKind.UPDATE, xml=_xml(device), label=device_label(device))


def _iotune_step(there: etree._Element, new: etree._Element) -> LiveStep | None:
    """All limits of a disk in one call; None where one is no number: libvirt will say so."""
    names = {
        str(item.tag): item.text or "0"
        for device in (there, new)
        for tune in device.iterchildren("iotune")
        for item in tune.iterchildren(etree.Element)
    }
    now = next(new.iterchildren("iotune"), None)
    values: list[tuple[str, int | str]] = []
    for name in names:
        item = None if now is None else now.find(name)
        words = "0" if item is None else item.text or "0"
        number = _number_in(words)
        if name != "group_name":
            if number is None:
                return None
            values.append((name, number))
        elif item is not None:
            values.append((name, words))
    target = Path("target/@dev").read(there) or ""
    return LiveStep(LiveKind.IOTUNE, target, tuple(values), label=target)


class _Settings:
    """How settings of the domain itself are changed while it runs."""

    def __init__(self, new: DomainDocument, running: DomainDocument) -> None:
        self._new, self._running = new, running
        self._rules: dict[str, Callable[[Leaf], _Planned]] = {
            "vcpu/@current": self._vcpus,
            "vcpu": self._vcpus,
            "currentMemory": self._memory,
            "currentMemory/@unit": self._memory,
            "cputune/vcpupin/@cpuset": self._pin_vcpu,
            "cputune/emulatorpin/@cpuset": self._pin_emulator,
            "cputune/iothreadpin/@cpuset": self._pin_iothread,
            "numatune/memory/@nodeset": self._numa,
            "blkiotune/weight": self._weight,
            "title": self._title,
            "description": self._description,
        }

    def plan(self, leaf: Leaf) -> _Planned:
        """When a setting takes effect, and by which call."""
        planned = self._plan(leaf)
        step = planned[2]
        if step is not None and not is_possible(step, self._running.virt_type):
            return _LATER
        return planned

    def _plan(self, leaf: Leaf) -> _Planned:
        path = leaf.path.plain
        rule = self._rules.get(path)
        if rule is not None:
            return rule(leaf)
        if path in SCHEDULER:
            return self._number(leaf, LiveKind.SCHEDULER, SCHEDULER[path])
        if path.removesuffix("/@unit") in MEMTUNE:
            return self._limit(path.removesuffix("/@unit"))
        if path in LIFECYCLE and leaf.new:
            return _now(LiveStep(LiveKind.LIFECYCLE, LIFECYCLE[path], (("", leaf.new),)))
        if path.startswith(("iothreads", "iothreadids")):
            return self._iothreads()
        if path.startswith("metadata/"):
            return self._metadata(leaf)
        return _LATER

    def _vcpus(self, leaf: Leaf) -> _Planned:
        most = self._running.vcpus_max or 1
        if leaf.path.plain == "vcpu" and (self._new.vcpus_current or self._running.vcpus_current):
            return _LATER  # only the maximum changes
        wanted = self._new.vcpus_current or self._new.vcpus_max or 1
        if wanted > most:
            return Moment.NEXT_START, MomentReason.ABOVE_MAXIMUM, None
        return _now(LiveStep(LiveKind.VCPUS, values=(("", wanted),)))

    def _memory(self, leaf: Leaf) -> _Planned:
        del leaf
        wanted = self._new.memory or self._new.max_memory or 0
        if wanted > (self._running.max_memory or 0):
            return Moment.NEXT_START, MomentReason.ABOVE_MAXIMUM, None
        return _now(LiveStep(LiveKind.MEMORY, values=(("", wanted // 1024),)))

    def _pin_vcpu(self, leaf: Leaf) -> _Planned:
        # A vCPU that is unplugged has no thread to pin.
        key = leaf.path.steps[-1].key
        if key.isdecimal() and int(key) >= max(map(_vcpus_used, (self._new, self._running))):
            return _LATER
        return _now(LiveStep(LiveKind.PIN_VCPU, leaf.path.steps[-1].key, _one(leaf)))

    def _pin_emulator(self, leaf: Leaf) -> _Planned:
        return _now(LiveStep(LiveKind.PIN_EMULATOR, values=_one(leaf)))

    def _pin_iothread(self, leaf: Leaf) -> _Planned:
        return _now(LiveStep(LiveKind.PIN_IOTHREAD, leaf.path.steps[-1].key, _one(leaf)))

    def _numa(self, leaf: Leaf) -> _Planned:
        if not leaf.new:
            return Moment.NEXT_START, MomentReason.CANNOT_BE_UNSET, None
        mode = Path("numatune/memory/@mode")
        modes = {mode.read(self._new.element), mode.read(self._running.element)}
        if modes != {"restrictive"}:
            return _LATER  # in every other mode libvirt refuses both
        return _now(LiveStep(LiveKind.NUMA, values=(("numa_nodeset", leaf.new),)))

    def _weight(self, leaf: Leaf) -> _Planned:
        return self._number(leaf, LiveKind.BLKIO, "weight")

    def _title(self, leaf: Leaf) -> _Planned:
        return _now(LiveStep(LiveKind.TITLE, values=_one(leaf)))

    def _description(self, leaf: Leaf) -> _Planned:
        return _now(LiveStep(LiveKind.DESCRIPTION, values=_one(leaf)))

    def _metadata(self, leaf: Leaf) -> _Planned:
        tag = leaf.path.steps[1].tag
        name = etree.QName(tag)
        element = Path("metadata").find(self._new.element)
        child = None if element is None else next(element.iterchildren(tag), None)
        xml = "" if child is None else _xml(child)
        return _now(
            LiveStep(LiveKind.METADATA, name.namespace or "", xml=xml, label=name.localname)
        )

    def _number(self, leaf: Leaf, kind: LiveKind, name: str) -> _Planned:
        number = None if leaf.new is None else _number_in(leaf.new)
        if number is None:
            return Moment.NEXT_START, MomentReason.CANNOT_BE_UNSET, None
        return _now(LiveStep(kind, values=((name, number),)))

    def _limit(self, path: str) -> _Planned:
        wanted = read_size(Path(path).find(self._new.element), "KiB")
        if wanted is None:
            return Moment.NEXT_START, MomentReason.CANNOT_BE_UNSET, None
        return _now(LiveStep(LiveKind.MEMTUNE, values=((MEMTUNE[path], wanted // 1024),)))

    def _iothreads(self) -> _Planned:
        here, there = _iothread_ids(self._new), _iothread_ids(self._running)
        new, gone = sorted(here - there), sorted(there - here)
        if len(new) + len(gone) != 1:
            return _LATER
        if new:
            return _now(LiveStep(LiveKind.ADD_IOTHREAD, str(new[0])))
        return _now(LiveStep(LiveKind.REMOVE_IOTHREAD, str(gone[0])))


def _vcpus_used(document: DomainDocument) -> int:
    return document.vcpus_current or document.vcpus_max or 1


def _number_in(text: str) -> int | None:
    """A whole number as somebody wrote it by hand; None for anything else."""
    try:
        return int(text)
    except ValueError:
        return None


def _now(step: LiveStep) -> _Planned:
    return Moment.NOW, MomentReason.NONE, step


def _one(leaf: Leaf) -> tuple[tuple[str, str], ...]:
    return (("", leaf.new or ""),)


def _iothread_ids(document: DomainDocument) -> frozenset[int]:
    named = {
        _number_in(item.get("id", "0")) or 0
        for ids in document.element.iterchildren("iothreadids")
        for item in ids.iterchildren("iothread")
    }
    number = next(document.element.iterchildren("iothreads"), None)
    told = _number_in(number.text or "0") if number is not None else 0
    # A number that nobody means must not cost the memory of this program.
    count = min(told or 0, MOST_IOTHREADS)
    free = (candidate for candidate in range(1, count + len(named) + 1) if candidate not in named)
    while len(named) < count:
        named.add(next(free))
    return frozenset(named)


def _xml(element: etree._Element) -> str:
    return compact(element)


def device_label(device: etree._Element) -> str:
    """What tells a device from others of its kind, in its own words."""
    for path in ("target/@dev", "mac/@address", "target/@name", "target/@dir", "alias/@name"):
        if found := Path(path).read(device):
            return found
    return device.get("model") or device.get("type") or str(device.tag)
