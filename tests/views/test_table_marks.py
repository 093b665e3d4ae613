"""The marks of alerts as they are painted: in the table and in the navigator."""

import pytest
from PySide6.QtCore import QRect

from tests.models.alert_samples import CPU, WAIT, make_alert, over, post
from tests.models.domain_feed import IDLE, NOW, ref, small_fleet
from tests.views.pixels import near_pixels
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models import place as places
from virtgui.models.alert_book import AlertBook
from virtgui.models.columns import POSITIONS
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.navigator import NavigatorModel
from virtgui.models.settings_store import Settings
from virtgui.views.domain_table_view import DomainTableView
from virtgui.views.navigator import NavigatorView

WEB = ref("alpha", "web-2")


@pytest.fixture
def feed(qapp):
    feed = small_fleet()
    feed.load("alpha", web_2=IDLE._replace(cpu=0.97))
    return feed


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def book(feed, settings):
    return AlertBook(feed, settings, feed, clock=lambda: NOW)


@pytest.fixture
def view(qtbot, look, feed, book, settings):
    model = DomainTableModel(feed, now=lambda: NOW, alerts=book)
    view = DomainTableView(look, model, settings)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(1250, 400)
    view.show()
    qtbot.waitExposed(view)
    return view


def warn_pixels(widget, box, look):
    """How many points of a box have the colour of warnings."""
    return near_pixels(widget, box, look.color("warn"))


def cell(view, key):
    model = view.model()
    index = model.index(model.position_of(WEB), POSITIONS[key])
    return QRect(view.visualRect(index))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("density", ["compact", "comfortable"])
@pytest.mark.parametrize(("rule", "marked", "plain"), [(CPU, "cpu", "name"), (WAIT, "name", "cpu")])
def test_a_mark_stands_in_its_cell_only(look, feed, view, theme, density, rule, marked, plain):
    look.set_theme(theme)
    view.set_density(density)
    assert warn_pixels(view.viewport(), cell(view, marked), look) == 0
    alert = make_alert(rule, WEB)
    post(feed, alert)
    assert warn_pixels(view.viewport(), cell(view, marked), look) > 5
    assert warn_pixels(view.viewport(), cell(view, plain), look) == 0
    post(feed, over(alert))
    assert warn_pixels(view.viewport(), cell(view, marked), look) == 0


def test_the_mark_follows_a_name_and_is_never_cut(look, feed, view):
    post(feed, make_alert(WAIT, WEB))
    full = warn_pixels(view.viewport(), cell(view, "name"), look)
    feed.change(WEB, name="a-very-long-name-that-does-not-fit-into-its-column-at-any-width-here")
    view.columns.resizeSection(POSITIONS["name"], 120)
    assert warn_pixels(view.viewport(), cell(view, "name"), look) == full


def test_hiding_a_column_moves_its_mark_to_the_name(look, feed, view):
    post(feed, make_alert(CPU, WEB))
    view.columns.show_column("cpu", False)
    assert warn_pixels(view.viewport(), cell(view, "name"), look) > 5
    view.columns.show_column("cpu", True)
    assert warn_pixels(view.viewport(), cell(view, "name"), look) == 0


def test_the_navigator_marks_a_machine(qtbot, look, feed, book, tmp_path):
    store = ConnectionsStore(tmp_path / "c.json")
    for name in ("alpha", "beta"):
        store.add(ConnectionSpec(name, f"qemu+ssh://{name}/system", name))
    model = NavigatorModel(feed, store, list, feed, alerts=book)
    tree = NavigatorView(look, model)
    qtbot.addWidget(tree)
    tree.resize(260, 400)
    tree.show()
    qtbot.waitExposed(tree)
    index = model.index_of(places.domain_place(WEB))
    tree.expand(index.parent())
    box = QRect(tree.visualRect(index))
    assert warn_pixels(tree.viewport(), box, look) == 0
    post(feed, make_alert(CPU, WEB))
    assert warn_pixels(tree.viewport(), box, look) > 0
