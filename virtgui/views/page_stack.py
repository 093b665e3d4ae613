"""The centre of the window: one page for each kind of place, made when first shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from virtgui.models.place import Place, PlaceKind

Maker = Callable[[], QWidget]
Shower = Callable[[QWidget, Place], None]


class PageStack(QStackedWidget):
    """Pages by kind of place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pages")
        self._makers: dict[PlaceKind, tuple[str, Maker, Shower]] = {}
        self._pages: dict[str, QWidget] = {}

    def register(self, kinds: tuple[PlaceKind, ...], name: str, make: Maker, show: Shower) -> None:
        """Say which page shows which kinds of place: how it is made, how it is told."""
        for kind in kinds:
            self._makers[kind] = (name, make, show)

    def show_place(self, place: Place) -> QWidget:
        """Bring the page of a place to the front."""
        name, make, show = self._makers[place.kind]
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = make()
            self.addWidget(page)
        show(page, place)
        self.setCurrentWidget(page)
        return page

    def page(self, name: str) -> QWidget | None:
        """A page that exists already."""
        return self._pages.get(name)
