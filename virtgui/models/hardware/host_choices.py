"""Devices of the node as choices: what each is, who has it, and what goes with it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import machines_with, unread
from virtgui.models.hardware.fields import Choice, Chooser, words
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_UNKNOWN: Final = QT_TRANSLATE_NOOP("Hardware", "Unknown device")


def devices_of_kind(scene: Scene, *kinds: str) -> tuple[NodeDeviceChoice, ...]:
    """The node's devices of some kinds that can be passed on; none where they are not known."""
    items = () if scene.devices is None else scene.devices.items
    return tuple(item for item in items if item.kind in kinds and not item.is_bridge)


def device_at(scene: Scene, kind: str, address: str) -> NodeDeviceChoice | None:
    """The node's device with an address."""
    if not address:
        return None
    wanted = address.lower()
    found = devices_of_kind(scene, kind)
    return next((item for item in found if item.address.lower() == wanted), None)


def device_words(item: NodeDeviceChoice) -> str:
    """What a device is, in one line: address, maker and product."""
    name = " ".join(filter(None, (item.vendor, item.product))) or words(_UNKNOWN)
    extra = item.net_name or item.path
    return f"{item.address}  {name}{f' ({extra})' if extra else ''}"


def state_words(item: NodeDeviceChoice, scene: Scene) -> str:
    """What is to know about a device: its driver, its group, its cell, and who has it."""
    parts = [
        item.driver
        and words(QT_TRANSLATE_NOOP("Hardware", "Driver of the host: {driver}")).format(
            driver=item.driver
        ),
        _group_words(item),
        ""
        if item.numa_cell is None
        else words(QT_TRANSLATE_NOOP("Hardware", "NUMA cell {number}")).format(
            number=item.numa_cell
        ),
    ]
    others = other_users(item, scene)
    if others:
        parts.append(
            words(QT_TRANSLATE_NOOP("Hardware", "Also defined for {machines}")).format(
                machines=machines_with(others)
            )
        )
    return " · ".join(filter(None, parts))


def _group_words(item: NodeDeviceChoice) -> str:
    if item.iommu_group is None:
        return ""
    others = [address for address in item.group_members if address != item.address]
    text = words(QT_TRANSLATE_NOOP("Hardware", "IOMMU group {number}")).format(
        number=item.iommu_group
    )
    if not others:
        return text
    return words(QT_TRANSLATE_NOOP("Hardware", "{group} together with {devices}")).format(
        group=text, devices=", ".join(others)
    )


def other_users(item: NodeDeviceChoice, scene: Scene) -> tuple[str, ...]:
    """The other machines whose definitions name a device."""
    return tuple(name for name in item.users if name != scene.base.name)


def node_devices(key: Callable[[NodeDeviceChoice], str], *kinds: str) -> Chooser:
    """A chooser of the node's devices of some kinds.

    Args:
        key: What is written for one; those without it are left out.
        kinds: The kinds.
    """

    def choose(view: XmlView, scene: Scene) -> Sequence[Choice]:
        del view
        found = devices_of_kind(scene, *kinds)
        return [*_choices(found, key, scene), *unread(scene.devices)]

    return choose


def _choices(
    found: Iterable[NodeDeviceChoice], key: Callable[[NodeDeviceChoice], str], scene: Scene
) -> list[Choice]:
    seen: set[str] = set()
    choices = []
    for item in found:
        value = key(item)
        if value and value not in seen:
            seen.add(value)
            choices.append(Choice(value, device_words(item), hint=state_words(item, scene)))
    return choices
