"""The part of the tour that shows the details editor: forms, review, XML, history, dialogs.

libvirt's test hypervisor has poor machines only: the definition, what the host offers, and the
versions of the history are posted by hand (`tour_machine`); a stand-in answers the editor.
"""

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from tools import tour_machine as machine
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer
from virtgui.core.queries import (
    ReadDefinition,
    ReadDomainCaps,
    ReadNodeChoices,
    ReadNodeDevices,
    ReadRemoved,
    ReadVersions,
    ReadVersionText,
)
from virtgui.core.refs import ObjectRef
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.version import Origin, Version
from virtgui.models import place as places
from virtgui.models.connections_store import DEMO_ID
from virtgui.models.hardware.entries import Target, targets_of
from virtgui.views.dialogs.removed_domains import RemovedDomainsDialog
from virtgui.views.pages.hardware.hardware_tab import HardwareTab
from virtgui.views.pages.hardware.leave_dialog import LeaveDialog
from virtgui.views.pages.hardware.merge_dialog import MergeDialog
from virtgui.views.pages.hardware.pending_dialog import PendingDialog

if TYPE_CHECKING:
    from tools.tour import Tour

_HOUR = 3600.0


class _Stage:
    """Answers the editor's questions as a host would."""

    def __init__(self, post: Any, ref: ObjectRef) -> None:
        self._post, self._ref, self._number = post, ref, 10_000_000
        self.definition: DomainDefinition | ErrorInfo = DomainDefinition(
            machine.kept(ref.key), machine.running(ref.key), "kept", time.time()
        )

    def ask(self, query: Any) -> int:
        """Answer at once."""
        self._number += 1
        found = self._answer(query)
        if isinstance(found, ErrorInfo):
            self._post(Answer(self._number, None, found))
        else:
            self._post(Answer(self._number, found))
        return self._number

    def _answer(self, query: Any) -> object:
        match query:
            case ReadDefinition():
                return self.definition
            case ReadDomainCaps():
                return machine.caps()
            case ReadNodeChoices():
                return machine.choices()
            case ReadNodeDevices():
                return machine.devices()
            case ReadVersions():
                return self._versions()
            case ReadRemoved():
                return self._versions()[-1:]
            case ReadVersionText(digest=digest):
                texts = {
                    "first": machine.theirs(self._ref.key),
                    "kept": machine.kept(self._ref.key),
                }
                return texts.get(digest, texts["kept"])
        return ErrorInfo(ErrorKind.UNSUPPORTED, Remedy.NOTHING, "")

    def _versions(self) -> tuple[Version, ...]:
        now = time.time()
        return (
            Version(3, self._ref, "db-01", "kept", now - _HOUR, Origin.APPLIED, "apply_definition",
                    "anna", "Card for the backup network"),
            Version(2, self._ref, "db-01", "first", now - 30 * _HOUR, Origin.SEEN),
        )  # fmt: skip


class HardwareTour:
    """Pictures of the details editor."""

    def __init__(self, tour: "Tour") -> None:
        self._tour, self._window = tour, tour.window
        self._ref = tour.ref("db-01")
        feed = tour.program.feed
        self._stage = _Stage(feed.post, self._ref)
        stage: Any = self._stage
        self._dispatcher = Dispatcher(stage, feed, tour.window)
        window = tour.window
        window.go(places.domain_place(self._ref))
        self._page: Any = window.pages.stack.currentWidget()
        definition = self._page.definition
        # From here on the stand-in answers, whatever the page asks of the definition.
        editor = definition.editor
        for asker in (editor._asker, editor._surroundings._asker):
            asker._dispatcher = self._dispatcher
        definition._dispatcher = self._dispatcher
        self._editor = editor

    def run(self) -> None:
        """All of them; the demo host must be there."""
        self._page.choose_tab("hardware")
        self._tour.wait(1.5)
        self._forms()
        self._review()
        self._texts()
        self._history()
        self._dialogs()
        self._errors()

    @property
    def _tab(self) -> HardwareTab:
        found: HardwareTab = self._window.findChild(HardwareTab)
        return found

    def _forms(self) -> None:
        draft = self._editor.draft
        seen: set[str] = set()
        for target in targets_of(draft.document.element):
            if target.form in seen:
                continue
            seen.add(target.form)
            self._show(target)
            self._tour.save(f"form-{target.form}")
        for target in targets_of(draft.document.element):
            if target.form == "disk" and target.place == 2:
                self._show(target)
                self._tour.save("form-cdrom")

    def _show(self, target: Target, field: str = "") -> None:
        self._tab.show_target(target, field)
        self._tour.wait(0.7)

    def _review(self) -> None:
        editor = self._editor
        editor.edit("memory", lambda document: setattr(document, "memory", 24 * machine.GIB))
        editor.edit("most", lambda document: setattr(document, "max_memory", 320 * machine.GIB))
        editor.edit("numa", _narrow)
        editor.edit("bus", _to_scsi)
        self._show(Target("memory"))
        self._tour.wait(0.5)
        self._tour.save("hardware")
        self._tab.review._way.choose("xml")
        self._tab.review._on_way("xml")
        self._tour.save("hardware-review-xml")
        self._tab.review._way.choose("device")
        self._tab.review._on_way("device")
        self._tab.open_review(is_open=False)
        disk = next(t for t in targets_of(editor.draft.document.element) if t.form == "disk")
        self._show(disk)
        self._tab.form._show_xml.setChecked(True)
        self._tour.save("hardware-xml-beside")
        self._tab.form._show_xml.setChecked(False)

    def _texts(self) -> None:
        self._page.choose_tab("xml")
        self._tour.wait(1.0)
        xml = self._page.tabs.page("xml")
        xml.editor.go_to(30)
        self._tour.save("xml")
        for way in ("changes", "running", "waiting"):
            xml.way.choose(way)
            xml._on_way(way)
            self._tour.save(f"xml-{way}")
        xml.way.choose("edited")
        xml._on_way("edited")

    def _history(self) -> None:
        self._page.choose_tab("history")
        self._tour.wait(0.8)
        self._tour.save("history")

    def _dialogs(self) -> None:
        look, editor = self._tour.program.look, self._editor
        self._page.choose_tab("hardware")
        self._tour.wait(0.5)
        self._tour.dialog("dialog-add-device", self._tab._add)
        disk = next(t for t in targets_of(editor.draft.document.element) if t.form == "disk")
        self._tour.dialog("dialog-remove-disk", lambda: self._tab._remove(disk))
        pending = PendingDialog(look, editor, "db-01", parent=self._window)
        self._modal("dialog-pending", pending)
        self._stage.definition = DomainDefinition(
            machine.theirs(self._ref.key), machine.running(self._ref.key), "other", time.time()
        )
        editor.edit("title", lambda document: setattr(document, "title", "Orders (blue)"))
        editor.reload()
        self._tour.wait(0.6)
        self._tour.save("hardware-changed-meanwhile")
        self._modal("dialog-merge", MergeDialog(look, editor, "db-01", parent=self._window))
        self._modal("dialog-leave", LeaveDialog(look, "db-01", self._window))
        removed = RemovedDomainsDialog(
            look, self._dispatcher, DEMO_ID, "Demo host", parent=self._window
        )
        self._modal("dialog-removed-machines", removed)

    def _modal(self, name: str, dialog: QDialog) -> None:
        self._tour.dialog(name, dialog.open)
        dialog.deleteLater()

    def _errors(self) -> None:
        editor = self._editor
        editor.take_theirs()
        editor.set_text(editor.draft.text.replace("</title>", ""))
        self._tour.wait(0.5)
        self._tour.save("hardware-broken-xml")
        editor.close()
        self._stage.definition = ErrorInfo(ErrorKind.TIMEOUT, Remedy.WAIT, "no answer in 30 s")
        editor.open(self._ref)
        self._tour.wait(0.5)
        self._tour.save("hardware-error")
        editor.close()


def _narrow(document: Any) -> None:
    memory = document.element.find("numatune/memory")
    memory.set("mode", "strict")
    memory.set("nodeset", "0")


def _to_scsi(document: Any) -> None:
    document.element.findall("devices/disk")[1].find("target").set("bus", "scsi")
