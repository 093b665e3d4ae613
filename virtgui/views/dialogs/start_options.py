"""Starting with options."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from virtgui.core.ops.domain import StartDomain
from virtgui.core.values.domain import Domain
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.confirm import NameList
from virtgui.views.dialogs.confirm_words import things_word
from virtgui.views.dialogs.fitted import CheckRow, FittedDialog
from virtgui.views.look.look import Look


class StartOptionsDialog(FittedDialog):
    """Asks how to start; gives one operation for each machine."""

    def __init__(
        self, look: Look, domains: tuple[Domain, ...], parent: QWidget | None = None
    ) -> None:
        title = self.tr("Start {0}").format(things_word(domains))
        super().__init__(look, title, parent=parent)
        self.setObjectName("start_options")
        self._domains = domains
        self._saved = [domain for domain in domains if domain.managed_save]
        self._paused = self._row(
            "paused",
            self.tr("Start paused"),
            self.tr("Its CPUs stand still until it is resumed."),
        )
        self._bypass = self._row(
            "bypass_cache",
            self.tr("Read the saved state past the host's cache"),
            self.tr("Slower, but it leaves the host's memory alone."),
        )
        self._force = self._row("force_boot", self.tr("Boot afresh"), "")
        self._build(title)
        self._check()

    def operations(self) -> tuple[StartDomain, ...]:
        """One operation for each machine, as ticked."""
        return tuple(
            StartDomain(
                ref=domain.ref,
                paused=self._paused.box.isChecked(),
                bypass_cache=self._bypass.box.isChecked() and domain.managed_save,
                force_boot=self._force.box.isChecked() and domain.managed_save,
            )
            for domain in self._domains
        )

    def _row(self, name: str, text: str, hint: str) -> CheckRow:
        row = CheckRow(self._look, text, hint)
        row.box.setObjectName(name)
        row.box.toggled.connect(self._check)
        return row

    def _build(self, title: str) -> None:
        self.add_title(title)
        if len(self._domains) > 1:
            rows = [(one_line(domain.name), "") for domain in self._domains]
            self.body.addWidget(NameList(self._look, rows))
        for row in (self._paused, self._bypass, self._force):
            self.body.addWidget(row)
        self.body.addStretch(1)
        self.add_primary(self.tr("Start"), "start")
        self.add_cancel()
        self._paused.box.setFocus()

    @Slot()
    def _check(self) -> None:
        has_saved = bool(self._saved)
        for row in (self._bypass, self._force):
            row.box.setEnabled(has_saved)
        self._bypass.box.setEnabled(has_saved and not self._force.box.isChecked())
        if not has_saved:
            none = self.tr("It has no saved state.")
            if len(self._domains) > 1:
                none = self.tr("None of them has a saved state.")
            self._bypass.set_hint(none)
            self._force.set_hint(none)
            return
        is_forced = self._force.box.isChecked()
        warning = self.tr("The saved state is thrown away, with all that was open in it.")
        self._force.set_hint(warning, "warn" if is_forced else "muted")
        self.fit_soon()
