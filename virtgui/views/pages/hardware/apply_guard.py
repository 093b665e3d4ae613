"""The question before edits are applied to a machine of a guarded host."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from virtgui.core.values.connection import ConnectionStatus
from virtgui.documents.editing.live_plan import Moment
from virtgui.models.guard import Guard, GuardedHost
from virtgui.models.hardware.tab_state import TabState
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.confirm import ConfirmDialog, ConfirmQuestion
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.review_panel import apply_words


def ask_to_apply(
    look: Look, state: TabState, name: str, status: ConnectionStatus | None, window: QWidget
) -> bool:
    """Ask where the host is guarded; whether to go on."""
    if status is None or not status.spec.is_guarded:
        return True
    spec = status.spec
    entries = [entry for entry in state.review if entry.moment is not Moment.REFUSED]
    title = QCoreApplication.translate("ApplyGuard", "Apply the changes of {name}?")
    question = ConfirmQuestion(
        title=title.format(name=in_sentence(name)),
        lines=tuple(f"{one_line(entry.title)}: {one_line(entry.setting)}" for entry in entries),
        verb=apply_words(len(entries)),
        is_destructive=False,
        guard=Guard((GuardedHost(spec.name, spec.label, spec.color),)),
        typed=name.strip(),
    )
    return bool(ConfirmDialog(look, question, window).exec())
