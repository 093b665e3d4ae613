"""All that can be added to a machine, in the order of the dialog."""

from typing import Final

from virtgui.models.hardware.new import (
    NewDevice,
    disk,
    display,
    host_devices,
    lines,
    network,
    platform,
    storage,
)

_GROUPS: Final = (
    "Storage",
    "Network",
    "Display and sound",
    "Consoles and channels",
    "Devices of the host",
    "USB and cards",
    "Memory",
    "Platform",
    "Controllers",
)
_ALL: Final[tuple[NewDevice, ...]] = (
    *disk.NEW,
    *storage.NEW,
    *network.NEW,
    *display.NEW,
    *lines.NEW,
    *host_devices.NEW,
    *platform.NEW,
)


def _place(entry: NewDevice) -> int:
    return _GROUPS.index(entry.group) if entry.group in _GROUPS else len(_GROUPS)


NEW_DEVICES: Final[tuple[NewDevice, ...]] = tuple(sorted(_ALL, key=_place))


def new_device(entry_id: str) -> NewDevice | None:
    """The entry of that id."""
    return next((entry for entry in NEW_DEVICES if entry.id == entry_id), None)
