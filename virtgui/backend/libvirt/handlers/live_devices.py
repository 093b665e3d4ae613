"""Devices of a running domain: attached, detached, updated. Lane threads only."""

import time
from typing import Final

import libvirt
from lxml import etree

from virtgui.core.errors import DeadlineError, InvalidError, Remedy
from virtgui.core.values.definition import KEPT
from virtgui.core.values.live_step import LiveStep
from virtgui.documents.document import DocumentError, parse_root
from virtgui.documents.editing.matching import devices_of, partner
from virtgui.documents.properties import Path
from virtgui.documents.secrets import LostSecret, lost_secrets, unmask

LIVE: Final = libvirt.VIR_DOMAIN_AFFECT_LIVE
PATIENCE: Final = 8.0
"""Seconds that a guest gets to let a device go; libvirt itself waits for 5 of them."""
LOOK: Final = 0.25
"""Seconds between two looks whether it has."""

_HEAD, _TAIL = "<domain><devices>", "</devices></domain>"


def attach(domain: libvirt.virDomain, step: LiveStep) -> None:
    """Plug a device in."""
    domain.attachDeviceFlags(_with_secrets(domain, step.xml), LIVE)


def update(domain: libvirt.virDomain, step: LiveStep) -> None:
    """Change a device that is plugged in."""
    domain.updateDeviceFlags(_with_secrets(domain, step.xml), LIVE)


def detach(domain: libvirt.virDomain, step: LiveStep) -> None:
    """Unplug a device, and wait until the guest has let it go.

    Raises:
        DeadlineError: It has not; it may still.
    """
    begun = time.monotonic()
    domain.detachDeviceFlags(_with_secrets(domain, step.xml), LIVE)
    device = device_of(step.xml)
    while _is_there(domain, device):
        if time.monotonic() - begun > PATIENCE:
            raise DeadlineError("", remedy=Remedy.GUEST_KEEPS, subject=step.label)
        time.sleep(LOOK)


def secret_is_gone(lost: tuple[LostSecret, ...]) -> InvalidError:
    """The error for secrets that were to be kept, but are not there."""
    names = ", ".join(" ".join(filter(None, (one.device, one.name))) for one in lost)
    return InvalidError(f"not there to be kept: {names}", remedy=Remedy.SET_SECRET, subject=names)


def _with_secrets(domain: libvirt.virDomain, xml: str) -> str:
    """A device's XML, with what it says to be kept taken from the one that runs."""
    device_of(xml)
    if KEPT not in xml:
        return xml
    whole = f"{_HEAD}{xml}{_TAIL}"
    secure = str(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE))
    lost = lost_secrets(whole, secure)
    if lost:
        raise secret_is_gone(lost)
    return unmask(whole, secure).removeprefix(_HEAD).removesuffix(_TAIL)


def device_of(xml: str) -> etree._Element:
    """The element of a step.

    Raises:
        InvalidError: It is not well-formed.
    """
    try:
        return parse_root(xml)
    except DocumentError as error:
        raise InvalidError(str(error)) from error


def _is_there(domain: libvirt.virDomain, device: etree._Element) -> bool:
    there = devices_of(parse_root(domain.XMLDesc(0)))
    alias = Path("alias/@name")
    name = alias.read(device)
    if name:
        return any(alias.read(other) == name for other in there)
    return partner(device, [device], there) is not None
