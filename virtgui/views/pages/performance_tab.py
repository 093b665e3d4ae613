"""The charts of one machine or one host."""

import time
from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.bridge.file_worker import FileWorker
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, Kind, ObjectRef
from virtgui.core.thresholds import in_scope
from virtgui.core.units import format_bytes
from virtgui.core.values.alert import Rule
from virtgui.core.values.domain import Domain
from virtgui.core.values.node import Node
from virtgui.models.charts.board import Board
from virtgui.models.charts.chart_specs import OVERVIEW_METRICS, ChartSpec
from virtgui.models.charts.drawing import ChartFacts, Drawing, Span, draw, maximum_of, plan_items
from virtgui.models.charts.object_series import ObjectSeries
from virtgui.models.charts.reasons import Reason, Situation, why_empty
from virtgui.models.durations import duration_text
from virtgui.models.plain_text import one_line
from virtgui.models.settings_store import Settings
from virtgui.views.look.look import Look
from virtgui.views.pages.chart_page import ChartPage
from virtgui.views.widgets.chart.card import CardMenu, ChartCard

KIB = 1024.0


class PerformanceTab(ChartPage):
    """Charts that the user chooses and orders.

    Args of the constructor: `kind` of the objects; `rules` tells the thresholds to draw; `files`
    writes files.

    Signals:
        link_used: another tab is wanted, such as the hardware; carries its key.
    """

    link_used = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        kind: Kind,
        rules: Callable[[], tuple[Rule, ...]] = tuple,
        files: FileWorker | None = None,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            look=look, feed=feed, dispatcher=dispatcher, files=files, now=now,
            fill_add=self.fill_add, parent=parent,
        )  # fmt: skip
        self.setObjectName("performance_tab")
        self._settings, self._kind, self._rules = settings, kind, rules
        self._ref: ObjectRef | None = None
        self.board = Board(settings, kind, self)
        self.board.changed.connect(self._on_board)
        self._lacks_older = False
        self.figures.changed.connect(self._on_history)
        feed.statuses_changed.connect(lambda _ids: self.refresh())
        self._on_board()

    @property
    def ref(self) -> ObjectRef | None:
        """Whose charts are shown."""
        return self._ref

    def show_object(self, ref: ObjectRef) -> None:
        """Show the charts of another object."""
        if ref == self._ref:
            return
        self._ref = ref
        self.figures.show((ref,))
        self.chart_window.follow()
        for card in self.grid.cards:
            card.hidden = frozenset()
        self._want()
        self.draw_at_once()

    # What the cards are

    def _on_board(self) -> None:
        specs = self.board.shown()
        old = {card.spec.key: card for card in self.grid.cards}
        cards = [old.get(spec.key) or self._new_card(spec) for spec in specs]
        self.figures.set_deep(is_deep=any(spec.is_deep for spec in specs))
        self.set_cards(cards)

    def _new_card(self, spec: ChartSpec) -> ChartCard:
        card = self.make_card(ChartCard(self._look, spec))
        board, key = self.board, spec.key
        card.link_used.connect(self.link_used)
        card.removal_wanted.connect(lambda: board.set_shown(key, is_shown=False))
        card.split_wanted.connect(lambda split: self._split(card, is_split=split))
        card.move_wanted.connect(lambda by: board.move(key, self._place(key) + by))
        return card

    def _split(self, card: ChartCard, *, is_split: bool) -> None:
        card.hidden = frozenset()
        self.board.set_split(card.spec.key, is_split=is_split)

    def _place(self, key: str) -> int:
        return [card.spec.key for card in self.grid.cards].index(key)

    def fill_add(self, menu: QMenu) -> None:
        """Put all charts into a menu, those that are shown with a mark."""
        shown = {spec.key for spec in self.board.shown()}
        for spec in self.board.offered:
            action = menu.addAction(spec.title)
            action.setObjectName(spec.key)
            action.setCheckable(True)
            action.setChecked(spec.key in shown)
            action.triggered.connect(
                lambda checked, key=spec.key: self.board.set_shown(key, is_shown=checked)
            )
        menu.addSeparator()
        usual = menu.addAction(self.tr("Show the usual charts"))
        usual.setObjectName("usual")
        usual.triggered.connect(self.board.reset)

    # What they show

    def name(self) -> str:
        """The object's name."""
        found = self._object()
        if isinstance(found, Domain):
            return one_line(found.name)
        status = self._feed.status(self._ref.connection) if self._ref else None
        return one_line(status.spec.name) if status else ""

    def draw(self, card: ChartCard, span: Span) -> Drawing:
        """What a card shows of a time."""
        spec, series = card.spec, self._series()
        facts = self._facts()
        if series is None:
            return draw(spec, (), (), span, facts)
        items = plan_items(spec, series.keys, is_split=self.board.is_split(spec.key))
        return draw(spec, items, (series,), span, facts, card.hidden)

    def reason(self, card: ChartCard) -> Reason:
        """Why a card has nothing to show."""
        ref, series = self._ref, self._series()
        found = self._object()
        situation = Situation(
            self._kind,
            self._feed.status(ref.connection) if ref else None,
            found if isinstance(found, Domain) else None,
            series.live.readings if series else 0,
            is_asking=series is not None and self.figures.reader(series.ref).span is None,
        )
        return why_empty(card.spec, series.live.present if series else (), situation)

    def wanted_keys(self) -> frozenset[SeriesKey] | None:
        """The series of the charts, as soon as it is known which there are."""
        series = self._series()
        if series is None or not series.live.keys:
            return None
        metrics = {metric for spec in self.board.shown() for metric in spec.metrics}
        found = frozenset(key for key in series.keys if key.metric in metrics)
        return found or None

    def overview_key(self) -> SeriesKey:
        """The use of processors."""
        return SeriesKey(OVERVIEW_METRICS[self._kind])

    def prepare_card(self, card: ChartCard) -> None:
        """Set what it is measured against, and what its menu offers."""
        card.set_qualifier(self._qualifier(card.spec))
        place, count = self._place(card.spec.key), len(self.grid.cards)
        can_split = card.spec.has_parts and not card.spec.is_only_parts
        is_split = self.board.is_split(card.spec.key)
        card.set_menu_facts(CardMenu(place > 0, place < count - 1, can_split, is_split))

    def pace_text(self) -> str:
        """How often figures come."""
        status = self._feed.status(self._ref.connection) if self._ref else None
        own = status.spec.poll_interval if status else None
        pace = own or float(self._settings.get("poll.interval"))
        words = self.tr("Every {0}").format(duration_text(pace, 1))
        if not self._lacks_older:
            return words
        return self.tr("{0} · Prometheus does not answer").format(words)

    def _on_history(self) -> None:
        """Say that older figures are missing, and why, as long as it is so."""
        series = self._series()
        error = series.history.older_error if series and series.history else None
        if (error is not None) != self._lacks_older:
            self._lacks_older = error is not None
            self.bar.set_note(self.pace_text())

    def _series(self) -> ObjectSeries | None:
        found = self.figures.series
        return found[0] if found else None

    def _object(self) -> Domain | Node | None:
        if self._ref is None:
            return None
        inventory = self._feed.inventory
        if self._kind == DOMAIN:
            return inventory.domain(self._ref)
        return inventory.node(self._ref.connection)

    def _facts(self) -> ChartFacts:
        found = self._object()
        if self._ref is None or found is None:
            return ChartFacts()
        node = self._feed.inventory.node(self._ref.connection)
        cpus = node.cpus if node else 0
        tags = frozenset(found.tags) if isinstance(found, Domain) else frozenset()
        ref = self._ref
        rules = tuple(rule for rule in self._rules() if in_scope(rule.scope, ref, tags))
        vcpus = found.vcpus if isinstance(found, Domain) else cpus
        memory = found.memory_kib * KIB or None
        return ChartFacts(vcpus, cpus, memory, rules)

    def _qualifier(self, spec: ChartSpec) -> str:
        facts = self._facts()
        if spec.key in ("cpu", "cpu_kinds"):
            return self.tr("of %n vCPUs", "", facts.vcpus) if facts.vcpus else ""
        if spec.key in ("cpu_host", "node_cpu", "node_domains_cpu", "node_cores"):
            return self.tr("of %n CPUs", "", facts.node_cpus) if facts.node_cpus else ""
        if spec.key.endswith(("memory", "memory_guest")) and not spec.is_only_parts:
            most = maximum_of(spec, facts)
            return self.tr("of {0}").format(format_bytes(most)) if most else ""
        if spec.is_only_parts or self.board.is_split(spec.key):
            return spec.directions
        return self._parts_of(spec)

    def _parts_of(self, spec: ChartSpec) -> str:
        """The devices that a sum is made of: "vda, vdb"."""
        series = self._series()
        if series is None or not spec.has_parts:
            return ""
        metric = spec.lines[0].metric
        parts = [one_line(key.part) for key in series.keys if key.metric == metric and key.part]
        shown = ", ".join(parts[:3])
        return f"{shown}, …" if len(parts) > 3 else shown
