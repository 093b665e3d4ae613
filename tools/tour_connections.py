"""The part of the tour that shows far hosts: connections, questions, tests, guarded hosts.

No far host is needed: the states, the questions and the steps of the tests are posted to the
window by hand (`tour_states`), and a stand-in answers what dialogs ask.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from tools import tour_states as states
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.messages import (
    ConnectionGone,
    DiagnosisChanged,
    Message,
    PromptAsked,
    PromptWithdrawn,
    StatusChanged,
)
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import Prompt
from virtgui.models import place as places
from virtgui.models.connections_store import DEMO_ID
from virtgui.views.dialogs.add_connection import AddConnectionDialog
from virtgui.views.dialogs.forget_connection import ForgetDialog
from virtgui.views.dialogs.import_connections import ImportDialog
from virtgui.views.dialogs.test_connection import TestConnectionDialog

if TYPE_CHECKING:
    from tools.tour import Tour

_REFUSED = "qemu+ssh://ops@kvm-01.example.net/system?no_verify=1&proxy=native&keyfile=/k"


class FarTour:
    """Pictures of what has to do with far hosts."""

    def __init__(self, tour: "Tour") -> None:
        self._tour, self._program = tour, tour.program
        self._window, self._feed = tour.window, tour.program.feed
        self._stage = Dispatcher(states.Stage(self._feed.post), self._feed, self._window)
        self._specs = states.fleet()

    def run(self) -> None:
        """All of them; the demo host must be there."""
        self._arrive()
        self._lists()
        self._hosts()
        self._prompts()
        self._forms()
        self._tests()
        self._other_dialogs()
        self._leave()
        self._guarded()

    def _arrive(self) -> None:
        self._program.connections.add_all(self._specs, keep=False)
        self._post(*map(StatusChanged, states.statuses(self._specs)))
        self._window.task_pane.set_folded(True)

    def _leave(self) -> None:
        self._post(*(ConnectionGone(spec.id) for spec in self._specs))
        self._program.connections.remove(*(spec.id for spec in self._specs))

    def _lists(self) -> None:
        self._window.go(places.CONNECTIONS)
        self._tour.save("connections")
        page = self._window.pages.stack.currentWidget()
        page.table.select([spec.id for spec in self._specs[1:3]])
        self._window.activateWindow()
        page.table.setFocus()
        self._tour.save("connections-selection")
        page.table.select([])
        self._window.go(places.FLEET)
        self._tour.save("fleet-far-hosts")

    def _hosts(self) -> None:
        for number, name in ((2, "attention"), (4, "changed-key"), (3, "waiting"), (6, "joining")):
            self._window.go(places.node_place(self._specs[number].id))
            self._tour.save(f"host-{name}")
        problem = self._window.actions_on_nodes.explain
        self._tour.dialog("dialog-changed-key", lambda: problem(self._specs[4].id))

    def _prompts(self) -> None:
        self._window.go(places.FLEET)
        kinds = states.prompts(self._specs[2])
        for name, prompt in kinds.items():
            with_picture = partial(self._tour.save, f"prompt-{name}", self._window.prompts.panel)
            self._asked([prompt], with_picture)
        several = [
            replace(prompt, id=states.TEST + number, connection=spec.id, node=spec.name)
            for number, (prompt, spec) in enumerate(
                zip(list(kinds.values())[:3], self._specs[2:], strict=False)
            )
        ]
        self._asked(several, self._several)

    def _several(self) -> None:
        self._tour.save("prompt-three-hosts")
        self._window.prompts.fold()
        self._tour.save("prompt-folded")

    def _asked(self, prompts: Iterable[Prompt], act: Callable[[], object]) -> None:
        prompts = list(prompts)
        self._post(*map(PromptAsked, prompts))
        act()
        self._post(*(PromptWithdrawn(prompt.id) for prompt in prompts))

    def _forms(self) -> None:
        show = self._tour.dialog
        show("dialog-add-ssh", self._add, self._fill_ssh)
        show("dialog-add-suggestions", self._add, self._type_host)
        show("dialog-add-refused", self._add, partial(_type_address, _REFUSED))
        clear = "qemu+tcp://kvm-01.example.net/system"
        show("dialog-add-clear-text", self._add, partial(_type_address, clear))
        show("dialog-edit-connection", partial(self._add, self._specs[1]))

    def _add(self, spec: ConnectionSpec | None = None) -> None:
        store = self._program.connections
        AddConnectionDialog(
            self._program.look, self._stage, self._feed, store, self._window, spec=spec
        ).open()

    def _fill_ssh(self, dialog: QDialog) -> None:
        _type_address("qemu+ssh://ops@kvm-07.example.net:2222/system", dialog)
        QTest.keyClicks(dialog.target.jump, "gate.example.net")
        dialog.details.folder.setEditText("berlin/rack 2")

    def _type_host(self, dialog: QDialog) -> None:
        dialog.target.findChild(object, "ssh").click()
        dialog.activateWindow()
        dialog.target.host.line.setFocus()
        self._tour.wait(0.2)
        QTest.keyClicks(dialog.target.host.line, "kvm")

    def _tests(self) -> None:
        spec = self._specs[1]
        moments = states.tests(spec)
        for name, diagnosis in moments.items():
            question = []
            if name == "asking":
                prompt = states.prompts(spec)["host-key"]
                question = [PromptAsked(replace(prompt, diagnosis=states.TEST))]
            messages = [DiagnosisChanged(diagnosis), *question]
            self._tour.dialog(
                f"dialog-test-{name}",
                partial(self._test, spec),
                partial(self._post_under, messages),
            )
            self._post(PromptWithdrawn(states.TEST))

    def _test(self, spec: ConnectionSpec) -> None:
        TestConnectionDialog(self._program.look, self._stage, self._feed, spec, self._window).open()

    def _post_under(self, messages: Iterable[Message], _dialog: QDialog) -> None:
        self._post(*messages)

    def _other_dialogs(self) -> None:
        look, store = self._program.look, self._program.connections
        show, window = self._tour.dialog, self._window

        def forget(*specs: ConnectionSpec) -> None:
            ForgetDialog(look, self._stage, specs, window).open()

        show("dialog-forget-far", lambda: forget(self._specs[1]))
        show("dialog-forget-many", lambda: forget(*self._specs[1:4]))
        show("dialog-import", lambda: ImportDialog(look, self._stage, store, window).open())
        show("dialog-rename-folder", lambda: window.actions_on_nodes.rename_folder("berlin"))

    def _guarded(self) -> None:
        """The demo host plays one that is in production."""
        store, dispatcher = self._program.connections, self._program.dispatcher
        usual = store.get(DEMO_ID)
        guarded = replace(usual, label="production", color="red", is_guarded=True)
        dispatcher.update_node(store.update(guarded))
        self._tour.wait(0.5)
        self._window.go(places.node_place(DEMO_ID))
        self._tour.save("host-labelled")
        self._window.go(places.domain_place(self._tour.ref("web-01")))
        self._tour.save("machine-labelled")
        act = self._window.actions_on_domains.trigger
        web = [self._tour.ref(f"web-0{number}") for number in (1, 2, 3)]
        self._tour.dialog("dialog-guarded", lambda: act("destroy", web[:1]))
        self._tour.dialog("dialog-guarded-many", lambda: act("destroy", web))
        off = [self._tour.ref("ci-runner-02")]
        self._tour.dialog("dialog-guarded-delete", lambda: act("delete", off))
        dispatcher.update_node(store.update(usual))
        self._window.go(places.FLEET)

    def _post(self, *messages: Message) -> None:
        for message in messages:
            self._feed.post(message)
        self._tour.wait(0.3)


def _type_address(address: str, dialog: QDialog) -> None:
    dialog.address.line.setFocus()
    dialog.address.line.selectAll()
    QTest.keyClicks(dialog.address.line, address)
