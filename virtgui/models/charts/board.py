"""Which charts are shown of a kind of object, in which order; kept in the settings."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from virtgui.core.refs import Kind
from virtgui.models.charts.chart_specs import CHARTS, FIRST_CHARTS, ChartSpec
from virtgui.models.settings_store import Settings

_SPLIT: Final = ":split"
_NONE: Final = "none"
"""Stands in the settings for an empty board, which is not the same as never chosen."""


class Board(QObject):
    """The charts of all domains, or of all nodes.

    Signals:
        changed: others are shown, in another order or split otherwise.
    """

    changed = Signal()

    def __init__(self, settings: Settings, kind: Kind, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind: Kind = kind
        self._settings = settings
        self._setting = f"charts.{kind}"
        settings.changed.connect(self._on_setting)

    @property
    def offered(self) -> tuple[ChartSpec, ...]:
        """All charts that there are."""
        return tuple(CHARTS[self.kind].values())

    def shown(self) -> tuple[ChartSpec, ...]:
        """What is shown, in order."""
        return tuple(CHARTS[self.kind][key] for key, _ in self._entries())

    def is_split(self, key: str) -> bool:
        """Whether a chart has a line for each device."""
        return (key, True) in self._entries()

    def set_shown(self, key: str, *, is_shown: bool) -> None:
        """Add a chart at the end, or take it away."""
        entries = [entry for entry in self._entries() if entry[0] != key]
        if is_shown and key in CHARTS[self.kind]:
            entries.append((key, False))
        self._keep(entries)

    def set_split(self, key: str, *, is_split: bool) -> None:
        """Give each device its line, or show their sum."""
        self._keep([(one, is_split if one == key else old) for one, old in self._entries()])

    def move(self, key: str, place: int) -> None:
        """Put a chart to a place, counted from 0."""
        entries = self._entries()
        own = next((entry for entry in entries if entry[0] == key), None)
        if own is None:
            return
        entries.remove(own)
        entries.insert(max(0, min(len(entries), place)), own)
        self._keep(entries)

    def reset(self) -> None:
        """Show what is shown at first."""
        self._settings.set(self._setting, [])

    def _entries(self) -> list[tuple[str, bool]]:
        kept = self._settings.get(self._setting)
        names: Sequence[object] = kept or FIRST_CHARTS[self.kind]
        found: dict[str, bool] = {}
        for name in names:
            key, is_split = str(name).removesuffix(_SPLIT), str(name).endswith(_SPLIT)
            if key in CHARTS[self.kind]:
                found.setdefault(key, is_split)
        return list(found.items())

    def _keep(self, entries: Sequence[tuple[str, bool]]) -> None:
        names = [f"{key}{_SPLIT}" if is_split else key for key, is_split in entries]
        self._settings.set(self._setting, names or [_NONE])

    def _on_setting(self, key: str) -> None:
        if key == self._setting:
            self.changed.emit()
