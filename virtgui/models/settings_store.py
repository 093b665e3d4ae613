"""Settings on disk: one JSON file, written whole or not at all.

A file that cannot be read, or that a newer version wrote, is kept beside as a backup, and the
defaults are used; `problem` says so, to be told once.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from virtgui.core.ports import Polling
from virtgui.core.settings import FORMAT, SETTINGS


class StoreProblem(Enum):
    """Why a file was not used."""

    BROKEN = "broken"
    NEWER = "newer"
    UNREADABLE = "unreadable"


def write_whole(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON so that a crash leaves the old file or the new one; owner only.

    Raises:
        OSError: it could not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def read_whole(path: Path, newest: int) -> tuple[dict[str, Any], StoreProblem | None]:
    """Read a file of ours; what is unusable is set aside under a new name, never lost."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}, None
    except OSError:
        return {}, StoreProblem.UNREADABLE
    except ValueError:
        _set_aside(path)
        return {}, StoreProblem.BROKEN
    if not isinstance(content, dict) or not isinstance(content.get("format"), int):
        _set_aside(path)
        return {}, StoreProblem.BROKEN
    if content["format"] > newest:
        _set_aside(path)
        return {}, StoreProblem.NEWER
    return content, None


def _set_aside(path: Path) -> None:
    number = 1
    while (backup := path.with_name(f"{path.name}.backup-{number}")).exists():
        number += 1
    path.rename(backup)


class Settings(QObject):
    """Typed access to the settings. `changed` carries the key."""

    changed = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        content, self.problem = read_whole(path, FORMAT)
        kept = content.get("values", {})
        self._values: dict[str, Any] = {
            key: kept[key]
            for key, setting in SETTINGS.items()
            if isinstance(kept, dict) and key in kept and setting.accepts(kept[key])
        }
        state = content.get("window", {})
        self._window: dict[str, Any] = state if isinstance(state, dict) else {}

    def get(self, key: str) -> Any:
        """The value of a setting, or its default."""
        return self._values.get(key, SETTINGS[key].default)

    def set(self, key: str, value: object) -> None:
        """Change a setting and keep it.

        Raises:
            ValueError: the setting cannot have that value.
        """
        if not SETTINGS[key].accepts(value):
            raise ValueError(key)
        if self.get(key) != value:
            self._values[key] = value
            self._save()
            self.changed.emit(key)

    def window_state(self, name: str) -> Any:
        """What a part of the window kept about itself: sizes, columns, open folders; or None."""
        return self._window.get(name)

    def keep_window_state(self, name: str, value: object) -> None:
        """Keep something about a part of the window; plain JSON values only."""
        if self._window.get(name) != value:
            self._window[name] = value
            self._save()

    def polling(self) -> Polling:
        """How nodes are polled by these settings."""
        return Polling(
            interval=float(self.get("poll.interval")),
            cpu=self.get("poll.cpu"),
            memory=self.get("poll.memory"),
            disk=self.get("poll.disk"),
            network=self.get("poll.network"),
        )

    def _save(self) -> None:
        content = {"format": FORMAT, "values": self._values, "window": self._window}
        write_whole(self._path, content)
