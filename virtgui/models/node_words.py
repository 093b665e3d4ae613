"""Words for hosts: what the page of a node says about the machine and about its connection."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.units import format_bytes
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    LinkSecurity,
)
from virtgui.core.values.node import Node, NumaCell
from virtgui.models.durations import age_text, duration_text, moment_text
from virtgui.models.error_words import error_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.models.translate import tr, translate
from virtgui.models.words import step_word

_CONTEXT: Final = "Nodes"
_MANY_MHZ: Final = 1000

RETRY: Final = "retry"
REASON: Final = "reason"
CONNECT: Final = "connect"
ANSWER: Final = "answer"


@dataclass(frozen=True, slots=True)
class Note:
    """What a banner says.

    Attributes:
        severity: info, ok, warn or error.
        sentence: What, why, what next.
        links: Word and key of each link, two at most.
        icon: Another icon than the severity's.
    """

    severity: str
    sentence: str
    links: tuple[tuple[str, str], ...] = ()
    icon: str = ""


_GUEST_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kvm": QT_TRANSLATE_NOOP("Nodes", "virtual machines with KVM"),
        "qemu": QT_TRANSLATE_NOOP("Nodes", "emulated machines"),
        "lxc": QT_TRANSLATE_NOOP("Nodes", "containers"),
        "openvz": QT_TRANSLATE_NOOP("Nodes", "containers (OpenVZ)"),
        "xen": QT_TRANSLATE_NOOP("Nodes", "virtual machines with Xen"),
        "hvf": QT_TRANSLATE_NOOP("Nodes", "virtual machines with Apple's hypervisor"),
        "bhyve": QT_TRANSLATE_NOOP("Nodes", "virtual machines with bhyve"),
        "hyperv": QT_TRANSLATE_NOOP("Nodes", "virtual machines with Hyper-V"),
        "vmware": QT_TRANSLATE_NOOP("Nodes", "virtual machines with VMware"),
        "vbox": QT_TRANSLATE_NOOP("Nodes", "virtual machines with VirtualBox"),
        "test": QT_TRANSLATE_NOOP("Nodes", "pretended machines"),
    }
)
_SHORT_SECURITY: Final[Mapping[LinkSecurity, str]] = MappingProxyType(
    {
        LinkSecurity.IN_PROCESS: "",
        LinkSecurity.LOCAL_SOCKET: QT_TRANSLATE_NOOP("Nodes", "local"),
        LinkSecurity.SSH: QT_TRANSLATE_NOOP("Nodes", "encrypted"),
        LinkSecurity.TLS: QT_TRANSLATE_NOOP("Nodes", "encrypted"),
        LinkSecurity.PLAIN: QT_TRANSLATE_NOOP("Nodes", "not encrypted"),
        LinkSecurity.UNKNOWN: "",
    }
)


_WHATS: Final[Mapping[ConnectionState, str]] = MappingProxyType(
    {
        ConnectionState.OFFLINE: QT_TRANSLATE_NOOP("Nodes", "{0} is not connected."),
        ConnectionState.CONNECTING: QT_TRANSLATE_NOOP("Nodes", "Connecting to {0}."),
        ConnectionState.CONNECTED: "",
        ConnectionState.STALE: QT_TRANSLATE_NOOP("Nodes", "{0} does not answer."),
        ConnectionState.WAITING: QT_TRANSLATE_NOOP("Nodes", "{0} is not connected now."),
        ConnectionState.FAILED: QT_TRANSLATE_NOOP("Nodes", "{0} cannot be connected."),
        ConnectionState.ATTENTION: QT_TRANSLATE_NOOP("Nodes", "{0} waits for an answer of yours."),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source) if source else ""


def node_icon(spec: ConnectionSpec) -> str:
    """The icon of a host: the demo, a container host, this computer or another one."""
    if spec.is_demo or spec.uri.startswith("test:"):
        return "demo"
    if spec.uri.startswith("lxc"):
        return "container"
    return "node-local" if spec.uri.startswith(("qemu:///", "xen:///")) else "node"


def hypervisor_text(node: Node) -> str:
    """The hypervisor with its version: "QEMU 7.2.0"."""
    name = (
        translate("Nodes", "Test driver")
        if node.hypervisor == "TEST"
        else one_line(node.hypervisor)
    )
    return " ".join(part for part in (name, one_line(node.hypervisor_version)) if part)


def cpus_text(count: int) -> str:
    """How many processors: "32 CPUs"."""
    return tr("%n CPUs", "", count) if count else ""


def memory_text(kib: int) -> str:
    """An amount of memory, or nothing."""
    return format_bytes(kib * 1024) if kib else ""


def topology_text(node: Node) -> str:
    """The processors in their order: "2 sockets × 8 cores × 2 threads"."""
    if not (node.sockets and node.cores and node.threads):
        return ""
    parts = (
        tr("%n sockets", "", node.sockets),
        tr("%n cores", "", node.cores),
        tr("%n threads", "", node.threads),
    )
    return " × ".join(parts)


def frequency_text(mhz: int) -> str:
    """The clock of the processors, or nothing where the host does not tell."""
    if not mhz:
        return ""
    return f"{mhz / _MANY_MHZ:.1f} GHz" if mhz >= _MANY_MHZ else f"{mhz} MHz"


def model_text(node: Node) -> str:
    """The processor's model and architecture."""
    return " · ".join(one_line(part) for part in (node.cpu_model, node.arch) if part)


def cpu_ranges(cpus: Iterable[int]) -> str:
    """Numbers of processors as libvirt writes them: "0-3,8"."""
    spans: list[list[int]] = []
    for cpu in sorted(set(cpus)):
        if spans and cpu == spans[-1][1] + 1:
            spans[-1][1] = cpu
        else:
            spans.append([cpu, cpu])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def cell_text(cell: NumaCell) -> str:
    """What a NUMA cell has: "CPUs 0-7, 64 GiB"."""
    memory = memory_text(cell.memory_kib)
    cpus = (
        translate("Nodes", "CPUs {0}").format(cpu_ranges(cell.cpus))
        if cell.cpus
        else translate("Nodes", "no CPUs")
    )
    return ", ".join(part for part in (cpus, memory) if part)


def guest_kinds_text(kinds: Iterable[str]) -> str:
    """What kinds of guests a host can run, in words, each once."""
    words = (_tr(_GUEST_KINDS[kind]) if kind in _GUEST_KINDS else one_line(kind) for kind in kinds)
    text = ", ".join(dict.fromkeys(words))
    return text[:1].upper() + text[1:]


def latency_text(seconds: float | None) -> str:
    """A round trip in milliseconds, or nothing."""
    if seconds is None:
        return ""
    milliseconds = seconds * 1000
    return "< 1 ms" if milliseconds < 1 else f"{milliseconds:.0f} ms"


def node_facts(node: Node | None, status: ConnectionStatus | None) -> tuple[str, ...]:
    """The second line of a host's header: what it is first, then how it is reached."""
    facts: list[str] = []
    if node is not None:
        facts += [hypervisor_text(node), cpus_text(node.cpus), memory_text(node.memory_kib)]
    if status is not None and status.is_live:
        facts += [latency_text(status.latency), _tr(_SHORT_SECURITY[status.security])]
    if status is not None and status.spec.read_only:
        facts.append(translate("Nodes", "observing only"))
    return tuple(fact for fact in facts if fact)


def since_text(wall: float | None, now: float) -> str:
    """A moment and how long ago it was: "14:02, for 3 h"; nothing when unknown."""
    if wall is None:
        return ""
    span = duration_text(max(0.0, now - wall))
    return translate("Nodes", "{0}, for {1}").format(moment_text(wall, now), span)


def answer_text(status: ConnectionStatus, now: float) -> str:
    """When the host last answered."""
    if status.last_answer_at is None:
        return translate("Nodes", "Never")
    age = age_text(now - status.last_answer_at)
    if status.is_live:
        return age[:1].upper() + age[1:]
    return f"{moment_text(status.last_answer_at, now)}, {age}"


def data_age(status: ConnectionStatus, now: float) -> str:
    """The sentence that says how old what is shown is; nothing when nothing is shown."""
    if status.last_answer_at is None:
        return ""
    at, age = status.last_answer_at, now - status.last_answer_at
    return translate("Nodes", "Data from {0}, {1}.").format(moment_text(at, now), age_text(age))


def link_note(status: ConnectionStatus, now: float) -> Note | None:
    """What is to be said of a connection that is not up; None when all is well."""
    state = status.state
    if state is ConnectionState.CONNECTED:
        return None
    name = in_sentence(status.spec.name)
    age = data_age(status, now)
    if state is ConnectionState.OFFLINE:
        return Note(
            "info", _joined(_what(status, name), age), ((translate("Nodes", "Connect"), CONNECT),)
        )
    if state is ConnectionState.CONNECTING:
        return Note("info", _joined(_what(status, name), _present_step(status), age))
    severity = "error" if state is ConnectionState.FAILED else "warn"
    # A command ends the last sentence, so that nothing can be taken for a part of it.
    sentence = _joined(_what(status, name), _why(status), age, _next(status, now))
    return Note(severity, sentence, _ways_out(status))


def old_data_note(status: ConnectionStatus | None, name: str, now: float) -> Note | None:
    """What a machine's page says when its host is silent; None when it is not.

    Args:
        status: The host's connection.
        name: The host's name.
        now: Seconds since the epoch.
    """
    if status is None or status.is_live:
        return None
    what = _what(status, in_sentence(name))
    calm = (ConnectionState.OFFLINE, ConnectionState.CONNECTING)
    severity = "info" if status.state in calm else "warn"
    return Note(severity, _joined(what, data_age(status, now)))


def _what(status: ConnectionStatus, name: str) -> str:
    return _tr(_WHATS[status.state]).format(name)


def _present_step(status: ConnectionStatus) -> str:
    return translate("Nodes", "{0}.").format(step_word(status.step, status.step_host))


def _why(status: ConnectionStatus) -> str:
    return error_text(status.error).why if status.error else ""


def _next(status: ConnectionStatus, now: float) -> str:
    if status.state is ConnectionState.WAITING and status.retry_at is not None:
        left = status.retry_at - now
        if left < 1:
            return translate("Nodes", "It is tried now.")
        return translate("Nodes", "Next try in {0}.").format(duration_text(left, 1))
    if status.error is None or status.state is not ConnectionState.FAILED:
        return ""
    if status.error.facts:
        return ""  # what is to be done takes facts that only the dialog behind the link has
    text = error_text(status.error)
    return _joined(text.next, text.command)


def _ways_out(status: ConnectionStatus) -> tuple[tuple[str, str], ...]:
    if status.state is ConnectionState.ATTENTION:
        return ((translate("Nodes", "Answer…"), ANSWER),)
    ways = [(translate("Nodes", "Retry now"), RETRY)]
    if status.error is not None:
        ways.append((translate("Nodes", "Find out why"), REASON))
    return tuple(ways)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
