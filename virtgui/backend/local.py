"""Which hypervisors this computer offers. Blocks; called in a worker thread."""

import os
from pathlib import Path
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import translate
from virtgui.core.errors import ErrorKind
from virtgui.core.queries import LocalHypervisor

CANDIDATES: Final = ("qemu:///system", "qemu:///session", "lxc:///system", "xen:///system")

_SYSTEM_SOCKETS: Final = ("libvirt-sock", "virtqemud-sock", "virtlxcd-sock", "virtxend-sock")
_DAEMONS: Final = ("/usr/sbin/libvirtd", "/usr/sbin/virtqemud", "/usr/bin/libvirtd")


def find_local() -> tuple[LocalHypervisor, ...]:
    """Try the usual local addresses; each with whether and why it can be used."""
    return tuple(_probe(uri) for uri in CANDIDATES if _is_likely(uri))


def _is_likely(uri: str) -> bool:
    if uri.endswith("/session"):
        # A session daemon is started by the first connection, if it is installed; root has none.
        return os.geteuid() != 0 and any(Path(daemon).exists() for daemon in _DAEMONS)
    return any(Path("/run/libvirt", name).exists() for name in _SYSTEM_SOCKETS)


def _probe(uri: str) -> LocalHypervisor:
    try:
        connection = libvirt.openAuth(uri, [[], lambda *_: -1, None], 0)
    except libvirt.libvirtError as error:
        kind = translate(error, opening=True).info.kind
        reasons = {ErrorKind.PERMISSION: "permission", ErrorKind.UNSUPPORTED: "no_driver"}
        return LocalHypervisor(uri, False, reasons.get(kind, "no_socket"))
    connection.close()
    return LocalHypervisor(uri, True, "answers")
