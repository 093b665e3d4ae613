"""The bar over the map: way of showing, distances, what colours show, and the two verbs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LookButton, MenuButton
from virtgui.views.widgets.numa.tiles import LOAD, PINNED
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.text import ElidedLabel, TextLabel

MAP, TABLE = "map", "table"


class NumaBar(QWidget):
    """What the tab is steered with.

    Signals:
        shows_chosen: carries what tiles are coloured by.
    """

    shows_chosen = Signal(object)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.way = SegmentedControl(
            look,
            (Segment(MAP, self.tr("Map")), Segment(TABLE, self.tr("Table"))),
            name=self.tr("Way of showing"),
        )
        self.way.choose(MAP)
        self.distance = ElidedLabel(look, ink="muted")
        self.shows = MenuButton(look, self.tr("CPU load"), bar=True)
        for key, words in ((LOAD, self.tr("CPU load")), (PINNED, self.tr("Pinned vCPUs"))):
            action = self.shows.menu().addAction(words)
            action.setObjectName(key)
            action.triggered.connect(
                lambda _=False, key=key, words=words: self.choose_shows(key, words)
            )
        self.pages = LookButton(look, self.tr("Huge pages…"), "memory", bar=True)
        self.pages.setObjectName("huge_pages")
        self.suggest = LookButton(look, self.tr("Suggest placement…"), bar=True)
        self.suggest.setObjectName("suggest")
        px = look.px
        line = QHBoxLayout(self)
        line.setContentsMargins(px(16), px(10), px(16), 0)
        line.setSpacing(px(8))
        line.addWidget(self.way)
        line.addSpacing(px(8))
        line.addWidget(self.distance, 1)
        line.addWidget(TextLabel(look, self.tr("Colour shows"), ink="muted"))
        for part in (self.shows, self.pages, self.suggest):
            line.addWidget(part)

    def choose_shows(self, key: str, words: str) -> None:
        """Colour tiles by something else."""
        self.shows.set_label(words)
        self.shows_chosen.emit(key)
