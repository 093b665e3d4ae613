"""Saving to, restoring from and dumping into files of the host."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from virtgui.core.ops.domain import (
    AfterDump,
    CoreDumpDomain,
    DumpFormat,
    RestoreDomainFromFile,
    SaveDomainToFile,
)
from virtgui.core.refs import ObjectRef
from virtgui.core.values.domain import Domain
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.fitted import CheckGroup, CheckRow, FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.widgets.dialog import MEDIUM_WIDTH

SAVE_FOLDER: Final = "/var/lib/libvirt/save"
DUMP_FOLDER: Final = "/var/lib/libvirt/qemu/dump"


def file_name(name: str) -> str:
    """A machine's name as part of a file's name."""
    return name.replace("/", "_").strip(". ") or "machine"


class HostFileDialog(FittedDialog):
    """A path on the host with what is wrong with it; a subclass gives the operation."""

    def __init__(
        self, look: Look, title: str, sentence: str, path: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.add_title(title)
        self.add_text(sentence, ink="muted")
        self._is_edited = False
        self.form = self.add_form()
        self.path = QLineEdit(path)
        self.path.setObjectName("path")
        hint = self.tr("A path on the host, not on this computer.")
        self._row = self.form.add_row(self.tr("File"), self.path, hint=hint, stretch=True)
        self.body.addStretch(1)
        self.path.textChanged.connect(self._check)
        self.path.editingFinished.connect(self._check)

    def finish(self, verb: str, icon: str) -> None:
        """Adds the buttons; to be called last."""
        self.add_primary(verb, icon)
        self.add_cancel()
        self.path.setFocus()
        self.path.selectAll()
        self._check()

    @property
    def chosen_path(self) -> str:
        """The path as typed, without blanks around it."""
        return self.path.text().strip()

    @Slot()
    def _check(self) -> None:
        problem = self._problem(self.chosen_path)
        # Nobody is scolded while still typing; the button says what is missing.
        self._is_edited = self._is_edited or not self.path.hasFocus()
        shown = problem if self.chosen_path and self._is_edited else ""
        self._row.set_message("error" if shown else "", shown)
        if self.primary is not None:
            self.primary.set_reason(problem)
        self.fit_soon()

    def _problem(self, path: str) -> str:
        if not path:
            return self.tr("The path of the file is missing.")
        if not path.startswith("/"):
            return self.tr("The path must begin with a slash, as in /var/lib/libvirt/save/a.save.")
        if path.endswith("/"):
            return self.tr("This is a folder; add the name of a file.")
        if not path.isprintable():
            return self.tr("The path contains a character that files cannot have.")
        return ""

    def _check_row(self, name: str, text: str, hint: str) -> CheckRow:
        row = CheckRow(self._look, text, hint)
        row.box.setObjectName(name)
        self.form.add_row("", CheckGroup(self._look, (row,)), stretch=True)
        return row


class SaveFileDialog(HostFileDialog):
    """Where a machine's memory is saved to."""

    def __init__(self, look: Look, domain: Domain, parent: QWidget | None = None) -> None:
        title = self.tr("Save {0} to a file").format(one_line(domain.name))
        sentence = self.tr(
            "Its memory is written to a file on the host, then it stops. Its disks stay as they "
            "are; do not change them until it is restored from this file."
        )
        path = f"{SAVE_FOLDER}/{file_name(domain.name)}.save"
        super().__init__(look, title, sentence, path, parent)
        self.setObjectName("save_file_dialog")
        self._domain = domain
        self._bypass = self._check_row(
            "bypass_cache",
            self.tr("Write past the host's cache"),
            self.tr("Slower, but it leaves the host's memory alone."),
        )
        self.finish(self.tr("Save to file"), "save")

    def operation(self) -> SaveDomainToFile:
        """The operation as filled in."""
        return SaveDomainToFile(
            ref=self._domain.ref,
            path=self.chosen_path,
            bypass_cache=self._bypass.box.isChecked(),
        )


class RestoreFileDialog(HostFileDialog):
    """Which file a machine is restored from; the reference is the host's."""

    def __init__(
        self, look: Look, ref: ObjectRef, node_name: str, parent: QWidget | None = None
    ) -> None:
        title = self.tr("Restore a machine on {0}").format(node_name)
        sentence = self.tr(
            "The file was written by “Save to file”. The machine goes on where it was; its disks "
            "must be as they were then."
        )
        super().__init__(look, title, sentence, "", parent)
        self.path.setPlaceholderText(f"{SAVE_FOLDER}/web-03.save")
        self.setObjectName("restore_file_dialog")
        self._ref = ref
        self._paused = self._check_row(
            "paused",
            self.tr("Restore paused"),
            self.tr("Its CPUs stand still until it is resumed."),
        )
        self.finish(self.tr("Restore"), "resume")

    def operation(self) -> RestoreDomainFromFile:
        """The operation as filled in."""
        return RestoreDomainFromFile(
            ref=self._ref, path=self.chosen_path, paused=self._paused.box.isChecked()
        )


class CoreDumpDialog(HostFileDialog):
    """Where a machine's memory is dumped to, how, and what becomes of it."""

    def __init__(self, look: Look, domain: Domain, parent: QWidget | None = None) -> None:
        title = self.tr("Dump the memory of {0}").format(one_line(domain.name))
        sentence = self.tr(
            "For debuggers. The file holds all that the guest has in its memory, keys and "
            "passwords too."
        )
        path = f"{DUMP_FOLDER}/{file_name(domain.name)}.dump"
        super().__init__(look, title, sentence, path, parent)
        self.setObjectName("core_dump_dialog")
        self._domain = domain
        self._memory_only = self._check_row(
            "memory_only",
            self.tr("Memory only"),
            self.tr("Without the state of its devices; the format that crash and gdb read."),
        )
        self._format = self._combo("format", self._formats())
        self.form.add_row(self.tr("Format"), self._format)
        self._after = self._combo("after", self._afters())
        self._after_row = self.form.add_row(self.tr("Meanwhile and after"), self._after)
        self._memory_only.box.toggled.connect(self._format.setEnabled)
        self._memory_only.box.setChecked(True)
        self._after.currentIndexChanged.connect(self._warn)
        self.finish(self.tr("Dump memory"), "export")

    def operation(self) -> CoreDumpDomain:
        """The operation as filled in."""
        memory_only = self._memory_only.box.isChecked()
        return CoreDumpDomain(
            ref=self._domain.ref,
            path=self.chosen_path,
            memory_only=memory_only,
            format=DumpFormat(self._format.currentData()) if memory_only else DumpFormat.RAW,
            after=AfterDump(self._after.currentData()),
        )

    def _combo(self, name: str, entries: tuple[tuple[str, str], ...]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        for value, word in entries:
            combo.addItem(word, value)
        return combo

    def _formats(self) -> tuple[tuple[str, str], ...]:
        return (
            (DumpFormat.RAW.value, self.tr("ELF, not compressed")),
            (DumpFormat.ELF_ZLIB.value, self.tr("kdump, zlib")),
            (DumpFormat.ELF_LZO.value, self.tr("kdump, lzo")),
            (DumpFormat.ELF_SNAPPY.value, self.tr("kdump, snappy")),
        )

    def _afters(self) -> tuple[tuple[str, str], ...]:
        return (
            (AfterDump.RESUME.value, self.tr("Pause it for the dump, then go on")),
            (AfterDump.KEEP_RUNNING.value, self.tr("Let it run on; the dump may be inconsistent")),
            (AfterDump.CRASH.value, self.tr("Force it off afterwards")),
            (AfterDump.RESET.value, self.tr("Reset it afterwards")),
        )

    @Slot()
    def _warn(self) -> None:
        loses = AfterDump(self._after.currentData()) in (AfterDump.CRASH, AfterDump.RESET)
        words = self.tr("It loses what it has not written. Its disks stay.") if loses else ""
        self._after_row.set_message("warn" if loses else "", words)
        self.fit_soon()
