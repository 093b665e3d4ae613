"""Every setting, declared once: key, default and limits. Words for them live in the views."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

FORMAT: Final = 1
"""Version of the settings file; a newer one is kept aside, not guessed at."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting."""

    key: str
    default: Any
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()

    def accepts(self, value: object) -> bool:
        """Whether a value read from a file is one that this setting can have."""
        if isinstance(self.default, bool) or isinstance(value, bool):
            return isinstance(value, bool) and isinstance(self.default, bool)
        if isinstance(self.default, float | int):
            return isinstance(value, float | int) and self._within(value)
        if self.choices:
            return value in self.choices
        return isinstance(value, type(self.default))

    def _within(self, value: float) -> bool:
        low = self.minimum is None or value >= self.minimum
        return low and (self.maximum is None or value <= self.maximum)


_ALL: Final = (
    Setting("poll.interval", 3.0, minimum=1.0, maximum=60.0),
    Setting("poll.cpu", True),
    Setting("poll.memory", True),
    Setting("poll.disk", True),
    Setting("poll.network", True),
    Setting("confirm.shutdown", False),
    Setting("confirm.reboot", False),
    Setting("confirm.reset", True),
    Setting("confirm.destroy", True),
    Setting("confirm.pause", False),
    Setting("confirm.managed_save", False),
    Setting("confirm.bulk", True),
    Setting("look.theme", "system", choices=("system", "light", "dark")),
    Setting("look.density", "compact", choices=("compact", "comfortable")),
    Setting("table.columns", []),
    Setting("table.group_by", "node", choices=("node", "group", "tag", "state", "none")),
    Setting("notify.long_tasks", True),
    Setting("notify.after", 10.0, minimum=1.0, maximum=600.0),
    Setting("tray.enabled", False),
    Setting("start.first_run_done", False),
    Setting("views.saved", []),
    Setting("charts.domain", []),
    Setting("charts.node", []),
    Setting("alerts.rules", []),
    Setting("alerts.rules_set", False),
    Setting("alerts.silenced", []),
    Setting("notify.alerts", True),
)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType({item.key: item for item in _ALL})
