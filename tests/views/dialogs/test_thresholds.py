"""The dialogs about limits: list, add, edit, remove; what is wrong is said and not kept."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPushButton

from tests.views.dialogs.samples import KVM, URI, make_domain, ref
from virtgui.core.refs import node_ref
from virtgui.core.values.alert import RuleScope, ScopeKind
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.alert_places import WatchPlaces
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.rules_store import USUAL, RulesStore, usual_rule
from virtgui.views.dialogs.threshold_rule import RuleDialog
from virtgui.views.dialogs.thresholds import ThresholdsDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
WEB = ref("web-01")
CPU = USUAL[0]


@pytest.fixture
def places(world, tmp_path):
    store = ConnectionsStore(tmp_path / "connections.json", world.feed)
    store.add(ConnectionSpec(KVM, URI, "kvm-02"))
    world.status()
    world.domains(
        make_domain("web-01", config={"tags": ("web", "prod")}),
        make_domain("web-02", config={"tags": ("web",)}),
        make_domain("db-01"),
    )
    return WatchPlaces(world.feed, store)


@pytest.fixture
def rules(world, settings):
    return RulesStore(settings, world.dispatcher, world.feed)


@pytest.fixture
def listing(qtbot, look, rules, places):
    def make(ref=None):
        dialog = ThresholdsDialog(look, rules, places, ref=ref)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


@pytest.fixture
def editor(qtbot, look, places):
    def make(rule=CPU, *, is_new=False):
        dialog = RuleDialog(look, places, rule, is_new=is_new)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def line(dialog, name):
    return dialog.findChild(QLineEdit, name)


def choose(dialog, name, data):
    combo = dialog.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def fill(dialog, name, text):
    """Type over a field and leave it."""
    field = line(dialog, name)
    field.setText(text)
    field.editingFinished.emit()


def says(dialog, name):
    return line(dialog, name).accessibleDescription()


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def answer(act):
    """Do something with the dialog that opens next, which waits in a loop of its own."""

    def look():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, look)


# The list


def test_every_limit_has_a_row_with_its_sentence_and_place(listing):
    dialog = listing()
    assert [row.rule for row in dialog.rows] == list(USUAL)
    first = dialog.rows[0]
    assert first.check.text == "CPU of the machine above 90 % for 5 min"
    assert first.check.box.isChecked()
    assert first.check.box.accessibleDescription() == "Everywhere"
    assert not button(dialog, "usual_thresholds").isEnabled()


def test_a_tick_applies_at_once_and_keeps_the_keyboard(listing, rules):
    dialog = listing()
    dialog.activateWindow()
    box = dialog.rows[1].check.box
    box.setFocus()
    box.click()
    assert not rules.get("usual-memory").is_enabled
    assert not dialog.rows[1].check.box.isChecked()
    assert dialog.focusWidget() is dialog.rows[1].check.box
    assert button(dialog, "usual_thresholds").isEnabled()


def test_remove_goes_to_the_neighbour(listing, rules):
    dialog = listing()
    dialog.activateWindow()
    dialog.rows[-1].remove.setFocus()
    QTest.keyClick(dialog.rows[-1].remove, Qt.Key.Key_Space)
    assert len(rules.all()) == len(USUAL) - 1
    assert dialog.focusWidget() is dialog.rows[-1].remove


def test_the_last_one_leaves_a_sentence(listing, rules):
    dialog = listing()
    rules.set_all(())
    assert dialog.rows == []
    assert dialog._nothing.isVisible()


def test_add(listing, rules):
    dialog = listing()

    def act(asked):
        assert asked.windowTitle() == "Add threshold"
        fill(asked, "limit", "50 %")
        asked.primary.click()

    answer(act)
    button(dialog, "add_threshold").click()
    added = rules.all()[-1]
    assert (added.metric, added.limit, added.scope) == ("cpu.used", 0.5, RuleScope())
    assert dialog.rows[-1].rule == added


def test_edit(listing, rules):
    dialog = listing()

    def act(asked):
        choose(asked, "metric", "disk.write")
        asked.primary.click()

    answer(act)
    dialog.rows[0].edit.click()
    assert rules.get("usual-cpu").metric == "disk.write"
    assert dialog.rows[0].check.text == "Disk written above 100 MB/s for 1 min"


def test_cancel_changes_nothing(listing, rules):
    dialog = listing()
    answer(lambda asked: fill(asked, "limit", "50 %"))
    dialog.rows[0].edit.click()
    assert rules.all() == USUAL


@pytest.mark.parametrize("agreed", [True, False])
def test_back_to_the_usual_ones_asks(listing, rules, agreed):
    rules.remove("usual-cpu")
    dialog = listing()
    answer(lambda asked: asked.primary.click() if agreed else None)
    button(dialog, "usual_thresholds").click()
    assert rules.is_usual is agreed


def test_of_one_machine(listing, rules, places):
    tagged = replace(usual_rule("cpu.used", RuleScope(ScopeKind.TAG, key="prod")), limit=0.5)
    other = usual_rule("cpu.used", RuleScope(ScopeKind.DOMAIN, KVM, ref("db-01").key))
    rules.put(tagged)
    rules.put(other)
    dialog = listing(WEB)
    shown = [row.rule for row in dialog.rows]
    assert tagged in shown
    assert other not in shown
    assert not any(rule.metric.startswith(("node.", "pool.")) for rule in shown)
    assert "web-01" in dialog.windowTitle()
    answer(lambda asked: asked.primary.click())
    button(dialog, "add_threshold").click()
    assert rules.all()[-1].scope == RuleScope(ScopeKind.DOMAIN, KVM, WEB.key)


def test_of_one_host(listing, rules):
    dialog = listing(node_ref(KVM))
    assert len(dialog.rows) == len(USUAL)
    answer(lambda asked: asked.primary.click())
    button(dialog, "add_threshold").click()
    assert rules.all()[-1].scope == RuleScope(ScopeKind.NODE, KVM)


# The editor


def test_it_shows_a_limit_and_gives_it_back(editor):
    dialog = editor()
    assert line(dialog, "limit").text() == "90 %"
    assert line(dialog, "span").text() == "5 min"
    assert dialog.rule() == CPU


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [("limit", "much", "90 %"), ("limit", "", "missing"), ("span", "soon", "5 min")],
)
def test_a_mistake_is_said_when_the_field_is_left_and_blocks(editor, name, text, part):
    dialog = editor()
    field = line(dialog, name)
    field.setText(text)
    assert says(dialog, name) == "", "not while it is typed"
    assert not dialog.primary.isEnabled()
    field.editingFinished.emit()
    assert part in says(dialog, name)
    assert part in dialog.primary.toolTip()
    fill(dialog, name, "10 %" if name == "limit" else "10 s")
    assert says(dialog, name) == ""
    assert dialog.primary.isEnabled()


def test_another_figure_begins_with_its_own_limit(editor):
    dialog = editor()
    choose(dialog, "metric", "memory.usable_share")
    rule = dialog.rule()
    assert (rule.id, rule.is_below, rule.limit) == (CPU.id, True, 0.05)
    choose(dialog, "metric", "disk.read_latency")
    assert line(dialog, "limit").text() == "50 ms"


def test_below(editor):
    dialog = editor()
    choose(dialog, "side", True)
    assert dialog.rule().is_below
    fill(dialog, "limit", "0")
    assert "below 0" in says(dialog, "limit")


def test_a_tag_with_completion(editor):
    dialog = editor()
    choose(dialog, "where", "tag")
    assert not dialog.primary.isEnabled()
    assert line(dialog, "tag").completer().model().stringList() == ["prod", "web"]
    fill(dialog, "tag", "web")
    assert dialog.rule().scope == RuleScope(ScopeKind.TAG, key="web")
    fill(dialog, "tag", "we b")
    assert says(dialog, "tag")
    fill(dialog, "tag", "new")
    assert dialog.primary.isEnabled()
    assert any("No machine has this tag" in text for text in texts(dialog))


def texts(dialog):
    from virtgui.views.widgets.text import TextLabel

    return [label.text() for label in dialog.findChildren(TextLabel) if label.isVisible()]


def test_a_host(editor):
    dialog = editor()
    choose(dialog, "where", "node")
    assert dialog.rule().scope == RuleScope(ScopeKind.NODE, KVM)
    assert any("Host \u2068kvm-02\u2069" in text for text in texts(dialog))


def test_a_machine_must_be_one_of_the_list(editor):
    dialog = editor()
    choose(dialog, "where", "domain")
    machine = dialog.findChild(QComboBox, "machine")
    assert [machine.itemText(n) for n in range(machine.count())] == [
        "db-01 · kvm-02", "web-01 · kvm-02", "web-02 · kvm-02",
    ]  # fmt: skip
    machine.lineEdit().setText("web")
    machine.lineEdit().editingFinished.emit()
    assert "no machine of that name" in machine.accessibleDescription()
    assert not dialog.primary.isEnabled()
    machine.lineEdit().setText("web-01 · kvm-02")
    assert dialog.primary.isEnabled()
    assert dialog.rule().scope == RuleScope(ScopeKind.DOMAIN, KVM, WEB.key)


def test_a_machine_that_is_not_known_now_is_kept(editor):
    gone = usual_rule("cpu.used", RuleScope(ScopeKind.DOMAIN, KVM, "gone"))
    dialog = editor(gone)
    assert dialog.primary.isEnabled()
    assert dialog.rule() == gone


def test_hosts_have_no_tags_and_no_machine(editor):
    dialog = editor()
    choose(dialog, "where", "tag")
    fill(dialog, "tag", "web")
    choose(dialog, "metric", "node.cpu")
    where = dialog.findChild(QComboBox, "where")
    assert [where.itemData(n) for n in range(where.count())] == ["all", "node"]
    assert dialog.rule().scope == RuleScope()
    assert not line(dialog, "tag").isVisible()


def test_enter_accepts_and_the_keyboard_begins_at_the_figure(editor):
    dialog = editor()
    dialog.activateWindow()
    assert dialog.focusWidget().objectName() == "metric"
    QTest.keyClick(line(dialog, "limit"), Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


@pytest.mark.parametrize("times", [1.0, 1.5])
def test_nothing_is_cut(look, enlarge, editor, listing, times):
    enlarge(times)
    for dialog in (editor(), listing()):
        QApplication.processEvents()
        for label in dialog.findChildren(QPushButton):
            if label.isVisible() and label.text():
                assert label.width() >= label.sizeHint().width()
