"""libvirt addresses that other programs on this computer know. Blocks: worker threads only."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from virtgui.backend.programs import run_program
from virtgui.core.queries import FoundAddress

SYSTEM_CONFIG: Final = Path("/etc/libvirt/libvirt.conf")
DEADLINE: Final = 3.0
"""Seconds for each program that is asked."""

_VIRT_MANAGER: Final = (
    ("gsettings", "get", "org.virt-manager.virt-manager.connections", "uris"),
    ("dconf", "read", "/org/virt-manager/virt-manager/connections/uris"),
)
_VARIABLES: Final = ("LIBVIRT_DEFAULT_URI", "VIRSH_DEFAULT_CONNECT_URI")
_LARGEST: Final = 1 << 20
_LONGEST: Final = 4096
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

# GVariant's text form of strings: quotes of either kind, with escapes.
_GVARIANT_LIST: Final = re.compile(r"\s*(?:@as\s+)?\[(?P<items>.*)\]\s*", re.DOTALL)
_GVARIANT_ITEM: Final = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_LETTERS: Final = (("n", "\n"), ("t", "\t"), ("r", "\r"))

# libvirt's configuration: name = value, where a value is a string, a number or a list of them.
_PIECE: Final = re.compile(
    r'#[^\n]*|"""(?P<long>.*?)"""|"(?P<double>[^"\n]*)"|\'(?P<single>[^\'\n]*)\''
    r"|(?P<name>[A-Za-z_][\w.-]*)\s*=|(?P<sign>[\[\]])",
    re.DOTALL,
)


def find_addresses(
    home: Path, environ: Mapping[str, str], system_config: Path = SYSTEM_CONFIG
) -> tuple[FoundAddress, ...]:
    """The connections that virt-manager and virsh know, and those of the environment.

    An address known to several comes once, from the first of them, with the first name it has.
    What is not installed, or does not answer in time, knows none.

    Args:
        home: the user's home folder.
        environ: the environment; its PATH says where virt-manager's settings are asked for.
        system_config: virsh's file for all users.
    """
    config_home = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    found: dict[str, FoundAddress] = {}
    for address in (
        *_of_virt_manager(environ),
        *_of_virsh(config_home / "libvirt" / "libvirt.conf"),
        *_of_virsh(system_config),
        *_of_environment(environ),
    ):
        known = found.get(address.uri)
        if known is None:
            found[address.uri] = address
        elif not known.name:
            found[address.uri] = FoundAddress(known.uri, address.name, known.source)
    return tuple(found.values())


def _of_virt_manager(environ: Mapping[str, str]) -> Iterator[FoundAddress]:
    for command in _VIRT_MANAGER:
        try:
            done = run_program(command, DEADLINE, environ)
        except (OSError, TimeoutError):
            continue
        uris = parse_strings(done.output) if done.code == 0 else []
        if uris:
            yield from (FoundAddress(uri, "", "virt-manager") for uri in uris if _is_usable(uri))
            return


def parse_strings(text: str) -> list[str]:
    """Read a GVariant list of strings in text form; nothing when it is none."""
    whole = _GVARIANT_LIST.fullmatch(text[:_LARGEST])
    if whole is None:
        return []
    return [
        _ESCAPE.sub(_unescaped, match[1] if match[1] is not None else match[2])
        for match in _GVARIANT_ITEM.finditer(whole["items"])
    ]


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return dict(_LETTERS).get(match[3], match[3])
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else ""


def _of_virsh(file: Path) -> Iterator[FoundAddress]:
    settings = _settings(file)
    for alias in settings.get("uri_aliases", ()):
        name, equals, uri = alias.partition("=")
        if equals and _is_usable(uri.strip()):
            yield FoundAddress(uri.strip(), name.strip(), "virsh")
    for uri in settings.get("uri_default", ()):
        if _is_usable(uri.strip()):
            yield FoundAddress(uri.strip(), "", "virsh")


def _settings(file: Path) -> dict[str, list[str]]:
    """The strings of each setting of a libvirt client configuration."""
    try:
        text = file.read_bytes()[:_LARGEST].decode("utf-8", "replace")
    except OSError:
        return {}
    found: dict[str, list[str]] = {}
    name = ""
    for piece in _PIECE.finditer(text):
        if piece["name"]:
            name = piece["name"]
            found[name] = []
        elif name and piece.lastgroup in ("long", "double", "single"):
            found[name].append(piece[piece.lastgroup])
    return found


def _of_environment(environ: Mapping[str, str]) -> Iterator[FoundAddress]:
    for name in _VARIABLES:
        uri = environ.get(name, "").strip()
        if _is_usable(uri):
            yield FoundAddress(uri, "", "environment")


def _is_usable(uri: str) -> bool:
    return 0 < len(uri) <= _LONGEST and not _CONTROL.search(uri)
