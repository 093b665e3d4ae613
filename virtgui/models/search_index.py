"""Rows of the domain table as the search sees them: texts prepared when first asked for.

Preparing all texts of 10,000 domains takes a tenth of a second; a query looks at one or two.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from virtgui.core.search import SearchKeys
from virtgui.core.search_subject import make_key
from virtgui.core.series import SeriesStore
from virtgui.core.values.domain import Domain, ShownState

if TYPE_CHECKING:
    from virtgui.models.domain_rows import DomainRow

_Text = Callable[[Domain, str], str]


def _disks(domain: Domain) -> str:
    return make_key(disk.source for disk in domain.config.disks) if domain.config else make_key(())


def _networks(domain: Domain) -> str:
    config = domain.config
    return make_key(item.source for item in config.interfaces) if config else make_key(())


def _macs(domain: Domain) -> str:
    config = domain.config
    return make_key(item.mac for item in config.interfaces) if config else make_key(())


def _system(domain: Domain) -> str:
    return domain.config.os_label if domain.config else ""


def _description(domain: Domain) -> str:
    return domain.config.description if domain.config else ""


def _everything(domain: Domain, node: str) -> str:
    plain = (domain.name, domain.title, _description(domain), _system(domain), node)
    return make_key((*plain, *domain.tags, *domain.addresses))


_MAKERS: Final[Mapping[str, _Text]] = MappingProxyType(
    {
        "everything": _everything,
        "name": lambda domain, node: make_key((domain.name,)),
        "title": lambda domain, node: make_key((domain.title,)),
        "description": lambda domain, node: make_key((_description(domain),)),
        "node": lambda domain, node: make_key((node,)),
        "group": lambda domain, node: make_key((f"/{domain.group.strip('/')}/",)),
        "tags": lambda domain, node: make_key(domain.tags),
        "os": lambda domain, node: make_key((_system(domain),)),
        "addresses": lambda domain, node: make_key(domain.addresses),
        "macs": lambda domain, node: _macs(domain),
        "disks": lambda domain, node: _disks(domain),
        "networks": lambda domain, node: _networks(domain),
        "uuid": lambda domain, node: make_key((domain.ref.key.replace("-", ""),)),
    }
)


class LazyKeys:
    """Has the attributes of `SearchKeys`; each is made when it is first read."""

    __slots__ = ("_domain", "_node", *_MAKERS)

    def __init__(self, domain: Domain, node: str) -> None:
        self._domain = domain
        self._node = node

    def __getattr__(self, name: str) -> str:
        # Reached only while the slot is empty.
        maker = _MAKERS.get(name)
        if maker is None:
            raise AttributeError(name)
        text = maker(self._domain, self._node)
        setattr(self, name, text)
        return text


class RowSubject:
    """A row as `Query.matches` reads it; the figures are those of the moment."""

    __slots__ = ("_now", "_series", "keys", "row")

    def __init__(self, row: "DomainRow", series: SeriesStore, now: Callable[[], float]) -> None:
        self.row = row
        self._series = series
        self._now = now
        self.keys = cast("SearchKeys", None)
        self.refresh()

    def refresh(self) -> None:
        """Forget the texts: the domain or its host is another value now."""
        self.keys = cast("SearchKeys", LazyKeys(self.row.domain, self.row.host.name))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The IP addresses."""
        return self.row.domain.addresses

    @property
    def state(self) -> str:
        """The shown state's code; unknown where the host is silent."""
        return ShownState.UNKNOWN.value if self.row.host.is_old else self.row.shown_state.value

    @property
    def kind(self) -> str:
        """Machine or container."""
        return "container" if self.row.domain.is_container else "vm"

    @property
    def vcpus(self) -> int:
        """The number of virtual processors."""
        return self.row.domain.vcpus

    @property
    def memory_bytes(self) -> int:
        """The memory it is given."""
        return self.row.domain.memory_kib * 1024

    @property
    def cpu_percent(self) -> float | None:
        """The load now, or None where it is not known."""
        load = self._series.load(self.row.ref)
        return None if load is None or load.cpu is None else load.cpu * 100

    @property
    def uptime_seconds(self) -> float | None:
        """The time since the start, or None when it does not run."""
        started = self.row.domain.started_at
        return self._now() - started if started and self.row.domain.is_active else None

    @property
    def autostart(self) -> bool:
        """Whether it starts with its host."""
        return self.row.domain.autostart

    @property
    def persistent(self) -> bool:
        """Whether it stays defined when it stops."""
        return self.row.domain.persistent

    @property
    def alert(self) -> bool:
        """Whether a limit is passed; what is known of a silent host counts for nothing."""
        return self.row.has_alerts and not self.row.host.is_old
