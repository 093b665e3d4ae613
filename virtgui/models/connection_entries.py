"""Connections as entries of our files: read with tolerance, written in full, never a secret."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from math import isfinite
from types import MappingProxyType
from typing import Any, Final

from virtgui.core.refs import ConnectionId
from virtgui.core.uri import UriError, parse_uri
from virtgui.core.values.connection import LABEL_COLORS, ConnectionSpec
from virtgui.core.values.domain_config import normal_group

FIELDS: Final = frozenset(field.name for field in fields(ConnectionSpec))
_QUICKEST: Final = 0.5
_SLOWEST: Final = 86_400.0


def entry_of(spec: ConnectionSpec) -> dict[str, Any]:
    """A connection as plain JSON values."""
    return asdict(spec)


def read_entry(entry: Mapping[str, Any], own_id: str = "") -> ConnectionSpec | None:
    """A connection from plain values; what has the wrong type falls back to the usual.

    Args:
        entry: what the file has.
        own_id: the id to give it instead of the one in the entry.
    """
    key, uri = own_id or entry.get("id"), entry.get("uri")
    if not isinstance(key, str) or not isinstance(uri, str) or not key or not uri.strip():
        return None
    spec = ConnectionSpec(ConnectionId(key), uri.strip(), "")
    found = {name: read(entry[name]) for name, read in _READERS.items() if name in entry}
    known = {name: value for name, value in found.items() if value is not None}
    return without_secret(replace(spec, **known))


def without_secret(spec: ConnectionSpec) -> ConnectionSpec:
    """The connection without a password that somebody wrote into the address."""
    try:
        uri = parse_uri(spec.uri)
    except UriError:
        return spec
    return replace(spec, uri=uri.without_secret().original) if uri.password is not None else spec


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _folder(value: object) -> str | None:
    return normal_group(value) if isinstance(value, str) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _color(value: object) -> str | None:
    return value if isinstance(value, str) and value in LABEL_COLORS else None


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None
    return float(value) if _QUICKEST <= value <= _SLOWEST else None


_READERS: Final[Mapping[str, Callable[[object], Any]]] = MappingProxyType(
    {
        "name": _text,
        "read_only": _flag,
        "autoconnect": _flag,
        "is_demo": _flag,
        "group": _folder,
        "label": _text,
        "color": _color,
        "is_guarded": _flag,
        "poll_interval": _seconds,
        "notes": _text,
        "accepts_clear": _flag,
        "prometheus": _text,
    }
)
