"""The list of connections in the whole program."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView, QWidget

from tests.qt_fixtures import wait_for
from virtgui.models import place as places
from virtgui.models.connection_list import Col
from virtgui.views.widgets.label_chip import LabelChip

MARK = {"label": "production", "color": "red", "is_guarded": True, "group": "site"}


def table(hands):
    return hands.find(QTreeView, "connection_table")


def cell(hands, connection, column):
    return table(hands).model().index_of(connection).siblingAtColumn(column).data()


def labels(hands):
    chips = hands.window.findChildren(LabelChip)
    return [chip.text for chip in chips if chip.isVisible()]


def mark(hands, **values):
    """Give the one connection other settings, as its dialog does."""
    spec = hands.program.connections.all()[0]
    hands.window.actions_on_nodes.update(replace(spec, **values))
    return spec.id


def test_the_list_follows_the_hosts_and_a_label_is_seen_everywhere(start, make_node):
    hands = start(make_node(running=("web-01",)))
    wait_for(lambda: hands.has_domain("web-01"))
    connection = mark(hands, **MARK)
    hands.click_navigator("Connections")
    wait_for(lambda: cell(hands, connection, Col.STATE) == "Connected")
    assert cell(hands, connection, Col.SECURITY) == "In this program"
    assert "site" in hands.navigator_rows()
    for place in (places.node_place(connection), places.domain_place(hands.ref("web-01"))):
        hands.window.go(place)
        wait_for(lambda: labels(hands) == ["production"])


def test_disconnecting_from_the_list(start, make_node):
    hands = start(make_node(running=("web-01",)))
    wait_for(lambda: hands.has_domain("web-01"))
    connection = hands.program.connections.all()[0].id
    hands.click_navigator("Connections")
    table(hands).select([connection])
    wait_for(lambda: hands.find(QWidget, "disconnect").isEnabled())
    hands.press("disconnect")
    wait_for(lambda: cell(hands, connection, Col.STATE) == "Not connected")
    wait_for(lambda: hands.find(QWidget, "connect").isEnabled())
    hands.press("connect")
    wait_for(lambda: cell(hands, connection, Col.STATE) == "Connected")


def test_keys_of_the_list_come_before_those_of_machines(start, make_node):
    hands = start(make_node(running=("web-01",)))
    wait_for(lambda: hands.has_domain("web-01"))
    connection = hands.program.connections.all()[0].id
    hands.click_navigator("Connections")
    table(hands).select([connection])
    table(hands).setFocus()
    QTest.keyClick(table(hands), Qt.Key.Key_F2)
    field = hands.find(QWidget, "", table(hands).viewport())
    QTest.keyClicks(field, "Mine")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for(lambda: hands.program.connections.get(connection).name == "Mine")
    wait_for(lambda: "Mine" in hands.navigator_rows())


def test_a_list_that_cannot_be_kept_is_told(start, make_node, tmp_path):
    hands = start(make_node())
    path = tmp_path / "config" / "connections.json"
    hands.program.connections.flush()
    path.unlink()
    path.mkdir()
    mark(hands, name="Other")
    wait_for(lambda: hands.says("The list of connections was not kept"))
    path.rmdir()


def test_the_palette_leads_to_the_list(start):
    hands = start()
    found = {command.label: command for command in hands.window.commands.all()}
    assert found["Export connections…"].reason == "There are no connections yet."
    assert "Import connections…" in found
    found["Connections"].run()
    assert hands.says("No connections yet")
