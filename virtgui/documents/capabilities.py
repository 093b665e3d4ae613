"""A node's capabilities document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.core.values import node_choices
from virtgui.core.values.node import NumaCell
from virtgui.documents.document import parse_root
from virtgui.documents.properties import child, read_size

_NO_LABELS: Final = "none"
_FLAGS: Final[Mapping[str, bool]] = MappingProxyType({"yes": True, "no": False})
_KIB: Final = "KiB"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The parts of a capabilities document that describe the node itself."""

    arch: str = ""
    cpu_model: str = ""
    cpu_vendor: str = ""
    host_uuid: str = ""
    cells: tuple[NumaCell, ...] = ()
    guest_kinds: tuple[str, ...] = ()


def read_capabilities(text: str) -> Capabilities:
    """Read a capabilities document.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    root = parse_root(text)
    kinds = {domain.get("type", "") for domain in root.iterfind("guest/arch/domain")}
    return Capabilities(
        arch=root.findtext("host/cpu/arch") or "",
        cpu_model=root.findtext("host/cpu/model") or "",
        cpu_vendor=root.findtext("host/cpu/vendor") or "",
        host_uuid=root.findtext("host/uuid") or "",
        cells=tuple(
            NumaCell(
                int(cell.get("id", "0")),
                int(cell.findtext("memory") or 0),
                tuple(int(cpu.get("id", "0")) for cpu in cell.iterfind("cpus/cpu")),
            )
            for cell in root.iterfind("host/topology/cells/cell")
        ),
        guest_kinds=tuple(sorted(kinds)),
    )


@dataclass(frozen=True, slots=True)
class GuestKind:
    """One kind of domain that a node can run.

    Attributes:
        os_type: "hvm", "exe", "xen", ...
        arch: "x86_64", ...
        virt_type: "kvm", "qemu", "lxc", ...
        emulator: The path of its emulator, or empty.
        machines: The machine types, those before that stand for the newest of their kind ("q35").
        vcpus_max: The most processors by machine type, where told.
    """

    os_type: str
    arch: str
    virt_type: str
    emulator: str = ""
    machines: tuple[str, ...] = ()
    vcpus_max: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NodeOffers:
    """What a node's capabilities offer to its domains.

    Attributes:
        arch: The node's own architecture.
        guests: The kinds of domains, in libvirt's order.
        security_models: "selinux", "apparmor", "dac", ...
        cells: The NUMA cells, with sizes but without what is free.
        page_sizes: All sizes of memory pages in KiB, the usual one among them.
        has_iommu: Whether the IOMMU works, or None.
        cpu_xml: The node's processor as libvirt writes it, for comparing; or empty.
        cpu_features: The features that it names beside its model.
    """

    arch: str = ""
    guests: tuple[GuestKind, ...] = ()
    security_models: tuple[str, ...] = ()
    cells: tuple[node_choices.NumaCell, ...] = ()
    page_sizes: tuple[int, ...] = ()
    has_iommu: bool | None = None
    cpu_xml: str = ""
    cpu_features: tuple[str, ...] = ()

    def guest(self, virt_type: str = "", arch: str = "", emulator: str = "") -> GuestKind | None:
        """The first kind that fits; empty texts fit all."""
        wanted = (virt_type, arch, emulator)
        for kind in self.guests:
            pairs = zip(wanted, (kind.virt_type, kind.arch, kind.emulator), strict=True)
            if all(wish in ("", has) for wish, has in pairs):
                return kind
        return None


def read_offers(text: str) -> NodeOffers:
    """Read a capabilities document for what it offers to domains.

    Raises:
        DocumentError: it is no well-formed XML.
    """
    root = parse_root(text, keep_blanks=False)
    cpu, iommu = root.find("host/cpu"), root.find("host/iommu")
    models = (model.findtext("model") or "" for model in root.iterfind("host/secmodel"))
    pages = root.iterfind("host/topology/cells/cell/pages")
    return NodeOffers(
        arch=root.findtext("host/cpu/arch") or "",
        guests=tuple(kind for arch in root.iterfind("guest/arch") for kind in _guest_kinds(arch)),
        security_models=tuple(
            dict.fromkeys(model for model in models if model not in ("", _NO_LABELS))
        ),
        cells=tuple(map(_cell, root.iterfind("host/topology/cells/cell"))),
        page_sizes=tuple(sorted({size for page in pages if (size := _page_kib(page))})),
        has_iommu=None if iommu is None else _FLAGS.get(iommu.get("support", "")),
        cpu_xml="" if cpu is None else etree.tostring(cpu, encoding="unicode"),
        cpu_features=tuple(
            feature.get("name", "") for feature in root.iterfind("host/cpu/feature")
        ),
    )


def _guest_kinds(arch: etree._Element) -> Iterator[GuestKind]:
    parent = arch.getparent()
    os_type = "" if parent is None else parent.findtext("os_type") or ""
    for domain in arch.iterchildren("domain"):
        # A kind without lists of its own has those of its architecture.
        machines = list(domain.iterchildren("machine")) or list(arch.iterchildren("machine"))
        machines.sort(key=lambda machine: machine.get("canonical") is None)
        counts = [(machine.text or "", machine.get("maxCpus", "")) for machine in machines]
        yield GuestKind(
            os_type=os_type,
            arch=arch.get("name", ""),
            virt_type=domain.get("type", ""),
            emulator=domain.findtext("emulator") or arch.findtext("emulator") or "",
            machines=tuple(dict.fromkeys(name for name, _ in counts)),
            vcpus_max=tuple((name, int(most)) for name, most in counts if most.isdecimal()),
        )


def _cell(cell: etree._Element) -> node_choices.NumaCell:
    pages = {size: page for page in cell.iterchildren("pages") if (size := _page_kib(page))}
    usual = min(pages, default=0)
    return node_choices.NumaCell(
        id=int(cell.get("id", "0")),
        cpus=tuple(int(cpu.get("id", "0")) for cpu in cell.iterfind("cpus/cpu")),
        memory=read_size(child(cell, "memory"), _KIB) or 0,
        pages=tuple(
            node_choices.PageSize(size, int(page.text or 0))
            for size, page in sorted(pages.items())
            if size > usual
        ),
        distances=tuple(
            (int(sibling.get("id", "0")), int(sibling.get("value", "0")))
            for sibling in cell.iterfind("distances/sibling")
        ),
    )


def _page_kib(page: etree._Element) -> int:
    """The size of a kind of pages in KiB, which is the only unit that libvirt writes."""
    size = page.get("size", "")
    return int(size) if size.isdecimal() and page.get("unit", _KIB) == _KIB else 0
