"""Runs actions on domains: checks, asks, submits. The one way from any button to the backend."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain import Domain
from virtgui.models.action_words import action_label, menu_label
from virtgui.models.actions import ACTIONS, DomainAction, Possible, possible
from virtgui.models.guard import Guard, guard_of
from virtgui.models.settings_store import Settings
from virtgui.models.vocabulary import read_vocabulary
from virtgui.models.words import refusal_word
from virtgui.views.dialogs.confirm import ConfirmDialog
from virtgui.views.dialogs.confirm_words import confirm_question, loses_something
from virtgui.views.look.look import Look

Asker = Callable[[tuple[Domain, ...]], None]
_ASKED_IF_GUARDED: Final = frozenset(
    action.id
    for action in ACTIONS.values()
    if loses_something(action)
    or action.operation
    in (
        ops.ShutdownDomain,
        ops.RebootDomain,
        ops.PauseDomain,
        ops.ManagedSaveDomain,
        ops.SuspendDomainPm,
    )
)
"""What takes a machine away from its users: asked on guarded hosts whatever the settings say."""


class DomainActions(QObject):
    """Menus, states and execution of all actions on domains.

    Signals:
        thresholds_requested: the limits of a domain are wanted; carries its reference.
    """

    thresholds_requested = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        settings: Settings,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._look = look
        self._feed = feed
        self._dispatcher = dispatcher
        self._settings = settings
        self._window = window
        self._askers: Mapping[str, Asker] = {
            "start": self._ask_start,
            "save_file": self._ask_save_file,
            "core_dump": self._ask_core_dump,
            "rename": self._ask_name,
            "labels": self._ask_labels,
            "delete": self._ask_delete,
        }

    def possible(self, action_id: str, refs: Sequence[ObjectRef]) -> Possible:
        """What an action can do with these domains now."""
        found = (self._feed.inventory.domain(ref) for ref in refs)
        domains = tuple(domain for domain in found if domain is not None)
        action = ACTIONS[action_id]
        return possible(action, domains, self._feed.statuses)

    def trigger(self, action_id: str, refs: Sequence[ObjectRef]) -> None:
        """Do an action, after asking what has to be asked."""
        action, found = ACTIONS[action_id], self.possible(action_id, refs)
        if not found.able:
            return
        if action.dialog:
            self._askers[action.dialog](found.able if action.bulk else found.able[:1])
            return
        guard = self._guard(found.able)
        asks = self._needs_question(action, found) or (guard and action.id in _ASKED_IF_GUARDED)
        if asks and not self._confirmed(action, found, guard):
            return
        if action.make:
            self._submit([(action.make(domain.ref), domain.name) for domain in found.able])

    def fill_menu(self, menu: QMenu, refs: Sequence[ObjectRef]) -> None:
        """Put all actions on these domains into a menu; impossible ones disabled, with reason."""
        menu.setToolTipsVisible(True)
        submenus: dict[str, QMenu] = {}
        for action in ACTIONS.values():
            if not action.bulk and len(refs) > 1:
                continue
            if action.id == "delete":
                self._add_thresholds(menu, refs)
            if action.id in ("rename", "delete"):
                menu.addSeparator()
            target = menu
            if action.menu:
                if action.menu not in submenus:
                    submenus[action.menu] = menu.addMenu(menu_label(action.menu))
                    submenus[action.menu].setToolTipsVisible(True)
                target = submenus[action.menu]
            target.addAction(self.make_action(action.id, refs, target))

    def _add_thresholds(self, menu: QMenu, refs: Sequence[ObjectRef]) -> None:
        """Limits are this program's own, so the host need not be asked whether it can."""
        if len(refs) != 1:
            return
        entry, ref = menu.addAction(self._look.icon("warn"), self.tr("Thresholds…")), refs[0]
        entry.setObjectName("thresholds")
        entry.triggered.connect(lambda: self.thresholds_requested.emit(ref))

    def make_action(self, action_id: str, refs: Sequence[ObjectRef], parent: QObject) -> QAction:
        """One entry for a menu."""
        action = ACTIONS[action_id]
        entry = QAction(self._look.icon(action.icon), action_label(action_id), parent)
        entry.setObjectName(action_id)
        if action.shortcut and not action.menu:
            entry.setShortcut(QKeySequence(action.shortcut))
            entry.setShortcutVisibleInContextMenu(True)
        found = self.possible(action_id, refs)
        entry.setEnabled(bool(found.able))
        if found.reason:
            entry.setToolTip(refusal_word(found.reason))
        kept = tuple(refs)
        entry.triggered.connect(lambda: self.trigger(action_id, kept))
        return entry

    def _needs_question(self, action: DomainAction, found: Possible) -> bool:
        if action.confirm == "always":
            return True
        if action.confirm and self._settings.get(action.confirm):
            return True
        is_bulk = len(found.able) + len(found.unable) > 1
        return is_bulk and bool(self._settings.get("confirm.bulk"))

    def _guard(self, domains: Sequence[Domain]) -> Guard | None:
        """The guarded hosts among those of some machines."""
        return guard_of((domain.ref for domain in domains), self._feed.statuses)

    def _confirmed(self, action: DomainAction, found: Possible, guard: Guard | None = None) -> bool:
        question = confirm_question(action, found, guard)
        dialog = ConfirmDialog(self._look, question, self._window)
        return self._run(dialog)

    def _submit(self, wishes: Sequence[tuple[Operation, str]]) -> None:
        if wishes:
            self._dispatcher.submit_all(wishes)

    def _submit_for(self, operations: Sequence[Operation]) -> None:
        """Submit operations of a dialog, each with its domain's name as now known."""
        wishes = []
        for operation in operations:
            domain = self._feed.inventory.domain(operation.ref)
            wishes.append((operation, domain.name if domain else ""))
        self._submit(wishes)

    @staticmethod
    def _run(dialog: QDialog) -> bool:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        # It is read after this; it goes with the next turn of the loop.
        dialog.deleteLater()
        return accepted

    def _ask_start(self, domains: tuple[Domain, ...]) -> None:
        from virtgui.views.dialogs.start_options import StartOptionsDialog

        dialog = StartOptionsDialog(self._look, domains, self._window)
        if not self._run(dialog):
            return
        operations = dialog.operations()
        # A saved state that is thrown away is asked for as it is without the dialog.
        afresh = [start.ref for start in operations if start.force_boot]
        fresh = self.possible("start_fresh", afresh)
        guard = self._guard(fresh.able)
        if guard and not self._confirmed(ACTIONS["start_fresh"], fresh, guard):
            return
        self._submit_for(operations)

    def _ask_save_file(self, domains: tuple[Domain, ...]) -> None:
        from virtgui.views.dialogs.host_files import SaveFileDialog

        dialog = SaveFileDialog(self._look, domains[0], self._window)
        if self._run(dialog):
            self._submit_for((dialog.operation(),))

    def _ask_core_dump(self, domains: tuple[Domain, ...]) -> None:
        from virtgui.views.dialogs.host_files import CoreDumpDialog

        dialog = CoreDumpDialog(self._look, domains[0], self._window)
        if self._run(dialog):
            self._submit_for((dialog.operation(),))

    def _ask_name(self, domains: tuple[Domain, ...]) -> None:
        self._ask_identity(domains, focus_name=True)

    def _ask_labels(self, domains: tuple[Domain, ...]) -> None:
        self._ask_identity(domains, focus_name=False)

    def _ask_identity(self, domains: tuple[Domain, ...], *, focus_name: bool) -> None:
        connection = domains[0].ref.connection
        others = {domain.name for domain in self._feed.inventory.domains(connection)}
        others.difference_update(domain.name for domain in domains)
        from virtgui.views.dialogs.labels import LabelsDialog

        dialog = LabelsDialog(
            self._look,
            domains,
            self._window,
            vocabulary=read_vocabulary(self._feed),
            taken_names=frozenset(others),
            focus_name=focus_name,
        )
        if self._run(dialog):
            self._submit_for(dialog.operations())

    def _ask_delete(self, domains: tuple[Domain, ...]) -> None:
        from virtgui.views.dialogs.delete import DeleteDialog

        guard = self._guard(domains)
        dialog = DeleteDialog(self._look, self._dispatcher, domains, self._window, guard=guard)
        if self._run(dialog):
            self._submit_for(dialog.operations())
