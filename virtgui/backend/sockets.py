"""Where libvirt's daemons listen on this computer."""

import os
from pathlib import Path
from types import MappingProxyType
from typing import Final

from virtgui.core.uri import ConnectionUri

MODULAR_DAEMONS: Final = MappingProxyType(
    {
        "qemu": "virtqemud",
        "lxc": "virtlxcd",
        "xen": "virtxend",
        "ch": "virtchd",
        "vbox": "virtvboxd",
        "vz": "virtvzd",
        "bhyve": "virtbhyved",
    }
)
"""The daemon of each driver where every driver has its own; libvirtd serves them all."""


def local_sockets(uri: ConnectionUri) -> tuple[str, ...]:
    """The sockets that libvirt tries for a local address, the likeliest first."""
    given = uri.parameter("socket")
    if given:
        return (given,)
    modular = MODULAR_DAEMONS.get(uri.driver, "")
    names = [f"{name}-sock" for name in (modular, "libvirt") if name]
    return tuple(f"{folder}/{name}" for folder in _folders(uri) for name in names)


def _folders(uri: ConnectionUri) -> tuple[str, ...]:
    if uri.path != "/session":
        return ("/run/libvirt", "/var/run/libvirt")
    runtime = os.environ.get("XDG_RUNTIME_DIR", f"/run/user/{os.getuid()}")
    return (f"{runtime}/libvirt", str(Path.home() / ".cache" / "libvirt"))
