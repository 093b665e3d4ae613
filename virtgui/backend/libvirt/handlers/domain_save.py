"""Memory to disk and back: managed save, files, dumps. Bulk lane threads."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.core.ops import domain as ops

_FORMATS: Final[Mapping[ops.DumpFormat, int]] = MappingProxyType(
    {
        ops.DumpFormat.RAW: libvirt.VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
        ops.DumpFormat.ELF_ZLIB: libvirt.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB,
        ops.DumpFormat.ELF_LZO: libvirt.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_LZO,
        ops.DumpFormat.ELF_SNAPPY: libvirt.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_SNAPPY,
    }
)
_AFTER: Final[Mapping[ops.AfterDump, int]] = MappingProxyType(
    {
        ops.AfterDump.RESUME: 0,
        ops.AfterDump.KEEP_RUNNING: libvirt.VIR_DUMP_LIVE,
        ops.AfterDump.CRASH: libvirt.VIR_DUMP_CRASH,
        ops.AfterDump.RESET: libvirt.VIR_DUMP_RESET,
    }
)


def _bypass(wanted: bool) -> int:
    return int(libvirt.VIR_DOMAIN_SAVE_BYPASS_CACHE) if wanted else 0


def managed_save(connection: libvirt.virConnect, operation: ops.ManagedSaveDomain) -> Effect:
    """Save where libvirt keeps it."""
    lookup(connection, operation).managedSave(_bypass(operation.bypass_cache))
    return Effect(refresh=(operation.ref.key,))


def discard(connection: libvirt.virConnect, operation: ops.DiscardSavedState) -> Effect:
    """Throw the saved state away."""
    lookup(connection, operation).managedSaveRemove(0)
    return Effect(refresh=(operation.ref.key,))


def save_file(connection: libvirt.virConnect, operation: ops.SaveDomainToFile) -> Effect:
    """Save to a file of the node."""
    domain, flags = lookup(connection, operation), _bypass(operation.bypass_cache)
    if flags:
        domain.saveFlags(operation.path, None, flags)
    else:
        domain.save(operation.path)
    return Effect(refresh=(operation.ref.key,))


def restore_file(connection: libvirt.virConnect, operation: ops.RestoreDomainFromFile) -> Effect:
    """Start from a file of the node; events tell which domain came up."""
    if operation.paused:
        connection.restoreFlags(operation.path, None, libvirt.VIR_DOMAIN_SAVE_PAUSED)
    else:
        connection.restore(operation.path)
    return Effect()


def core_dump(connection: libvirt.virConnect, operation: ops.CoreDumpDomain) -> Effect:
    """Write the memory for debuggers."""
    domain = lookup(connection, operation)
    flags = _AFTER[operation.after]
    if operation.bypass_cache:
        flags |= libvirt.VIR_DUMP_BYPASS_CACHE
    if not operation.memory_only:
        domain.coreDump(operation.path, flags)
    elif operation.format is ops.DumpFormat.RAW:
        domain.coreDump(operation.path, flags | libvirt.VIR_DUMP_MEMORY_ONLY)
    else:
        flags |= libvirt.VIR_DUMP_MEMORY_ONLY
        domain.coreDumpWithFormat(operation.path, _FORMATS[operation.format], flags)
    return Effect(refresh=(operation.ref.key,))
