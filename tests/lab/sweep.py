"""Destroy and undefine everything on the connections given. Run as a process of its own:
libvirt's event loop in the test's process stays untouched.
"""

import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import libvirt

UNDEFINE = (
    libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
)


def attempt(*calls: Callable[[], object]) -> None:
    """Make the calls; what is gone already or cannot be done shows in the final count."""
    for call in calls:
        try:
            call()
        except libvirt.libvirtError:
            continue


def objects(listing: Callable[[], Iterable[Any]]) -> list[Any]:
    """List, empty where the driver has no such objects."""
    try:
        return list(listing())
    except libvirt.libvirtError:
        return []


def sweep(connection: libvirt.virConnect) -> None:
    """Empty one connection; raises RuntimeError when a domain stays."""
    for domain in objects(connection.listAllDomains):
        attempt(domain.abortJob, domain.destroy)
        attempt(partial(domain.undefineFlags, UNDEFINE), domain.undefine)
    for pool in objects(connection.listAllStoragePools):
        attempt(pool.destroy, pool.undefine)
    for network in objects(connection.listAllNetworks):
        attempt(network.destroy)
        if network.name() != "default":
            attempt(network.undefine)
    for secret in objects(connection.listAllSecrets):
        attempt(secret.undefine)
    left = [domain.name() for domain in connection.listAllDomains()]
    if left:
        raise RuntimeError(f"domains that stay: {left}")


def main() -> None:
    """Sweep each URI of the command line."""
    libvirt.registerErrorHandler(lambda *_: None, None)
    for uri in sys.argv[1:]:
        connection = libvirt.open(uri)
        sweep(connection)
        connection.close()


if __name__ == "__main__":
    main()
