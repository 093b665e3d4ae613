"""Alerts in the domain table: which cell is marked, what it says, and who needs attention."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.models.alert_samples import (
    CPU,
    ERRORS,
    MEMORY,
    POOL_FULL,
    WAIT,
    WRITE,
    make_alert,
    over,
    post,
)  # fmt: skip
from tests.models.domain_feed import IDLE, NOW, host, ref, small_fleet
from tests.models.test_domain_table import ACCESSIBLE, names, text
from virtgui.core.refs import POOL, ObjectRef
from virtgui.core.search import parse_query
from virtgui.core.values.connection import ConnectionState
from virtgui.models.alert_book import AlertBook
from virtgui.models.domain_scope import Scope
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.roles import Role
from virtgui.models.settings_store import Settings

TIP = Qt.ItemDataRole.ToolTipRole
WEB = ref("alpha", "web-2")
LOADS = ("cpu", "memory", "disk", "network")
BUSY = IDLE._replace(cpu=0.99, memory=0.99)


@pytest.fixture
def feed(qapp):
    feed = small_fleet()
    feed.load("alpha", web_2=BUSY, web_10=BUSY)
    return feed


@pytest.fixture
def book(feed, tmp_path):
    return AlertBook(feed, Settings(tmp_path / "s.json"), feed, clock=lambda: NOW)


@pytest.fixture
def model(feed, book):
    model = DomainTableModel(feed, now=lambda: NOW, alerts=book, parent=feed)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def marked(model, where=WEB):
    cells = {key: text(model, where, key, Role.CELL) for key in ("name", *LOADS)}
    found = [key for key in LOADS if cells[key].is_over]
    return [*(["name"] if cells["name"].is_marked else []), *found]


def test_a_high_load_alone_is_no_warning(model):
    assert text(model, WEB, "cpu") == "99 %"
    assert marked(model) == []
    assert model.counts()["attention"] == 1


@pytest.mark.parametrize(
    ("rule", "place"),
    [(CPU, "cpu"), (MEMORY, "memory"), (WRITE, "disk"), (WAIT, "name"), (ERRORS, "name")],
)
def test_an_alert_marks_the_cell_of_its_figure_else_the_name(feed, model, rule, place):
    alert = make_alert(rule, WEB)
    post(feed, alert)
    assert marked(model) == [place]
    assert marked(model, ref("alpha", "web-10")) == []
    post(feed, over(alert))
    assert marked(model) == []


def test_a_hidden_figure_marks_the_name(feed, model):
    post(feed, make_alert(CPU, WEB))
    model.set_columns(("name", "state", "memory"))
    assert marked(model)[0] == "name"
    assert "above 90 %" in text(model, WEB, "name", TIP)
    model.set_columns(("name", "cpu"))
    assert marked(model) == ["cpu"]


def test_tips_and_words(feed, model):
    post(feed, make_alert(CPU, WEB), make_alert(WAIT, WEB, 0.3), make_alert(MEMORY, WEB, 0.03))
    assert text(model, WEB, "cpu", ACCESSIBLE) == "CPU 99 percent, above 90 % for 5 min"
    assert text(model, WEB, "cpu", TIP).split("\n")[1] == (
        "CPU of the machine: 97 %, above 90 % for 5 min"
    )
    words = "Memory available in the guest: 3 %, below 5 %"
    assert text(model, WEB, "memory", ACCESSIBLE).endswith(words)
    waits = "Waiting for the host's CPUs: 30 %, above 20 %"
    assert text(model, WEB, "name", ACCESSIBLE) == f"web-2, {waits}"
    assert text(model, WEB, "name", TIP) == waits
    whole = text(model, WEB, "name", Qt.ItemDataRole.AccessibleDescriptionRole)
    assert waits in whole
    assert words in whole
    assert text(model, ref("alpha", "web-10"), "name", TIP) is None


def test_who_has_an_alert_needs_attention(feed, book, model):
    model.set_scope(Scope.needing_attention())
    assert names(model) == ["[beta]", "old"]
    alert = make_alert(WAIT, WEB)
    post(feed, alert)
    assert names(model) == ["[alpha]", "web-2", "[beta]", "old"]
    assert model.counts()["attention"] == 2
    book.acknowledge([alert])
    assert names(model) == ["[beta]", "old"]
    book.show_again([alert])
    post(feed, over(alert))
    assert model.counts()["attention"] == 1


def test_a_table_that_is_made_late_has_the_marks(feed, book):
    post(feed, make_alert(WAIT, WEB))
    assert marked(DomainTableModel(feed, now=lambda: NOW, alerts=book, parent=feed)) == ["name"]


def test_what_was_known_of_a_silent_host_is_not_marked(feed, model):
    post(feed, make_alert(CPU, WEB), make_alert(WAIT, WEB))
    feed.say("alpha", ConnectionState.WAITING)
    assert text(model, WEB, "cpu") == "–"
    assert marked(model) == []
    assert model.counts()["attention"] == 1
    feed.say("alpha")
    assert marked(model) == ["name", "cpu"]


def test_moving_figures_repaint_nothing_beyond_the_polls(feed, model):
    post(feed, make_alert(CPU, WEB, 0.95))
    spy = QSignalSpy(model.dataChanged)
    post(feed, make_alert(CPU, WEB, 0.96))
    assert spy.count() == 0


def test_the_heading_of_a_host_says_what_is_wrong_with_it(feed, model):
    assert model.facts(model.group_row(0)).mark == ("lk-ok", "running")
    post(feed, make_alert(POOL_FULL, ObjectRef(host("alpha"), POOL, "default"), 0.91))
    facts = model.facts(model.group_row(0))
    assert facts.mark == ("warn", "warn")
    assert facts.facts.endswith("Storage pool in use: 91 %, above 85 %")


def test_the_search_finds_them_and_follows(feed, book, model):
    model.set_query(parse_query("alert:yes"))
    assert names(model) == []
    alert = make_alert(WAIT, WEB)
    post(feed, alert)
    assert names(model) == ["[alpha]", "web-2"]
    book.acknowledge([alert])
    assert names(model) == []
