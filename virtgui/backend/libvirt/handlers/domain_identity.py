"""Name, title, description, labels, autostart. Lane threads only."""

import libvirt

from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.core.errors import ConflictError, Remedy
from virtgui.core.ops import domain as ops


def autostart(connection: libvirt.virConnect, operation: ops.SetAutostart) -> Effect:
    """Start with the node, or not."""
    lookup(connection, operation).setAutostart(int(operation.enabled))
    return Effect(refresh=(operation.ref.key,))


def rename(connection: libvirt.virConnect, operation: ops.RenameDomain) -> Effect:
    """Rename; refused where libvirt would silently lose the firmware's variables.

    libvirt 9.0 derives the NVRAM file's name from the domain's: after a rename the guest would
    boot with fresh, or with another machine's stale, variables.
    """
    domain = lookup(connection, operation)
    xml = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    if "firmware='efi'" in xml or "<nvram" in xml:
        raise ConflictError("uefi variables follow the name", remedy=Remedy.CORRECT_INPUT)
    domain.rename(operation.new_name, 0)
    return Effect(refresh=(operation.ref.key,))


def set_title(connection: libvirt.virConnect, operation: ops.SetTitle) -> Effect:
    """Set or, when empty, remove the title."""
    _set(connection, operation, libvirt.VIR_DOMAIN_METADATA_TITLE, operation.title or None)
    return Effect(refresh=(operation.ref.key,))


def set_description(connection: libvirt.virConnect, operation: ops.SetDescription) -> Effect:
    """Set or, when empty, remove the description."""
    text = operation.description or None
    _set(connection, operation, libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, text)
    return Effect(refresh=(operation.ref.key,))


def set_labels(connection: libvirt.virConnect, operation: ops.SetLabels) -> Effect:
    """Write our metadata element, or remove it when it says nothing."""
    domain = lookup(connection, operation)
    kind = libvirt.VIR_DOMAIN_METADATA_ELEMENT
    prefix = operation.prefix if operation.element else None
    domain.setMetadata(kind, operation.element or None, prefix, operation.namespace, _where(domain))
    return Effect(refresh=(operation.ref.key,))


def _set(
    connection: libvirt.virConnect,
    operation: ops.SetTitle | ops.SetDescription,
    kind: int,
    text: str | None,
) -> None:
    domain = lookup(connection, operation)
    domain.setMetadata(kind, text, None, None, _where(domain))


def _where(domain: libvirt.virDomain) -> int:
    """In the running and in the kept definition, as far as each exists."""
    flags = 0
    if domain.isActive():
        flags |= libvirt.VIR_DOMAIN_AFFECT_LIVE
    if domain.isPersistent():
        flags |= libvirt.VIR_DOMAIN_AFFECT_CONFIG
    return flags
