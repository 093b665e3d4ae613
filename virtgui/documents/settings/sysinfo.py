"""What the guest reads about its hardware: the entries of ``sysinfo``."""

from typing import Final, Generic, TypeVar

from lxml import etree

from virtgui.documents.placing import prune, remove_child
from virtgui.documents.properties import Path, XmlView, add_child, text
from virtgui.documents.settings.values import OwnText

_SYSINFO: Final = "sysinfo"
_V = TypeVar("_V", bound=XmlView)


class SysinfoEntry(XmlView):
    """One text that the firmware tells the guest."""

    __slots__ = ()

    name = text("@name")
    file = text("@file")
    value = OwnText()


class SysinfoRows(Generic[_V]):
    """The entries of one group of one type of ``sysinfo``; a domain may have both types."""

    __slots__ = ("_group", "_type", "_view", "path")

    def __init__(self, kind: str, group: str, view: type[_V]) -> None:
        """Declare the list.

        Args:
            kind: "smbios" or "fwcfg".
            group: "bios", "system", ..., or empty for entries of ``sysinfo`` itself.
            view: The class of an entry.
        """
        self.path = Path(f"{_SYSINFO}/{group or 'entry'}")
        self._type, self._group, self._view = kind, group, view

    def of(self, view: XmlView) -> tuple[_V, ...]:
        """The entries in a document, of all groups of that name."""
        return tuple(map(self._view, self._entries(view)))

    def _entries(self, view: XmlView) -> list[etree._Element]:
        return [entry for group in self._groups(view) for entry in group.iterchildren("entry")]

    def _groups(self, view: XmlView) -> list[etree._Element]:
        infos = [
            info for info in view.element.iterchildren(_SYSINFO) if info.get("type") == self._type
        ]
        if not self._group:
            return infos
        return [group for info in infos for group in info.iterchildren(self._group)]

    def add(self, view: XmlView) -> _V:
        """Add one more to the last group, empty; the group is made where it is missing."""
        groups = self._groups(view)
        group = groups[-1] if groups else self._make(view)
        return self._view(add_child(group, "entry"))

    def _make(self, view: XmlView) -> etree._Element:
        for info in view.element.iterchildren(_SYSINFO):
            if info.get("type") == self._type:
                break
        else:
            info = add_child(view.element, _SYSINFO)
            info.set("type", self._type)
        return add_child(info, self._group) if self._group else info

    def remove(self, view: XmlView, number: int) -> None:
        """Remove one, with what stays empty by that."""
        entry = self._entries(view)[number]
        group = entry.getparent()
        if group is None:
            return
        info = group if not self._group else group.getparent()
        remove_child(group, entry)
        prune(group, view.element)
        if info is not None and not len(info) and info.getparent() is view.element:
            remove_child(view.element, info)
