"""What a search looks at: a machine's texts, prepared once, and its changing numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

SEPARATOR: Final = "\0"
"""Stands before and after each text of a key, so that a key tells where a whole text ends."""


def fold(text: str) -> str:
    """Return text in the form in which texts are compared."""
    return text.casefold()


def make_key(texts: Iterable[str]) -> str:
    """Join texts into one folded string that `in` and one regular expression can search."""
    return fold(f"{SEPARATOR}{SEPARATOR.join(texts)}{SEPARATOR}")


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """The folded texts of a machine, each a string made by `make_key`.

    Attributes:
        everything: What a plain word is looked for in.
        group: The path with a slash at both ends, so that each part of it can be found.
        uuid: Without dashes.
    """

    everything: str
    name: str
    title: str
    description: str
    node: str
    group: str
    tags: str
    os: str
    addresses: str
    macs: str
    disks: str
    networks: str
    uuid: str


class Subject(Protocol):
    """What `Query.matches` reads; `SearchSubject` has it, a table's row may have it too."""

    @property
    def keys(self) -> SearchKeys:
        """The prepared texts."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The IP addresses, as text."""

    @property
    def state(self) -> str:
        """The state's code ("running", "shutoff", ...)."""

    @property
    def kind(self) -> str:
        """Either "vm" or "container"."""

    @property
    def vcpus(self) -> int:
        """The number of virtual processors."""

    @property
    def memory_bytes(self) -> int:
        """The memory in bytes."""

    @property
    def cpu_percent(self) -> float | None:
        """The load in percent, or None where it is not known."""

    @property
    def uptime_seconds(self) -> float | None:
        """The time since the start in seconds, or None where it is not known."""

    @property
    def autostart(self) -> bool:
        """Whether it starts with its node."""

    @property
    def persistent(self) -> bool:
        """Whether it stays defined when it stops."""

    @property
    def alert(self) -> bool:
        """Whether a limit is passed that the user has not silenced."""


@dataclass(frozen=True, slots=True)
class SearchSubject:
    """One machine as the search sees it.

    Attributes:
        ref: What the machine is known by; the search does not look into it.
        state: "running", "paused", "shutoff", "crashed", "pmsuspended", "saved", "blocked",
            "shutdown" or "unknown".
        kind: "vm" or "container".
        group: The group's path ("databases/test"), or empty.
        keys: Made from the texts; not given.
    """

    ref: object
    name: str
    title: str = ""
    description: str = ""
    node: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()
    state: str = "unknown"
    os: str = ""
    addresses: tuple[str, ...] = ()
    macs: tuple[str, ...] = ()
    disks: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    uuid: str = ""
    kind: str = "vm"
    vcpus: int = 0
    memory_bytes: int = 0
    cpu_percent: float | None = None
    uptime_seconds: float | None = None
    autostart: bool = False
    persistent: bool = True
    alert: bool = False
    keys: SearchKeys = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", self._make_keys())

    def _make_keys(self) -> SearchKeys:
        plain = (self.name, self.title, self.description, self.os, self.node)
        return SearchKeys(
            everything=make_key((*plain, *self.tags, *self.addresses)),
            name=make_key((self.name,)),
            title=make_key((self.title,)),
            description=make_key((self.description,)),
            node=make_key((self.node,)),
            group=make_key((f"/{self.group.strip('/')}/",)),
            tags=make_key(self.tags),
            os=make_key((self.os,)),
            addresses=make_key(self.addresses),
            macs=make_key(self.macs),
            disks=make_key(self.disks),
            networks=make_key(self.networks),
            uuid=make_key((self.uuid.replace("-", ""),)),
        )

    def with_live(
        self, state: str, cpu_percent: float | None, uptime_seconds: float | None
    ) -> Self:
        """Return a copy with the figures of a poll; the texts are not prepared again."""
        copy = object.__new__(type(self))
        put = object.__setattr__
        for name in self.__slots__:
            put(copy, name, getattr(self, name))
        put(copy, "state", state)
        put(copy, "cpu_percent", cpu_percent)
        put(copy, "uptime_seconds", uptime_seconds)
        return copy
