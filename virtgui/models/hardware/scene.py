"""All that a form may look at when it offers choices and checks values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from virtgui.core.errors import ErrorInfo
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.node_choices import Found, NodeChoices, NodeDeviceChoice
from virtgui.documents.domain import DomainDocument


@dataclass(frozen=True, slots=True)
class Scene:
    """The surroundings of a form.

    Attributes:
        document: The definition as edited now.
        base: The definition as it was read.
        running: What runs, or None.
        node_name: The host's shown name.
        caps: What machines of this kind can have on the node; None while not known.
        caps_error: Why `caps` are not known.
        choices: What the node offers; None while not known.
        choices_error: Why `choices` are not known.
        devices: The node's devices; None while not known.
        macs: Who has which MAC address over the whole fleet, this machine left out: address in
            lower case to names of machines.
        neighbours: The definitions of the node's other machines.
        cpu_blockers: What the node lacks for processor models that it cannot give, as far as was
            asked.
    """

    document: DomainDocument
    base: DomainDocument
    running: DomainDocument | None = None
    node_name: str = ""
    caps: DomainCaps | None = None
    caps_error: ErrorInfo | None = None
    choices: NodeChoices | None = None
    choices_error: ErrorInfo | None = None
    devices: Found[NodeDeviceChoice] | None = None
    macs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    neighbours: tuple[DomainConfig, ...] = ()
    cpu_blockers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_container(self) -> bool:
        """Whether this is a container."""
        return self.document.os_type == "exe" or self.document.virt_type == "lxc"

    @property
    def is_qemu(self) -> bool:
        """Whether QEMU runs it."""
        return self.document.virt_type in {"qemu", "kvm", "hvf"}
