"""The tabs of a machine that show its definition: Hardware, XML and History."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import Delta
from virtgui.core.ops.domain import DefineDomain
from virtgui.core.refs import ObjectRef, node_ref
from virtgui.core.values.version import Version
from virtgui.models.hardware.editor import HardwareEditor, KeptEdits
from virtgui.views.domain_actions_protocol import DomainActionsLike
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.hardware_tab import HardwareTab
from virtgui.views.pages.hardware.history_tab import HistoryTab
from virtgui.views.pages.hardware.host import EditorHost
from virtgui.views.pages.hardware.leave_dialog import Leave, ask_to_leave
from virtgui.views.pages.hardware.xml_tab import XmlTab
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
        self._look, self._tabs, self._dispatcher = look, tabs, dispatcher
        self.editor = HardwareEditor(feed, dispatcher, self)
        self.host = EditorHost(
            look=look, feed=feed, dispatcher=dispatcher, actions=actions, editor=self.editor,
            window=window, parent=self,
        )  # fmt: skip
        self._ref: ObjectRef | None = None
        self._hardware: HardwareTab | None = None
        self._xml: XmlTab | None = None
        self._history: HistoryTab | None = None
        self._kept: dict[ObjectRef, KeptEdits] = {}
        tabs.add(HARDWARE, self.tr("Hardware"), self._make_hardware)
        tabs.add(XML, self.tr("XML"), self._make_xml)
        tabs.add(HISTORY, self.tr("History"), self._make_history)
        tabs.tab_chosen.connect(self._on_tab)
        self.editor.draft_changed.connect(self._mark)
        feed.inventory_changed.connect(self._on_inventory)

    def show_domain(self, ref: ObjectRef) -> None:
        """Go over to another machine; nothing is read before a tab needs it."""
        if ref == self._ref:
            return
        kept = self.editor.keep()
        if kept is not None:
            self._kept[kept.ref] = kept
        self._ref = ref
        self.editor.close()
        earlier = self._kept.pop(ref, None)
        if earlier is not None:
            self.editor.take_up(earlier)
        self._mark()
        self._on_tab(self._tabs.current)

    def _on_inventory(self, delta: Delta) -> None:
        """The machine went, or came back."""
        if self._ref in delta.removed or self._ref in delta.added:
            self._on_tab(self._tabs.current)

    @property
    def edited_names(self) -> list[str]:
        """The machines with edits that wait to be applied: the one shown, and those kept."""
        self.editor.settle()
        names = [self.host.name] if self.editor.has_edits else []
        return names + [kept.draft.base.name for kept in self._kept.values()]

    def may_leave(self) -> bool:
        """Ask once what becomes of the edits; whether to go."""
        if self._xml is not None and self._xml.isVisible():
            self._xml.take_typed()
        ref = self.editor.ref
        if not self.editor.has_edits or ref is None or not self.host.knows(ref):
            return True
        answer = ask_to_leave(self._look, self.host.name, self.host.window())
        if answer is Leave.DISCARD:
            self.editor.discard()
        return answer is not Leave.STAY

    def _make_hardware(self) -> QWidget:
        self._hardware = HardwareTab(look=self._look, host=self.host)
        self._hardware.xml_requested.connect(self._show_line)
        return self._hardware

    def _make_xml(self) -> QWidget:
        self._xml = XmlTab(look=self._look, host=self.host)
        self._xml.review_requested.connect(self._show_review)
        return self._xml

    def _make_history(self) -> QWidget:
        self._history = HistoryTab(look=self._look, dispatcher=self._dispatcher, editor=self.editor)
        self._history.review_requested.connect(self._show_review)
        self._history.define_requested.connect(self._bring_back)
        self._tell_history()
        return self._history

    def _tell_history(self) -> None:
        if self._history is not None and self._ref is not None:
            self._history.show_object(self._ref, is_gone=not self.host.knows(self._ref))

    def _bring_back(self, wish: tuple[Version, str]) -> None:
        version, text = wish
        if self._ref is None:
            return
        node = node_ref(self._ref.connection)
        self.host.submit(DefineDomain(ref=node, xml=text), version.name)

    def _show_line(self, line: int) -> None:
        self._tabs.choose(XML)
        if self._xml is not None:
            self._xml.go_to(line)

    def _show_review(self) -> None:
        self._tabs.choose(HARDWARE)
        if self._hardware is not None:
            self._hardware.open_review(is_open=True)

    def _on_tab(self, key: object) -> None:
        if key not in (HARDWARE, XML, HISTORY) or self._ref is None:
            return
        self._tell_history()
        if self.host.knows(self._ref):
            self.editor.open(self._ref)

    def _mark(self) -> None:
        if self.editor.has_edits:
            self._tabs.set_mark(HARDWARE, "edit", "accent")
        else:
            self._tabs.set_mark(HARDWARE, "clock" if self.editor.pending else "", "info")
        self.marks_changed.emit()
