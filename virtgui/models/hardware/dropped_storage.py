"""Volumes of removed disks that are deleted once no definition has them any more."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from virtgui.core.ops.storage import DeleteVolume
from virtgui.core.refs import ObjectRef, node_ref
from virtgui.core.values.node_choices import VolumeChoice
from virtgui.core.values.task import Task
from virtgui.documents.editing.draft import parse_domain
from virtgui.models.hardware.editor import HardwareEditor, is_kept
from virtgui.models.hardware.removal import has_volume

Submit = Callable[[DeleteVolume, str], int]


class DroppedStorage(QObject):
    """Remembers which volumes shall go with their disks. GUI thread.

    A volume is forgotten when an edit, such as an undo, gives the machine its disk back. It is
    deleted after the edits were applied and neither the definition nor what runs has the disk:
    of a guest that does not let go of it that may be later.
    """

    def __init__(
        self, editor: HardwareEditor, submit: Submit, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._editor, self._submit = editor, submit
        self._wanted: dict[ObjectRef, list[VolumeChoice]] = {}
        self._due: dict[ObjectRef, list[VolumeChoice]] = {}
        editor.draft_changed.connect(self._look)
        editor.applied.connect(self._on_applied)

    def drop(self, volume: VolumeChoice) -> None:
        """Delete a volume with its disk; call it before the disk is removed from the draft."""
        ref, draft = self._editor.ref, self._editor.draft
        if ref is None or draft is None:
            return
        # A disk that was never applied leaves nothing to apply when it goes.
        known = self._wanted if has_volume(draft.base, volume) else self._due
        known.setdefault(ref, []).append(volume)

    @property
    def waiting(self) -> tuple[VolumeChoice, ...]:
        """The volumes that are to go with disks of the machine that is edited."""
        ref = self._editor.ref
        if ref is None:
            return ()
        return (*self._wanted.get(ref, ()), *self._due.get(ref, ()))

    def _look(self) -> None:
        """Forget what was taken back; delete what nobody has any more."""
        ref, draft = self._editor.ref, self._editor.draft
        if ref is None or draft is None or draft.error is not None or not self.waiting:
            return
        for known in (self._wanted, self._due):
            known[ref] = [one for one in known.get(ref, ()) if not has_volume(draft.document, one)]
        self._delete_due(ref)

    def _on_applied(self, task: Task) -> None:
        ref = task.operation.ref
        if is_kept(task):
            self._due.setdefault(ref, []).extend(self._wanted.pop(ref, ()))

    def _delete_due(self, ref: ObjectRef) -> None:
        definition = self._editor.definition
        due = self._due.get(ref)
        if definition is None or not due or self._editor.situation.applying is not None:
            return
        texts = [text for text in (definition.persistent, definition.running) if text]
        documents = [parse_domain(text) for text in texts]
        for volume in list(due):
            if not any(has_volume(document, volume) for document in documents):
                due.remove(volume)
                operation = DeleteVolume(ref=node_ref(ref.connection), path=volume.path)
                self._submit(operation, volume.name)
