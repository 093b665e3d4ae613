"""Several machines in one chart: a line each, over one time."""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.bridge.file_worker import FileWorker
from virtgui.core.changes import Delta
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, ObjectRef
from virtgui.core.thresholds import in_scope
from virtgui.core.values.alert import Rule
from virtgui.models.charts.chart_specs import COMPARE_CHARTS, ChartSpec
from virtgui.models.charts.drawing import ChartFacts, Drawing, Span, compare_items, draw
from virtgui.models.charts.marks import ChartMark
from virtgui.models.charts.reasons import Reason, Situation, why_empty
from virtgui.models.domain_words import domain_icon
from virtgui.models.plain_text import one_line
from virtgui.models.translate import translate
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.pages.chart_page import ChartPage
from virtgui.views.pages.overview_parts import ActionHeader
from virtgui.views.widgets.chart.card import ChartCard
from virtgui.views.widgets.segments import Segment, SegmentedControl
from virtgui.views.widgets.surface import Surface


class CompareCharts(ChartPage):
    """One chart with a line for each machine, or two for its two directions."""

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        rules: Callable[[], tuple[Rule, ...]] = tuple,
        files: FileWorker | None = None,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            look=look, feed=feed, dispatcher=dispatcher, files=files, now=now, most_columns=1,
            parent=parent,
        )  # fmt: skip
        self._rules = rules
        self._refs: tuple[ObjectRef, ...] = ()
        self._names: tuple[str, ...] = ()
        self.choose(next(iter(COMPARE_CHARTS.values())))

    @property
    def spec(self) -> ChartSpec:
        """What is compared."""
        return self.grid.cards[0].spec

    def choose(self, spec: ChartSpec) -> None:
        """Compare something else; who is hidden stays hidden."""
        hidden = self.grid.cards[0].hidden if self.grid.cards else frozenset()
        card = self.make_card(ChartCard(self._look, spec, has_menu=False))
        card.hidden = hidden
        self.set_cards((card,))
        self.draw_at_once()

    def show_domains(self, refs: Sequence[ObjectRef]) -> None:
        """Compare these machines."""
        if tuple(refs) != self._refs:
            self._refs = tuple(refs)
            self.figures.show(refs)
            self.grid.cards[0].hidden = frozenset()
        self.take_names()
        self._want()
        self.draw_at_once()

    def take_names(self) -> None:
        """Names as they are now; with the host where two are alike."""
        found = [self._feed.inventory.domain(ref) for ref in self._refs]
        plain = [one_line(one.name) if one else self.tr("gone") for one in found]
        count = Counter(plain)
        words = translate("Charts", "{0} on {1}")
        self._names = tuple(
            words.format(name, self._node_name(ref)) if count[name] > 1 else name
            for name, ref in zip(plain, self._refs, strict=True)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the machines, in order."""
        return self._names

    def name(self) -> str:
        """What is compared, and of whom."""
        return f"{self.spec.title} {' '.join(self._names)}"

    def draw(self, card: ChartCard, span: Span) -> Drawing:
        """What the chart shows of a time."""
        items = compare_items(card.spec, self._names)
        tags = {ref: self._tags(ref) for ref in self._refs}
        rules = tuple(
            rule
            for rule in self._rules()
            if any(in_scope(rule.scope, ref, tags[ref]) for ref in self._refs)
        )
        facts = ChartFacts(rules=rules)
        return draw(card.spec, items, self.figures.series, span, facts, card.hidden)

    def reason(self, card: ChartCard) -> Reason:
        """Why there is nothing, as of the first machine that has something to say."""
        if not self._refs:
            return Reason(self.tr("No machines are chosen."))
        ref, series = self._refs[0], self.figures.series[0]
        situation = Situation(
            DOMAIN, self._feed.status(ref.connection), self._feed.inventory.domain(ref),
            series.live.readings, is_asking=self.figures.reader(ref).span is None,
        )  # fmt: skip
        return why_empty(card.spec, series.live.present, situation)

    def wanted_keys(self) -> frozenset[SeriesKey]:
        """The series of the chart."""
        return frozenset(SeriesKey(line.metric) for line in self.spec.lines)

    def overview_key(self) -> SeriesKey:
        """The chart's own first series."""
        return SeriesKey(self.spec.lines[0].metric)

    def prepare_card(self, card: ChartCard) -> None:
        """Say which direction is which."""
        card.set_qualifier(card.spec.directions)

    def marks(self, span: Span) -> tuple[ChartMark, ...]:
        """Not whose they are could be told here: they stay out."""
        del span
        return ()

    def _tags(self, ref: ObjectRef) -> frozenset[str]:
        domain = self._feed.inventory.domain(ref)
        return frozenset(domain.tags) if domain else frozenset()

    def _node_name(self, ref: ObjectRef) -> str:
        status = self._feed.status(ref.connection)
        return one_line(status.spec.name) if status else str(ref.connection)


class ComparePage(Surface):
    """Header, chooser of what is compared, and the chart.

    Signals:
        domain_opened: the page of one of the machines is wanted; carries its reference.
    """

    domain_opened = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        rules: Callable[[], tuple[Rule, ...]] = tuple,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("compare_page")
        self._feed = feed
        self._refs: tuple[ObjectRef, ...] = ()
        self.header = ActionHeader(look, self._fill_menu)
        self.charts = CompareCharts(
            look=look, feed=feed, dispatcher=dispatcher, rules=rules, now=now
        )
        segments = [Segment(spec.key, spec.title) for spec in COMPARE_CHARTS.values()]
        self.chooser = SegmentedControl(look, segments, name=self.tr("What is compared"))
        self.chooser.segment_chosen.connect(self._on_chosen)
        self._lay_out()
        feed.inventory_changed.connect(self._on_inventory)

    @property
    def refs(self) -> tuple[ObjectRef, ...]:
        """The machines that are compared."""
        return self._refs

    def show_domains(self, refs: Sequence[ObjectRef]) -> None:
        """Compare these machines."""
        self._refs = tuple(refs)
        self.charts.show_domains(refs)
        self._show_head()

    def _lay_out(self) -> None:
        px = self._look.px
        line = QHBoxLayout()
        line.setContentsMargins(px(PAGE_MARGIN), px(4), px(PAGE_MARGIN), 0)
        line.addWidget(self.chooser, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(line)
        column.addWidget(self.charts, 1)

    def _show_head(self) -> None:
        title = self.tr("Compare %n machines", "", len(self._refs))
        self.header.set_head((title, "chart"), ("", "", "text"), ())
        self.header.set_facts(self.charts.names)

    def _fill_menu(self, menu: QMenu) -> None:
        """The machines, to be opened."""
        for ref, name in zip(self._refs, self.charts.names, strict=True):
            domain = self._feed.inventory.domain(ref)
            icon = domain_icon(domain) if domain else "domain"
            entry = menu.addAction(self._look.icon(icon), name)
            entry.setEnabled(domain is not None)
            entry.triggered.connect(lambda _checked=False, ref=ref: self.domain_opened.emit(ref))

    def _on_chosen(self, key: str) -> None:
        self.charts.choose(COMPARE_CHARTS[key])

    def _on_inventory(self, delta: Delta) -> None:
        touched = {*delta.added, *delta.changed, *delta.removed}
        if touched & set(self._refs):
            self.charts.take_names()
            self.charts.refresh()
            self._show_head()
