"""A language a third longer, in which every text that was forgotten is seen at once."""

import re

import pytest
from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)

from tests.qt_fixtures import wait_for
from virtgui.models.columns import COLUMNS
from virtgui.views.widgets.keycap import KeyCap

OPEN, CLOSE = "⟦", "⟧"
# The same in every language: names of programs, figures with their units, identifiers, commands.
EXEMPT = re.compile(
    r"virtgui|libvirt|virsh|BIOS|UEFI|x86_64|i686|sudo .*"
    r"|<? ?[\d.,:+–%/ \-]*( ?(B|KiB|MiB|GiB|TiB|ms|s|min|h|d|MHz|GHz|W)(/s)?)?"
    r"|[0-9a-f]{8}-[0-9a-f-]+|([0-9a-f]{2}:){5}[0-9a-f]{2}|(\d+\.){3}\d+|[·›\s]+"
)


class Longer(QTranslator):
    """Gives each text marks at its ends, and a third more letters."""

    def isEmpty(self):  # noqa: N802  # Qt's name
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"{OPEN}{source}{'~' * (len(source) // 3 + 1)}{CLOSE}"


@pytest.fixture
def longer(qapp):
    translator = Longer()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    QApplication.processEvents()


def _words(widget):
    """Every text of a widget that a person reads."""
    if isinstance(widget, KeyCap):
        return
    if isinstance(widget, QLabel):
        yield getattr(widget, "full_text", widget.text())
    if isinstance(widget, QAbstractButton):
        yield widget.text()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(number) for number in range(widget.count()))
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(number) for number in range(widget.count()))
    yield widget.toolTip()
    yield widget.accessibleName()


def _menu_words(menu: QMenu):
    for action in menu.actions():
        yield action.text()
        if action.menu():
            yield from _menu_words(action.menu())


def _facts(hands):
    """Names and other data on screen, which stay as they are."""
    known = {text for text in hands.navigator_rows() if OPEN not in text}
    for domain in hands.feed.inventory.domains():
        known |= {domain.name, domain.title, domain.group, *domain.tags}
        known.add(", ".join(domain.tags))
        config = domain.config
        if config:
            known |= {config.os_label, config.machine, config.arch, config.os_type}
            known |= {config.virt_type, config.cpu_mode, config.description, config.uuid}
    for status in hands.feed.statuses.values():
        known |= {status.spec.uri, status.driver}
        node = hands.feed.inventory.node(status.id)
        known |= {node.hostname, node.hypervisor} if node else set()
    return known | {None, ""}


def _forgotten(hands, place):
    facts = _facts(hands)
    for widget in [place, *place.findChildren(QWidget)]:
        if not widget.isVisible() or widget.inherits("QComboBoxPrivateContainer"):
            continue
        for text in _words(widget):
            parts = [] if text in facts else text.split(" · ")
            words = [part.strip() for part in parts if part.strip() not in facts]
            if any(OPEN not in word and not EXEMPT.fullmatch(word) for word in words):
                yield (type(widget).__name__, widget.objectName(), text)


@pytest.fixture
def hands(longer, start):
    made = start()
    assert not list(_forgotten(made, made.window)), "on the welcome page"
    made.press("open_demo")
    wait_for(lambda: len(made.shown_names()) == 17)
    wait_for(lambda: all(domain.config for domain in made.feed.inventory.domains()))
    return made


def test_every_text_of_the_pages_is_translated(hands):
    hands.press("unfold")
    hands.select("web-01")
    host = next(text for text in hands.navigator_rows() if "Demo host" in text)
    places = (
        lambda: None,
        lambda: hands.open_row("web-01"),
        lambda: hands.click_navigator(host),
    )
    for go in places:
        go()
        for _ in range(20):
            QApplication.processEvents()
        assert not list(_forgotten(hands, hands.window)), hands.window.windowTitle()


def test_headings_menus_and_states(hands):
    model = hands.table.model()
    for number in range(len(COLUMNS)):
        heading = model.headerData(number, Qt.Orientation.Horizontal)
        assert heading.startswith(OPEN), heading
    for name in ("web-01", "ci-runner-02"):
        assert hands.state(name).startswith(OPEN)
        menu = hands.menu_of_row(name)
        assert not [text for text in _menu_words(menu) if text and OPEN not in text]
        hands.close_menus()
    hands.press("commands")
    rows = hands.window.palette_popup.findChild(QWidget, "command_list").model()
    names = {domain.name for domain in hands.feed.inventory.domains()}
    labels = {rows.index(row, 0).data() for row in range(rows.rowCount())} - names
    assert labels
    assert not [label for label in labels if OPEN not in label]


def test_dialogs(hands):
    def look(dialog):
        assert not list(_forgotten(hands, dialog))
        assert OPEN in dialog.windowTitle()
        dialog.reject()

    for name in ("preferences", "add_connection"):
        with hands.answering(look):
            hands.press(name)
    hands.select("web-01", "web-02")
    with hands.answering(look):
        hands.menu_of_selection("web-02")
        hands.choose(*_submenu(hands), "destroy")


def _submenu(hands):
    menu = hands.menu()
    return [
        action.text()
        for action in menu.actions()
        if action.menu() and any(a.objectName() == "destroy" for a in action.menu().actions())
    ]
