"""What the tabs of a machine's definition share: the editor, the machine, and the dialogs."""

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.ops.domain import ResizeDisk
from virtgui.core.refs import ObjectRef, node_ref
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain
from virtgui.documents.schema import find_schemas
from virtgui.models.hardware import device_actions, notes
from virtgui.models.hardware.device_edits import DeviceEdits
from virtgui.models.hardware.dropped_storage import DroppedStorage
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.entries import Target, view_of
from virtgui.models.hardware.new.disk_storage import operation_for
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.tab_state import TabState
from virtgui.models.xml_check import XmlCheck, XmlChecker
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.look.look import Look

CHECK_AFTER_MS: Final = 300
"""So long nothing is edited before the schema is asked: its work would slow down the typing."""


class EditorHost(QObject):
    """The machine that is edited, and the way to dialogs and actions on it.

    Signals:
        surroundings_changed: the machine's name or state, or its connection, is another.
        checked: the schema's word on the edited text is in `check`.
    """

    surroundings_changed = Signal()
    checked = Signal()

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        actions: DomainActionsLike,
        editor: HardwareEditor,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._feed, self._dispatcher = look, feed, dispatcher
        self._actions, self._window = actions, window
        self.editor = editor
        self.dropped = DroppedStorage(editor, self.submit, self)
        self.check = XmlCheck()
        self._checked_text = ""
        self._checker = XmlChecker(find_schemas(), self)
        self._checker.checked.connect(self._on_checked)
        self._check_later = QTimer(self)
        self._check_later.setSingleShot(True)
        self._check_later.setInterval(CHECK_AFTER_MS)
        self._check_later.timeout.connect(self._check)
        editor.draft_changed.connect(self._check_later.start)
        feed.statuses_changed.connect(self._on_statuses)
        feed.inventory_changed.connect(self._on_inventory)

    @property
    def domain(self) -> Domain | None:
        """The machine's row."""
        ref = self.editor.ref
        return self._feed.inventory.domain(ref) if ref is not None else None

    def knows(self, ref: ObjectRef) -> bool:
        """Whether a machine is there."""
        return self._feed.inventory.domain(ref) is not None

    @property
    def name(self) -> str:
        """The machine's name."""
        domain = self.domain
        if domain is not None:
            return domain.name
        return self.editor.draft.base.name if self.editor.draft is not None else ""

    @property
    def status(self) -> ConnectionStatus | None:
        """The connection of its node."""
        ref = self.editor.ref
        return self._feed.status(ref.connection) if ref is not None else None

    def window(self) -> QWidget:
        """What dialogs belong to."""
        return self._window()

    def virsh(self) -> str:
        """The command lines that would apply the edits."""
        draft, ref, status = self.editor.draft, self.editor.ref, self.status
        if draft is None or ref is None or status is None:
            return ""
        operation = ApplyDefinition(ref=ref, xml=draft.text, steps=self.editor.plan.steps)
        return "\n".join(operation.virsh(status.spec.uri, self.name))

    def ask_new_device(self, scene: Scene) -> str:
        """Let a person choose a device to add; its XML, or empty."""
        from virtgui.views.pages.hardware.add_device import AddDeviceDialog

        dialog = AddDeviceDialog(self._look, scene, parent=self._window())
        ref = self.editor.ref
        if not dialog.exec() or ref is None:
            return ""
        if dialog.image is not None:
            operation = operation_for(node_ref(ref.connection), scene, dialog.image)
            self.submit(operation, dialog.image.name)
        return dialog.text

    def may_remove(self, scene: Scene, target: Target) -> bool:
        """Ask before a device goes, where something is lost by it."""
        from virtgui.views.pages.hardware.remove_device import ask_to_remove

        answer = ask_to_remove(self._look, scene, target, self._window())
        if answer.volume is not None:
            self.dropped.drop(answer.volume)
        return answer.goes

    def do_device_action(self, action_id: str, target: Target) -> None:
        """Do what the header of a form offers besides its fields."""
        scene, ref = self.editor.scene, self.editor.ref
        if scene is None or ref is None:
            return
        if action_id == device_actions.RENAME:
            self.trigger("rename", ref)
        elif action_id == device_actions.EJECT:
            DeviceEdits(self.editor).eject(target)
        elif action_id == device_actions.RESIZE:
            self._resize(scene, target, ref)

    def _resize(self, scene: Scene, target: Target, ref: ObjectRef) -> None:
        from virtgui.views.pages.hardware.resize_disk import ResizeDiskDialog

        view = view_of(scene.document.element, target)
        if view is None:
            return
        resizing = device_actions.resizing_of(view, scene)
        dialog = ResizeDiskDialog(self._look, resizing, parent=self._window())
        if dialog.exec() and dialog.size_bytes is not None:
            operation = ResizeDisk(ref=ref, target=resizing.target, size_bytes=dialog.size_bytes)
            self.submit(operation, self.name)

    def may_apply(self, state: TabState) -> bool:
        """Ask before edits of a guarded connection's machine are applied."""
        from virtgui.views.pages.hardware.apply_guard import ask_to_apply

        return ask_to_apply(self._look, state, self.name, self.status, self._window())

    def follow_link(self, key: str) -> None:
        """Do what a banner offers."""
        ref = self.editor.ref
        if ref is None:
            return
        if key == notes.MERGE:
            from virtgui.views.pages.hardware.merge_dialog import MergeDialog

            dialog: QDialog = MergeDialog(self._look, self.editor, self.name, parent=self._window())
            dialog.exec()
            dialog.deleteLater()
        elif key == notes.SHOW_PENDING:
            from virtgui.views.pages.hardware.pending_dialog import PendingDialog

            dialog = PendingDialog(self._look, self.editor, self.name, parent=self._window())
            dialog.exec()
            dialog.deleteLater()
        elif key == notes.RESTART:
            self._actions.trigger("shutdown", (ref,))

    def trigger(self, action_id: str, ref: ObjectRef) -> None:
        """Do an action on a machine."""
        self._actions.trigger(action_id, (ref,))

    def submit(self, operation: Any, name: str) -> int:
        """Submit an operation."""
        return self._dispatcher.submit(operation, name)

    def _check(self) -> None:
        draft = self.editor.draft
        if draft is not None and draft.text != self._checked_text:
            self._checked_text = draft.text
            self._checker.check(draft.text, "domain")

    def _on_checked(self, check: XmlCheck) -> None:
        self.check = check
        self.checked.emit()

    def _on_statuses(self, ids: Any) -> None:
        ref = self.editor.ref
        if ref is not None and ref.connection in ids:
            self.surroundings_changed.emit()

    def _on_inventory(self, delta: Any) -> None:
        ref = self.editor.ref
        if ref in delta.changed or ref in delta.added or ref in delta.removed:
            self.surroundings_changed.emit()
