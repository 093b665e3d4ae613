"""What one machine has to lose, as the delete dialog lists it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from virtgui.core.errors import ErrorInfo
from virtgui.core.ops.domain import DeleteDomain
from virtgui.core.queries import DeletePlan, StorageUse
from virtgui.core.values.domain import Domain
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.delete_words import keep_word, size_word, storage_word, taken_word
from virtgui.views.dialogs.fitted import CheckRow, ErrorPanel
from virtgui.views.look.look import Look
from virtgui.views.widgets.busy import BusyRing
from virtgui.views.widgets.text import ElidedLabel, TextLabel


class StorageRow(QWidget):
    """One piece of storage: check box, what it is, size, path, and why it is kept."""

    def __init__(self, look: Look, use: StorageUse, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.use = use
        word, reason = storage_word(use), keep_word(use)
        self.check = CheckRow(look, word)
        self.box: QCheckBox = self.check.box
        self.box.setEnabled(use.deletable)
        self.box.setAccessibleName(f"{word}, {size_word(use)}")
        self.box.setAccessibleDescription(reason)
        self.reason = TextLabel(look, reason, font="small", wrap=True)
        self.reason.setVisible(bool(reason))
        size = TextLabel(look, size_word(use), ink="muted")
        size.setToolTip(taken_word(use))
        mode = Qt.TextElideMode.ElideMiddle
        path = ElidedLabel(look, use.path, font="small", ink="muted", mode=mode, selectable=True)
        column = QVBoxLayout()
        column.setSpacing(look.px(2))
        column.addWidget(self.check)
        below = QVBoxLayout()
        below.setContentsMargins(self.box.sizeHint().width() + look.px(8), 0, 0, 0)
        below.setSpacing(look.px(2))
        below.addWidget(path)
        below.addWidget(self.reason)
        column.addLayout(below)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(12))
        line.addLayout(column, 1)
        line.addWidget(size, 0, Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class _Extra:
    """Something besides storage that goes with the definition."""

    key: str
    word: str
    hint: str
    is_needed: bool
    """libvirt refuses to delete the definition without it."""


class DomainPart(QWidget):
    """One machine in the delete dialog: reading, failed, or its list.

    Signals:
        changed: something was ticked, or the plan has come.
    """

    changed = Signal()

    def __init__(
        self, look: Look, domain: Domain, *, titled: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.domain = domain
        self.plan: DeletePlan | None = None
        self.rows: list[StorageRow] = []
        self.extras: dict[str, QCheckBox] = {}
        self.is_settled = False
        """Whether the plan has come, or will not come."""
        self.setObjectName("domain_part")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px(8))
        if titled:
            mode = Qt.TextElideMode.ElideMiddle
            name = one_line(domain.name)
            self._column.addWidget(ElidedLabel(look, name, font="body-strong", mode=mode))
        self._reading = self._make_reading()
        self._column.addWidget(self._reading)

    @property
    def is_active(self) -> bool:
        """Whether it runs, as far as is known."""
        return self.plan.is_active if self.plan else self.domain.is_active

    @property
    def volumes(self) -> tuple[str, ...]:
        """The paths that are ticked."""
        return tuple(row.use.path for row in self.rows if row.box.isChecked())

    @Slot(object)
    def show_plan(self, plan: DeletePlan) -> None:
        """Lists what was found; no storage is ticked."""
        self.plan = plan
        self._end_reading()
        if plan.storage:
            self._add_storage(plan.storage)
        else:
            self._add_muted(self.tr("It has no storage of its own."))
        for extra in self._extras_of(plan):
            self._add_extra(extra)
        self.changed.emit()

    @Slot(object)
    def show_error(self, error: ErrorInfo) -> None:
        """Says why nothing is known; the storage cannot be deleted then."""
        self._end_reading()
        panel = ErrorPanel(self._look, "warn")
        first = self.tr("What it uses could not be read, so its storage is kept.")
        panel.show_error(error, first)
        self._column.addWidget(panel)
        self.changed.emit()

    def operation(self) -> DeleteDomain:
        """The operation as ticked."""
        ticked = {key: box.isChecked() for key, box in self.extras.items()}
        return DeleteDomain(
            ref=self.domain.ref,
            stop_first=self.is_active,
            nvram=ticked.get("nvram", True),
            managed_save=ticked.get("managed_save", True),
            snapshots=ticked.get("snapshots", True),
            checkpoints=ticked.get("checkpoints", True),
            tpm=ticked.get("tpm", True),
            volumes=self.volumes,
        )

    def tick_storage(self, *, on: bool) -> None:
        """Ticks all that may be ticked, or none."""
        for row in self.rows:
            if row.box.isEnabled():
                row.box.setChecked(on)

    def _make_reading(self) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(self._look.px(8))
        line.addWidget(BusyRing(self._look))
        line.addWidget(TextLabel(self._look, self.tr("Reading what it uses…"), ink="muted"), 1)
        return holder

    def _end_reading(self) -> None:
        self.is_settled = True
        self._reading.hide()

    def _add_muted(self, words: str) -> None:
        self._column.addWidget(TextLabel(self._look, words, ink="muted", wrap=True))

    def _add_storage(self, storage: Sequence[StorageUse]) -> None:
        self._add_muted(self.tr("Storage is kept unless it is ticked:"))
        for use in storage:
            row = StorageRow(self._look, use)
            row.box.setObjectName(f"storage.{use.target}")
            row.box.toggled.connect(self.changed)
            self.rows.append(row)
            self._column.addWidget(row)

    def _add_extra(self, extra: _Extra) -> None:
        row = CheckRow(self._look, extra.word, extra.hint)
        row.box.setChecked(True)
        row.box.setEnabled(not extra.is_needed)
        row.box.setObjectName(f"extra.{extra.key}")
        row.box.toggled.connect(self.changed)
        self.extras[extra.key] = row.box
        self._column.addWidget(row)

    def _extras_of(self, plan: DeletePlan) -> list[_Extra]:
        needed = self.tr("libvirt deletes the definition only together with it.")
        snapshots = self.tr("%n snapshots", "", plan.snapshots)
        checkpoints = self.tr("%n checkpoints", "", plan.checkpoints)
        kept = self.tr("Their records go; what they wrote into volumes that are kept stays there.")
        found = (
            (plan.has_managed_save, "managed_save", self.tr("Saved state"), needed, True),
            (bool(plan.snapshots), "snapshots", snapshots, kept, True),
            (bool(plan.checkpoints), "checkpoints", checkpoints, kept, True),
            (
                plan.has_nvram,
                "nvram",
                self.tr("Firmware settings (NVRAM)"),
                self.tr("A later machine of this name would take them over if they stayed."),
                False,
            ),
            (
                plan.has_tpm,
                "tpm",
                self.tr("TPM contents"),
                self.tr("Keys in it are lost, and with them disks that are encrypted by them."),
                False,
            ),
        )
        return [_Extra(*parts) for is_there, *parts in found if is_there]  # type: ignore[arg-type]
