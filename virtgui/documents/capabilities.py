"""A node's capabilities document."""

from dataclasses import dataclass

from virtgui.core.values.node import NumaCell
from virtgui.documents.document import parse_root


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
