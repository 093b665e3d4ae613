"""The NUMA tab of a host: where machines run, what is wrong with it, and how to change it."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.features import Feature
from virtgui.core.policy import Refusal, link_refusal
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.connection import ConnectionStatus
from virtgui.models.error_words import one_line as error_line
from virtgui.models.guard import guard_of
from virtgui.models.node_words import Note
from virtgui.models.numa.advice import advice_sentence
from virtgui.models.numa.board import Item, ItemKind, Moments
from virtgui.models.numa.cells import CellView, Scenery, cell_views, unplaced
from virtgui.models.numa.cure import cure, cure_words, needs_suggestion
from virtgui.models.numa.preview import preview
from virtgui.models.numa.propose import Suggestion, Wish, reason_words, suggest
from virtgui.models.numa.watch import NumaWatch
from virtgui.models.numa.words import cells_words, distance_words
from virtgui.models.words import refusal_word
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.look.look import Look
from virtgui.views.pages.overview_parts import NoteBanners
from virtgui.views.widgets.empty_state import EmptyState, ErrorState
from virtgui.views.widgets.numa.bar import MAP, TABLE, NumaBar
from virtgui.views.widgets.numa.dialogs import CpusDialog, PagesDialog
from virtgui.views.widgets.numa.drag import Dragging, Load, Target
from virtgui.views.widgets.numa.heat_view import HeatMark
from virtgui.views.widgets.numa.map_view import MapView
from virtgui.views.widgets.numa.place_menu import PlaceMenu
from virtgui.views.widgets.numa.proposal_panel import PANEL_WIDTH, PanelState, ProposalPanel
from virtgui.views.widgets.numa.table_view import TableView
from virtgui.views.widgets.surface import Hairline, ScrollPage, Surface

_BESIDE_FROM: Final = 1000
"""Width of the tab from which the panel stands at the right, not below."""
_DRAW_MS: Final = 60
"""What changes within this time is drawn once."""
_SHOW, _CURE = "show", "cure"


class NumaTab(Surface):
    """Map, table, warnings and proposals of one host.

    Signals:
        warned: whether there is any advice; carries a bool.
    """

    warned = Signal(object)

    def __init__(
        self,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        *,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("numa_tab")
        self._feed, self._dispatcher = feed, dispatcher
        self.watch = NumaWatch(feed, dispatcher, now, self)
        self.board = self.watch.board
        self._suggestions: tuple[Suggestion, ...] = ()
        self._is_open = False
        self._here: dict[int, tuple[str, ...]] = {}
        self._chosen: Load | None = None
        self.banners = NoteBanners(look)
        self.bar = NumaBar(look)
        self.suggest, self.pages = self.bar.suggest, self.bar.pages
        self.map = MapView(look, self._there)
        self.table = TableView(look)
        self.panel = ProposalPanel(look)
        self._menu = PlaceMenu(
            look, self.board, drop=self._drop, ask=self._ask_cpus, free=self._free,
            revert=self._revert_load,
        )  # fmt: skip
        self._dragging = Dragging(
            look, self, find=self.map.target_at, hover=self.map.set_target, drop=self._drop,
            words=self._drag_words,
        )  # fmt: skip
        self.map.set_dragging(self._dragging)
        self._draw_later = QTimer(self)
        self._draw_later.setSingleShot(True)
        self._draw_later.setInterval(_DRAW_MS)
        self._draw_later.timeout.connect(self._draw)
        self._lay_out()
        self._listen()

    def aim(self, connection: ConnectionId) -> None:
        """Show another host."""
        if connection != self.watch.connection:
            self._suggestions, self._is_open, self._chosen = (), False, None
            self.watch.aim(connection)
        self._draw_later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what is shown."""
        super().showEvent(event)
        self.watch.show()
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks."""
        super().hideEvent(event)
        self._dragging.cancel()
        self.watch.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel stands beside the map, or below it."""
        super().resizeEvent(event)
        self._place_panel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo proposals."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._redo()
        else:
            super().keyPressEvent(event)

    # Building

    def _lay_out(self) -> None:
        look = self._look
        self._scroll = ScrollPage(look)
        # Not a stack: that would be as high as the higher of the two.
        self._scroll.body.addWidget(self.map)
        self._scroll.body.addWidget(self.table)
        self.table.hide()
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._scroll, 1)
        self._rule = Hairline(look, Qt.Orientation.Vertical)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(0)
        self._split.addWidget(self._body, 1)
        self._split.addWidget(self._rule)
        self._split.addWidget(self.panel)
        page = QWidget()
        page.setLayout(self._split)
        self._stack = QStackedWidget()
        self._empty = EmptyState(look, "numa", "", "")
        self._failed = ErrorState(look, self.tr("The host does not tell how it is built"), "")
        for widget in (page, self._empty, self._failed):
            self._stack.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banners)
        outer.addWidget(self._stack, 1)

    def _listen(self) -> None:
        watch, panel = self.watch, self.panel
        for signal in (watch.rebuilt, watch.placed, watch.loads_changed, watch.failed):
            signal.connect(self._news)
        self._feed.inventory_changed.connect(self._on_inventory)
        self.bar.way.segment_chosen.connect(self._on_way)
        self.suggest.clicked.connect(self._suggest)
        self.pages.clicked.connect(lambda: self._allocate(None))
        self.banners.link_used.connect(self._on_link)
        self.map.tile_menu_requested.connect(self._open_tile_menu)
        self.map.machine_menu_requested.connect(self._open_menu)
        self.map.chosen.connect(self._on_chosen)
        self.bar.shows_chosen.connect(self.map.set_shows)
        self.map.opened.connect(self._draw)
        self.map.span_chosen.connect(watch.set_span)
        self._failed.retry_requested.connect(watch.read_again)
        panel.apply_requested.connect(self._apply)
        panel.revert_requested.connect(self._revert_items)
        panel.discard_requested.connect(self._discard)
        panel.undo_requested.connect(self._undo)
        panel.redo_requested.connect(self._redo)
        panel.moments_chosen.connect(self._on_moments)
        panel.wish_changed.connect(self._on_wish)
        panel.closed.connect(self._close_panel)

    # Showing

    def _scenery(self) -> Scenery:
        connection = self.watch.connection
        rows = self._feed.inventory.domains(connection) if connection else ()
        return Scenery(
            self.board,
            self.watch.loads,
            self.watch.advice,
            {row.ref: row for row in rows},
            self.map.open_refs,
        )

    def views(self) -> tuple[CellView, ...]:
        """What the cards show."""
        return cell_views(self._scenery())

    def _news(self) -> None:
        if self.isVisible():
            self._draw_later.start()
        self.warned.emit(bool(self.watch.advice))

    def _on_inventory(self, delta: Delta) -> None:
        if any(ref in delta.changed or ref in delta.removed for ref in self.board.placements):
            self._news()

    def _draw(self) -> None:
        """Show everything as it is now."""
        if self._dragging.is_on:
            # What is under the pointer must not move.
            self._draw_later.start()
            return
        self._choose_page()
        self._show_advice()
        scenery, topology = self._scenery(), self.watch.topology
        views, is_old = cell_views(scenery), not self.watch.is_live
        tiles = (tile for view in views for core in view.lines for tile in core)
        self._here = {tile.cpu: tile.here for tile in tiles}
        self.bar.distance.set_full_text(distance_words(topology))
        if self.bar.way.current() == MAP:
            self.map.show_cells(views, unplaced(scenery, views), topology, is_old=is_old)
            self.map.heat.show_heat(self.watch.heat, topology, self._marks(scenery))
            self.map.memory.show_history(self.watch.memory, self.watch.pages, views, is_old=is_old)
        else:
            self.table.show_all(scenery, views, is_old=is_old)
        self._show_mark()
        self._show_buttons(views)
        self._show_panel(scenery)

    def _choose_page(self) -> None:
        if self.watch.is_known:
            self._stack.setCurrentIndex(0)
        elif self.watch.error is not None:
            what = self.tr("The host does not tell how it is built")
            self._failed.set_error(what, error_line(self.watch.error))
            self._stack.setCurrentIndex(2)
        else:
            live = self.watch.is_live
            title = self.tr("Reading how the host is built") if live else self.tr("Not connected")
            why = self.tr("Nodes, CPUs and where machines run are read from the host.")
            self._empty.set_text(title, why)
            self._stack.setCurrentIndex(1)

    def _show_advice(self) -> None:
        names = self.watch.names()
        notes = []
        for advice in self.watch.advice if self.watch.is_known else ():
            links = [(self.tr("Show"), f"{_SHOW}:{advice.refs[0].key}")] if advice.refs else []
            word = cure_words(advice)
            if word:
                place = self.watch.advice.index(advice)
                links.append((word, f"{_CURE}:{place}"))
            notes.append(Note("warn", advice_sentence(advice, names), tuple(links)))
        self.banners.show_notes(notes)

    def _show_buttons(self, views: tuple[CellView, ...]) -> None:
        refusal = link_refusal(self._status)
        said = refusal_word(refusal) if refusal else ""
        one = self.tr("The host has one node: there is nothing to choose.")
        self.suggest.set_reason(one if len(views) < 2 else "")
        if not said and not self.watch.has(Feature.ALLOCATE_PAGES):
            said = refusal_word(Refusal.UNSUPPORTED)
        if not said and not any(view.memory.pools for view in views):
            said = self.tr("The host has no huge pages.")
        self.pages.set_reason(said)

    def _show_panel(self, scenery: Scenery) -> None:
        shown = self._is_open or not self.board.is_empty
        self.panel.setVisible(shown)
        self._rule.setVisible(shown)
        self._place_panel()
        if not shown:
            return
        names = {ref: scenery.name(ref) for ref in self.board.placements}
        state = PanelState(
            entries=preview(self.board),
            names=names,
            reasons={each.ref: reason_words(each) for each in self._suggestions},
            blocked=self._blocked(),
            virsh=self._virsh(names),
            is_applying=self.watch.is_applying,
            is_suggested=bool(self._suggestions),
            can_undo=self.board.can_undo,
            can_redo=self.board.can_redo,
        )
        self.panel.show_state(state)

    @property
    def _status(self) -> ConnectionStatus | None:
        connection = self.watch.connection
        return self._feed.status(connection) if connection else None

    def _blocked(self) -> str:
        refusal = link_refusal(self._status)
        if refusal is not None:
            return refusal_word(refusal)
        abilities = self.board.abilities
        if not (abilities.pin_now or abilities.pin_kept):
            return refusal_word(Refusal.UNSUPPORTED)
        if self.watch.is_applying:
            return self.tr("The changes are on their way.")
        return "" if self.board.operations() else self.tr("Nothing of it can be done as chosen.")

    def _virsh(self, names: dict[ObjectRef, str]) -> str:
        status = self._status
        uri = status.spec.uri if status else ""
        operations = self.board.operations()
        lines = (line for each in operations for line in each.virsh(uri, names.get(each.ref, "")))
        return "\n".join(lines)

    def _place_panel(self) -> None:
        beside = self.width() >= self._look.px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._split.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        width, most = self._look.px(PANEL_WIDTH), 16_777_215
        self.panel.setMinimumWidth(width if beside else 0)
        self.panel.setMaximumWidth(width if beside else most)
        self.panel.setMaximumHeight(most if beside else round(self.height() * 0.45))

    def _show_mark(self) -> None:
        """Outline the CPUs that what is chosen may use."""
        cpus: frozenset[int] = frozenset()
        load = self._chosen
        placement = self.board.placements.get(load.ref) if load else None
        if load is not None and placement is not None:
            vcpus = [Item(load.ref, ItemKind.VCPU, vcpu.number) for vcpu in placement.vcpus]
            items = [load.item] if load.item is not None else vcpus
            for item in items:
                if item.kind is not ItemKind.MEMORY:
                    cpus |= self.board.wanted(item) or frozenset()
        self.map.mark(cpus)

    def _marks(self, scenery: Scenery) -> list[HeatMark]:
        words = self.tr("{0} placed")
        return [HeatMark(at, words.format(scenery.name(ref))) for at, ref in self.watch.placings]

    def _there(self, cpu: int) -> tuple[str, ...]:
        return self._here.get(cpu, ())

    def _on_way(self, way: object) -> None:
        self.map.setVisible(way == MAP)
        self.table.setVisible(way == TABLE)
        self._draw()

    def _on_chosen(self, load: object) -> None:
        self._chosen = load if isinstance(load, Load) else None
        self._show_mark()

    # Proposing

    def _drop(self, load: Load, target: Target) -> None:
        """Propose what a drop, or a menu, says."""
        board, item = self.board, load.item
        if item is None:
            if target.cpu is None:
                board.place_in_cell(load.ref, target.cell)
            else:
                board.place_from(load.ref, target.cpu)
        elif item.kind is ItemKind.MEMORY:
            board.place_thread(item, frozenset((target.cell,)))
        elif target.cpu is None:
            board.place_thread(item, self.watch.topology.cpus_of((target.cell,)))
        else:
            board.place_thread(item, frozenset((target.cpu,)))
        self._proposed()

    def _drag_words(self, load: Load, target: Target | None) -> str:
        if target is None:
            return load.text
        is_memory = load.item is not None and load.item.kind is ItemKind.MEMORY
        where = cells_words((target.cell,))
        if target.cpu is not None and not is_memory:
            where = self.tr("CPU {0}").format(target.cpu)
            if load.item is None:
                where = self.tr("one CPU each from {0}").format(target.cpu)
        return f"{load.text} › {where}"

    def _proposed(self) -> None:
        self._is_open = True
        self.watch.changed()
        self._draw()

    def _ask_cpus(self, load: Load) -> None:
        item = load.item or Item(load.ref, ItemKind.VCPU)
        current = self.board.wanted(item)
        dialog = CpusDialog(self._look, load.text, self.watch.topology, current, self.window())
        if dialog.exec():
            self._place_on(load, dialog.cpus)

    def _free(self, load: Load) -> None:
        self._place_on(load, frozenset(self.watch.topology.cpu_ids))

    def _place_on(self, load: Load, cpus: frozenset[int]) -> None:
        if load.item is not None:
            self.board.place_thread(load.item, cpus)
        else:
            wishes = self.board.whole(load.ref, cpus, frozenset())
            self.board.propose({i: c for i, c in wishes.items() if i.kind is not ItemKind.MEMORY})
        self._proposed()

    def _suggest(self) -> None:
        self._make_suggestion(self.panel.wish)

    def _on_wish(self, wish: Wish) -> None:
        if self._suggestions:
            self.board.undo()
            self._make_suggestion(wish)

    def _make_suggestion(self, wish: Wish) -> None:
        self._suggestions = suggest(self.board, self.watch.loads, wish)
        wishes = {item: cpus for each in self._suggestions for item, cpus in each.wishes.items()}
        self.board.propose(wishes)
        self._proposed()

    def _on_link(self, link: str) -> None:
        what, _, key = link.partition(":")
        if what == _SHOW:
            self._reveal(key)
            return
        place = int(key)
        if place >= len(self.watch.advice):
            return
        advice = self.watch.advice[place]
        if needs_suggestion(advice):
            self.panel.leave_pinned.setChecked(False)
            self._make_suggestion(self.panel.wish)
        else:
            self.board.propose(cure(self.board, self.watch.loads, advice))
            self._proposed()

    def _reveal(self, key: str) -> None:
        ref = next((ref for ref in self.board.placements if ref.key == key), None)
        if ref is None:
            return
        self.bar.way.choose(MAP)
        self._on_way(MAP)
        card = self.map.reveal(ref)
        self._on_chosen(Load(ref, self._scenery().name(ref)))
        if card is not None:
            card.machines.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(card.machines)

    # Taking back and applying

    def _revert_items(self, items: tuple[Item, ...]) -> None:
        self.board.revert_some(items)
        self._changed_back()

    def _revert_load(self, load: Load) -> None:
        items = [change.item for change in self.board.changes()]
        mine = [i for i in items if (i == load.item if load.item else i.ref == load.ref)]
        self.board.revert_some(mine)
        self._changed_back()

    def _discard(self) -> None:
        self.board.revert_all()
        self._suggestions = ()
        self._changed_back()

    def _undo(self) -> None:
        self.board.undo()
        self._changed_back()

    def _redo(self) -> None:
        self.board.redo()
        self._changed_back()

    def _changed_back(self) -> None:
        self.watch.changed()
        self._draw()

    def _close_panel(self) -> None:
        self._is_open = False
        self._discard()

    def _on_moments(self, moments: Moments) -> None:
        self.board.moments = moments
        self._changed_back()

    def _apply(self) -> None:
        if self._blocked() or not self._may_apply():
            return
        # It closes by itself when all is done; what failed stays.
        self._suggestions, self._is_open = (), False
        self.watch.apply()
        self._draw()

    def _may_apply(self) -> bool:
        """Ask where the host is guarded; whether to go on."""
        operations = self.board.operations()
        guard = guard_of((each.ref for each in operations), self._feed.statuses)
        if guard is None:
            return True
        names = self.watch.names()
        question = ConfirmQuestion(
            title=self.tr("Change where these machines run?"),
            lines=tuple(names.get(each.ref, "") for each in operations),
            verb=self.tr("Apply"),
            is_destructive=False,
            guard=guard,
            typed=str(len(operations)),
        )
        return bool(ConfirmDialog(self._look, question, self.window()).exec())

    def _allocate(self, cell: int | None) -> None:
        node = self.watch.node
        if node is None or self.pages.reason:
            return
        dialog = PagesDialog(self._look, node, self.views(), self.window())
        if cell is not None:
            dialog.choose(cell)
        if dialog.exec():
            status = self._status
            self._dispatcher.submit(dialog.operation, status.spec.name if status else "")

    # Menus

    def _open_menu(self, wish: tuple[Load, QPoint]) -> None:
        load, place = wish
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._menu.fill(menu, load)
        menu.popup(place)

    def _open_tile_menu(self, wish: tuple[int, QPoint]) -> None:
        cpu, place = wish
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._menu.fill_for_cpu(menu, cpu, self._scenery())
        menu.popup(place)

    def changeEvent(self, event: QEvent) -> None:
        """Lay the panel out anew with another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_panel()
