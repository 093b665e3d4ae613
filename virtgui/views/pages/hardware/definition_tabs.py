"""The tabs of a machine that show its definition: Hardware, XML and History."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.refs import ObjectRef
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.hardware.tab_state import waiting
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.hardware_tab import HardwareTab
from virtgui.views.pages.hardware.host import EditorHost
from virtgui.views.pages.overview_parts import PageTabs

HARDWARE, XML, HISTORY = "hardware", "xml", "history"


class DefinitionTabs(QObject):
    """One editor for the three tabs; it reads when one of them is first shown.

    Signals:
        marks_changed: whether something is edited or waits for the next start is another.
    """

    marks_changed = Signal()

    def __init__(
        self,
        *,
        look: Look,
        feed: Feed,
        dispatcher: Dispatcher,
        actions: DomainActionsLike,
        tabs: PageTabs,
        window: Callable[[], QWidget],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._tabs = look, tabs
        self.editor = HardwareEditor(feed, dispatcher, self)
        self.host = EditorHost(
            look=look, feed=feed, dispatcher=dispatcher, actions=actions, editor=self.editor,
            window=window, parent=self,
        )  # fmt: skip
        self._ref: ObjectRef | None = None
        tabs.add(HARDWARE, self.tr("Hardware"), self._make_hardware)
        tabs.tab_chosen.connect(self._on_tab)
        self.editor.draft_changed.connect(self._mark)

    def show_domain(self, ref: ObjectRef) -> None:
        """Go over to another machine; nothing is read before a tab needs it."""
        if ref == self._ref:
            return
        self._ref = ref
        self.editor.close()
        self._mark()
        self._on_tab(self._tabs.current)

    @property
    def has_edits(self) -> bool:
        """Whether edits wait to be applied."""
        return self.editor.has_edits

    def _make_hardware(self) -> QWidget:
        return HardwareTab(look=self._look, host=self.host)

    def _on_tab(self, key: object) -> None:
        if key in (HARDWARE, XML, HISTORY) and self._ref is not None:
            self.editor.open(self._ref)

    def _mark(self) -> None:
        if self.editor.has_edits:
            self._tabs.set_mark(HARDWARE, "edit", "accent")
        else:
            self._tabs.set_mark(HARDWARE, "clock" if waiting(self.editor) else "", "info")
        self.marks_changed.emit()
