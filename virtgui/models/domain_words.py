"""Words for one virtual machine or container: what its page says about it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.queries import AddressInfo
from virtgui.core.series import SeriesStore
from virtgui.core.units import format_bytes
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState, ShownState
from virtgui.core.values.domain_config import DiskConfig, DomainConfig, InterfaceConfig
from virtgui.core.values.task import Task
from virtgui.models.action_words import action_label
from virtgui.models.domain_cells import CellContext, StateCell, state_cell
from virtgui.models.domain_rows import DomainRow, Host
from virtgui.models.durations import duration_text, moment_text
from virtgui.models.node_words import Note
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.models.translate import tr, translate
from virtgui.models.words import reason_word

_CONTEXT: Final = "Domains"
DASH: Final = "–"

LEAVE: Final = "leave"
_NO_SERIES: Final = SeriesStore()

_VIRTUALISATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kvm": QT_TRANSLATE_NOOP("Domains", "KVM: runs on the host's processors"),
        "qemu": QT_TRANSLATE_NOOP("Domains", "Emulated (TCG): works everywhere, but slowly"),
        "lxc": QT_TRANSLATE_NOOP("Domains", "Container: shares the host's kernel"),
        "openvz": QT_TRANSLATE_NOOP("Domains", "Container: shares the host's kernel"),
        "xen": QT_TRANSLATE_NOOP("Domains", "Xen: runs on the host's processors"),
        "hvf": QT_TRANSLATE_NOOP("Domains", "Apple's hypervisor: runs on the host's processors"),
        "bhyve": QT_TRANSLATE_NOOP("Domains", "bhyve: runs on the host's processors"),
        "test": QT_TRANSLATE_NOOP("Domains", "Pretended: nothing real runs"),
    }
)
_FIRMWARES: Final[Mapping[str, str]] = MappingProxyType({"efi": "UEFI", "bios": "BIOS"})
_CPU_MODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "host-passthrough": QT_TRANSLATE_NOOP("Domains", "The host's own (host-passthrough)"),
        "host-model": QT_TRANSLATE_NOOP("Domains", "Like the host's (host-model)"),
        "maximum": QT_TRANSLATE_NOOP("Domains", "All that is possible (maximum)"),
        "custom": QT_TRANSLATE_NOOP("Domains", "A named model (custom)"),
    }
)
_DEVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "disk": QT_TRANSLATE_NOOP("Domains", "Disk"),
        "cdrom": QT_TRANSLATE_NOOP("Domains", "CD-ROM"),
        "floppy": QT_TRANSLATE_NOOP("Domains", "Floppy"),
        "lun": QT_TRANSLATE_NOOP("Domains", "SCSI disk of the host"),
    }
)
DEVICE_ICONS: Final[Mapping[str, str]] = MappingProxyType({"cdrom": "cdrom", "floppy": "save"})
_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "network": QT_TRANSLATE_NOOP("Domains", "Network {0}"),
        "bridge": QT_TRANSLATE_NOOP("Domains", "Bridge {0}"),
        "direct": QT_TRANSLATE_NOOP("Domains", "Direct on {0}"),
        "hostdev": QT_TRANSLATE_NOOP("Domains", "Passed through {0}"),
        "user": QT_TRANSLATE_NOOP("Domains", "Behind the host's user"),
        "ethernet": QT_TRANSLATE_NOOP("Domains", "Host device {0}"),
        "vhostuser": QT_TRANSLATE_NOOP("Domains", "vhost-user {0}"),
        "internal": QT_TRANSLATE_NOOP("Domains", "Internal {0}"),
    }
)
_TELLERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lease": QT_TRANSLATE_NOOP("Domains", "DHCP lease"),
        "agent": QT_TRANSLATE_NOOP("Domains", "guest agent"),
        "arp": QT_TRANSLATE_NOOP("Domains", "neighbour table"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


def domain_icon(domain: Domain) -> str:
    """The icon of a machine or container."""
    return "container" if domain.is_container else "domain"


def shown_state(
    domain: Domain, status: ConnectionStatus | None, task: Task | None, now: float
) -> StateCell:
    """State as icon and word, in the words of the tables: old, on its way, or as it is."""
    row = DomainRow(domain, Host.of(domain.ref.connection, status))
    row.task = task
    return state_cell(row, CellContext(_NO_SERIES, lambda: now))


def state_sentence(domain: Domain, cell: StateCell) -> str:
    """The state with libvirt's reason: "Paused because of a disk error"."""
    reason = "" if cell.is_busy else reason_word(domain.reason)
    if not reason:
        return cell.text
    # Reasons that are sentences of their own stand apart; the others go on.
    joint = " " if reason.startswith(("by ", "for ", "while ", "because ", "during ")) else ", "
    return f"{cell.text}{joint}{reason}"


def vcpus_text(count: int) -> str:
    """How many virtual processors: "8 vCPUs"."""
    return tr("%n vCPUs", "", count) if count else ""


def uptime_text(domain: Domain, now: float) -> str:
    """How long it runs: "up 12 d 4 h"; "at least" where its start was not seen."""
    if not domain.is_active or domain.started_at is None:
        return ""
    span = duration_text(max(0.0, now - domain.started_at))
    words = (
        translate("Domains", "up {0}")
        if domain.start_seen
        else translate("Domains", "up at least {0}")
    )
    return words.format(span)


def domain_facts(
    domain: Domain, node_name: str, now: float, *, is_old: bool, told: str = ""
) -> tuple[str, ...]:
    """The second line of the header, identity first.

    Args:
        domain: The machine.
        node_name: The name of its host.
        now: Seconds since the epoch.
        is_old: Whether it is a memory: then it is not said how long it runs.
        told: An address learnt just now, if none is known yet.
    """
    address = domain.addresses[0] if domain.addresses else told
    system = domain.config.os_label if domain.config else ""
    facts = [
        one_line(node_name),
        vcpus_text(domain.vcpus),
        format_bytes(domain.memory_kib * 1024) if domain.memory_kib else "",
        one_line(system),
        one_line(address) if domain.is_active else "",
        "" if is_old else uptime_text(domain, now),
    ]
    return tuple(fact for fact in facts if fact)


def domain_notes(domain: Domain, now: float) -> tuple[Note, ...]:
    """What a person should know of a machine's state, the worst first."""
    notes = [_crash_note(domain, now), _pause_note(domain)]
    if not domain.persistent:
        text = translate("Domains", "It has no kept definition: when it stops, it is gone.")
        notes.append(Note("warn", text))
    if domain.shown_state is ShownState.SAVED:
        text = translate("Domains", "Its memory is saved; starting it goes on from there.")
        notes.append(Note("info", text, _links("discard_saved"), icon="st-saved"))
    return tuple(note for note in notes if note is not None)


def _crash_note(domain: Domain, now: float) -> Note | None:
    if domain.state is not DomainState.CRASHED:
        return None
    parts = [translate("Domains", "The guest has crashed.")]
    if domain.reason == "panicked":
        parts = [translate("Domains", "The guest's system has panicked.")]
    if domain.state_since is not None:
        at = moment_text(domain.state_since, now)
        parts.append(
            translate("Domains", "It was {0}, {1} ago.").format(at, _span(now - domain.state_since))
        )
    if domain.is_active:
        return Note("error", " ".join(parts), _links("core_dump", "destroy"))
    return Note("error", " ".join(parts), _links("start"))


def _links(*action_ids: str) -> tuple[tuple[str, str], ...]:
    return tuple((action_label(action_id), action_id) for action_id in action_ids)


def _span(seconds: float) -> str:
    return duration_text(max(0.0, seconds), 1)


def _pause_note(domain: Domain) -> Note | None:
    if domain.state is not DomainState.PAUSED:
        return None
    sentences = {
        "ioerror": translate(
            "Domains", "It was paused because a disk failed or is full; it may go on after that."
        ),
        "watchdog": translate("Domains", "Its watchdog paused it: the guest hung."),
        "api_error": translate("Domains", "It was paused because libvirt failed."),
        "postcopy_failed": translate("Domains", "It was paused because its migration failed."),
        "crashed": translate("Domains", "It was paused because the guest crashed."),
    }
    sentence = sentences.get(domain.reason)
    return Note("error", sentence, _links("resume")) if sentence else None


def gone_note(domain: Domain, now: float, gone_at: float, *, is_forgotten: bool) -> Note:
    """What the page of a machine says that is no more."""
    name, at = in_sentence(domain.name), moment_text(gone_at, now)
    if is_forgotten:
        sentence = translate("Domains", "The host of {0} was taken off the list {1}.").format(
            name, at
        )
    elif not domain.persistent:
        sentence = translate(
            "Domains", "{0} stopped {1} and is gone: it had no kept definition."
        ).format(name, at)
    else:
        sentence = translate("Domains", "{0} was deleted {1}.").format(name, at)
    return Note(
        "info", sentence, ((translate("Domains", "Back to the list"), LEAVE),), icon="delete"
    )


def absent_note() -> Note:
    """What the page says of a machine that is not known yet."""
    sentence = translate(
        "Domains", "This machine is not known here yet; its host may still be connecting."
    )
    return Note("info", sentence, ((translate("Domains", "Back to the list"), LEAVE),))


def yes_no(*, flag: bool) -> str:
    """Yes or no."""
    return translate("Domains", "Yes") if flag else translate("Domains", "No")


def pair_text(now: str, most: str) -> str:
    """A present and a largest amount: "4 of at most 8"; one when they are equal."""
    return (
        now
        if now == most or not most
        else translate("Domains", "{0} of at most {1}").format(now, most)
    )


def memory_pair(config: DomainConfig | None, domain: Domain) -> str:
    """Memory now and at most, in GiB."""
    now = domain.memory_kib or (config.memory_kib if config else 0)
    most = (config.max_memory_kib if config else 0) or domain.max_memory_kib
    if not now:
        return ""
    return pair_text(format_bytes(now * 1024), format_bytes(most * 1024) if most else "")


def vcpu_pair(config: DomainConfig | None, domain: Domain) -> str:
    """Virtual processors now and at most."""
    now = domain.vcpus or (config.vcpus_current if config else 0)
    most = config.vcpus_max if config else 0
    return pair_text(str(now), str(most) if most else "") if now else ""


def virtualisation_text(config: DomainConfig) -> str:
    """What runs the guest, and what that means."""
    source = _VIRTUALISATIONS.get(config.virt_type)
    return _tr(source) if source else one_line(config.virt_type)


def firmware_text(config: DomainConfig) -> str:
    """What boots the guest; nothing where that means nothing."""
    return _FIRMWARES.get(config.firmware, one_line(config.firmware))


def cpu_mode_text(config: DomainConfig) -> str:
    """Which processor the guest sees; nothing where the definition does not say."""
    source = _CPU_MODES.get(config.cpu_mode)
    return _tr(source) if source else one_line(config.cpu_mode)


def agent_text(config: DomainConfig, *, is_active: bool) -> str:
    """Whether the guest agent answers."""
    if not config.has_agent_channel:
        return translate("Domains", "Not set up")
    if not is_active:
        return translate("Domains", "Set up")
    if config.agent_connected is None:
        return DASH
    return (
        translate("Domains", "Connected")
        if config.agent_connected
        else translate("Domains", "Does not answer")
    )


def device_text(disk: DiskConfig) -> str:
    """What kind of drive it is."""
    source = _DEVICES.get(disk.device)
    return _tr(source) if source else one_line(disk.device)


def disk_source_text(disk: DiskConfig) -> str:
    """Where the data of a drive is; an empty drive says so."""
    return one_line(disk.source) if disk.source else translate("Domains", "Empty")


def disk_marks(disk: DiskConfig) -> str:
    """What is special about a drive: read only, shared."""
    marks = [translate("Domains", "read only")] if disk.readonly else []
    if disk.shareable:
        marks.append(translate("Domains", "shared"))
    return ", ".join(marks)


def interface_source_text(interface: InterfaceConfig) -> str:
    """What an interface hangs on: "Network default", "Bridge br0"."""
    source = _LINKS.get(interface.kind)
    words = _tr(source) if source else one_line(interface.kind) + " {0}"
    return words.format(one_line(interface.source)).strip()


def link_text(interface: InterfaceConfig) -> str:
    """Whether the cable is plugged in."""
    return translate("Domains", "Up") if interface.link_up else translate("Domains", "Unplugged")


def addresses_text(addresses: Iterable[AddressInfo]) -> str:
    """Addresses of one interface with who told: "10.0.0.5/24 (DHCP lease)"."""
    return ", ".join(_address(info) for info in addresses)


def _address(info: AddressInfo) -> str:
    teller = _tr(_TELLERS[info.source]) if info.source in _TELLERS else one_line(info.source)
    return f"{one_line(info.address)}/{info.prefix} ({teller})"
