"""The buttons in the header of a form, and what becomes of a click on them."""

import pytest
from PySide6.QtWidgets import QWidget

from tests.documents.editing.samples import TEXT
from tests.models.hardware.editing_world import REF, EditorWorld
from virtgui.core.ops.domain import ResizeDisk
from virtgui.core.ops.storage import CreateVolume
from virtgui.core.queries import ReadNodeChoices
from virtgui.core.refs import node_ref
from virtgui.core.values.node_choices import Found, NodeChoices, PoolChoice, VolumeChoice
from virtgui.models.hardware import device_actions
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.tab_state import make_tab_state
from virtgui.views.pages.hardware import add_device, remove_device, resize_disk
from virtgui.views.pages.hardware.form_pane import FormPane
from virtgui.views.pages.hardware.host import EditorHost
from virtgui.views.widgets.buttons import LookButton

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
GIB = 1024**3
DRIVE = "<source file='/images/tools.iso'/><target dev='sda' bus='sata'/>"
WITH_MEDIUM = TEXT.replace("<target dev='sda' bus='sata'/>", DRIVE)
DATA = VolumeChoice("images", "data.raw", "/images/data.raw", "raw", GIB, ("db-01",))
CHOICES = NodeChoices(
    pools=Found((PoolChoice("images", True, "dir", "/images", 90 * GIB),)), volumes=Found((DATA,))
)


class Actions:
    """Remembers what is to be done with machines."""

    def __init__(self):
        self.done = []

    def trigger(self, action_id, refs):
        self.done.append((action_id, refs))


@pytest.fixture
def world(feed, look, qtbot):
    made = EditorWorld(feed)
    made.open(WITH_MEDIUM)
    made.answer(CHOICES, kind=ReadNodeChoices)
    made.window, made.actions = QWidget(), Actions()
    qtbot.addWidget(made.window)
    made.host = EditorHost(
        look=look, feed=feed, dispatcher=made.dispatcher, actions=made.actions,
        editor=made.editor, window=lambda: made.window, parent=made.editor,
    )  # fmt: skip
    return made


def answering(monkeypatch, qtbot, kind, answer):
    def execute(dialog):
        qtbot.addWidget(dialog)
        return answer(dialog)

    monkeypatch.setattr(kind, "exec", execute)


@pytest.fixture
def pane(world, look, qtbot):
    made = FormPane(look)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()

    def show(target, locked=""):
        made.show_target(target, make_tab_state(world.editor), None, locked)
        names = (device_actions.RESIZE, device_actions.EJECT, device_actions.RENAME)
        found = {name: made.findChild(LookButton, f"action_{name}") for name in names}
        return {name: button for name, button in found.items() if button.isVisible()}

    made.show_for = show
    return made


@pytest.mark.parametrize(
    ("target", "names"),
    [
        (Target("general"), ["rename"]),
        (Target("cpu"), []),
        (Target("disk", 0), ["resize"]),
        (Target("disk", 2), ["eject"]),
        (Target("interface", 3), []),
    ],
)
def test_each_form_has_its_own(pane, target, names):
    assert list(pane.show_for(target)) == names


def test_reasons_are_said(pane):
    assert "no storage pool" in pane.show_for(Target("disk", 0))["resize"].reason
    assert pane.show_for(Target("disk", 1))["resize"].reason == ""
    assert pane.show_for(Target("disk", 1), "reading only")["resize"].reason == "reading only"


def test_a_click_is_told(pane, qtbot):
    button = pane.show_for(Target("disk", 1))["resize"]
    with qtbot.waitSignal(pane.action_requested) as told:
        button.click()
    assert told.args == [(Target("disk", 1), "resize")]


def test_a_medium_is_ejected_as_an_edit(world):
    world.host.do_device_action("eject", Target("disk", 2))
    assert "tools.iso" not in world.editor.draft.text
    assert world.editor.has_edits
    world.editor.undo()
    assert "tools.iso" in world.editor.draft.text


def test_a_new_name_is_asked_for_by_the_action(world):
    world.host.do_device_action("rename", Target("general"))
    assert world.actions.done == [("rename", (REF,))]


@pytest.mark.parametrize("accepts", [True, False])
def test_a_disk_is_resized_by_its_operation(world, monkeypatch, qtbot, accepts):
    def answer(dialog):
        dialog.size_bytes = 2 * GIB
        return accepts

    answering(monkeypatch, qtbot, resize_disk.ResizeDiskDialog, answer)
    world.host.do_device_action("resize", Target("disk", 1))
    wanted = [(ResizeDisk(ref=REF, target="vdb", size_bytes=2 * GIB), "db-01")]
    assert world.backend.submitted == (wanted if accepts else [])


@pytest.mark.parametrize("accepts", [True, False])
def test_a_new_image_is_created_when_the_dialog_is_accepted(world, monkeypatch, qtbot, accepts):
    def answer(dialog):
        dialog.accept()
        return accepts

    answering(monkeypatch, qtbot, add_device.AddDeviceDialog, answer)
    text = world.host.ask_new_device(world.editor.scene)
    made = CreateVolume(
        ref=node_ref(REF.connection), pool="images", name="db-01-vdc.qcow2", capacity=20 * GIB,
        format="qcow2",
    )  # fmt: skip
    assert world.backend.submitted == ([(made, "db-01-vdc.qcow2")] if accepts else [])
    assert ("/images/db-01-vdc.qcow2" in text) is accepts


@pytest.mark.parametrize("ticks", [True, False])
def test_a_volume_that_is_ticked_is_remembered(world, monkeypatch, qtbot, ticks):
    def answer(dialog):
        dialog.delete_volume.setChecked(ticks)
        return True

    answering(monkeypatch, qtbot, remove_device.RemoveDeviceDialog, answer)
    assert world.host.may_remove(world.editor.scene, Target("disk", 1))
    assert world.host.dropped.waiting == ((DATA,) if ticks else ())
