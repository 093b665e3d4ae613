"""Each kind of live step by its own libvirt call. Lane threads only."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

import libvirt
from lxml import etree

from virtgui.backend.libvirt.errors import translate
from virtgui.backend.libvirt.handlers import live_devices
from virtgui.backend.libvirt.handlers.live_devices import LIVE, device_of
from virtgui.core.errors import DeadlineError, InvalidError, Remedy, UnsupportedError
from virtgui.core.values.live_step import LiveKind, LiveStep
from virtgui.documents.settings.cpusets import CpusetError, parse_cpuset

Call = Callable[[libvirt.virDomain, LiveStep], object]

_EVENTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "poweroff": libvirt.VIR_DOMAIN_LIFECYCLE_POWEROFF,
        "reboot": libvirt.VIR_DOMAIN_LIFECYCLE_REBOOT,
        "crash": libvirt.VIR_DOMAIN_LIFECYCLE_CRASH,
    }
)
_ACTIONS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "destroy": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY,
        "restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART,
        "rename-restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME,
        "preserve": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE,
        "coredump-destroy": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY,
        "coredump-restart": libvirt.VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART,
    }
)
_TEXTS: Final = frozenset({"group_name", "numa_nodeset"})
"""Parameters whose value is a text even where it looks like a number."""
_OTHER_PREFIX: Final = "own"


def do_step(domain: libvirt.virDomain, step: LiveStep) -> None:
    """Change what runs in one respect, and nothing else.

    Raises:
        libvirt.libvirtError: the node refused, or was lost.
        VirtguiError: we refused, or the guest has not followed in time.
    """
    try:
        _CALLS[step.kind](domain, step)
    except OverflowError as error:
        raise InvalidError(f"{step.kind.value}: {error}") from error


def cpu_map(text: str, cpus: int) -> tuple[bool, ...]:
    """A set as libvirt writes it ("0-3,^2,7") in the form that pinning takes; empty means all.

    Raises:
        InvalidError: It is not a set of the node's CPUs.
    """
    try:
        chosen = parse_cpuset(text)
    except CpusetError as error:
        raise InvalidError(f"{text} is no set of CPUs") from error
    if not chosen:
        return (True,) * cpus
    if max(chosen) >= cpus:
        raise InvalidError(f"CPU {max(chosen)} of {cpus}")
    return tuple(number in chosen for number in range(cpus))


def _value(step: LiveStep) -> str:
    """The value of a single setting."""
    return str(step.values[0][1]) if step.values else ""


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise InvalidError(f"{text!r} is no number") from error


def _cpus(domain: libvirt.virDomain, step: LiveStep) -> tuple[bool, ...]:
    return cpu_map(_value(step), len(domain.connect().getCPUMap()[1]))


def _vcpus(domain: libvirt.virDomain, step: LiveStep) -> None:
    try:
        domain.setVcpusFlags(_number(_value(step)), LIVE)
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_OPERATION_TIMEOUT:
            raise
        detail = translate(error).info.detail
        raise DeadlineError(detail, remedy=Remedy.GUEST_KEEPS) from error


def _memory(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.setMemoryFlags(_number(_value(step)), LIVE)


def _pin_vcpu(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.pinVcpuFlags(_number(step.target), _cpus(domain, step), LIVE)


def _pin_emulator(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.pinEmulator(_cpus(domain, step), LIVE)


def _pin_iothread(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.pinIOThread(_number(step.target), _cpus(domain, step), LIVE)


def _add_iothread(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.addIOThread(_number(step.target), LIVE)


def _remove_iothread(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.delIOThread(_number(step.target), LIVE)


def _parameters(step: LiveStep) -> dict[str, int | str]:
    return {
        name: int(value)
        if isinstance(value, str) and name not in _TEXTS and value.lstrip("-").isdecimal()
        else value
        for name, value in step.values
    }


def _tune(call: str, domain: libvirt.virDomain, step: LiveStep) -> None:
    """A call that takes named parameters; libvirt's Python checks them by what the node has."""
    target = (step.target,) if step.target else ()
    parameters = _parameters(step)
    try:
        getattr(domain, call)(*target, parameters, LIVE)
    except LookupError as error:
        raise UnsupportedError(str(error)) from error
    except (OverflowError, TypeError, ValueError) as error:
        raise InvalidError(f"{parameters}: {error}") from error


def _balloon_period(domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.setMemoryStatsPeriod(_number(_value(step)), LIVE)


def _lifecycle(domain: libvirt.virDomain, step: LiveStep) -> None:
    action = _ACTIONS.get(_value(step))
    if action is None:
        raise InvalidError(f"there is no action {_value(step)}")
    domain.setLifecycleAction(_EVENTS[step.target], action, LIVE)


def _words(kind: int, domain: libvirt.virDomain, step: LiveStep) -> None:
    domain.setMetadata(kind, _value(step) or None, None, None, LIVE)


def _metadata(domain: libvirt.virDomain, step: LiveStep) -> None:
    kind = libvirt.VIR_DOMAIN_METADATA_ELEMENT
    prefix, xml = bare_element(step.xml) if step.xml else (None, None)
    domain.setMetadata(kind, xml, prefix, step.target, LIVE)


def bare_element(xml: str) -> tuple[str, str]:
    """A metadata element in the form that libvirt takes: its prefix, and it without namespace.

    libvirt declares the namespace itself, and refuses an element that does so already.
    """
    element = device_of(xml)
    name = etree.QName(element)
    attributes = {str(key): str(value) for key, value in element.attrib.items()}
    spaces = element.nsmap.items()
    others = {prefix: uri for prefix, uri in spaces if prefix and uri != name.namespace}
    bare = etree.Element(name.localname, attributes, nsmap=others)
    bare.text = element.text
    bare.extend(list(element))
    prefix = element.prefix or _OTHER_PREFIX
    while prefix in bare.nsmap:
        prefix += "_"
    return prefix, etree.tostring(bare, encoding="unicode")


_CALLS: Final[Mapping[LiveKind, Call]] = MappingProxyType(
    {
        LiveKind.ATTACH: live_devices.attach,
        LiveKind.DETACH: live_devices.detach,
        LiveKind.UPDATE: live_devices.update,
        LiveKind.VCPUS: _vcpus,
        LiveKind.MEMORY: _memory,
        LiveKind.PIN_VCPU: _pin_vcpu,
        LiveKind.PIN_EMULATOR: _pin_emulator,
        LiveKind.PIN_IOTHREAD: _pin_iothread,
        LiveKind.ADD_IOTHREAD: _add_iothread,
        LiveKind.REMOVE_IOTHREAD: _remove_iothread,
        LiveKind.NUMA: partial(_tune, "setNumaParameters"),
        LiveKind.SCHEDULER: partial(_tune, "setSchedulerParametersFlags"),
        LiveKind.MEMTUNE: partial(_tune, "setMemoryParameters"),
        LiveKind.BLKIO: partial(_tune, "setBlkioParameters"),
        LiveKind.IOTUNE: partial(_tune, "setBlockIoTune"),
        LiveKind.BALLOON_PERIOD: _balloon_period,
        LiveKind.LIFECYCLE: _lifecycle,
        LiveKind.TITLE: partial(_words, libvirt.VIR_DOMAIN_METADATA_TITLE),
        LiveKind.DESCRIPTION: partial(_words, libvirt.VIR_DOMAIN_METADATA_DESCRIPTION),
        LiveKind.METADATA: _metadata,
    }
)
