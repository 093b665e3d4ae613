"""Questions to the backend that are asked when something shows the answer."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Generic, TypeVar

from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import Found, NodeChoices, NodeDeviceChoice, VolumeChoice
from virtgui.core.values.placement import NodePlacement
from virtgui.core.values.prompt import KeepRefusal
from virtgui.core.values.series import SeriesSpan
from virtgui.core.values.topology import Topology
from virtgui.core.values.version import Version

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A question with an answer of type T."""


@dataclass(frozen=True, slots=True)
class NodeQuery(Query[T]):
    """A question to one node about one object."""

    ref: ObjectRef

    is_background: ClassVar[bool] = False
    """Whether it comes after everything that somebody waits for."""


@dataclass(frozen=True, slots=True)
class ReadDomainXml(NodeQuery[str]):
    """The definition of a domain, without secrets."""

    inactive: bool = False


@dataclass(frozen=True, slots=True)
class ReadDefinition(NodeQuery[DomainDefinition]):
    """The definition of a domain to edit, running and of the next start, secrets masked."""


@dataclass(frozen=True, slots=True)
class ReadDomainCaps(NodeQuery[DomainCaps]):
    """What machines of one kind can have on a node; the reference is the domain's.

    Empty fields leave the choice to libvirt.
    """

    virt_type: str = ""
    arch: str = ""
    machine: str = ""
    emulator: str = ""


@dataclass(frozen=True, slots=True)
class ReadCpuBlockers(NodeQuery[tuple[str, ...]]):
    """The features that the node lacks for a processor model, as libvirt compares them.

    Empty where it lacks none, or where libvirt does not name them. Ask for models that are not
    usable: libvirt compares more strictly than the emulator, whose word `CpuModel.usable` is.
    """

    model: str
    virt_type: str = ""
    arch: str = ""
    machine: str = ""
    emulator: str = ""


@dataclass(frozen=True, slots=True)
class ReadNodeChoices(NodeQuery[NodeChoices]):
    """What a node has to offer to its domains: networks, pools, cells, and so on.

    Devices are asked on their own: they take a call each.
    """


@dataclass(frozen=True, slots=True)
class ReadNodeDevices(NodeQuery[Found[NodeDeviceChoice]]):
    """The devices of a node that may be passed through; seconds over a slow link."""


@dataclass(frozen=True, slots=True)
class ReadTopology(NodeQuery[Topology]):
    """How a node is built, with what is free of its memory and pages now."""


@dataclass(frozen=True, slots=True)
class ReadPlacement(NodeQuery[NodePlacement]):
    """Where the running domains of a node are; some calls for each, within a time.

    What is left for the next time is missing in the answer. Asked at low priority.
    """

    is_background = True
    first: tuple[str, ...] = ()
    """UUIDs, in the order to read: those longest not read first. Others come after them."""


@dataclass(frozen=True, slots=True)
class ReadVolume(NodeQuery[VolumeChoice]):
    """One volume with all that is known of it."""

    pool: str
    volume: str


@dataclass(frozen=True, slots=True)
class AddressInfo:
    """One address of one interface of a guest."""

    interface: str
    mac: str
    address: str
    prefix: int
    source: str
    """Who told: ``lease``, ``agent`` or ``arp``."""


@dataclass(frozen=True, slots=True)
class ReadAddresses(NodeQuery[tuple[AddressInfo, ...]]):
    """The addresses of a running guest; a slow guest agent is never waited for."""


class KeepReason(Enum):
    """Why a volume cannot, or should not, be deleted."""

    NONE = "none"
    USED_BY_DOMAIN = "used_by_domain"
    BACKING_OF_VOLUME = "backing_of_volume"
    NOT_IN_POOL = "not_in_pool"
    READ_ONLY_MEDIA = "read_only_media"
    SHAREABLE = "shareable"
    UNKNOWN_USERS = "unknown_users"
    """Not all definitions or pools could be read, so that users may be hidden."""


@dataclass(frozen=True, slots=True)
class StorageUse:
    """One piece of storage of a domain, as the delete dialog lists it."""

    target: str
    device: str
    path: str
    pool: str
    volume: str
    capacity: int | None
    """Bytes, as the next."""
    allocation: int | None
    reason: KeepReason = KeepReason.NONE
    users: tuple[str, ...] = ()
    """The names of those who use it."""
    is_backing: bool = False
    """Not a disk itself but what a disk of the domain is built upon."""

    @property
    def deletable(self) -> bool:
        """Whether it may be ticked."""
        return self.reason is KeepReason.NONE


@dataclass(frozen=True, slots=True)
class DeletePlan:
    """What a delete would meet."""

    storage: tuple[StorageUse, ...]
    has_nvram: bool
    has_managed_save: bool
    snapshots: int
    checkpoints: int
    has_tpm: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class ReadDeletePlan(NodeQuery[DeletePlan]):
    """What deleting a domain would touch."""


@dataclass(frozen=True, slots=True)
class LocalHypervisor:
    """A libvirt that answers on this computer."""

    uri: str
    usable: bool
    reason: str = ""
    """A code: ``answers``, ``no_socket``, ``permission``, ``no_driver``."""


@dataclass(frozen=True, slots=True)
class FindLocalHypervisors(Query[tuple[LocalHypervisor, ...]]):
    """Which local hypervisors this computer offers."""


@dataclass(frozen=True, slots=True)
class SshHost:
    """A host that the user's SSH files name."""

    name: str
    source: str
    """``config`` or ``known_hosts``."""


@dataclass(frozen=True, slots=True)
class FindSshHosts(Query[tuple[SshHost, ...]]):
    """Hosts to offer while a name is typed, those of the configuration first."""


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A libvirt address that another program on this computer knows."""

    uri: str
    name: str
    """The name it has there; empty for none."""
    source: str
    """``virt-manager``, ``virsh`` or ``environment``."""


@dataclass(frozen=True, slots=True)
class FindAddresses(Query[tuple[FoundAddress, ...]]):
    """Connections that virt-manager and virsh know."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Where secrets can be kept."""

    name: str
    """The key ring's own name; empty when there is none."""
    refusal: KeepRefusal = KeepRefusal.NONE


@dataclass(frozen=True, slots=True)
class ReadKeyRing(Query[KeyRing]):
    """Whether this computer has a key ring to keep secrets in."""


@dataclass(frozen=True, slots=True)
class CountSecrets(Query[int]):
    """How many secrets the key ring keeps for a connection."""

    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class HistoryQuery(Query[T]):
    """A question to the history of definitions; its node need not be connected."""


@dataclass(frozen=True, slots=True)
class ReadVersions(HistoryQuery[tuple[Version, ...]]):
    """All versions of an object's definition, the newest first."""

    ref: ObjectRef


@dataclass(frozen=True, slots=True)
class ReadVersionText(HistoryQuery[str]):
    """The definition with a digest; its secrets are masked."""

    digest: str


@dataclass(frozen=True, slots=True)
class ReadRemoved(HistoryQuery[tuple[Version, ...]]):
    """The newest version of each object of a connection that is gone, the last one first."""

    connection: ConnectionId


@dataclass(frozen=True, slots=True)
class SetVersionRemark(HistoryQuery[None]):
    """Write what the user says of a version; an empty remark takes it back."""

    version: int
    """The version's id."""
    remark: str


@dataclass(frozen=True, slots=True)
class SeriesQuery(Query[T]):
    """A question to the history of figures; its node need not be connected."""


@dataclass(frozen=True, slots=True)
class ReadSeries(SeriesQuery[SeriesSpan]):
    """The history of an object's figures."""

    ref: ObjectRef
    begin: float
    """Wall clock seconds, as `end`."""
    end: float
    keys: frozenset[SeriesKey] | None = None
    """Which series; None for all that there are."""
    most_points: int = 2000
    """The finest resolution is taken that has no more points."""


@dataclass(frozen=True, slots=True)
class SeriesUsage:
    """What the history of figures takes on disk."""

    bytes: int
    objects: int
    oldest: float | None


@dataclass(frozen=True, slots=True)
class ReadSeriesUsage(SeriesQuery[SeriesUsage]):
    """How much the history of figures takes."""
