"""Opens the dialogs about limits: from the palette, the preferences, the problems, the menus."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QDialog, QWidget

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ObjectRef
from virtgui.models.alert_places import WatchPlaces
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.rules_store import RulesStore
from virtgui.views.look.look import Look


class ThresholdActions(QObject):
    """The one way to the limits."""

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        connections: ConnectionsStore,
        rules: RulesStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look, self._rules, self._window = look, rules, window
        self._places = WatchPlaces(feed, connections)

    @Slot()
    def open(self) -> None:
        """Show all limits."""
        self._show(None)

    @Slot(object)
    def open_for(self, ref: ObjectRef) -> None:
        """Show the limits that hold for a machine or a host; new ones begin with it."""
        self._show(ref)

    @Slot(object)
    def edit(self, rule_id: str) -> None:
        """Change one limit."""
        rule = self._rules.get(rule_id)
        if rule is None:
            self._show(None)
            return
        from virtgui.views.dialogs.threshold_rule import RuleDialog

        dialog = RuleDialog(self._look, self._places, rule, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._rules.put(dialog.rule())
        dialog.deleteLater()

    def _show(self, ref: ObjectRef | None) -> None:
        from virtgui.views.dialogs.thresholds import ThresholdsDialog

        parent = self._window.window()
        dialog = ThresholdsDialog(self._look, self._rules, self._places, parent, ref=ref)
        dialog.exec()
        dialog.deleteLater()
