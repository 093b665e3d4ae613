"""Questions to the backend that are asked when something shows the answer."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from virtgui.core.refs import ObjectRef

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """A question with an answer of type T."""


@dataclass(frozen=True, slots=True)
class NodeQuery(Query[T]):
    """A question to one node about one object."""

    ref: ObjectRef


@dataclass(frozen=True, slots=True)
class ReadDomainXml(NodeQuery[str]):
    """The definition of a domain, without secrets."""

    inactive: bool = False


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
