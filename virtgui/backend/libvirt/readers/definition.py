"""The definition of a domain, to be edited. Lane threads only."""

import time
from collections.abc import Callable
from typing import Final

import libvirt

from virtgui.backend.libvirt.errors import is_unsupported
from virtgui.core.values.definition import DomainDefinition
from virtgui.documents.document import canonical_form, digest_of, parse_root
from virtgui.documents.secrets import mask

# What libvirt answers where secrets are not for this connection, or for no one.
_NO_SECRETS: Final = frozenset(
    {
        libvirt.VIR_ERR_OPERATION_DENIED,
        libvirt.VIR_ERR_ACCESS_DENIED,
        libvirt.VIR_ERR_INVALID_ARG,
        libvirt.VIR_ERR_ARGUMENT_UNSUPPORTED,
    }
)


def read_definition(connection: libvirt.virConnect, uuid: str) -> DomainDefinition:
    """Read what a domain is, and what it will be at its next start; secrets are masked.

    Both are read with secrets, so that a password which is set differs from none; where the node
    refuses that, without. The digest is that of the canonical form of the masked text. For a
    domain that is off and has no secrets it is the same as `DomainConfig.digest`, which comes
    from the XML in force read without secrets; with secrets, or while it runs, they differ.

    Raises:
        libvirt.libvirtError: the node could not, or the domain is gone.
        DocumentError: the node told something that is no XML.
    """
    domain = connection.lookupByUUIDString(uuid)
    in_force, is_complete = _xml_with_secrets(domain, 0)
    # An element of the text itself, so that it cannot disagree with the text.
    runs = parse_root(in_force).get("id") is not None
    persistent = ""
    if _tells(domain.isPersistent, otherwise=True):
        persistent, told = _xml_with_secrets(domain, libvirt.VIR_DOMAIN_XML_INACTIVE)
        is_complete &= told
    persistent = mask(persistent) if persistent else ""
    running = mask(in_force) if runs else ""
    return DomainDefinition(
        persistent=persistent,
        running=running,
        digest=_digest(persistent or running),
        read_at=time.time(),
        has_managed_save=_tells(domain.hasManagedSaveImage, otherwise=False),
        is_complete=is_complete,
    )


def _digest(text: str) -> str:
    return digest_of(canonical_form(parse_root(text, keep_blanks=False)))


def read_secure_xml(domain: libvirt.virDomain) -> str:
    """Read the definition of the next start with its secrets: never let it out of the backend.

    Raises:
        libvirt.libvirtError: the node could not, or does not tell secrets to this connection.
    """
    flags = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
    return str(domain.XMLDesc(flags))


def _xml_with_secrets(domain: libvirt.virDomain, flags: int) -> tuple[str, bool]:
    """The XML, and whether secrets are in it."""
    try:
        return str(domain.XMLDesc(flags | libvirt.VIR_DOMAIN_XML_SECURE)), True
    except libvirt.libvirtError as error:
        if not is_unsupported(error) and error.get_error_code() not in _NO_SECRETS:
            raise
    return str(domain.XMLDesc(flags)), False


def _tells(call: Callable[[], int], *, otherwise: bool) -> bool:
    """What a yes-or-no function tells; `otherwise` where the driver does not have it."""
    try:
        return bool(call())
    except libvirt.libvirtError as error:
        known = (libvirt.VIR_ERR_OPERATION_INVALID, libvirt.VIR_ERR_OPERATION_UNSUPPORTED)
        if is_unsupported(error) or error.get_error_code() in known:
            return otherwise
        raise
