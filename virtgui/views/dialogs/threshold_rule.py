"""One limit: which figure, how much, for how long, and where."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from virtgui.core.refs import ConnectionId, ObjectRef, domain_ref
from virtgui.core.values.alert import Rule, RuleScope, ScopeKind
from virtgui.models.alert_fields import (
    limit_sentence,
    limit_text,
    parse_limit,
    parse_span,
    scopes_of,
    span_sentence,
    span_text,
)
from virtgui.models.alert_places import WatchPlaces
from virtgui.models.alert_words import metric_word, rule_words, scope_words
from virtgui.models.rules_store import WATCHABLE, usual_rule
from virtgui.views.dialogs.connection_parts import SuggestionBox
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.dialogs.label_fields import tags_sentence
from virtgui.views.look.look import Look
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.form import FormRow

_SHORT: Final = 120
_LONG: Final = 320


class RuleDialog(FittedDialog):
    """Asks for a limit; `rule()` is it when the dialog was accepted.

    Args of the constructor: look; places; the rule to begin with; whether it is a new one.
    """

    def __init__(
        self,
        look: Look,
        places: WatchPlaces,
        rule: Rule,
        parent: QWidget | None = None,
        *,
        is_new: bool = False,
    ) -> None:
        title = self.tr("Add threshold") if is_new else self.tr("Edit threshold")
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("rule_dialog")
        self._places, self._rule = places, rule
        self._machines: dict[str, ObjectRef] = {}
        self._checks: list[tuple[FormRow, Callable[[], str]]] = []
        self._touched: set[FormRow] = set()
        self.add_title(title)
        self._form = self.add_form()
        self._build_figure()
        self._build_place()
        self._said = self.add_text("", "muted")
        self.body.addStretch(1)
        self.add_primary(self.tr("Add") if is_new else self.tr("Save"))
        self.add_cancel()
        self._show(rule)
        self._connect()
        self._check()
        self._metric.setFocus()

    def rule(self) -> Rule:
        """The limit as it stands there; of fields with mistakes as it was."""
        metric = str(self._metric.currentData())
        limit, seconds = self._rule.limit, self._rule.seconds
        if not self._limit_problem():
            limit = parse_limit(metric, self._limit.text())
        if not span_sentence(self._span.text()):
            seconds = parse_span(self._span.text())
        return replace(
            self._rule, metric=metric, limit=limit, seconds=seconds, scope=self._scope(),
            is_below=bool(self._side.currentData()),
        )  # fmt: skip

    # Making.

    def _build_figure(self) -> None:
        self._metric = self._combo("metric")
        for metric in WATCHABLE:
            self._metric.addItem(metric_word(metric), metric)
        for place in reversed(_borders()):
            self._metric.insertSeparator(place)
        self._form.add_row(self.tr("Figure"), self._metric)
        self._side = self._combo("side")
        self._side.addItem(self.tr("Above the limit"), False)
        self._side.addItem(self.tr("Below the limit"), True)
        self._form.add_row(self.tr("Wrong when"), self._side)
        self._limit = self._line("limit", _SHORT)
        self._row(self.tr("Limit"), self._limit, self._limit_problem)
        self._span = self._line("span", _SHORT)
        hint = self.tr("Without a break, such as 5 min; 0 warns at once.")
        self._row(self.tr("For"), self._span, lambda: span_sentence(self._span.text()), hint)

    def _build_place(self) -> None:
        self._where = self._combo("where")
        self._form.add_row(self.tr("Where"), self._where)
        self._tag = self._line("tag", _LONG)
        completer = QCompleter(self)
        completer.setModel(QStringListModel(sorted(self._places.tags()), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._tag.setCompleter(completer)
        self._tag_row = self._row(self.tr("Tag"), self._tag, self._tag_problem)
        self._host = self._combo("host")
        self._host_row = self._form.add_row(self.tr("Host"), self._host)
        self._checks.append((self._host_row, self._host_problem))
        self._machine = SuggestionBox()
        self._machine.setObjectName("machine")
        self._machine.setMinimumWidth(self._look.px(_LONG))
        hint = self.tr("Type a part of its name.")
        self._machine_row = self._form.add_row(self.tr("Machine"), self._machine, hint=hint)
        self._checks.append((self._machine_row, self._machine_problem))
        self._touch_on(self._machine.line, self._machine_row)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        return combo

    def _line(self, name: str, width: int) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setFixedWidth(self._look.px(width))
        return line

    def _row(
        self, label: str, line: QLineEdit, problem: Callable[[], str], hint: str = ""
    ) -> FormRow:
        row = self._form.add_row(label, line, hint=hint)
        self._checks.append((row, problem))
        self._touch_on(line, row)
        return row

    def _touch_on(self, line: QLineEdit, row: FormRow) -> None:
        """What is wrong is said when the field is left, and from then on with each key."""

        def touch() -> None:
            self._touched.add(row)
            self._check()

        line.editingFinished.connect(touch)
        line.textChanged.connect(self._check)

    def _connect(self) -> None:
        self._metric.activated.connect(self._on_metric)
        self._side.currentIndexChanged.connect(self._check)
        self._where.currentIndexChanged.connect(self._on_where)
        self._host.currentIndexChanged.connect(self._check)

    # Showing.

    def _show(self, rule: Rule) -> None:
        self._metric.setCurrentIndex(self._metric.findData(rule.metric))
        self._fill_where(rule.scope.kind)
        self._show_figures(rule)
        if rule.scope.kind is ScopeKind.TAG:
            self._tag.setText(rule.scope.key)
        for connection, name in self._places.hosts():
            self._host.addItem(name, connection)
        self._host.setCurrentIndex(max(0, self._host.findData(rule.scope.connection)))
        self._show_place()

    def _show_figures(self, rule: Rule) -> None:
        self._side.setCurrentIndex(self._side.findData(rule.is_below))
        self._limit.setText(limit_text(rule.metric, rule.limit))
        self._span.setText(span_text(rule.seconds))

    def _fill_where(self, wanted: ScopeKind) -> None:
        """The places that a figure has: hosts have neither tags nor machines of their own."""
        words = {
            ScopeKind.ALL: self.tr("Everywhere"),
            ScopeKind.TAG: self.tr("Machines with a tag"),
            ScopeKind.NODE: self.tr("One host and everything on it"),
            ScopeKind.DOMAIN: self.tr("One machine"),
        }
        self._where.blockSignals(True)
        self._where.clear()
        for kind in scopes_of(str(self._metric.currentData())):
            self._where.addItem(words[kind], kind.value)
        self._where.setCurrentIndex(max(0, self._where.findData(wanted.value)))
        self._where.blockSignals(False)

    def _show_place(self) -> None:
        kind = self._kind()
        self._tag_row.setVisible(kind is ScopeKind.TAG)
        self._host_row.setVisible(kind is ScopeKind.NODE)
        self._machine_row.setVisible(kind is ScopeKind.DOMAIN)
        if kind is ScopeKind.DOMAIN and not self._machines:
            self._fill_machines()

    def _fill_machines(self) -> None:
        """Only when they are wanted: there may be ten thousand."""
        scope = self._rule.scope
        for ref, text in self._places.machines():
            self._machines.setdefault(text, ref)
        self._machine.addItems(list(self._machines))
        self._machine.setCurrentIndex(-1)
        if scope.kind is ScopeKind.DOMAIN and scope.connection is not None:
            ref = domain_ref(scope.connection, scope.key)
            text = self._places.machine_text(ref) if self._places.name_of(scope) else ""
            # A machine that is not known now stays what is meant until another is chosen.
            self._machine.line.setText(text or self.tr("Not known now"))
            self._machines.setdefault(self._machine.line.text(), ref)
            self._machine.line.setCursorPosition(0)

    @Slot()
    def _on_metric(self) -> None:
        """Another figure has another unit: it begins with a limit that is usual for it."""
        metric = str(self._metric.currentData())
        if metric != self._rule.metric:
            usual = usual_rule(metric, self._rule.scope)
            self._rule = replace(usual, id=self._rule.id, is_enabled=self._rule.is_enabled)
            self._fill_where(self._kind())
            self._show_figures(self._rule)
            self._show_place()
        self._check()

    @Slot()
    def _on_where(self) -> None:
        self._show_place()
        self._check()

    # What is wrong.

    def _kind(self) -> ScopeKind:
        return ScopeKind(self._where.currentData())

    def _limit_problem(self) -> str:
        metric, is_below = str(self._metric.currentData()), bool(self._side.currentData())
        return limit_sentence(metric, self._limit.text(), is_below=is_below)

    def _tag_problem(self) -> str:
        tag = self._tag.text().strip()
        if self._kind() is not ScopeKind.TAG:
            return ""
        return tags_sentence((tag,)) if tag else self.tr("The tag is missing.")

    def _host_problem(self) -> str:
        if self._kind() is not ScopeKind.NODE or self._host.count():
            return ""
        return self.tr("There is no connection yet.")

    def _machine_problem(self) -> str:
        text = self._machine.line.text().strip()
        if self._kind() is not ScopeKind.DOMAIN or text in self._machines:
            return ""
        if not text:
            return self.tr("The machine is missing.")
        return self.tr("There is no machine of that name; choose one from the list.")

    @Slot()
    def _check(self) -> None:
        problems = []
        for row, problem in self._checks:
            sentence = problem()
            said = sentence if row in self._touched else ""
            row.set_message("error" if said else "", said)
            if sentence:
                problems.append(sentence)
        self._hint_tag()
        if self.primary is not None:
            self.primary.set_reason(problems[0] if problems else "")
        self._said.setVisible(not problems)
        if not problems:
            rule = self.rule()
            where = scope_words(rule, self._places.name_of(rule.scope))
            self._said.setText(self.tr("{0} · {1}").format(rule_words(rule), where))
        self.fit_soon()

    def _hint_tag(self) -> None:
        tag = self._tag.text().strip()
        is_known = not tag or tag in self._places.tags()
        self._tag_row.set_hint("" if is_known else self.tr("No machine has this tag now."))

    def _scope(self) -> RuleScope:
        match self._kind():
            case ScopeKind.ALL:
                return RuleScope()
            case ScopeKind.TAG:
                return RuleScope(ScopeKind.TAG, key=self._tag.text().strip())
            case ScopeKind.NODE:
                host = self._host.currentData()
                return RuleScope(ScopeKind.NODE, ConnectionId(host) if host else None)
            case ScopeKind.DOMAIN:
                ref = self._machines.get(self._machine.line.text().strip())
                if ref is None:
                    return self._rule.scope
                return RuleScope(ScopeKind.DOMAIN, ref.connection, ref.key)


def _borders() -> list[int]:
    """Where figures of another kind of object begin."""
    kinds = [metric.startswith(("node.", "pool.")) for metric in WATCHABLE]
    return [place for place in range(1, len(kinds)) if kinds[place] != kinds[place - 1]]
