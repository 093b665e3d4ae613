"""Deleting: nothing is ticked by itself, nothing in use can be."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton

from tests.views.dialogs.samples import make_domain, ref
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.ops.domain import DeleteDomain
from virtgui.core.queries import DeletePlan, KeepReason, ReadDeletePlan, StorageUse
from virtgui.core.values.domain import DomainState
from virtgui.views.dialogs.delete import DeleteDialog
from virtgui.views.dialogs.delete_words import joined_names, keep_word, storage_word

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton
GIB = 1 << 30
TIMEOUT = ErrorInfo(ErrorKind.TIMEOUT, Remedy.RETRY, "")


def use(target, reason=KeepReason.NONE, users=(), **values):
    path = f"/images/{target}.qcow2"
    parts = {"pool": "default", "volume": f"{target}.qcow2", **values}
    return StorageUse(
        target, "disk", path, capacity=40 * GIB, allocation=GIB, reason=reason, users=users, **parts
    )


def plan(*storage, **values):
    base = {
        "has_nvram": False, "has_managed_save": False, "snapshots": 0, "checkpoints": 0,
        "has_tpm": False, "is_active": False,
    }  # fmt: skip
    return DeletePlan(storage, **{**base, **values})


@pytest.fixture
def open_dialog(qtbot, look, world):
    def make(*domains):
        dialog = DeleteDialog(look, world.dispatcher, domains)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def box(dialog, name):
    return dialog.findChild(QCheckBox, name)


def said(dialog):
    return [label.text() for label in dialog.findChildren(QLabel)]


def count(dialog):
    return dialog.findChild(QLineEdit, "count")


def test_it_asks_for_each_machine_and_waits(open_dialog, world):
    dialog = open_dialog(make_domain("a"), make_domain("b"))
    assert list(world.backend.asked.values()) == [
        ReadDeletePlan(ref("a")), ReadDeletePlan(ref("b")),
    ]  # fmt: skip
    world.answer(plan())
    assert not dialog.primary.isEnabled()
    world.answer(plan(), place=1)
    assert dialog.primary.isEnabled()


def test_no_storage_is_ticked_by_itself(open_dialog, world):
    dialog = open_dialog(make_domain("web-03"))
    world.answer(plan(use("vda"), use("vdb")))
    assert dialog.windowTitle() == "Delete web-03?"
    assert dialog.primary.text() == "Delete virtual machine"
    assert not box(dialog, "storage.vda").isChecked()
    assert dialog.operations() == (DeleteDomain(ref=ref("web-03")),)


def test_ticked_storage_is_deleted_after_its_number_is_typed(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("web-03"))
    world.answer(plan(use("vda"), use("vdb")))
    assert not count(dialog).isVisible()
    box(dialog, "storage.vdb").click()
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(count(dialog), "1")
    assert dialog.primary.isEnabled()
    assert dialog.operations()[0].volumes == ("/images/vdb.qcow2",)


def test_another_tick_asks_for_another_number(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("web-03"))
    world.answer(plan(use("vda"), use("vdb")))
    box(dialog, "storage.vda").click()
    qtbot.keyClicks(count(dialog), "1")
    box(dialog, "storage.vdb").click()
    assert count(dialog).text() == ""
    assert not dialog.primary.isEnabled()


@pytest.mark.parametrize("reason", [item for item in KeepReason if item is not KeepReason.NONE])
def test_what_must_be_kept_cannot_be_ticked_and_says_why(open_dialog, world, reason):
    kept = use("vda", reason, ("web-02",))
    dialog = open_dialog(make_domain("web-03"))
    world.answer(plan(kept))
    tick = box(dialog, "storage.vda")
    assert not tick.isEnabled()
    assert keep_word(kept).startswith("Kept: ")
    assert keep_word(kept) in said(dialog)
    assert tick.accessibleDescription() == keep_word(kept)
    dialog.parts[0].tick_storage(on=True)
    assert dialog.operations()[0].volumes == ()


def test_reasons_name_who_uses_it():
    used = use("vda", KeepReason.USED_BY_DOMAIN, ("a", "b", "c", "d", "e"))
    assert keep_word(used) == "Kept: used by a, b, c and 2 more"
    base = use("vda", KeepReason.BACKING_OF_VOLUME, ("x.qcow2",), is_backing=True)
    assert keep_word(base) == "Kept: vda.qcow2 is the base of x.qcow2"
    assert storage_word(base) == "Base of vda: vda.qcow2"
    assert joined_names(("a",)) == "a"
    assert keep_word(use("vda")) == ""


def test_what_runs_must_be_ticked_as_forced_off(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("web-03", DomainState.RUNNING))
    world.answer(plan(is_active=True))
    stop = box(dialog, "stop_first")
    assert stop.isVisible()
    assert not stop.isChecked()
    assert not dialog.primary.isEnabled()
    qtbot.mouseClick(stop, LEFT)
    assert dialog.primary.isEnabled()
    assert dialog.operations()[0].stop_first


def test_what_is_off_is_not_forced(open_dialog, world):
    dialog = open_dialog(make_domain("web-03"))
    world.answer(plan())
    assert not box(dialog, "stop_first").isVisible()
    assert not dialog.operations()[0].stop_first


def test_only_those_that_run_are_stopped(open_dialog, world):
    dialog = open_dialog(make_domain("a", DomainState.RUNNING), make_domain("b"))
    world.answer(plan(is_active=True))
    world.answer(plan(), place=1)
    assert "a runs. Force it off first." in said(dialog)
    box(dialog, "stop_first").click()
    assert [item.stop_first for item in dialog.operations()] == [True, False]


def test_a_plan_that_failed_keeps_the_storage_and_says_why(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("a"), make_domain("b"))
    world.answer(error=TIMEOUT)
    world.answer(plan(use("vda"), use("vdb")), place=1)
    assert any("could not be read" in text for text in said(dialog))
    assert dialog.parts[0].rows == []
    assert dialog.primary.isEnabled()
    qtbot.mouseClick(dialog.findChild(QPushButton, "tick_all"), LEFT)
    assert dialog.operations()[0].volumes == ()
    assert len(dialog.operations()[1].volumes) == 2


def test_what_goes_with_the_definition_is_ticked_and_bound_where_libvirt_needs_it(
    open_dialog, world
):
    dialog = open_dialog(make_domain("web-03"))
    world.answer(
        plan(has_nvram=True, has_managed_save=True, snapshots=3, checkpoints=1, has_tpm=True)
    )
    assert "3 snapshots" in said(dialog)
    for key in ("managed_save", "snapshots", "checkpoints"):
        assert box(dialog, f"extra.{key}").isChecked()
        assert not box(dialog, f"extra.{key}").isEnabled()
    for key in ("nvram", "tpm"):
        assert box(dialog, f"extra.{key}").isChecked()
        box(dialog, f"extra.{key}").click()
    operation = dialog.operations()[0]
    assert (operation.nvram, operation.tpm) == (False, False)
    assert operation.managed_save
    assert operation.snapshots
    assert operation.checkpoints


def test_all_storage_can_be_ticked_at_once_and_unticked(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("a"), make_domain("b"))
    world.answer(plan(use("vda"), use("vdb", KeepReason.USED_BY_DOMAIN, ("x",))))
    world.answer(plan(use("vdc")), place=1)
    link = dialog.findChild(QPushButton, "tick_all")
    qtbot.mouseClick(link, LEFT)
    assert [item.volumes for item in dialog.operations()] == [
        ("/images/vda.qcow2",), ("/images/vdc.qcow2",),
    ]  # fmt: skip
    assert not link.isVisible()
    qtbot.keyClicks(count(dialog), "2")
    assert dialog.primary.isEnabled()
    assert dialog.primary.text() == "Delete 2 virtual machines"


def test_ten_machines_ask_for_their_number(qtbot, open_dialog, world):
    dialog = open_dialog(*(make_domain(f"m{number}") for number in range(10)))
    for number in range(10):
        world.answer(plan(), place=number)
    assert not dialog.primary.isEnabled()
    qtbot.keyClicks(count(dialog), "10")
    assert dialog.primary.isEnabled()


def test_an_answer_after_closing_is_not_wanted(open_dialog, world):
    dialog = open_dialog(make_domain("a"))
    dialog.reject()
    world.answer(plan(use("vda")))
    assert dialog.parts[0].plan is None


def test_a_long_list_does_not_outgrow_the_screen(open_dialog, world, look):
    dialog = open_dialog(make_domain("a"))
    world.answer(plan(*(use(f"vd{letter}") for letter in "abcdefghijklmnop")))
    dialog.fit()
    assert dialog.height() <= dialog.screen().availableSize().height()
    assert dialog.primary.isVisible()


def test_enter_in_the_dialog_cancels(qtbot, open_dialog, world):
    dialog = open_dialog(make_domain("a"))
    world.answer(plan())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.result() == 0
