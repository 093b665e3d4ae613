"""Asks before connections leave the list."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import CountSecrets, KeyRing, ReadKeyRing
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.confirm import NameList
from virtgui.views.dialogs.fitted import CheckRow, FittedDialog
from virtgui.views.look.look import Look


class ForgetDialog(FittedDialog):
    """Says what is lost, and offers to remove secrets from the key ring when there are any.

    `forgets_secrets` is the tick.
    """

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        specs: Sequence[ConnectionSpec],
        parent: QWidget | None = None,
    ) -> None:
        several = len(specs) > 1
        title = self.tr("Forget {0}?").format(one_line(specs[0].name))
        if several:
            title = self.tr("Forget %n connections?", "", len(specs))
        super().__init__(look, title, parent=parent)
        self.setObjectName("forget_dialog")
        self._dispatcher = dispatcher
        self._count = 0
        self._ring = ""
        self._secrets = CheckRow(look, "")
        self._secrets.box.setObjectName("secrets")
        self._secrets.hide()
        self._build(title, specs)
        self._queries = [dispatcher.ask(ReadKeyRing(), self._take_ring, self._ignore)]
        for spec in specs:
            query = CountSecrets(spec.id)
            self._queries.append(dispatcher.ask(query, self._take_count, self._ignore))

    @property
    def forgets_secrets(self) -> bool:
        """Whether the secrets are to be removed, too."""
        return self._count > 0 and self._secrets.box.isChecked()

    def done(self, result: int) -> None:
        """Answers that are still under way are not wanted any more."""
        for query in self._queries:
            self._dispatcher.take_back(query)
        super().done(result)

    def _build(self, title: str, specs: Sequence[ConnectionSpec]) -> None:
        several = len(specs) > 1
        self.add_title(title)
        if several:
            rows = [(one_line(spec.name), "") for spec in specs]
            self.body.addWidget(NameList(self._look, rows))
        words = self.tr("It leaves the list, with what is remembered of it here.")
        if several:
            words = self.tr("They leave the list, with what is remembered of them here.")
        self.add_text(words)
        stays = self.tr("Nothing changes on the host; its machines run on.")
        if several:
            stays = self.tr("Nothing changes on the hosts; their machines run on.")
        self.add_text(stays)
        self.body.addWidget(self._secrets)
        self.body.addStretch(1)
        self.add_destructive(
            self.tr("Forget %n connections", "", len(specs)) if several else self.tr("Forget host")
        )
        self.add_cancel()

    @Slot(object)
    def _take_ring(self, ring: KeyRing) -> None:
        self._ring = ring.name
        self._show_secrets()

    @Slot(object)
    def _take_count(self, count: int) -> None:
        self._count += count
        self._show_secrets()

    @Slot(object)
    def _ignore(self, error: ErrorInfo) -> None:
        """A key ring that does not answer keeps what it has."""
        del error

    def _show_secrets(self) -> None:
        if not self._count:
            return
        words = self.tr("Also remove %n secrets from the key ring", "", self._count)
        if self._ring:
            words = self.tr("Also remove %n secrets from the key ring ({0})", "", self._count)
            words = words.format(in_sentence(self._ring))
        self._secrets.set_text(words)
        self._secrets.set_hint(self.tr("Unless ticked they stay in the key ring."))
        self._secrets.show()
        self.fit_soon()
