"""What of a definition waits for the next start: the running one beside the one that is kept.

libvirt writes much into the running XML that only holds while it runs; that is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import ChangeKind, PartChange, compare
from virtgui.documents.editing.leaves import Leaf

# Paths of settings, and of devices by element name, that only what runs has.
_OF_DOMAIN: Final = re.compile(
    r"@id$|currentMemory|resource|seclabel|os/(loader|nvram|firmware)|os/@firmware|vcpu/@placement|genid$"
    r"|vcpus|cpu/(model|vendor|feature|topology)|cpu/@(match|check|migratable)|uuid$"
    r"|os/type/@machine|numatune/memory/@nodeset$|launchSecurity"
)
_OF_DEVICES: Final = re.compile(
    r"alias|address|backingStore|source/@(index|path|mode|startupPolicy|fd|portid)|@tty|tty"
    r"|source/(privateData|reservations|slices)|seclabel|target/@(dev|state|port|type)$"
    r"|target/model|@(port|tlsPort|autoport|websocket|listen)$|listen|protocol|mirror"
    r"|source/address|encryption|driver/@(format|iothread)|acpi|label|current|backend/source"
    r"|backend/@(persistent_state|profile)|master|model/@(heads|ram|vram|vgamem|primary)"
)
_FILLED_IN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"interface": ("source/@bridge", "source/@dev", "source/@mode", "virtualport", "model/@type")}
)
"""What libvirt fills in of its own while something runs."""
_KEPT_PATHS: Final = re.compile(r"^(target/@dev|target/@bus)$")
_ADDED_BY_LIBVIRT: Final = frozenset({"controller", "audio", "input", "memballoon", "lease"})


def pending_changes(running: DomainDocument, persistent: DomainDocument) -> tuple[PartChange, ...]:
    """What the next start will change: from what runs to what is kept."""
    found = []
    for change in compare(running.element, persistent.element):
        kept = _cleaned(change)
        if kept is not None:
            found.append(kept)
    return tuple(found)


def _cleaned(change: PartChange) -> PartChange | None:
    if change.kind is ChangeKind.MOVED:
        return None
    if change.kind is not ChangeKind.EDITED:
        return None if change.tag in _ADDED_BY_LIBVIRT else change
    pattern = _OF_DEVICES if change.tag else _OF_DOMAIN
    leaves = tuple(leaf for leaf in change.leaves if _waits(change.tag, leaf, pattern))
    return replace(change, leaves=leaves) if leaves else None


def _waits(tag: str, leaf: Leaf, pattern: re.Pattern[str]) -> bool:
    path = leaf.path.plain
    if tag == "disk" and _KEPT_PATHS.match(path):
        return True
    if leaf.new is None and path in _FILLED_IN.get(tag, ()):
        return False
    if tag == "disk" and path == "driver/@type" and leaf.old is None:
        return False  # an empty drive has no format while it runs
    if tag == "graphics" and path == "@passwd":
        return False
    return pattern.match(path) is None
