"""Deleting machines: what goes, what may go, what stays."""

from functools import partial
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.ops.domain import DeleteDomain
from virtgui.core.queries import ReadDeletePlan
from virtgui.core.values.domain import Domain
from virtgui.models.guard import Guard, typed_for
from virtgui.models.plain_text import one_line
from virtgui.views.dialogs.confirm import COUNT_FROM
from virtgui.views.dialogs.confirm_words import things_word
from virtgui.views.dialogs.delete_parts import DomainPart
from virtgui.views.dialogs.fitted import CheckRow, CountField, FittedDialog, fit_list
from virtgui.views.dialogs.guard_field import GuardMarks, TypedField
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.dialog import MEDIUM_WIDTH
from virtgui.views.widgets.surface import Hairline, ScrollPage

_TALLEST: Final = 360
_GAP: Final = 12


class DeleteDialog(FittedDialog):
    """Reads what each machine uses, lets storage be ticked, and gives the operations.

    What runs has to be ticked as "forced off first"; when storage is ticked, or from ten
    machines on, the number is typed; on guarded hosts the name or the number of machines is.
    """

    def __init__(
        self,
        look: Look,
        dispatcher: Dispatcher,
        domains: tuple[Domain, ...],
        parent: QWidget | None = None,
        *,
        guard: Guard | None = None,
    ) -> None:
        things = things_word(domains)
        title = self.tr("Delete {0}?").format(things)
        super().__init__(look, title, width=MEDIUM_WIDTH, parent=parent)
        self.setObjectName("delete_dialog")
        self._dispatcher = dispatcher
        self._queries: list[int] = []
        several = len(domains) > 1
        self.parts = [DomainPart(look, domain, titled=several) for domain in domains]
        self._stop = CheckRow(look, "")
        self._stop.box.setObjectName("stop_first")
        self._count = CountField(look)
        self._guard = guard
        self._typed = TypedField(look, typed_for(domains) if guard else "")
        self._all = LinkButton(look, self.tr("Tick all storage that can be deleted"))
        self._all.setObjectName("tick_all")
        self._none = LinkButton(look, self.tr("Tick none"))
        self._page = ScrollPage(look, "base", margin=0, spacing=_GAP)
        self._build(title, several=several)
        self._add_buttons(domains, things)
        self._ask()
        self._check()

    def operations(self) -> tuple[DeleteDomain, ...]:
        """One operation for each machine, as ticked."""
        return tuple(part.operation() for part in self.parts)

    def done(self, result: int) -> None:
        """Answers that are still under way are not wanted any more."""
        for query in self._queries:
            self._dispatcher.take_back(query)
        super().done(result)

    def fit(self) -> None:
        """Gives the list the height that it needs, as long as it is not tall."""
        fit_list(self._page, self._look, _TALLEST)
        super().fit()

    def _build(self, title: str, *, several: bool) -> None:
        self.add_title(title)
        if self._guard is not None:
            self.body.addWidget(GuardMarks(self._look, self._guard))
        gone = self.tr("Its definition is deleted; it cannot be started again.")
        if several:
            gone = self.tr("Their definitions are deleted; they cannot be started again.")
        self.add_text(gone)
        self.body.addWidget(self._stop)
        for number, part in enumerate(self.parts):
            if number:
                self._page.body.addWidget(Hairline(self._look))
            part.changed.connect(self._check)
            self._page.body.addWidget(part)
        self._page.body.addStretch(1)
        room = self._look.px(8)
        self._page.body.setContentsMargins(0, 0, room, 0)
        self._page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.body.addWidget(self._page, 1)
        self.body.addWidget(self._count)
        self.body.addWidget(self._typed)
        self._typed.edited.connect(self._check_button)
        self._stop.box.toggled.connect(self._check)
        self._count.field.textChanged.connect(self._check_button)
        for link, on in ((self._all, True), (self._none, False)):
            link.clicked.connect(partial(self._tick, on=on))
            self.foot_start.addWidget(link)

    def _add_buttons(self, domains: tuple[Domain, ...], things: str) -> None:
        verb = self.tr("Delete {0}").format(things)
        if len(domains) == 1:
            is_container = domains[0].is_container
            verb = (
                self.tr("Delete container") if is_container else self.tr("Delete virtual machine")
            )
        self.add_destructive(verb)
        self.add_cancel()

    def _ask(self) -> None:
        for part in self.parts:
            query = ReadDeletePlan(part.domain.ref)
            self._queries.append(self._dispatcher.ask(query, part.show_plan, part.show_error))

    def _tick(self, *, on: bool) -> None:
        for part in self.parts:
            part.tick_storage(on=on)

    @Slot()
    def _check(self) -> None:
        """Anew: what has to be ticked and typed now."""
        running = [one_line(part.domain.name) for part in self.parts if part.is_active]
        self._stop.setVisible(bool(running))
        self._stop.set_text(self._stop_words(running))
        self._stop.set_hint(self.tr("What the guest has not written is lost."))
        volumes = sum(len(part.volumes) for part in self.parts)
        can_tick = sum(row.use.deletable for part in self.parts for row in part.rows)
        self._all.setVisible(can_tick > 1 and volumes < can_tick)
        self._none.setVisible(can_tick > 1 and volumes == can_tick)
        self._ask_count(volumes)
        self._check_button()
        self.fit_soon()

    def _stop_words(self, running: list[str]) -> str:
        if len(self.parts) == 1:
            return self.tr("It runs. Force it off first.")
        if len(running) == 1:
            return self.tr("{0} runs. Force it off first.").format(running[0])
        return self.tr("%n of them run. Force them off first.", "", len(running))

    def _ask_count(self, volumes: int) -> None:
        machines = len(self.parts)
        if volumes:
            words = self.tr("Type {0}, the number of volumes that are deleted for good:")
            self._count.ask(volumes, words.format(volumes))
        elif machines >= COUNT_FROM and self._guard is None:
            words = self.tr("Type {0}, the number of machines that are deleted:")
            self._count.ask(machines, words.format(machines))
        else:
            self._count.ask(0, "")

    @Slot()
    def _check_button(self) -> None:
        if self.primary is not None:
            self.primary.set_reason(self._reason())

    def _reason(self) -> str:
        if not all(part.is_settled for part in self.parts):
            return self.tr("What would be deleted is still being read.")
        if any(part.is_active for part in self.parts) and not self._stop.box.isChecked():
            return self.tr("Tick that what runs is forced off first.")
        if not self._count.is_met:
            return self.tr("The number is not typed yet.")
        return self._typed.reason
