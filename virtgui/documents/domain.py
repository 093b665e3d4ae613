"""Domains: the declared properties of their XML, and the value that lists and overview show.

The value is read for thousands of domains at the start, so it does not go through the
properties: each element's children are looked at once. The tests hold the two together.
"""

from typing import Final

from lxml import etree

from virtgui.core.values.domain_config import (
    DiskConfig,
    DomainConfig,
    GraphicsConfig,
    InterfaceConfig,
    Labels,
    os_label,
)
from virtgui.documents.document import (
    Document,
    DocumentError,
    DocumentProblem,
    canonical_form,
    digest_of,
    parse_root,
)
from virtgui.documents.hostdevs import host_addresses, pci_address
from virtgui.documents.metadata import read_labels
from virtgui.documents.properties import (
    Path,
    XmlView,
    child,
    children,
    first_children,
    integer,
    present,
    read_size,
    size,
    text,
    yes_no,
)

AGENT_CHANNEL: Final = "org.qemu.guest_agent.0"
"""The name of the channel to the guest agent."""

_ROOT: Final = "domain"
_DEEPEST_CHAIN: Final = 200
_PC_ARCHITECTURES: Final = frozenset({"x86_64", "i686", "amd64", ""})
# Where the source of a disk or interface stands, whatever its type is.
_SOURCE_NAMES: Final = ("file", "dev", "dir", "network", "bridge", "path", "name", "address")
_DEVICES: Final = ("disk", "interface", "graphics", "channel", "hostdev", "tpm")
_MEMORY_UNIT: Final = "KiB"
_OS_ID: Final = Path("metadata/libosinfo:libosinfo/libosinfo:os/@id")

_Parts = dict[str, etree._Element]


class DiskElement(XmlView):
    """A ``disk`` of a domain."""

    __slots__ = ()

    kind = text("@type", "file")
    device = text("@device", "disk")
    target = text("target/@dev")
    bus = text("target/@bus")
    format = text("driver/@type")
    readonly = present("readonly")
    shareable = present("shareable")

    def source(self) -> str:
        """Return the path, URL or "pool/volume"; empty for an empty drive."""
        return _source_of(child(self.element, "source"))


class InterfaceElement(XmlView):
    """A network ``interface`` of a domain."""

    __slots__ = ()

    kind = text("@type")
    mac = text("mac/@address")
    model = text("model/@type")
    target = text("target/@dev")
    link_state = text("link/@state", "up")
    alias = text("alias/@name")

    def source(self) -> str:
        """Return the network, bridge or device that it hangs on, or empty."""
        return _source_of(child(self.element, "source"))


class GraphicsElement(XmlView):
    """A ``graphics`` display of a domain."""

    __slots__ = ()

    kind = text("@type")
    port = integer("@port")
    tls_port = integer("@tlsPort")
    listen = text("@listen")
    listen_address = text("listen/@address")
    socket = text("@socket")
    listen_socket = text("listen/@socket")


class ChannelElement(XmlView):
    """A ``channel`` between node and guest."""

    __slots__ = ()

    name = text("target/@name")
    state = text("target/@state")


class DomainDocument(Document):
    """The XML of a domain."""

    __slots__ = ()

    virt_type = text("@type")
    name = text("name")
    uuid = text("uuid")
    title = text("title")
    description = text("description")
    os_id = text("metadata/libosinfo:libosinfo/libosinfo:os/@id")
    os_type = text("os/type")
    arch = text("os/type/@arch")
    machine = text("os/type/@machine")
    firmware_choice = text("os/@firmware")
    loader = text("os/loader")
    loader_type = text("os/loader/@type")
    loader_readonly = yes_no("os/loader/@readonly")
    loader_secure = yes_no("os/loader/@secure")
    nvram = text("os/nvram")
    vcpus_max = integer("vcpu")
    vcpus_current = integer("vcpu/@current")
    vcpu_set = text("vcpu/@cpuset")
    max_memory = size("memory")
    memory = size("currentMemory")
    cpu_mode_choice = text("cpu/@mode")
    cpu_model = text("cpu/model")
    has_numa_cells = present("cpu/numa")
    has_numa_policy = present("numatune")
    has_vcpu_pins = present("cputune/vcpupin")
    has_tpm = present("devices/tpm")
    emulator = text("devices/emulator")

    disks = children("devices/disk", DiskElement)
    interfaces = children("devices/interface", InterfaceElement)
    graphics = children("devices/graphics", GraphicsElement)
    channels = children("devices/channel", ChannelElement)
    hostdevs = children("devices/hostdev", XmlView)

    def config(self) -> DomainConfig:
        """Return what lists and overview show, as a value."""
        return read_domain_config(self.text())


def read_domain_config(xml_text: str) -> DomainConfig:
    """Read a domain's XML, active or inactive, into a value; may run in any thread.

    Raises:
        DocumentError: The text is not the XML of a domain.
    """
    root = parse_root(xml_text, keep_blanks=False)
    if root.tag != _ROOT:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(root.tag))
    top = first_children(root)
    machine, cpu, memory = _MachineParts(top), _CpuParts(top), _MemoryParts(top)
    labels = read_labels(root) if "metadata" in top else Labels()
    os_id = _OS_ID.read(root) or "" if "metadata" in top else ""
    devices = _Devices(top.get("devices"))
    return DomainConfig(
        uuid=_text(top, "uuid").strip().lower(),
        name=_text(top, "name"),
        title=_text(top, "title"),
        description=_text(top, "description"),
        notes=labels.notes,
        tags=labels.tags,
        group=labels.group,
        os_id=os_id,
        os_label=os_label(os_id),
        virt_type=root.get("type", ""),
        os_type=machine.os_type,
        arch=machine.arch,
        machine=machine.machine,
        firmware=machine.firmware,
        vcpus_current=cpu.current,
        vcpus_max=cpu.most,
        memory_kib=memory.current // 1024,
        max_memory_kib=memory.most // 1024,
        cpu_mode=cpu.mode,
        disks=tuple(map(_read_disk, devices.of("disk"))),
        interfaces=tuple(map(_read_interface, devices.of("interface"))),
        graphics=tuple(map(_read_graphics, devices.of("graphics"))),
        has_tpm=bool(devices.of("tpm")),
        nvram=machine.nvram,
        hostdevs=len(devices.of("hostdev")),
        has_agent_channel=devices.agent is not None,
        agent_connected=_is_connected(devices.agent),
        has_numa=cpu.has_cells or "numatune" in top,
        has_pinning=cpu.is_pinned,
        digest=digest_of(canonical_form(root)),
        hostdev_addresses=host_addresses(top.get("devices")),
    )


class _MachineParts:
    """What ``os`` says."""

    __slots__ = ("arch", "firmware", "machine", "nvram", "os_type")

    def __init__(self, top: _Parts) -> None:
        parts = _inside(top, "os")
        self.os_type = _text(parts, "type")
        self.arch = _attribute(parts, "type", "arch")
        self.machine = _attribute(parts, "type", "machine")
        # Since libvirt 8.5 the path may stand in a source, as a disk's.
        source = _inside(parts, "nvram").get("source")
        self.nvram = _text(parts, "nvram").strip() or _source_of(source)
        self.firmware = _attribute(top, "os", "firmware") or self._guess(parts)

    def _guess(self, parts: _Parts) -> str:
        """Return "efi" or "bios", or empty where the question has no meaning."""
        if _attribute(parts, "loader", "type") == "pflash":
            return "efi"
        is_pc = self.os_type == "hvm" and self.arch in _PC_ARCHITECTURES
        return "bios" if is_pc else ""


class _CpuParts:
    """What ``vcpu``, ``cpu`` and ``cputune`` say."""

    __slots__ = ("current", "has_cells", "is_pinned", "mode", "most")

    def __init__(self, top: _Parts) -> None:
        cpu = _inside(top, "cpu")
        self.most = _number(_text(top, "vcpu")) or 1
        self.current = _number(_attribute(top, "vcpu", "current")) or self.most
        # A model without a mode is a custom one, as libvirt takes it.
        self.mode = _attribute(top, "cpu", "mode") or ("custom" if "model" in cpu else "")
        self.has_cells = "numa" in cpu
        is_limited = bool(_attribute(top, "vcpu", "cpuset"))
        self.is_pinned = is_limited or "vcpupin" in _inside(top, "cputune")


class _MemoryParts:
    """What ``memory`` and ``currentMemory`` say, in bytes."""

    __slots__ = ("current", "most")

    def __init__(self, top: _Parts) -> None:
        self.most = read_size(top.get("memory"), _MEMORY_UNIT) or 0
        current = read_size(top.get("currentMemory"), _MEMORY_UNIT)
        self.current = self.most if current is None else current


class _Devices:
    """The devices, by the name of their elements."""

    __slots__ = ("_by_tag", "agent")

    def __init__(self, devices: etree._Element | None) -> None:
        self._by_tag: dict[str, list[etree._Element]] = {}
        self.agent: etree._Element | None = None
        for element in () if devices is None else devices.iterchildren(*_DEVICES):
            self._by_tag.setdefault(element.tag, []).append(element)
        for channel in self.of("channel"):
            target = child(channel, "target")
            if target is not None and target.get("name") == AGENT_CHANNEL:
                self.agent = target

    def of(self, tag: str) -> list[etree._Element]:
        return self._by_tag.get(tag, [])


def _read_disk(element: etree._Element) -> DiskConfig:
    parts = first_children(element)
    return DiskConfig(
        target=_attribute(parts, "target", "dev"),
        bus=_attribute(parts, "target", "bus"),
        device=element.get("device", "disk"),
        source=_source_of(parts.get("source")),
        source_kind=element.get("type", "file"),
        format=_attribute(parts, "driver", "type"),
        readonly="readonly" in parts,
        shareable="shareable" in parts,
        backing=_backing_chain(parts.get("backingStore")),
    )


def _read_interface(element: etree._Element) -> InterfaceConfig:
    parts = first_children(element)
    return InterfaceConfig(
        mac=_attribute(parts, "mac", "address").lower(),
        kind=element.get("type", ""),
        source=_source_of(parts.get("source")),
        model=_attribute(parts, "model", "type"),
        target=_attribute(parts, "target", "dev"),
        link_up=_attribute(parts, "link", "state") != "down",
        alias=_attribute(parts, "alias", "name"),
    )


def _read_graphics(element: etree._Element) -> GraphicsConfig:
    parts = first_children(element)
    # libvirt writes -1 for a port not yet chosen.
    ports = (_number(element.get(name, "")) for name in ("port", "tlsPort"))
    address = element.get("listen") or _attribute(parts, "listen", "address")
    socket = element.get("socket") or _attribute(parts, "listen", "socket")
    return GraphicsConfig(
        kind=element.get("type", ""),
        port=next((port for port in ports if port is not None and port > 0), None),
        listen=address or socket,
    )


def _is_connected(agent: etree._Element | None) -> bool | None:
    state = None if agent is None else agent.get("state")
    return state == "connected" if state else None


def _inside(parts: _Parts, tag: str) -> _Parts:
    element = parts.get(tag)
    return {} if element is None else first_children(element)


def _text(parts: _Parts, tag: str) -> str:
    element = parts.get(tag)
    return "" if element is None else element.text or ""


def _attribute(parts: _Parts, tag: str, name: str) -> str:
    element = parts.get(tag)
    return "" if element is None else element.get(name, "")


def _number(written: str) -> int | None:
    try:
        return int(written, 0)
    except ValueError:
        return None


def _backing_chain(store: etree._Element | None) -> tuple[str, ...]:
    """Return the images below a disk, nearest first; an empty element ends the chain."""
    found: list[str] = []
    while store is not None and len(store) and len(found) < _DEEPEST_CHAIN:
        parts = first_children(store)
        found.append(_source_of(parts.get("source")))
        store = parts.get("backingStore")
    return tuple(found)


def _source_of(source: etree._Element | None) -> str:
    if source is None:
        return ""
    if source.get("protocol"):
        return _network_source(source)
    if volume := source.get("volume"):
        return f"{source.get('pool', '')}/{volume}"
    for name in _SOURCE_NAMES:
        if found := source.get(name):
            port = source.get("port") if name == "address" else ""
            return f"{found}:{port}" if port else found
    return pci_address(child(source, "address"))


def _network_source(source: etree._Element) -> str:
    host = child(source, "host")
    place = ""
    if host is not None:
        name, port = host.get("name", ""), host.get("port", "")
        name = f"[{name}]" if ":" in name else name
        place = host.get("socket") or (f"{name}:{port}" if port else name)
    return f"{source.get('protocol')}://{place}/{source.get('name', '')}"
