"""Which device of one version is which of another: by what names it, else by likeness."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.editing.leaves import compact, compare_elements
from virtgui.documents.properties import Path

Pair = tuple[etree._Element | None, etree._Element | None]

_NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "disk": ("target/@dev",),
        "interface": ("mac/@address",),
        "controller": ("@type", "@index"),
        "graphics": ("@type",),
        "filesystem": ("target/@dir",),
        "serial": ("target/@port",),
        "parallel": ("target/@port",),
        "console": ("target/@type", "target/@port"),
        "channel": ("target/@type", "target/@name"),
        "sound": ("@model",),
        "audio": ("@id",),
        "video": ("model/@type",),
        "input": ("@type", "@bus"),
        "shmem": ("@name",),
        "redirdev": ("@bus", "@type"),
        "hostdev": ("@mode", "@type", "source"),
        "rng": ("backend",),
        "memory": ("@model", "target/node"),
        "lease": ("key",),
        "smartcard": ("@mode",),
        "watchdog": ("@model",),
        "panic": ("@model",),
    }
)
_ESSENTIAL: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "disk": ("target/@dev", "source"),
        "filesystem": ("target/@dir", "source"),
        "hostdev": ("source",),
    }
)
"""Of these at least one must be the same, however alike the rest is."""
_LIKE_ENOUGH: Final = 0.5
_Key = Callable[[etree._Element], str]


def devices_of(root: etree._Element) -> list[etree._Element]:
    """The devices of a domain in their order; the emulator's path is none."""
    devices = next(root.iterchildren("devices"), None)
    if devices is None:
        return []
    return [item for item in devices.iterchildren(etree.Element) if item.tag != "emulator"]


def element_at(element: etree._Element, path: tuple[int, ...]) -> etree._Element:
    """The element at a path of child numbers."""
    for number in path:
        element = list(element.iterchildren(etree.Element))[number]
    return element


def match_devices(old: Sequence[etree._Element], new: Sequence[etree._Element]) -> tuple[Pair, ...]:
    """Pair the devices of two versions: the old ones in order, then those that are new."""
    partners = dict[etree._Element, etree._Element]()
    left, right = list(old), list(new)
    for key in (compact, _name, _alias, _address):
        _pair_by(key, left, right, partners)
    _pair_alike(left, right, partners)
    pairs: list[Pair] = [(device, partners.get(device)) for device in old]
    pairs.extend((None, device) for device in right)
    return tuple(pairs)


def partner(
    device: etree._Element, own: Sequence[etree._Element], others: Sequence[etree._Element]
) -> etree._Element | None:
    """The same device in another version, or None."""
    return next((there for here, there in match_devices(own, others) if here is device), None)


def _pair_by(
    key: _Key,
    left: list[etree._Element],
    right: list[etree._Element],
    partners: dict[etree._Element, etree._Element],
) -> None:
    """Pair those whose keys agree and are said only once on each side, or one after the other."""
    there: dict[tuple[str, str], list[etree._Element]] = {}
    for device in right:
        if words := key(device):
            there.setdefault((str(device.tag), words), []).append(device)
    for device in list(left):
        found = there.get((str(device.tag), key(device)))
        if found:
            other = found.pop(0)
            partners[device] = other
            left.remove(device)
            right.remove(other)


def _name(device: etree._Element) -> str:
    paths = _NAMED_BY.get(str(device.tag))
    if paths is None:
        return "only"
    words = [_value(device, path) for path in paths]
    return "\n".join(words) if any(words) else ""


def _value(device: etree._Element, path: str) -> str:
    found = Path(path)
    if found.attribute:
        return found.read(device) or ""
    element = found.find(device)
    return "" if element is None else compact(element)


def _alias(device: etree._Element) -> str:
    return Path("alias/@name").read(device) or ""


def _address(device: etree._Element) -> str:
    address = next(device.iterchildren("address"), None)
    return "" if address is None else compact(address)


def _pair_alike(
    left: list[etree._Element],
    right: list[etree._Element],
    partners: dict[etree._Element, etree._Element],
) -> None:
    ranked = sorted(_likenesses(left, right), key=lambda found: -found[0])
    for likeness, device, other in ranked:
        if likeness >= _LIKE_ENOUGH and device in left and other in right:
            partners[device] = other
            left.remove(device)
            right.remove(other)


def _likenesses(
    left: Sequence[etree._Element], right: Sequence[etree._Element]
) -> Iterator[tuple[float, etree._Element, etree._Element]]:
    for device in left:
        for other in right:
            if device.tag == other.tag and _may_be_same(device, other):
                yield _likeness(device, other), device, other


def _may_be_same(device: etree._Element, other: etree._Element) -> bool:
    """Whether two devices of a kind share something that makes it the same one."""
    paths = _ESSENTIAL.get(str(device.tag))
    if paths is None:
        return True
    found = [(_value(device, path), _value(other, path)) for path in paths]
    return any(mine and mine == theirs for mine, theirs in found)


def _likeness(device: etree._Element, other: etree._Element) -> float:
    """The share of leaves that both have alike, from 0 to 1."""
    sizes = len(compare_elements(None, device)) + len(compare_elements(None, other))
    differing = sum(
        2 if leaf.old is not None and leaf.new is not None else 1
        for leaf in compare_elements(device, other)
    )
    return 1 - differing / sizes if sizes else 1.0
