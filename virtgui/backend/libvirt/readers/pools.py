"""How full a node's storage pools are. Lane threads only."""

from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.metrics import SeriesKey
from virtgui.core.values.sample import Details

_KEYS: Final = tuple(
    SeriesKey(metric) for metric in ("pool.allocation", "pool.capacity", "pool.used_share")
)


def read_pools(connection: libvirt.virConnect) -> dict[str, Details]:
    """Figures of all active pools by name: one call for the list, one for each.

    Pools are not refreshed for it: that is a person's wish.

    Raises:
        libvirt.libvirtError: the node did not answer.
    """
    try:
        pools = connection.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
    except libvirt.libvirtError as error:
        if is_unsupported(error):
            return {}
        raise
    found: dict[str, Details] = {}
    for pool in pools:
        _state, capacity, allocation, available = pool.info()
        whole = capacity or allocation + available
        if whole:
            values = (float(allocation), float(whole), 1.0 - available / whole)
            found[pool.name()] = Details(_KEYS, values, 0.0)
    return found
