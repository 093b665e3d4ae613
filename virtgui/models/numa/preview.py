"""The proposals as the preview lists them: machine by machine, equal changes as one line."""

from dataclasses import dataclass

from virtgui.core.refs import ObjectRef
from virtgui.core.values.topology import Topology
from virtgui.documents.settings.cpusets import format_cpuset
from virtgui.models.numa.board import Block, Change, Item, ItemKind, PlacementBoard, When
from virtgui.models.numa.words import change_words, item_words
from virtgui.models.translate import translate


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """Changes of one machine that say the same."""

    items: tuple[Item, ...]
    words: str
    old: str
    new: str
    when: When
    block: Block


@dataclass(frozen=True, slots=True)
class PreviewEntry:
    """The changes of one machine."""

    ref: ObjectRef
    lines: tuple[PreviewLine, ...]


def preview(board: PlacementBoard) -> tuple[PreviewEntry, ...]:
    """All proposals, by machine."""
    entries: dict[ObjectRef, dict[object, list[Change]]] = {}
    for change in board.changes():
        # Threads that go the same way are one line; memory goes into cells, not onto CPUs.
        is_memory = change.item.kind is ItemKind.MEMORY
        key = (is_memory, change.old, change.new, change.when, change.block)
        entries.setdefault(change.item.ref, {}).setdefault(key, []).append(change)
    return tuple(
        PreviewEntry(ref, tuple(_line(group, board.topology) for group in groups.values()))
        for ref, groups in entries.items()
    )


def _line(changes: list[Change], topology: Topology) -> PreviewLine:
    first = changes[0]
    old, new = change_words(first, topology)
    items = tuple(change.item for change in changes)
    return PreviewLine(items, _items_words(items), old, new, first.when, first.block)


def _items_words(items: tuple[Item, ...]) -> str:
    """What goes the same way: "vCPUs 0-7, Emulator, IOThread 1"."""
    kinds = dict.fromkeys(item.kind for item in items)
    return ", ".join(_kind_words(tuple(i for i in items if i.kind is kind)) for kind in kinds)


def _kind_words(items: tuple[Item, ...]) -> str:
    if len(items) == 1:
        return item_words(items[0])
    numbers = format_cpuset(item.number for item in items)
    if items[0].kind is ItemKind.IOTHREAD:
        return translate("Numa", "IOThreads {0}").format(numbers)
    return translate("Numa", "vCPUs {0}").format(numbers)
