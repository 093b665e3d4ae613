"""What the overviews of hosts and machines are made of: columns, charts, events, facts, tabs."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from virtgui.core.values.event import Event
from virtgui.models.event_list import EventListModel, event_time
from virtgui.models.event_words import event_words, severity_icon, severity_word
from virtgui.models.node_words import Note
from virtgui.models.plain_text import one_line
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_GAP, RADIUS_BUTTON
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.banner import Banner, BannerStack
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.page_header import PageHeader
from virtgui.views.widgets.row_delegate import COMPACT_ROW
from virtgui.views.widgets.surface import HairlineFrame
from virtgui.views.widgets.tabs import TabBar
from virtgui.views.widgets.text import ElidedLabel, IconLabel, TextLabel, paint_icon

TWO_COLUMNS_FROM: Final = 900
NEWEST_EVENTS: Final = 8

_ROW: Final = 28
_Index = QModelIndex | QPersistentModelIndex


class Columns(QWidget):
    """Parts under each other; pairs stand beside each other where there is room."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: list[tuple[QWidget, ...]] = []
        self._is_wide: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(look.px(CARD_GAP))
        look.changed.connect(self._arrange)

    def add_row(self, *parts: QWidget) -> None:
        """Adds one wide part, or a pair."""
        self._rows.append(parts)
        self._is_wide = None
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Goes over to one column and back."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        is_wide = self.width() >= self._look.px(TWO_COLUMNS_FROM)
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        line = 0
        for parts in self._rows:
            beside = is_wide and len(parts) > 1
            for number, part in enumerate(parts):
                self._grid.removeWidget(part)
                row, column = (line, number) if beside else (line + number, 0)
                self._grid.addWidget(part, row, column, 1, 1 if beside else 2)
            line += 1 if beside else len(parts)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)


class NoteBanners(BannerStack):
    """Banners of a page, changed in place so that a link stays while it is pressed.

    Signals:
        link_used: carries the link's key.
    """

    link_used = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._notes: tuple[Note, ...] = ()
        self._shown: list[Banner] = []

    @property
    def notes(self) -> tuple[Note, ...]:
        """What is said now."""
        return self._notes

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Says this."""
        if tuple(notes) == self._notes:
            return
        is_same = [note.links for note in notes] == [note.links for note in self._notes]
        self._notes = tuple(notes)
        if not is_same:
            self._shown = [self._make(note) for note in self._notes]
            self.set_banners(self._shown)
            return
        for banner, note in zip(self._shown, self._notes, strict=True):
            banner.set_sentence(note.sentence, note.severity, note.icon)

    def _make(self, note: Note) -> Banner:
        banner = Banner(self._look, note.severity, note.sentence, icon=note.icon)
        for word, key in note.links:
            banner.add_link(word, key).setObjectName(f"link_{key}")
        banner.link_activated.connect(self.link_used)
        return banner


class CountRow(QAbstractButton):
    """One row of a card that leads somewhere: icon, word, and a number at the right."""

    def __init__(self, look: Look, icon: str, role: str, word: str) -> None:
        super().__init__()
        self._look = look
        self._icon, self._role = icon, role
        self._ink = "text"
        self._count = 0
        self.setText(word)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self.updateGeometry)

    @property
    def count(self) -> int:
        """The number shown."""
        return self._count

    def set_word(self, word: str, icon: str, role: str, *, is_old: bool) -> None:
        """Shows another word and icon, muted when they tell of an earlier time."""
        self._icon, self._role = icon, role
        self._ink = "muted" if is_old else "text"
        self.setText(word)

    def set_count(self, count: int) -> None:
        """Shows another number."""
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}")
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        measure = self._look.measure("body")
        width = measure.horizontalAdvance(f"{self.text()} {self._count}")
        return QSize(width + self._look.px(64), self._look.px(_ROW))

    def minimumSizeHint(self) -> QSize:
        """Never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground, icon, word and number."""
        look, painter = self._look, QPainter(self)
        self._paint_ground(painter)
        px, area = look.px, self.rect()
        edge = px(16)
        icon = self._visual(QRect(px(8), 0, edge, area.height()))
        paint_icon(painter, look, icon.toRectF(), self._icon, self._role, 16)
        painter.setFont(look.font("body"))
        painter.setPen(look.color(self._ink))
        box = self._visual(area.adjusted(px(8) + edge + px(8), 0, -px(8), 0))
        middle = Qt.AlignmentFlag.AlignVCenter
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        end = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignRight)
        painter.drawText(box, start | middle, self.text())
        painter.setFont(look.font("body-medium"))
        painter.drawText(box, end | middle, str(self._count))
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        look, radius = self._look, self._look.px(RADIUS_BUTTON)
        if self.isDown():
            draw_box(painter, self.rect(), fill=look.color("selection"), radius=radius)
        elif self.underMouse():
            draw_box(painter, self.rect(), fill=look.color("hover"), radius=radius)
        keyboard = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if self.hasFocus() and keyboard:
            draw_box(painter, self.rect(), outline=look.color("focus"), radius=radius, width=2)

    def _visual(self, box: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), box)


class _EventLine:
    """Icon, time, name and words of one event, reused for others."""

    def __init__(self, look: Look, grid: QGridLayout, row: int, *, names: bool) -> None:
        self._icon = IconLabel(look, "", size=14)
        self._time = TextLabel(look, font="small", ink="muted")
        middle = Qt.TextElideMode.ElideMiddle
        self._name = ElidedLabel(look, font="body-medium", mode=middle)
        self._words = ElidedLabel(look)
        parts: list[QWidget] = [self._icon, self._time, self._words]
        if names:
            parts.insert(2, self._name)
        self.parts = tuple(parts)
        for column, part in enumerate(parts):
            grid.addWidget(part, row, column)
        grid.setRowMinimumHeight(row, 0)
        self._grid, self._row, self._height = grid, row, look.px(COMPACT_ROW)

    def show_event(self, event: Event | None) -> None:
        self._grid.setRowMinimumHeight(self._row, self._height if event else 0)
        for part in self.parts:
            part.setVisible(event is not None)
        if event is None:
            return
        icon, role = severity_icon(event.severity)
        self._icon.set_icon(icon, role)
        self._icon.setAccessibleName(severity_word(event.severity))
        self._time.setText(event_time(event))
        self._name.set_full_text(one_line(event.name))
        self._words.set_full_text(one_line(event_words(event)))

    @property
    def text(self) -> str:
        """The words shown."""
        return self._words.full_text


class EventsCard(Card):
    """The newest events of a model."""

    def __init__(self, look: Look, *, names: bool = True) -> None:
        super().__init__(look, "")
        self.setObjectName("events_card")
        self.set_title(self.tr("Last events"))
        self._model: EventListModel | None = None
        self._empty = TextLabel(
            look, self.tr("Nothing has happened since the program was started."), ink="muted",
            wrap=True,
        )  # fmt: skip
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(0)
        last = 3 if names else 2
        if names:
            grid.setColumnStretch(2, 1)
        grid.setColumnStretch(last, 3)
        self._lines = [_EventLine(look, grid, row, names=names) for row in range(NEWEST_EVENTS)]
        self.body.addWidget(self._empty)
        self.body.addWidget(rows)
        self.body.addStretch(1)
        self.refresh()

    def set_model(self, model: EventListModel) -> None:
        """Shows the events of another model; the one before is no longer listened to."""
        if self._model is not None:
            self._model.rowsInserted.disconnect(self._on_change)
            self._model.modelReset.disconnect(self._on_change)
        self._model = model
        model.rowsInserted.connect(self._on_change)
        model.modelReset.connect(self._on_change)
        self.refresh()

    def refresh(self) -> None:
        """Shows the newest events as they are now."""
        events = self._model.events()[:NEWEST_EVENTS] if self._model else ()
        self._empty.setVisible(not events)
        for number, line in enumerate(self._lines):
            line.show_event(events[number] if number < len(events) else None)

    def lines(self) -> list[str]:
        """The words of the events shown."""
        return [line.text for line in self._lines if not line.parts[0].isHidden()]

    def showEvent(self, event: QShowEvent) -> None:
        """Takes up what happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def _on_change(self) -> None:
        if self.isVisible():
            self.refresh()


class PageTabs(QWidget):
    """A tab bar over its pages; pages given as makers are made when first shown.

    Signals:
        tab_chosen: carries the key.
    """

    tab_chosen = Signal(object)

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}
        self._keys: list[str] = []
        self.bar = TabBar(look, name=name)
        self.bar.setObjectName("page_tabs")
        self._stack = QStackedWidget()
        strip = HairlineFrame(look, "base", Qt.Edge.BottomEdge)
        line = QHBoxLayout(strip)
        line.setContentsMargins(look.px(6), 0, look.px(6), 0)
        line.addWidget(self.bar, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        self.bar.currentChanged.connect(self._on_chosen)

    def add(self, key: str, title: str, make: Callable[[], QWidget]) -> None:
        """Adds a tab."""
        self._makers[key] = make
        self._keys.append(key)
        self.bar.addTab(title)

    def choose(self, key: str) -> None:
        """Shows a tab; an unknown key is passed over."""
        if key in self._keys:
            self.bar.setCurrentIndex(self._keys.index(key))

    def set_mark(self, key: str, icon: str, role: str = "info") -> None:
        """Shows a small icon after a tab's word; an empty name removes it."""
        self.bar.set_mark(self._keys.index(key), icon, role)

    @property
    def current(self) -> str:
        """The key of the tab that is shown."""
        return self._keys[self.bar.currentIndex()]

    def page(self, key: str) -> QWidget | None:
        """The page of a tab, if it was ever shown."""
        return self._made.get(key)

    def renew(self, key: str) -> None:
        """Throws the page of a tab away; it is made anew when it is shown."""
        old = self._made.pop(key, None)
        if old is None:
            return
        self._stack.removeWidget(old)
        old.deleteLater()
        if self.current == key:
            self._on_chosen(self.bar.currentIndex())

    def _on_chosen(self, index: int) -> None:
        key = self._keys[index]
        if key not in self._made:
            self._made[key] = self._makers[key]()
            self._stack.addWidget(self._made[key])
        self._stack.setCurrentWidget(self._made[key])
        self.tab_chosen.emit(key)


class ActionHeader(PageHeader):
    """A page header whose menu is filled anew each time it opens."""

    def __init__(self, look: Look, fill: Callable[[QMenu], None]) -> None:
        self._fill = fill
        self._filled: QMenu | None = None
        self._head: object = None
        super().__init__(look)
        self.setObjectName("page_header")
        self._more.setObjectName("more")
        self._menu.setToolTipsVisible(True)
        # Any entry makes the button show; the menu's own come when it opens.
        self._promise = QAction(self)
        self.set_has_menu(has_menu=True)

    def set_has_menu(self, *, has_menu: bool) -> None:
        """Says whether there is anything besides the buttons."""
        self.set_more_actions([self._promise] if has_menu else [])

    @property
    def menu(self) -> QMenu:
        """The menu "more"."""
        return self._menu

    def set_head(
        self, title: tuple[str, str], state: tuple[str, str, str], chips: Sequence[str]
    ) -> None:
        """Shows name and icon; the state's icon, word and colour role; and tags."""
        head = (title, state, tuple(chips))
        if head == self._head:
            return
        self._head = head
        self.set_title(*title)
        self.set_state(*state)
        self.set_chips(chips)
        self._fit()

    def _fill_menu(self) -> None:
        if self._actions:
            old, self._filled = self._filled, QMenu(self)
            self._fill(self._filled)
            self._actions = self._filled.actions()
            if old is not None:
                old.deleteLater()
        super()._fill_menu()
