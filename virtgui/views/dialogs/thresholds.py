"""The limits that are watched for: switched on and off, changed, added, removed; all at once."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QWidget

from virtgui.core.refs import ObjectRef
from virtgui.core.values.alert import Rule, RuleScope
from virtgui.models.alert_places import WatchPlaces, scope_of
from virtgui.models.alert_words import rule_words, scope_words
from virtgui.models.plain_text import in_sentence
from virtgui.models.rules_store import RulesStore, usual_rule
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.dialogs.fitted import CheckRow, FittedDialog, fit_list
from virtgui.views.dialogs.threshold_rule import RuleDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton, LinkButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.surface import ScrollPage

_TALLEST: Final = 420


class RuleRow(QWidget):
    """One limit: a tick, what it says, where, and what can be done with it."""

    def __init__(self, look: Look, rule: Rule, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        words = rule_words(rule)
        self.check = CheckRow(look, words, place)
        self.check.box.setChecked(rule.is_enabled)
        self.check.box.setObjectName(f"rule.{rule.id}")
        self.edit = IconButton(look, "edit", self.tr("Edit: {0}").format(words))
        self.edit.setObjectName(f"edit.{rule.id}")
        self.remove = IconButton(look, "delete", self.tr("Remove: {0}").format(words))
        self.remove.setObjectName(f"remove.{rule.id}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(4))
        line.addWidget(self.check, 1)
        line.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class ThresholdsDialog(FittedDialog):
    """Lists limits; every change applies at once, Close leaves.

    Args of the constructor: look; rules; places; `ref`: a machine or host whose limits alone are
    listed, and for which new ones are.
    """

    def __init__(
        self,
        look: Look,
        rules: RulesStore,
        places: WatchPlaces,
        parent: QWidget | None = None,
        *,
        ref: ObjectRef | None = None,
    ) -> None:
        title = self.tr("Thresholds")
        if ref is not None:
            title = self.tr("Thresholds of {0}").format(in_sentence(places.name_of_ref(ref)))
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("thresholds_dialog")
        self._rules, self._places, self._ref = rules, places, ref
        self.rows: list[RuleRow] = []
        self._build(title)
        rules.changed.connect(self._show_rules)
        self._show_rules()
        self._add.setFocus()

    def fit(self) -> None:
        """Gives the list the height that it needs, as long as it is not tall."""
        fit_list(self._page, self._look, _TALLEST)
        super().fit()

    def _build(self, title: str) -> None:
        look = self._look
        self.add_title(title)
        words = self.tr(
            "What passes its limit is marked in the lists, named among the problems and logged. "
            "This program looks at the figures while it runs; the hosts know nothing of it."
        )
        self.add_text(words, "muted")
        self._nothing = self.add_text(self.tr("Nothing is watched."))
        self._page = ScrollPage(look, "base", margin=0, spacing=10)
        self._page.body.setContentsMargins(0, 0, look.px(8), 0)
        self._page.body.addStretch(1)
        policy = QSizePolicy.Policy
        self._page.setSizePolicy(policy.Preferred, policy.Expanding)
        self.body.addWidget(self._page, 1)
        self._add = self.add_button(self.tr("Add threshold…"), "add")
        self._add.setObjectName("add_threshold")
        self._add.clicked.connect(self._ask_new)
        self.foot_start.addWidget(self._add)
        self._usual = LinkButton(look, self.tr("Back to the usual ones"))
        self._usual.setObjectName("usual_thresholds")
        self._usual.clicked.connect(self._ask_usual)
        self.foot_start.addWidget(self._usual)
        self.add_cancel(self.tr("Close"))

    @Slot()
    def _show_rules(self) -> None:
        """The rows anew; the keyboard stays where it was, or goes to a neighbour."""
        place, name = self._focused()
        for row in self.rows:
            self._page.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        rules = self._rules.all()
        shown = rules if self._ref is None else self._places.holding(rules, self._ref)
        self.rows = [self._make_row(rule) for rule in shown]
        for number, row in enumerate(self.rows):
            self._page.body.insertWidget(number, row)
        self._chain()
        self._nothing.setVisible(not self.rows)
        reason = self.tr("These are the usual ones.") if self._rules.is_usual else ""
        self._usual.set_reason(reason)
        if place >= 0:
            self._focus(place, name)
        self.fit_soon()

    def _make_row(self, rule: Rule) -> RuleRow:
        place = scope_words(rule, self._places.name_of(rule.scope))
        row = RuleRow(self._look, rule, place)
        rules, rule_id = self._rules, rule.id
        row.check.box.toggled.connect(lambda checked: rules.switch(rule_id, is_on=checked))
        row.edit.clicked.connect(lambda: self._ask(rule))
        row.remove.clicked.connect(lambda: rules.remove(rule_id))
        return row

    def _chain(self) -> None:
        """Tab goes through the rows from top to bottom, then to the foot."""
        parts = [part for row in self.rows for part in (row.check.box, row.edit, row.remove)]
        for one, other in pairwise((*parts, self._add)):
            self.setTabOrder(one, other)

    def _focused(self) -> tuple[int, str]:
        """The row that has the keyboard, and which part of it."""
        focus = self.focusWidget()
        for number, row in enumerate(self.rows):
            if focus is not None and row.isAncestorOf(focus):
                return number, focus.objectName().partition(".")[0]
        return -1, ""

    def _focus(self, place: int, name: str) -> None:
        if not self.rows:
            self._add.setFocus()
            return
        row = self.rows[min(place, len(self.rows) - 1)]
        part: QWidget = {"edit": row.edit, "remove": row.remove}.get(name, row.check.box)
        part.setFocus()
        self._page.ensureWidgetVisible(row)

    def _ask_new(self) -> None:
        scope = RuleScope() if self._ref is None else scope_of(self._ref)
        self._ask(usual_rule("cpu.used", scope), is_new=True)

    def _ask(self, rule: Rule, *, is_new: bool = False) -> None:
        dialog = RuleDialog(self._look, self._places, rule, self, is_new=is_new)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._rules.put(dialog.rule())
        dialog.deleteLater()

    def _ask_usual(self) -> None:
        question = ConfirmQuestion(
            title=self.tr("Back to the usual thresholds?"),
            lines=(
                self.tr("Those that were added or changed are lost."),
                self.tr("Nothing changes on the hosts."),
            ),
            verb=self.tr("Back to the usual ones"),
        )
        dialog = ConfirmDialog(self._look, question, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._rules.set_usual()
        dialog.deleteLater()
