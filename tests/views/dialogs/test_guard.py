"""Questions about machines on guarded hosts ask for more than a click."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.views.dialogs.samples import KVM, failed_task, make_domain, make_status, ref
from virtgui.core.features import Feature
from virtgui.core.messages import StatusChanged
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.models.actions import ACTIONS
from virtgui.models.guard import guard_of
from virtgui.views.dialogs.confirm import ConfirmDialog
from virtgui.views.dialogs.confirm_words import again_question
from virtgui.views.dialogs.delete import DeleteDialog
from virtgui.views.domain_actions import DomainActions
from virtgui.views.widgets.label_chip import LabelChip

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
OFF = ("confirm.destroy", "confirm.shutdown", "confirm.reset", "confirm.reboot", "confirm.bulk")


@pytest.fixture
def actions(qtbot, look, world, settings):
    window = QWidget()
    qtbot.addWidget(window)
    for key in OFF:
        settings.set(key, False)
    return DomainActions(look=look, feed=world.feed, dispatcher=world.dispatcher,
                         settings=settings, window=window)  # fmt: skip


def host(world, *, is_guarded=True, **values):
    status = make_status(ConnectionState.CONNECTED, features=frozenset(Feature))
    spec = replace(status.spec, is_guarded=is_guarded, label="production", color="red", **values)
    world.post(StatusChanged(replace(status, spec=spec)))


def machines(world, *names, state=DomainState.RUNNING, **values):
    world.domains(*(make_domain(name, state, **values) for name in names))
    return [ref(name) for name in names]


def with_dialog(act, use):
    """Do what opens a dialog and use it; the dialog's class, or None when there was none."""
    seen = []

    def look_at():
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            seen.append(type(dialog))
            use(dialog)
            dialog.close()

    QTimer.singleShot(0, look_at)
    act()
    QApplication.processEvents()
    return seen[0] if seen else None


def test_the_name_is_typed_before_one_is_forced_off(qtbot, world, actions):
    host(world)
    refs = machines(world, "web-01")

    def use(dialog):
        chip = dialog.findChild(LabelChip)
        assert (chip.text, chip.color) == ("production", "red")
        assert dialog.windowTitle() == "Force off web-01?"
        field = dialog.findChild(QLineEdit, "typed")
        assert field.hasFocus() or dialog.focusWidget() is field
        qtbot.keyClicks(field, "web-0")
        assert not dialog.primary.isEnabled()
        assert "web-01" in dialog.primary.toolTip()
        qtbot.keyClicks(field, "1")
        qtbot.mouseClick(dialog.primary, LEFT)

    assert with_dialog(lambda: actions.trigger("destroy", refs), use) is ConfirmDialog
    assert world.backend.submitted == [(ops.DestroyDomain(ref=refs[0]), "web-01")]


def test_the_number_is_typed_for_several(qtbot, world, actions):
    host(world)
    refs = machines(world, "a", "b", "c")

    def use(dialog):
        qtbot.keyClicks(dialog.findChild(QLineEdit, "typed"), "3")
        qtbot.mouseClick(dialog.primary, LEFT)

    with_dialog(lambda: actions.trigger("reset", refs), use)
    assert len(world.backend.submitted) == 3


@pytest.mark.parametrize("action", ["shutdown", "reboot", "shutdown_acpi", "pause"])
def test_what_takes_a_machine_away_asks_plainly(qtbot, world, actions, action):
    host(world)
    refs = machines(world, "web-01")

    def use(dialog):
        assert dialog.findChild(LabelChip).isVisible()
        assert not dialog.findChild(QLineEdit, "typed").isVisible()
        assert dialog.primary.isEnabled()

    assert with_dialog(lambda: actions.trigger(action, refs), use) is ConfirmDialog
    assert world.backend.submitted == []


def test_elsewhere_it_is_as_set(world, actions):
    host(world, is_guarded=False)
    refs = machines(world, "web-01")
    assert with_dialog(lambda: actions.trigger("destroy", refs), lambda dialog: None) is None
    assert len(world.backend.submitted) == 1


def test_deleting_asks_for_the_name_too(qtbot, world, look):
    host(world)
    machines(world, "web-01", state=DomainState.SHUTOFF)
    domain = world.feed.inventory.domain(ref("web-01"))
    guard = guard_of([domain.ref], world.feed.statuses)
    dialog = DeleteDialog(look, world.dispatcher, (domain,), guard=guard)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.parts[0].is_settled = True
    field = dialog.findChild(QLineEdit, "typed")
    qtbot.keyClicks(field, "web-0")
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(field, "1")
    assert dialog.primary.isEnabled()
    dialog.close()


def test_an_operation_that_is_run_again_asks_for_the_name(world):
    host(world)
    task = failed_task(1, operation=ops.DestroyDomain(ref=ref("web-01")))
    guard = guard_of([task.operation.ref], world.feed.statuses)
    assert again_question(task, guard).typed == "web-01"
    assert again_question(task).typed == ""


def test_a_saved_state_thrown_away_by_an_option_is_asked_for(qtbot, world, actions, monkeypatch):
    host(world)
    refs = machines(world, "web-01", state=DomainState.SHUTOFF, managed_save=True)
    asked = []

    def run(dialog):
        asked.append(dialog.objectName())
        if dialog.objectName() == "start_options":
            dialog.findChild(QWidget, "force_boot").setChecked(True)
        return dialog.objectName() == "start_options"

    monkeypatch.setattr(actions, "_run", run)
    actions.trigger("start_options", refs)
    assert asked == ["start_options", "confirm_dialog"]
    assert world.backend.submitted == []


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", [DomainState.RUNNING, DomainState.SHUTOFF, DomainState.PAUSED])
def test_nothing_can_be_done_on_a_host_that_is_observed_only(world, actions, action, state):
    host(world, read_only=True)
    refs = machines(world, "web-01", state=state, managed_save=True)
    entry = actions.make_action(action, refs, actions)
    assert not entry.isEnabled()
    assert entry.toolTip() == "This connection is for observing only."
    assert with_dialog(lambda: actions.trigger(action, refs), lambda dialog: None) is None
    assert world.backend.submitted == []
    assert actions.possible(action, refs).able == ()


def test_a_guard_names_each_host_once(world):
    host(world)
    guard = guard_of([ref("a"), ref("b")], world.feed.statuses)
    assert [(one.name, one.label) for one in guard.hosts] == [(KVM, "production")]
    assert guard_of([], world.feed.statuses) is None
