"""Words of the delete dialog: why storage is kept, and what goes with a definition."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.queries import KeepReason, StorageUse
from virtgui.core.units import format_bytes
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.translate import tr

_CONTEXT: Final = "Delete"
_MOST_NAMES: Final = 3

_REASONS: Final[Mapping[KeepReason, str]] = MappingProxyType(
    {
        KeepReason.NONE: "",
        KeepReason.USED_BY_DOMAIN: QT_TRANSLATE_NOOP("Delete", "Kept: used by {1}"),
        KeepReason.BACKING_OF_VOLUME: QT_TRANSLATE_NOOP("Delete", "Kept: {0} is the base of {1}"),
        KeepReason.NOT_IN_POOL: QT_TRANSLATE_NOOP(
            "Delete", "Kept: not in a storage pool, so libvirt cannot delete it here"
        ),
        KeepReason.READ_ONLY_MEDIA: QT_TRANSLATE_NOOP(
            "Delete", "Kept: read-only media are usually for several machines"
        ),
        KeepReason.SHAREABLE: QT_TRANSLATE_NOOP(
            "Delete", "Kept: it is marked as shared between machines"
        ),
        KeepReason.UNKNOWN_USERS: QT_TRANSLATE_NOOP(
            "Delete", "Kept: not all of the host could be read, so something else may use it"
        ),
    }
)

_DEVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disk": QT_TRANSLATE_NOOP("Delete", "Disk {0}: {1}"),
        "lun": QT_TRANSLATE_NOOP("Delete", "Disk {0}: {1}"),
        "cdrom": QT_TRANSLATE_NOOP("Delete", "CD-ROM {0}: {1}"),
        "floppy": QT_TRANSLATE_NOOP("Delete", "Floppy {0}: {1}"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source) if source else ""


def joined_names(names: Sequence[str]) -> str:
    """At most three names, and how many more there are."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    if more <= 0:
        return shown
    return tr("{0} and %n more", "", more).format(shown)


def storage_name(use: StorageUse) -> str:
    """The short name of a piece of storage."""
    return use.volume or use.path.rpartition("/")[2] or use.path


def storage_word(use: StorageUse) -> str:
    """What a piece of storage is: "Disk vda: web-03.qcow2"."""
    if use.is_backing:
        source = QCoreApplication.translate(_CONTEXT, "Base of {0}: {1}")
        return source.format(use.target, storage_name(use))
    source = _DEVICES.get(use.device, "{0}: {1}")
    return _tr(source).format(use.target, storage_name(use))


def keep_word(use: StorageUse) -> str:
    """Why it cannot be ticked; nothing when it can."""
    return _tr(_REASONS[use.reason]).format(storage_name(use), joined_names(use.users))


def size_word(use: StorageUse) -> str:
    """The size that the guest sees; nothing where it is not known."""
    return format_bytes(use.capacity) if use.capacity is not None else ""


def taken_word(use: StorageUse) -> str:
    """How much of it is really taken, for the tool-tip."""
    if use.allocation is None:
        return ""
    return QCoreApplication.translate(_CONTEXT, "{0} taken on the host").format(
        format_bytes(use.allocation)
    )
