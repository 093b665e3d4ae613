"""Putting elements where libvirt would write them, and taking them away without a trace."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.keys import KEY_ATTRIBUTES

_INDENT: Final = "  "

# The order in which libvirt 9.0 writes the children (src/conf/domain_conf.c, virDomainDefFormat).
_ORDERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "domain": "name uuid genid title description metadata maxMemory memory currentMemory "
        "blkiotune memtune memoryBacking vcpu vcpus iothreads iothreadids defaultiothread cputune "
        "numatune resource sysinfo bootloader bootloader_args os idmap features cpu clock "
        "on_poweroff on_reboot on_crash on_lockfailure pm perf devices seclabel keywrap "
        "launchSecurity",
        "devices": "emulator disk controller lease filesystem interface smartcard serial parallel "
        "console channel input tpm graphics sound audio video hostdev redirdev redirfilter hub "
        "watchdog memballoon rng nvram panic shmem memory iommu vsock crypto pstore",
        "os": "type firmware init initarg initenv initdir inituser initgroup loader nvram kernel "
        "initrd cmdline dtb acpi boot bootmenu bios smbios",
        "cpu": "model vendor topology cache maxphysaddr feature numa",
        "cputune": "shares period quota global_period global_quota emulator_period emulator_quota "
        "iothread_period iothread_quota vcpupin emulatorpin iothreadpin vcpusched iothreadsched "
        "emulatorsched cachetune memorytune",
        "disk": "driver auth source backingStore backenddomain geometry blockio mirror target "
        "iotune readonly shareable transient serial wwn vendor product encryption boot alias "
        "address",
        "interface": "mac source virtualport backend portForward ip route script downscript target "
        "guest model driver filterref link mtu coalesce bandwidth vlan port rom tune teaming boot "
        "acpi alias address",
        "hostdev": "driver source teaming boot rom acpi alias address",
        "graphics": "listen channel image jpeg zlib playback streaming clipboard mouse "
        "filetransfer gl",
        "filesystem": "driver binary source target readonly space_hard_limit space_soft_limit "
        "alias address",
        "controller": "driver model target pcihole64 address",
        "memory": "source target alias address",
        "memballoon": "stats driver alias address",
        "video": "driver model alias address",
    }
)
ORDERS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        parent: {tag: rank for rank, tag in enumerate(order.split())}
        for parent, order in _ORDERS.items()
    }
)
"""Per parent the rank of each child."""


def insert_in_order(
    parent: etree._Element, element: etree._Element, model: etree._Element | None = None
) -> None:
    """Put a new child at its place, indented as its siblings.

    Args:
        parent: Where it goes.
        element: The child, without a parent.
        model: The same child in another version of the parent: the place is taken from there.
    """
    insert_at(parent, element, place_for(parent, element, model))


def place_for(parent: etree._Element, element: etree._Element, model: etree._Element | None) -> int:
    """The index at which a new child goes; see `insert_in_order`."""
    return _place_by_rank(parent, element) if model is None else _place_as(parent, model)


def _place_as(parent: etree._Element, model: etree._Element) -> int:
    """After the nearest older sibling of the model that is here, too."""
    for sibling in model.itersiblings(etree.Element, preceding=True):
        name = KEY_ATTRIBUTES.get(str(sibling.tag), "")
        for child in reversed(list(parent.iterchildren(sibling.tag))):
            if not name or child.get(name) == sibling.get(name):
                return parent.index(child) + 1
    return 0


def _place_by_rank(parent: etree._Element, element: etree._Element) -> int:
    """After the last child whose rank is not greater; unknown names go to the end."""
    ranks = ORDERS.get(str(parent.tag), {})
    rank = ranks.get(str(element.tag))
    same = list(parent.iterchildren(element.tag))
    if same:
        return parent.index(same[-1]) + 1
    if rank is None:
        return len(parent)
    before = [
        number
        for number, child in enumerate(parent)
        if isinstance(child.tag, str) and ranks.get(child.tag, -1) <= rank
    ]
    return before[-1] + 1 if before else 0


def insert_at(parent: etree._Element, element: etree._Element, place: int) -> None:
    """Insert a child at an index, with the blanks that its neighbours have."""
    outer = _blank_before(parent)
    inner = _inner_blank(parent, outer)
    if not inner:
        element.tail = None
        parent.insert(place, element)
        return
    indent_inside(element, inner)
    if not len(parent):
        parent.text, element.tail = inner, outer
    elif place < len(parent):
        element.tail = inner
    else:
        last = parent[-1]
        element.tail, last.tail = last.tail, inner
    parent.insert(place, element)


def indent_inside(element: etree._Element, blank: str) -> None:
    """Indent the descendants of an element that stands after a blank such as a line break."""
    if not len(element) or (element.text or "").strip():
        return
    inner = blank + _INDENT
    element.text = inner
    for child in element:
        if not (child.tail or "").strip():
            child.tail = inner
        indent_inside(child, inner)
    element[-1].tail = blank


def _inner_blank(parent: etree._Element, outer: str) -> str:
    if not len(parent):
        return outer + _INDENT if outer and _is_blank(parent.text) else ""
    texts = (parent.text, *(child.tail for child in list(parent)[:-1]))
    return next((text for text in texts if text and _is_blank(text) and "\n" in text), "")


def _blank_before(element: etree._Element) -> str:
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return "\n"
    blank = (parent.text if previous is None else previous.tail) or ""
    return blank if not blank.strip() and "\n" in blank else ""


def remove_element(element: etree._Element) -> None:
    """Take an element out of its parent, with its indentation."""
    parent = element.getparent()
    if parent is not None:
        remove_child(parent, element)


def prune(element: etree._Element, base: etree._Element) -> None:
    """Remove an element that says nothing, and its parents below the base that do not either."""
    while element is not base and _says_nothing(element):
        parent = element.getparent()
        if parent is None:
            return
        remove_child(parent, element)
        element = parent


def _says_nothing(element: etree._Element) -> bool:
    own = set(map(str, element.attrib)) - {KEY_ATTRIBUTES.get(str(element.tag), "")}
    return not len(element) and not own and not (element.text or "").strip()


def remove_child(parent: etree._Element, element: etree._Element) -> None:
    """Remove a child with its indentation; text that stood after it stays."""
    previous, following, tail = element.getprevious(), element.getnext(), element.tail
    before = parent.text if previous is None else previous.tail
    parent.remove(element)
    if not _is_blank(tail):
        before = (before or "") + (tail or "")
    elif following is None and _is_blank(before):
        # The last one: what stands before the end tag is its tail; nothing for the only one.
        before = None if previous is None else tail
    if previous is None:
        parent.text = before
    else:
        previous.tail = before


def _is_blank(text: str | None) -> bool:
    return not text or not text.strip()
