"""Start options, and files on the host."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel

from tests.views.dialogs.samples import KVM, make_domain, ref
from virtgui.core.ops.domain import (
    AfterDump,
    CoreDumpDomain,
    DumpFormat,
    RestoreDomainFromFile,
    SaveDomainToFile,
    StartDomain,
)
from virtgui.core.refs import node_ref
from virtgui.core.values.domain import DomainState
from virtgui.views.dialogs.host_files import (
    CoreDumpDialog,
    RestoreFileDialog,
    SaveFileDialog,
    file_name,
)
from virtgui.views.dialogs.start_options import StartOptionsDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(qtbot):
    def show(dialog):
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return show


def box(dialog, name):
    return dialog.findChild(QCheckBox, name)


def said(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_starting_without_options(qtbot, shown, look):
    dialog = shown(StartOptionsDialog(look, (make_domain("a"), make_domain("b"))))
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == 1
    assert dialog.operations() == (StartDomain(ref=ref("a")), StartDomain(ref=ref("b")))


def test_a_saved_state_is_needed_for_what_concerns_it(shown, look):
    dialog = shown(StartOptionsDialog(look, (make_domain("a"),)))
    assert not box(dialog, "force_boot").isEnabled()
    assert not box(dialog, "bypass_cache").isEnabled()
    assert "It has no saved state." in said(dialog)


def test_booting_afresh_concerns_only_those_with_a_saved_state(qtbot, shown, look):
    domains = (make_domain("a", managed_save=True), make_domain("b"))
    dialog = shown(StartOptionsDialog(look, domains))
    qtbot.mouseClick(box(dialog, "force_boot"), LEFT)
    qtbot.mouseClick(box(dialog, "paused"), LEFT)
    assert dialog.operations() == (
        StartDomain(ref=ref("a"), paused=True, force_boot=True),
        StartDomain(ref=ref("b"), paused=True),
    )
    assert any("thrown away" in text for text in said(dialog))


def test_saving_suggests_a_path_and_says_where_it_is(shown, look):
    dialog = shown(SaveFileDialog(look, make_domain("web-03", DomainState.RUNNING)))
    box(dialog, "bypass_cache").click()
    assert dialog.operation() == SaveDomainToFile(
        ref=ref("web-03"), path="/var/lib/libvirt/save/web-03.save", bypass_cache=True
    )
    assert any("on the host, not on this computer" in text for text in said(dialog))


def test_names_become_file_names():
    assert file_name("a/b") == "a_b"
    assert file_name("..") == "machine"


@pytest.mark.parametrize(
    ("path", "word"),
    [("", "missing"), ("here.save", "slash"), ("/var/lib/", "folder"), ("/a\u0007b", "character")],
)
def test_a_bad_path_disables_the_button_and_says_why(qtbot, shown, look, path, word):
    dialog = shown(SaveFileDialog(look, make_domain("web-03")))
    dialog.path.setText(path)
    assert not dialog.primary.isEnabled()
    assert word in dialog.primary.toolTip()
    box(dialog, "bypass_cache").setFocus()
    dialog.path.editingFinished.emit()
    assert any(word in text for text in said(dialog)) == bool(path)


def test_restoring_is_the_hosts(shown, look):
    dialog = shown(RestoreFileDialog(look, node_ref(KVM), "kvm-02"))
    assert not dialog.primary.isEnabled()
    dialog.path.setText(" /var/lib/libvirt/save/web-03.save ")
    box(dialog, "paused").click()
    assert dialog.primary.isEnabled()
    assert dialog.operation() == RestoreDomainFromFile(
        ref=node_ref(KVM), path="/var/lib/libvirt/save/web-03.save", paused=True
    )


def choose(dialog, name, value):
    combo = dialog.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(value.value))


def test_dumping_with_every_choice(shown, look):
    dialog = shown(CoreDumpDialog(look, make_domain("web-03", DomainState.RUNNING)))
    for kind in DumpFormat:
        for after in AfterDump:
            choose(dialog, "format", kind)
            choose(dialog, "after", after)
            assert dialog.operation() == CoreDumpDomain(
                ref=ref("web-03"), path="/var/lib/libvirt/qemu/dump/web-03.dump",
                memory_only=True, format=kind, after=after,
            )  # fmt: skip


def test_the_format_concerns_a_dump_of_memory_only(shown, look):
    dialog = shown(CoreDumpDialog(look, make_domain("web-03")))
    choose(dialog, "format", DumpFormat.ELF_ZLIB)
    box(dialog, "memory_only").click()
    assert not dialog.findChild(QComboBox, "format").isEnabled()
    operation = dialog.operation()
    assert (operation.memory_only, operation.format) == (False, DumpFormat.RAW)


def test_losing_what_is_not_written_is_said(shown, look):
    dialog = shown(CoreDumpDialog(look, make_domain("web-03")))
    assert not any("loses" in text for text in said(dialog))
    choose(dialog, "after", AfterDump.CRASH)
    assert any("loses" in text for text in said(dialog))
