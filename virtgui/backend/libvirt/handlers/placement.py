"""Where domains run, and the huge pages of a node. Ops lane threads."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_link_loss, is_unsupported, translate
from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect, Tell
from virtgui.backend.libvirt.handlers.live_steps import cpu_map
from virtgui.core.errors import ErrorKind, InvalidError, UnsupportedError, VirtguiError
from virtgui.core.ops.placement import AllocatePages, Placing
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState

_LIVE: Final = libvirt.VIR_DOMAIN_AFFECT_LIVE
_KEPT: Final = libvirt.VIR_DOMAIN_AFFECT_CONFIG


def place(connection: libvirt.virConnect, operation: Placing, tell: Tell) -> Effect:
    """Do each part on its own: one that is refused stops no other.

    Raises:
        libvirt.libvirtError: there is no such domain, or the link was lost; the parts tell.
    """
    domain = lookup(connection, operation)
    cpus = len(connection.getCPUMap()[1])
    parts = [PartReport(step, PartState.UNKNOWN) for step in operation.steps]
    goes_on = tell(tuple(parts))
    for number, part in enumerate(parts):
        if goes_on:
            parts[number] = _ended(domain, part, cpus)
            goes_on = tell(tuple(parts))
        else:
            parts[number] = replace(part, state=PartState.SKIPPED)
    error = next((part.error for part in parts if part.error is not None), None)
    return Effect(refresh=(operation.ref.key,), parts=tuple(parts), error=error)


def _ended(domain: libvirt.virDomain, part: PartReport, cpus: int) -> PartReport:
    step = part.step
    if step is None:
        return part
    try:
        _CALLS[step.kind](domain, step, cpus)
    except (libvirt.libvirtError, VirtguiError) as error:
        if is_link_loss(error):
            raise
        info = translate(error).info
        is_open = info.kind is ErrorKind.TIMEOUT
        state = PartState.UNKNOWN if is_open else PartState.FAILED
        return replace(part, state=state, error=info)
    return replace(part, state=PartState.DONE)


def _flag(step: LiveStep) -> int:
    flag: int = _KEPT if step.is_kept else _LIVE
    return flag


def _map(step: LiveStep, cpus: int) -> tuple[bool, ...]:
    return cpu_map(str(step.values[0][1]), cpus)


def _pin_vcpu(domain: libvirt.virDomain, step: LiveStep, cpus: int) -> None:
    try:
        domain.pinVcpuFlags(int(step.target), _map(step, cpus), _flag(step))
    except libvirt.libvirtError as error:
        is_old = is_unsupported(error) or error.get_error_code() == libvirt.VIR_ERR_INVALID_ARG
        # Drivers that do not know the flags may have the call without; it changes what runs.
        if step.is_kept or not is_old:
            raise
        domain.pinVcpu(int(step.target), _map(step, cpus))


def _pin_emulator(domain: libvirt.virDomain, step: LiveStep, cpus: int) -> None:
    domain.pinEmulator(_map(step, cpus), _flag(step))


def _pin_iothread(domain: libvirt.virDomain, step: LiveStep, cpus: int) -> None:
    domain.pinIOThread(int(step.target), _map(step, cpus), _flag(step))


def _set_cells(domain: libvirt.virDomain, step: LiveStep, cpus: int) -> None:
    del cpus
    try:
        domain.setNumaParameters(dict(step.values), _flag(step))
    except LookupError as error:
        raise UnsupportedError(str(error)) from error
    except (OverflowError, TypeError, ValueError) as error:
        raise InvalidError(f"{step.values}: {error}") from error


_CALLS: Final[Mapping[LiveKind, Callable[[libvirt.virDomain, LiveStep, int], None]]] = (
    MappingProxyType(
        {
            LiveKind.PIN_VCPU: _pin_vcpu,
            LiveKind.PIN_EMULATOR: _pin_emulator,
            LiveKind.PIN_IOTHREAD: _pin_iothread,
            LiveKind.NUMA: _set_cells,
        }
    )
)


def allocate_pages(connection: libvirt.virConnect, operation: AllocatePages) -> Effect:
    """Set or add to the pool of one page size in one cell.

    Raises:
        libvirt.libvirtError: the node refused: there is not so much memory in one piece, or the
            size is none of its sizes.
    """
    kind = libvirt.VIR_NODE_ALLOC_PAGES_ADD if operation.add else libvirt.VIR_NODE_ALLOC_PAGES_SET
    pages = {operation.size_kib: operation.count}
    try:
        connection.allocPages(pages, operation.cell, 1, kind)
    except (OverflowError, TypeError, ValueError) as error:
        raise InvalidError(f"{pages}: {error}") from error
    return Effect()
