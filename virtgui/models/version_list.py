"""The versions of a definition as rows of a table."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from virtgui.core.values.version import Origin, Version
from virtgui.models.durations import moment_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.words import operation_word

_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT: Final = QModelIndex()
_HEADS: Final = (
    QT_TRANSLATE_NOOP("Versions", "When"),
    QT_TRANSLATE_NOOP("Versions", "What"),
    QT_TRANSLATE_NOOP("Versions", "Who"),
    QT_TRANSLATE_NOOP("Versions", "Remark"),
)
_ORIGINS: Final[Mapping[Origin, str]] = MappingProxyType(
    {
        Origin.SEEN: QT_TRANSLATE_NOOP("Versions", "Found on the host"),
        Origin.APPLIED: QT_TRANSLATE_NOOP("Versions", "Applied here"),
        Origin.REMOVED: QT_TRANSLATE_NOOP("Versions", "Definition removed"),
    }
)


def version_what(version: Version) -> str:
    """How a version came, in words: the operation where this program made it."""
    if version.origin is Origin.APPLIED and version.operation:
        return operation_word(version.operation)
    return QCoreApplication.translate("Versions", _ORIGINS[version.origin])


def version_who(version: Version) -> str:
    """Who made a version, as far as that is known."""
    if version.origin is Origin.APPLIED:
        return one_line(version.user) or QCoreApplication.translate("Versions", "virtgui")
    return QCoreApplication.translate("Versions", "Unknown")


class VersionListModel(QAbstractTableModel):
    """Versions, the newest first.

    Args of the constructor: `now` is the wall clock in seconds.
    """

    def __init__(self, now: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._versions: tuple[Version, ...] = ()

    def show_versions(self, versions: Sequence[Version]) -> None:
        """Become another list."""
        if tuple(versions) == self._versions:
            return
        self.beginResetModel()
        self._versions = tuple(versions)
        self.endResetModel()

    @property
    def versions(self) -> tuple[Version, ...]:
        """The rows."""
        return self._versions

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """A row per version."""
        return 0 if parent.isValid() else len(self._versions)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        """When, what, who, remark."""
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' names."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate("Versions", _HEADS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        version = self._versions[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (
                moment_text(version.at, self._now()),
                version_what(version),
                version_who(version),
                one_line(version.remark),
            )[index.column()]
        return None
