"""Define a domain from its XML. Ops lane threads."""

import libvirt

from virtgui.backend.libvirt.handlers.effect import Effect
from virtgui.core.errors import ConflictError, InvalidError, Remedy
from virtgui.core.ops import domain as ops
from virtgui.documents.document import DocumentError, parse_root
from virtgui.documents.secrets import lost_secrets, unmask


def define(connection: libvirt.virConnect, operation: ops.DefineDomain) -> Effect:
    """Define, checked against the node's schema: without it unknown elements are dropped silently.

    Raises:
        InvalidError: it is not the XML of a domain.
        ConflictError: a domain has that UUID or name, and it was to be a new one.
    """
    uuid, name = identity(operation.xml)
    other = _existing(connection, uuid, name)
    if other is not None and operation.must_be_new:
        raise ConflictError(
            f"there is a domain {other.name()} ({other.UUIDString()})",
            remedy=Remedy.CHANGE_NAME,
            subject=other.name(),
        )
    current = _with_secrets(other) if other is not None else ""
    xml = unmask(operation.xml, current)
    made = connection.defineXMLFlags(xml, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
    lost = bool(lost_secrets(operation.xml, current))
    return Effect(refresh=(made.UUIDString(),), remark="secrets_lost" if lost else "")


def defined_uuid(xml: str) -> str:
    """The UUID of the domain that an XML defines; empty where it leaves that to libvirt."""
    try:
        return identity(xml)[0]
    except InvalidError:
        return ""


def identity(xml: str) -> tuple[str, str]:
    """The UUID and the name of the domain that an XML defines; empty where it says none.

    Raises:
        InvalidError: It is not the XML of a domain.
    """
    try:
        root = parse_root(xml)
    except DocumentError as error:
        raise InvalidError(str(error)) from error
    if root.tag != "domain":
        raise InvalidError(f"this defines a {root.tag}, no domain")
    uuid, name = (root.findtext(part) or "" for part in ("uuid", "name"))
    return uuid.strip().lower(), name.strip()


def _existing(connection: libvirt.virConnect, uuid: str, name: str) -> libvirt.virDomain | None:
    """The domain of that UUID, or else of that name."""
    for look_up, key in (
        (connection.lookupByUUIDString, uuid),
        (connection.lookupByName, name),
    ):
        try:
            if key:
                return look_up(key)
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_DOMAIN:
                raise
    return None


def _with_secrets(domain: libvirt.virDomain) -> str:
    flags = libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE
    return str(domain.XMLDesc(flags))
