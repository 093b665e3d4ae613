"""What a connection can do: asked where asking is cheap, else known by driver."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.features import Feature

_COMMON: Final = frozenset(
    {Feature.DEFINE, Feature.PAUSE, Feature.SHUTDOWN, Feature.REBOOT, Feature.AUTOSTART}
)

# From each driver's function table in libvirt 9.0: what it implements can be offered.
_BY_DRIVER: Final[Mapping[str, frozenset[Feature]]] = MappingProxyType(
    {
        "QEMU": frozenset(Feature) - {Feature.BULK_STATS, Feature.NODE_STATS},
        "LXC": _COMMON
        | {
            Feature.METADATA,
            Feature.START_FLAGS,
            Feature.UNDEFINE_FLAGS,
            Feature.ALLOCATE_PAGES,
        },
        "TEST": _COMMON
        | {
            Feature.MANAGED_SAVE,
            Feature.SAVE_FILE,
            Feature.CORE_DUMP,
            Feature.METADATA,
            Feature.UNDEFINE_FLAGS,
            Feature.STORAGE,
            Feature.SNAPSHOTS,
            Feature.RESET,
            Feature.PIN,
        },
        "XEN": _COMMON
        | {
            Feature.MANAGED_SAVE,
            Feature.SAVE_FILE,
            Feature.CORE_DUMP,
            Feature.METADATA,
            Feature.UNDEFINE_FLAGS,
            Feature.STORAGE,
            Feature.PM_SUSPEND,
            Feature.PIN,
            Feature.PIN_KEPT,
        },
    }
)
_OF_OTHERS: Final = _COMMON

_CANNOT: Final = frozenset({libvirt.VIR_ERR_INVALID_ARG, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED})


def features_of_driver(driver: str) -> frozenset[Feature]:
    """What is known without a question, by the driver's name in an address or in libvirt."""
    return _BY_DRIVER.get(driver.upper(), _OF_OTHERS)


def read_features(connection: libvirt.virConnect) -> frozenset[Feature]:
    """The abilities of a connection: two cheap questions, the rest by its driver."""
    found = set(features_of_driver(connection.getType()))
    if _answers(lambda: connection.getCPUStats(libvirt.VIR_NODE_CPU_STATS_ALL_CPUS, 0)):
        found.add(Feature.NODE_STATS)
    if has_bulk_stats(connection):
        found.add(Feature.BULK_STATS)
    return frozenset(found)


def has_bulk_stats(connection: libvirt.virConnect) -> bool:
    """Whether the bulk call tells the processor time; the test driver's tells states only."""
    groups = libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    flags = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS
    rare = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER
    return _answers(lambda: connection.getAllDomainStats(groups, flags | rare))


def _answers(call: Callable[[], object]) -> bool:
    try:
        call()
    except libvirt.libvirtError as error:
        if is_unsupported(error) or error.get_error_code() in _CANNOT:
            return False
        raise
    return True
