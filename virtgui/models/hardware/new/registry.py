"""All that can be added to a machine, in the order of the dialog."""

from typing import Final

from virtgui.models.hardware.new import NewDevice

NEW_DEVICES: Final[tuple[NewDevice, ...]] = ()


def new_device(entry_id: str) -> NewDevice | None:
    """The entry of that id."""
    return next((entry for entry in NEW_DEVICES if entry.id == entry_id), None)
