"""Connections in a file of their own, to be carried to another computer: no ids, no secrets."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.connection_entries import entry_of, read_entry
from virtgui.models.connections_store import new_id, short_name
from virtgui.models.plain_text import in_sentence
from virtgui.models.settings_store import write_whole

FORMAT: Final = 1
KIND: Final = "virtgui-connections"
SUFFIX: Final = ".json"
_LARGEST: Final = 16 << 20
_CONTEXT: Final = "ConnectionFile"


class FileProblem(Enum):
    """Why a file cannot be taken."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    FOREIGN = "foreign"
    NEWER = "newer"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file has."""

    specs: tuple[ConnectionSpec, ...] = ()
    """With new ids, in the order of the file."""
    left_out: int = 0
    """Entries that are no connections."""
    problem: FileProblem | None = None


def write_connections(path: Path, specs: Iterable[ConnectionSpec]) -> int:
    """Write connections for their owner only; how many. Worker threads.

    Raises:
        OSError: it could not be written.
    """
    entries = [_without_own(spec) for spec in specs]
    write_whole(path, {"kind": KIND, "format": FORMAT, "connections": entries})
    return len(entries)


def read_connections(path: Path) -> ReadFile:
    """What such a file has; a broken or foreign one has a problem instead. Worker threads."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError:
        return ReadFile(problem=FileProblem.UNREADABLE)
    if len(raw) > _LARGEST:
        return ReadFile(problem=FileProblem.TOO_LARGE)
    try:
        return _content(json.loads(raw.decode("utf-8")))
    except (ValueError, RecursionError):
        return ReadFile(problem=FileProblem.FOREIGN)


def address_key(uri: str) -> str:
    """What two addresses of the same place have in common."""
    try:
        return parse_uri(uri).build()
    except UriError:
        return uri.strip()


def problem_sentence(problem: FileProblem, path: Path) -> str:
    """Why a file cannot be taken, in words."""
    words = {
        FileProblem.UNREADABLE: QCoreApplication.translate(_CONTEXT, "{0} could not be read."),
        FileProblem.TOO_LARGE: QCoreApplication.translate(
            _CONTEXT, "{0} is too large to be a list of connections."
        ),
        FileProblem.FOREIGN: QCoreApplication.translate(
            _CONTEXT, "{0} is no list of connections that virtgui has exported."
        ),
        FileProblem.NEWER: QCoreApplication.translate(
            _CONTEXT, "{0} was exported by a newer version of virtgui, which this one cannot read."
        ),
        FileProblem.EMPTY: QCoreApplication.translate(_CONTEXT, "{0} has no connections."),
    }
    return words[problem].format(in_sentence(path.name))


def _without_own(spec: ConnectionSpec) -> dict[str, Any]:
    """An entry without what means something on this computer only."""
    entry = entry_of(spec)
    del entry["id"]
    return entry


def _content(content: object) -> ReadFile:
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return ReadFile(problem=FileProblem.FOREIGN)
    version, entries = content.get("format"), content.get("connections")
    if isinstance(version, bool) or not isinstance(version, int) or not isinstance(entries, list):
        return ReadFile(problem=FileProblem.FOREIGN)
    if version > FORMAT:
        return ReadFile(problem=FileProblem.NEWER)
    found = [_spec(entry) for entry in entries if isinstance(entry, dict)]
    specs = tuple(spec for spec in found if spec is not None)
    problem = None if specs else FileProblem.EMPTY
    return ReadFile(specs, len(entries) - len(specs), problem)


def _spec(entry: dict[str, Any]) -> ConnectionSpec | None:
    """A connection with a new id; that the user knows of no encryption is asked here again."""
    given = {**entry, "accepts_clear": False, "name": entry.get("name") or ""}
    if not given["name"] and isinstance(entry.get("uri"), str):
        given["name"] = short_name(entry["uri"])
    return read_entry(given, new_id())
