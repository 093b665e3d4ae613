"""The rows of the navigator's tree, and what they are made from."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Any

from virtgui.core.refs import ConnectionId
from virtgui.core.values.domain import Domain
from virtgui.models import place as places
from virtgui.models.place import Place, PlaceKind
from virtgui.models.plain_text import one_line, plain_tip


@dataclass(slots=True, eq=False)
class NavItem:
    """One row of the tree."""

    key: tuple[Any, ...]
    """Sorts it among its siblings."""
    text: str
    place: Place | None = None
    icon: str = ""
    icon_role: str = "muted"
    count: int | None = None
    mark: str = ""
    mark_role: str = "muted"
    is_section: bool = False
    is_muted: bool = False
    tip: str = ""
    label: str = ""
    """The word that marks a host."""
    color: str = ""
    """The colour that marks a host, by name."""
    folder: str = ""
    """The path of a folder of hosts; empty for anything else."""
    parent: "NavItem | None" = None
    children: list["NavItem"] = field(default_factory=list)

    @property
    def row(self) -> int:
        """The row among its siblings."""
        siblings = self.parent.children if self.parent else []
        return bisect_left(siblings, self.key, key=lambda item: item.key)

    @property
    def host(self) -> ConnectionId | None:
        """The connection, when it is a host's row."""
        is_host = self.place is not None and self.place.kind is PlaceKind.NODE
        return self.place.connection if self.place and is_host else None


def host_folder_item(number: int, path: str) -> NavItem:
    """The row of a folder of hosts; its number puts it where its first host stands."""
    name = one_line(path.rsplit("/", 1)[-1])
    place = places.folder_place(path)
    return NavItem((0, number, path), name, place, "group", tip=plain_tip(name), folder=path)


def looks(item: NavItem) -> tuple[object, ...]:
    """What is painted of a host's row: it is told anew only when this is another one."""
    return (item.text, item.icon, item.mark, item.is_muted, item.label, item.color)


def domain_key(domain: Domain) -> tuple[Any, ...]:
    """Sorts machines by name, after the folders beside them."""
    return (1, domain.name.casefold(), domain.name, domain.ref.key)


def group_of(folder: NavItem) -> str:
    """The path of a folder of machines; empty for a host."""
    return folder.place.group if folder.place else ""


def saved_item(number: int, view: dict[str, str]) -> NavItem:
    """The row of a saved view."""
    place = Place(places.PlaceKind.SAVED, query=view.get("query", ""), name=view.get("name", ""))
    return NavItem((2, number), view.get("name", ""), place, "view-saved", tip=place.query)
