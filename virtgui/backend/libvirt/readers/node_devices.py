"""The devices of a node that may be passed through. Lane threads only.

libvirt has no call that tells more of many devices than their names: each takes one. On the
node itself a hundred take some hundredths of a second, over a link of 50 ms five seconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.backend.libvirt.readers.node_choices import Patience, found
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.node_choices import Found, NodeDeviceChoice
from virtgui.documents.node_choices import read_node_device

LONGEST: Final = 30.0
"""Seconds after which the rest of the devices is left out, and the answer says so."""

# The kinds that libvirt 6.0 knows, the oldest far side; then those that came later.
_OLD_KINDS: Final = (
    libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV
)
_NEW_KINDS: Final = (
    libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV
    | libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA
)
_REFUSED: Final = (libvirt.VIR_ERR_INVALID_ARG, libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED)
# How a domain's definition names what libvirt's node calls by another kind.
_DOMAIN_KINDS: Final = (("pci", "pci"), ("usb_device", "usb"), ("mdev", "mdev"))


def read_node_devices(
    connection: libvirt.virConnect, known: Mapping[str, DomainConfig], longest: float = LONGEST
) -> Found[NodeDeviceChoice]:
    """Read the devices of the kinds that can be passed through, with who uses them.

    Args:
        connection: The node.
        known: The definitions of its domains.
        longest: Seconds after which the rest is left out.

    Raises:
        libvirt.libvirtError: the connection was lost.
    """
    listed = found(lambda: _listed(connection))
    if listed.error:
        return Found(error=listed.error)
    patience = Patience(longest)
    read = [patience.detail(partial(_read, handle), None) for handle in listed.items]
    error = ErrorInfo(ErrorKind.TIMEOUT, Remedy.RETRY, "") if patience.has_skipped else None
    choices = _joined([choice for choice in read if choice is not None])
    users = device_users(known)
    choices = [replace(choice, users=_users_of(choice, users)) for choice in choices]
    return Found(tuple(sorted(choices, key=lambda choice: (choice.kind, choice.name))), error)


def _listed(connection: libvirt.virConnect) -> list[libvirt.virNodeDevice]:
    """The devices, by name only; a libvirt that does not know a kind is asked for fewer."""
    try:
        return list(connection.listAllDevices(_OLD_KINDS | _NEW_KINDS))
    except libvirt.libvirtError as error:
        if is_unsupported(error) or error.get_error_code() not in _REFUSED:
            raise
    return list(connection.listAllDevices(_OLD_KINDS))


def _read(handle: libvirt.virNodeDevice) -> NodeDeviceChoice | None:
    return read_node_device(handle.XMLDesc(0))


def _joined(choices: Iterable[NodeDeviceChoice]) -> list[NodeDeviceChoice]:
    """Tell devices what hangs on them: a card its interface, a SCSI device its disk.

    The disks themselves are no devices to pass through and are left out.
    """
    by_name = {choice.name: choice for choice in choices}
    for choice in tuple(by_name.values()):
        parent = by_name.get(choice.parent)
        if choice.kind == "storage":
            del by_name[choice.name]
        if parent is None:
            continue
        if choice.kind == "net":
            by_name[parent.name] = replace(parent, net_name=choice.net_name)
        elif choice.kind == "storage" and parent.kind == "scsi":
            by_name[parent.name] = _with_disk(parent, choice)
    return list(by_name.values())


def _with_disk(device: NodeDeviceChoice, disk: NodeDeviceChoice) -> NodeDeviceChoice:
    return replace(
        device,
        product=device.product or disk.product,
        vendor=device.vendor or disk.vendor,
        path=disk.path,
        block_size=disk.block_size,
    )


def device_users(known: Mapping[str, DomainConfig]) -> Mapping[str, tuple[str, ...]]:
    """The names of domains by the devices of the node that their definitions name."""
    users: dict[str, set[str]] = {}
    for config in known.values():
        for address in config.hostdev_addresses:
            users.setdefault(address, set()).add(config.name)
    return {address: tuple(sorted(names)) for address, names in users.items()}


def _users_of(choice: NodeDeviceChoice, users: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    names = {name for address in _addresses(choice) for name in users.get(address, ())}
    return tuple(sorted(names))


def _addresses(choice: NodeDeviceChoice) -> tuple[str, ...]:
    """All ways in which a definition may name the device."""
    kind = dict(_DOMAIN_KINDS).get(choice.kind)
    net = (f"net {choice.net_name}",) if choice.net_name else ()
    if choice.kind == "scsi":
        return (f"scsi host{choice.address}", *net)
    if kind is None or not choice.address:
        return net
    ids = tuple(text.removeprefix("0x") for text in (choice.vendor_id, choice.product_id))
    return (f"{kind} {choice.address}", f"{kind} {':'.join(ids)}", *net)
