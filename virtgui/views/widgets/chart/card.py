"""One chart of a page: title, legend, plot, and the sentence in its place when there is nothing."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from virtgui.models.charts.chart_specs import ChartSpec
from virtgui.models.charts.chart_text import describe
from virtgui.models.charts.chart_units import value_text
from virtgui.models.charts.drawing import Drawing, Item, value_at
from virtgui.models.charts.reasons import Reason
from virtgui.models.charts.time_axis import exact_text
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import CARD_PADDING
from virtgui.views.widgets.buttons import IconButton, LinkButton
from virtgui.views.widgets.card import Card
from virtgui.views.widgets.chart.frame import Scene
from virtgui.views.widgets.chart.legend import ChartLegend, LegendEntry
from virtgui.views.widgets.chart.plot import ChartPlot
from virtgui.views.widgets.text import IconLabel, TextLabel

_LEGEND_SHARE: Final = 0.72
"""A legend that is wider than this part of a card goes below its title."""


@dataclass(frozen=True, slots=True)
class CardMenu:
    """What a card's menu offers."""

    can_move_up: bool = False
    can_move_down: bool = False
    can_split: bool = False
    is_split: bool = False


class ChartCard(Card):
    """A chart with its title and legend.

    Signals:
        hidden_changed: other series are hidden; the drawing is to be made anew.
        link_used: the link of the sentence; carries its target.
        move_wanted: -1 or 1 place in the order.
        split_wanted: a line for each device, or not; carries a bool.
        removal_wanted: it is no longer wanted.
        copy_wanted: its text form is wanted.
    """

    hidden_changed = Signal()
    link_used = Signal(object)
    move_wanted = Signal(object)
    split_wanted = Signal(object)
    removal_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, look: Look, spec: ChartSpec, *, has_menu: bool = True) -> None:
        super().__init__(look, spec.title)
        self.setObjectName(f"chart_{spec.key}")
        self.spec = spec
        self.hidden: frozenset[str] = frozenset()
        self._scene: Scene | None = None
        self._menu_facts = CardMenu()
        self._reason: Reason | None = None
        self._qualifier_text = ""
        self.legend = ChartLegend(look)
        self.plot = ChartPlot(look)
        self.plot.setAccessibleName(spec.title)
        self._line_below = QHBoxLayout()
        self._line_below.setContentsMargins(0, 0, 0, 0)
        self._is_below = False
        self.menu_button = IconButton(look, "more", self.tr("More about this chart"))
        self.menu_button.setObjectName("chart_menu")
        self.menu_button.setVisible(has_menu)
        self._stack = QStackedWidget()
        self._make_sentence(look)
        self._lay_out(look)
        self.legend.toggled.connect(self._toggle)
        self.legend.isolated.connect(self._isolate)
        self.menu_button.clicked.connect(self._popup_menu)

    def _make_sentence(self, look: Look) -> None:
        self._sentence = TextLabel(look, ink="muted", wrap=True)
        self._link = LinkButton(look, "")
        self._link.clicked.connect(self._use_link)
        self._blank = QWidget()
        line = QHBoxLayout(self._blank)
        line.setContentsMargins(0, look.px(8), 0, look.px(8))
        line.setSpacing(look.px(8))
        words = QVBoxLayout()
        words.setSpacing(look.px(4))
        words.addStretch(1)
        words.addWidget(self._sentence)
        words.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        line.addWidget(IconLabel(look, "info", size=16), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(words, 1)

    def _lay_out(self, look: Look) -> None:
        self.body.setSpacing(look.px(4))
        self.head.addWidget(self.legend)
        self.head.addWidget(self.menu_button)
        self.body.addLayout(self._line_below)
        self._stack.addWidget(self.plot)
        self._stack.addWidget(self._blank)
        self.body.addWidget(self._stack, 1)
        layout = self.layout()
        if layout is not None:
            pad = look.px(CARD_PADDING)
            layout.setContentsMargins(pad, look.px(6), look.px(8), look.px(8))

    # What is shown

    @property
    def scene(self) -> Scene | None:
        """What is drawn."""
        return self._scene

    @property
    def sentence(self) -> str:
        """Why nothing is drawn, or nothing."""
        return self._reason.sentence if self._reason else ""

    def set_qualifier(self, text: str) -> None:
        """Say after the title what it is measured against, or whose it is."""
        if text != self._qualifier_text:
            self._qualifier_text = text
            self.set_title(self.spec.title, text)

    def set_menu_facts(self, facts: CardMenu) -> None:
        """Say what the menu offers."""
        self._menu_facts = facts

    def show_scene(self, scene: Scene, gutter: int = 0) -> None:
        """Draw other figures."""
        self._scene, self._reason = scene, None
        self._stack.setCurrentWidget(self.plot)
        self.plot.show_scene(scene, gutter)
        self._show_values()
        self._describe()

    def show_reason(self, reason: Reason) -> None:
        """Say why there is nothing to draw."""
        self._scene = None
        if reason == self._reason:
            return
        self._reason = reason
        self._sentence.setText(reason.sentence)
        self._link.set_label(reason.link)
        self._link.setVisible(bool(reason.link))
        self._stack.setCurrentWidget(self._blank)
        self.legend.set_entries(())
        self.setAccessibleDescription(reason.sentence)

    def point_to(self, at: float | None) -> None:
        """Put the cross-hair to a time; the legend shows the values there."""
        if at == self.plot.cursor_at:
            return
        self.plot.point_to(at)
        if self._scene is not None:
            self._show_values()
            if self.plot.hasFocus():
                self._describe()
                event = QAccessibleEvent(self.plot, QAccessible.Event.DescriptionChanged)
                QAccessible.updateAccessibility(event)

    def _describe(self) -> None:
        scene = self._scene
        if scene is None:
            return
        text = describe(scene.drawing, scene.span)
        at = self.plot.cursor_at
        if at is not None:
            values = ", ".join(f"{e.name} {e.value}" for e in self.legend.entries if e.value)
            moment = exact_text(at, scene.span.end - scene.span.begin)
            text = self.tr("At {0}: {1}.").format(moment, values) + " " + text
        if text != self.plot.accessibleDescription():
            self.plot.setAccessibleDescription(text)
            self.setAccessibleDescription(text)

    def _show_values(self) -> None:
        scene = self._scene
        if scene is None:
            return
        drawing = scene.drawing
        entries = [self._entry(drawing, number, item) for number, item in enumerate(drawing.items)]
        self.legend.set_entries(entries)
        self._arrange()

    def _entry(self, drawing: Drawing, number: int, item: Item) -> LegendEntry:
        at = self.plot.cursor_at
        values = []
        for line in drawing.lines:
            if line.item != number or item.key == "other":
                continue
            found = value_at(line, at) if at is not None else None
            if at is None and len(line.raw):
                values.append(value_text(drawing.spec.measure, float(line.raw[-1])))
            else:
                figure = found[1] if found else float("nan")
                values.append(value_text(drawing.spec.measure, figure))
        is_hidden = item.key in drawing.hidden
        words = " / ".join(values)
        return LegendEntry(item.key, item.name, words, item.color, item.is_dashed, is_hidden)

    # Legend and menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the legend where there is room for it."""
        super().resizeEvent(event)
        self._arrange()

    def sizeHint(self) -> QSize:
        """As in a grid of two columns."""
        return QSize(self._look.px(560), self._look.px(262))

    def _arrange(self) -> None:
        is_below = self.legend.natural_width() > self._room()
        width = self._stack.width() if is_below else self.legend.natural_width()
        self.legend.setFixedHeight(self.legend.height_for(width))
        if is_below == self._is_below:
            return
        self._is_below = is_below
        self.head.removeWidget(self.legend)
        self._line_below.removeWidget(self.legend)
        if is_below:
            self._line_below.addWidget(self.legend, 1)
        else:
            self.head.insertWidget(2, self.legend)

    def _room(self) -> float:
        look = self._look
        taken = look.measure("body-strong").horizontalAdvance(self.spec.title) + look.px(80)
        taken += look.measure("body").horizontalAdvance(self._qualifier_text)
        return min(self.width() * _LEGEND_SHARE, self.width() - taken)

    def _toggle(self, key: str) -> None:
        self.hidden = self.hidden - {key} if key in self.hidden else self.hidden | {key}
        self.hidden_changed.emit()

    def _isolate(self, key: str) -> None:
        others = frozenset(entry.key for entry in self.legend.entries) - {key}
        # The first click of the two has hidden or shown it already.
        is_alone = self.hidden - {key} == others
        self.hidden = frozenset() if is_alone else others
        self.hidden_changed.emit()

    def _popup_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def fill_menu(self, menu: QMenu) -> None:
        """Put what can be done with this chart into a menu."""
        facts = self._menu_facts
        if facts.can_split:
            split = menu.addAction(self.tr("One line for each device"))
            split.setObjectName("split")
            split.setCheckable(True)
            split.setChecked(facts.is_split)
            split.triggered.connect(lambda: self.split_wanted.emit(not facts.is_split))
            menu.addSeparator()
        entries = (
            ("up", self.tr("Move up"), facts.can_move_up, lambda: self.move_wanted.emit(-1)),
            ("down", self.tr("Move down"), facts.can_move_down, lambda: self.move_wanted.emit(1)),
            ("copy", self.tr("Copy as text"), self._scene is not None, self.copy_wanted.emit),
            ("remove", self.tr("Remove this chart"), True, self.removal_wanted.emit),
        )
        for name, words, is_possible, act in entries:
            action = menu.addAction(words)
            action.setObjectName(name)
            action.setEnabled(is_possible)
            action.triggered.connect(lambda _checked=False, act=act: act())

    def _use_link(self) -> None:
        if self._reason is not None:
            self.link_used.emit(self._reason.target)
