"""A limit from the palette to the event log: set, passed, seen, over, passed again."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.qt_fixtures import wait_for
from tests.stories.conftest import MACHINE, RUNNING
from tests.stories.hands import CTRL, field
from virtgui.core.ops import domain as ops
from virtgui.core.values.event import EventKind
from virtgui.models import place as places
from virtgui.models.columns import POSITIONS
from virtgui.models.navigator import ITEM_ROLE
from virtgui.models.roles import Role

TIP = Qt.ItemDataRole.ToolTipRole


def set_limit(hands, rule, limit, span):
    """Ctrl+K, "thresholds", the pencil of a rule, another limit, Save, Close."""

    def type_over(dialog, name, text):
        line = field(dialog, name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)

    def edit():
        dialog = QApplication.activeModalWidget()
        type_over(dialog, "limit", limit)
        type_over(dialog, "span", span)
        hands.click(dialog.primary)

    def answer(dialog):
        QTimer.singleShot(0, edit)
        hands.press(f"edit.{rule}", dialog)
        hands.press("Close", dialog)

    with hands.answering(answer):
        hands.key(Qt.Key.Key_K, CTRL)
        hands.type("thresholds")
        hands.key(Qt.Key.Key_Return)


def is_marked(hands, name):
    model = hands.table.model()
    index = model.index(model.position_of(hands.ref(name)), POSITIONS["cpu"])
    return index.data(Role.CELL).is_over


def machine_mark(hands, name):
    tree = hands.window.navigator.view.model()
    return tree.index_of(places.domain_place(hands.ref(name))).data(ITEM_ROLE).mark


def events(hands):
    model = hands.window.task_pane.events
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    kinds = [event.kind for event in model.events()]
    pairs = zip(kinds, rows, strict=True)
    return [index.data() for kind, index in pairs if kind is EventKind.THRESHOLD]


def test_a_limit_is_set_passed_acknowledged_and_over(start, make_node):
    hands = start(make_node(running=("web-01",), off=("db-01",)))
    hands.wait_state("web-01", "Running")
    assert not is_marked(hands, "web-01")
    set_limit(hands, "usual-cpu", "1 %", "0")
    wait_for(lambda: is_marked(hands, "web-01"), 30)
    assert machine_mark(hands, "web-01") == "warn"
    assert machine_mark(hands, "db-01") == ""
    assert "above 1 %" in hands.table.model().index(
        hands.table.model().position_of(hands.ref("web-01")), POSITIONS["cpu"]
    ).data(TIP)
    pane = hands.window.task_pane
    wait_for(lambda: pane.problems.rowCount() == 1)
    wait_for(lambda: len(events(hands)) == 1)
    assert "its limit is 1 %" in events(hands)[0]

    hands.come_back()
    pane.show_tab(2)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Delete)
    wait_for(lambda: pane.problems.rowCount() == 0)
    assert not is_marked(hands, "web-01")
    assert machine_mark(hands, "web-01") == ""
    assert hands.program.alerts.silenced()

    web = hands.ref("web-01")
    hands.program.dispatcher.submit(ops.DestroyDomain(ref=web), "web-01")
    hands.wait_state("web-01", "Shut off")
    wait_for(lambda: not hands.feed.alerts, 30)
    wait_for(lambda: len(events(hands)) == 2)
    assert "within its limit again" in events(hands)[0]
    assert hands.program.settings.get("alerts.silenced") == []

    hands.program.dispatcher.submit(ops.StartDomain(ref=web), "web-01")
    wait_for(lambda: pane.problems.rowCount() == 1, 30)
    assert is_marked(hands, "web-01")


def test_limits_and_silence_are_kept_over_a_restart(start, tmp_path):
    uuid = "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"
    machine = MACHINE.format(name="web-01", state=RUNNING).replace("<memory", f"{uuid}<memory")
    path = tmp_path / "node.xml"
    path.write_text(f"<node>{machine}</node>", "utf-8")
    uri = f"test://{path}"
    hands = start(uri)
    hands.wait_state("web-01", "Running")
    set_limit(hands, "usual-cpu", "1 %", "0")
    wait_for(hands.program.alerts.open, 30)
    hands.program.alerts.acknowledge(hands.program.alerts.open())
    start.end(hands)

    hands = start(uri)
    wait_for(lambda: hands.program.alerts.all(), 30)
    assert hands.program.rules.get("usual-cpu").limit == 0.01
    assert hands.program.alerts.open() == []
    assert hands.window.task_pane.problems.rowCount() == 0


def test_the_menu_of_a_machine_leads_to_its_limits(start, make_node):
    hands = start(make_node(running=("web-01",)))
    hands.wait_state("web-01", "Running")
    hands.menu_of_row("web-01")
    titles = []

    def answer(dialog):
        titles.append(dialog.windowTitle())
        hands.press("Close", dialog)

    with hands.answering(answer):
        hands.choose("thresholds")
    assert "web-01" in titles[0]
