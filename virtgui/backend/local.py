"""What this computer itself knows: its hypervisors, names, key ring. Worker threads only."""

import os
from pathlib import Path
from typing import Any, Final

import libvirt

from virtgui.backend.addresses import find_addresses
from virtgui.backend.libvirt.errors import translate
from virtgui.backend.places import Places
from virtgui.backend.secrets import SecretStore
from virtgui.core.errors import ErrorKind, UnsupportedError
from virtgui.core.queries import (
    CountSecrets,
    FindAddresses,
    FindLocalHypervisors,
    FindSshHosts,
    LocalHypervisor,
    Query,
    ReadKeyRing,
)

CANDIDATES: Final = ("qemu:///system", "qemu:///session", "lxc:///system", "xen:///system")

_SYSTEM_SOCKETS: Final = ("libvirt-sock", "virtqemud-sock", "virtlxcd-sock", "virtxend-sock")
_DAEMONS: Final = ("/usr/sbin/libvirtd", "/usr/sbin/virtqemud", "/usr/bin/libvirtd")


def answer_locally(query: Query[Any], places: Places, secrets: SecretStore) -> object:
    """Answer a question that no node is asked. Blocks.

    Raises:
        UnsupportedError: nobody knows such a question.
    """
    match query:
        case FindLocalHypervisors():
            return find_local()
        case FindAddresses():
            return find_addresses(places.ssh.home if places.ssh else Path.home(), os.environ)
        case FindSshHosts():
            from virtgui.backend.ssh.config import SshFiles
            from virtgui.backend.ssh.names import find_ssh_hosts

            return find_ssh_hosts(places.ssh or SshFiles.of_user())
        case ReadKeyRing():
            secrets.try_again()  # the user asks, and may unlock it now
            return secrets.key_ring()
        case CountSecrets():
            return secrets.count(query.connection)
    raise UnsupportedError(type(query).__name__)


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
