"""Give a domain another definition, and change what runs, part by part. Ops lane threads."""

from dataclasses import replace

import libvirt

from virtgui.backend.libvirt.errors import is_link_loss, translate
from virtgui.backend.libvirt.handlers.domain_define import identity
from virtgui.backend.libvirt.handlers.domain_power import lookup
from virtgui.backend.libvirt.handlers.effect import Effect, Tell
from virtgui.backend.libvirt.handlers.live_devices import secret_is_gone
from virtgui.backend.libvirt.handlers.live_steps import do_step
from virtgui.backend.libvirt.readers.definition import read_definition, read_secure_xml
from virtgui.core.errors import (
    ConflictError,
    ErrorInfo,
    ErrorKind,
    InvalidError,
    PermissionDeniedError,
    Remedy,
    VirtguiError,
)
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.live_step import LiveStep, PartReport, PartState
from virtgui.documents.secrets import lost_secrets, unmask


def apply(connection: libvirt.virConnect, operation: ApplyDefinition, tell: Tell) -> Effect:
    """Define what is kept, then take the live steps, each on its own.

    Raises:
        ConflictError: the definition is not the one that was edited; nothing was done.
        PermissionDeniedError: the node does not tell the secrets, so defining would lose them.
        InvalidError: the XML is not of this domain, or a secret to be kept is not there.
        libvirt.libvirtError: nothing was done, or the link was lost; the parts tell.
    """
    domain = lookup(connection, operation)
    now = read_definition(connection, operation.ref.key)
    _check(now, operation)
    xml = _complete(domain, operation) if operation.xml else ""
    return _Course(domain, operation, tell).run(xml)


def _check(now: DomainDefinition, operation: ApplyDefinition) -> None:
    if now.digest != operation.base_digest:
        raise ConflictError("the definition has changed", remedy=Remedy.LOOK_AGAIN)
    if operation.xml and not now.persistent:
        raise ConflictError("a transient domain keeps no definition", remedy=Remedy.LOOK_AT_STATE)
    if operation.xml and not now.is_complete:
        raise PermissionDeniedError("the node does not tell this connection the secrets")


def _complete(domain: libvirt.virDomain, operation: ApplyDefinition) -> str:
    """The XML with the secrets that are kept."""
    uuid, name = identity(operation.xml)
    if uuid != operation.ref.key:
        raise InvalidError(f"this is the definition of the domain {uuid or 'without uuid'}")
    if name != domain.name():
        raise InvalidError(f"a definition cannot rename {domain.name()} to {name}")
    secure = read_secure_xml(domain)
    lost = lost_secrets(operation.xml, secure)
    if lost:
        raise secret_is_gone(lost)
    return unmask(operation.xml, secure)


class _Course:
    """One application. What has not ended is unknown: so it stays when the link is lost."""

    def __init__(self, domain: libvirt.virDomain, operation: ApplyDefinition, tell: Tell) -> None:
        self._domain = domain
        self._uuid = operation.ref.key
        self._tell = tell
        whole: tuple[LiveStep | None, ...] = (None,) if operation.xml else ()
        self._parts = [PartReport(step, PartState.UNKNOWN) for step in (*whole, *operation.steps)]
        self._goes_on = True

    def run(self, xml: str) -> Effect:
        """Do all parts in their order."""
        self._say()
        for place, part in enumerate(self._parts):
            self._end(place, self._ended(part, xml))
        error = next((part.error for part in self._parts if part.error is not None), None)
        return Effect(refresh=(self._uuid,), parts=tuple(self._parts), error=error)

    def _ended(self, part: PartReport, xml: str) -> PartReport:
        if not self._goes_on:
            return replace(part, state=PartState.SKIPPED)
        try:
            self._do(part.step, xml)
        except (libvirt.libvirtError, VirtguiError) as error:
            if is_link_loss(error):
                raise
            info = translate(error).info
            # What all steps build upon; a step that fails stops no other.
            self._goes_on = self._goes_on and part.step is not None
            return replace(part, state=_state_of(info), error=info)
        return replace(part, state=PartState.DONE)

    def _do(self, step: LiveStep | None, xml: str) -> None:
        if step is None:
            # Without the flag libvirt drops silently what it does not know.
            connection = self._domain.connect()
            connection.defineXMLFlags(xml, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
        else:
            do_step(self._domain, step)

    def _end(self, place: int, part: PartReport) -> None:
        self._parts[place] = part
        self._say()

    def _say(self) -> None:
        if not self._tell(tuple(self._parts)):
            self._goes_on = False


def _state_of(error: ErrorInfo) -> PartState:
    # No answer in time is none: it may still happen.
    return PartState.UNKNOWN if error.kind is ErrorKind.TIMEOUT else PartState.FAILED
