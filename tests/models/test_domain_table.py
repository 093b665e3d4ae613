"""The domain table's model: order, groups, filter, cells, and what views are told."""

import io
import logging
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.models.domain_feed import (
    IDLE,
    NOW,
    FleetFeed,
    config,
    host,
    make,
    ref,
    small_fleet,
)
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import ConnectionGone
from virtgui.core.ops import domain as ops
from virtgui.core.search import parse_query
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.domain import DomainState
from virtgui.core.values.sample import DomainLoad
from virtgui.core.values.task import Progress, TaskState
from virtgui.models.columns import COLUMNS, POSITIONS
from virtgui.models.domain_csv import write_csv
from virtgui.models.domain_rows import GROUPINGS, SEGMENTS, natural_key
from virtgui.models.domain_scope import Scope
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.roles import Role

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


def table_of(feed):
    model = DomainTableModel(feed, now=lambda: NOW)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    model.tester = QAbstractItemModelTester(model, fatal, model)
    return model


def names(model):
    """What stands in the table: names, and headings in brackets."""
    found = []
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        text = index.data()
        found.append(f"[{text}]" if index.data(Role.IS_GROUP) else text)
    return found


def text(model, where, column, role=Qt.ItemDataRole.DisplayRole):
    return model.index(model.position_of(where), POSITIONS[column]).data(role)


@pytest.fixture
def feed(qapp):
    return small_fleet()


@pytest.fixture
def model(feed):
    return table_of(feed)


def test_rows_stand_under_their_host_by_name_with_numbers_as_numbers(model):
    assert names(model) == ["[alpha]", "db-1", "web-2", "web-10", "[beta]", "mail", "old"]


def test_natural_key_ignores_case_and_leading_zeros():
    assert sorted(["b10", "B9", "a", "b09x"], key=natural_key) == ["a", "B9", "b09x", "b10"]


def test_sorting_keeps_groups_and_puts_rows_without_value_last(feed, model):
    feed.load("alpha", web_10=IDLE._replace(cpu=0.2), web_2=IDLE._replace(cpu=0.9))
    model.sort_by("cpu", is_descending=True)
    assert names(model)[:4] == ["[alpha]", "web-2", "web-10", "db-1"]
    model.sort_by("cpu")
    assert names(model)[:4] == ["[alpha]", "web-10", "web-2", "db-1"]


def test_addresses_sort_as_numbers(feed, model):
    feed.change(ref("alpha", "web-2"), addresses=("10.0.0.9",))
    feed.change(ref("alpha", "web-10"), addresses=("10.0.0.10",))
    model.set_grouping("none")
    model.sort_by("address")
    assert names(model)[:2] == ["web-2", "web-10"]


def test_a_poll_sorts_again_by_a_live_column(feed, model):
    model.set_grouping("none")
    model.sort_by("cpu", is_descending=True)
    feed.load("alpha", web_10=IDLE._replace(cpu=0.8), web_2=IDLE._replace(cpu=0.1))
    assert names(model)[:2] == ["web-10", "web-2"]


@pytest.mark.parametrize(
    ("grouping", "headings"),
    [
        ("node", ["[alpha]", "[beta]"]),
        ("group", ["[shop/front]", "[No group]"]),
        ("tag", ["[prod]", "[No tag]"]),
        ("state", ["[Crashed]", "[Running]", "[Shut off]"]),
        ("none", []),
    ],
)
def test_groupings(feed, model, grouping, headings):
    feed.change(ref("alpha", "web-2"), config=config(tags=("prod", "x"), group="shop/front"))
    model.set_grouping(grouping)
    assert [name for name in names(model) if name.startswith("[")] == headings


def test_a_collapsed_group_hides_its_rows_and_takes_new_ones_in(feed, model):
    model.set_collapsed(0, True)
    assert names(model) == ["[alpha]", "[beta]", "mail", "old"]
    feed.put(make("alpha", "new"))
    assert names(model)[:2] == ["[alpha]", "[beta]"]
    assert model.index(0, 0).data(Role.GROUP_FACTS).facts.startswith("4 virtual machines")
    model.set_collapsed(0, False)
    assert "new" in names(model)


def test_scopes(feed, model):
    feed.change(ref("alpha", "web-2"), config=config(group="shop/front"))
    feed.change(ref("alpha", "web-10"), config=config(group="shopping"))
    model.set_grouping("none")
    model.set_scope(Scope.node(host("beta")))
    assert names(model) == ["mail", "old"]
    model.set_scope(Scope.folder(host("alpha"), "shop"))
    assert names(model) == ["web-2"]
    model.set_scope(Scope.needing_attention())
    assert names(model) == ["old"]
    model.set_scope(Scope.saved(parse_query("web")))
    assert names(model) == ["web-2", "web-10"]


def test_a_search_follows_changes(feed, model):
    model.set_grouping("none")
    model.set_query(parse_query("state:running web"))
    assert names(model) == ["web-2", "web-10"]
    feed.change(ref("alpha", "web-2"), state=DomainState.SHUTOFF)
    assert names(model) == ["web-10"]
    feed.change(ref("beta", "mail"), name="webmail")
    assert names(model) == ["web-10", "webmail"]
    model.set_query(parse_query(""))
    assert len(names(model)) == 5


def test_a_search_for_load_follows_polls(feed, model):
    model.set_grouping("none")
    model.set_query(parse_query("cpu>50"))
    assert names(model) == []
    feed.load("alpha", web_2=IDLE._replace(cpu=0.7))
    assert names(model) == ["web-2"]


def test_segments_and_their_counts(feed, model):
    model.set_grouping("none")
    found = {}
    for segment in SEGMENTS:
        model.set_segment(segment)
        found[segment] = len(names(model))
    assert found == dict(model.counts())
    assert found == {"all": 5, "running": 3, "not_running": 2, "unknown": 0, "attention": 1}


def test_attention_means_crashed_or_stopped_by_an_error(feed, model):
    feed.change(ref("beta", "mail"), state=DomainState.PAUSED, reason="user")
    assert model.counts()["attention"] == 1
    feed.change(ref("beta", "mail"), reason="ioerror")
    assert model.counts()["attention"] == 2


def test_a_silent_host_keeps_its_rows_as_memories(feed, model):
    feed.load("beta", mail=IDLE)
    feed.say("beta", ConnectionState.WAITING, last_answer_at=NOW - 250, retry_at=NOW + 20)
    mail = ref("beta", "mail")
    assert text(model, mail, "state") == "Was running"
    assert text(model, mail, "cpu") == "–"
    assert text(model, mail, "uptime") == "–"
    assert text(model, ref("beta", "old"), "cpu") == ""
    assert model.counts()["unknown"] == 2
    assert model.counts()["attention"] == 0
    facts = model.index(model.group_position(("node", "beta")), 0).data(Role.GROUP_FACTS)
    assert facts.facts == "2 virtual machines · no answer for 4 min · next try in 20 s"
    assert facts.aside.startswith("Data from ")
    assert [link for link, _ in facts.links] == ["retry", "reason"]
    feed.say("beta")
    assert text(model, mail, "state") == "Running"


def test_a_host_that_never_connected_has_a_heading_in_the_whole_fleet_only(feed, model):
    feed.say("gamma", ConnectionState.OFFLINE, last_answer_at=None)
    assert names(model)[-1] == "[gamma]"
    assert model.index(model.rowCount() - 1, 0).data(Role.GROUP_FACTS).facts == "Not connected"
    model.set_segment("running")
    assert "[gamma]" not in names(model)


def test_a_forgotten_host_leaves_nothing(feed, model):
    feed.post(ConnectionGone(host("alpha")))
    feed.deliver()
    assert names(model) == ["[beta]", "mail", "old"]


def test_heading_of_a_live_host_tells_load_and_delay(feed, model):
    feed.load("alpha", web_2=IDLE)
    facts = model.index(0, 0).data(Role.GROUP_FACTS)
    assert facts.facts == "3 virtual machines · CPU 41 % · memory 105 of 256 GiB · 12 ms"
    assert facts.links == ()


def test_blank_does_not_apply_and_a_dash_is_not_known(feed, model):
    assert text(model, ref("alpha", "db-1"), "cpu") == ""
    assert text(model, ref("alpha", "web-2"), "cpu") == "–"
    feed.load("alpha", web_2=DomainLoad(0.31, 2.1 * (1 << 20), 0.5, None, 11e6))
    assert text(model, ref("alpha", "web-2"), "cpu") == "31 %"
    assert text(model, ref("alpha", "web-2"), "memory") == "2.1 GiB"
    assert text(model, ref("alpha", "web-2"), "disk") == "–"
    assert text(model, ref("alpha", "web-2"), "network") == "11 MB/s"


def test_a_task_shows_in_the_state_until_it_is_over(feed, model):
    web = ref("alpha", "web-2")
    save = ops.ManagedSaveDomain(ref=web)
    feed.task(7, save, progress=Progress(0.62))
    assert text(model, web, "state") == "Saving 62 %"
    assert text(model, web, "state", Role.CELL).is_busy
    feed.task(8, ops.SetAutostart(ref=web, enabled=True))
    assert text(model, web, "state") == "Saving 62 %"
    feed.task(7, save, TaskState.DONE)
    assert text(model, web, "state") == "Running"


def test_state_tells_reason_and_how_long_ago_it_crashed(feed, model):
    feed.change(ref("beta", "mail"), state=DomainState.PAUSED, reason="ioerror")
    tip = text(model, ref("beta", "mail"), "state", Qt.ItemDataRole.ToolTipRole)
    assert tip == "Paused because of a disk error"
    assert text(model, ref("beta", "old"), "state") == "Crashed 14 min"


def test_words_for_the_screen_reader(feed, model):
    web = ref("alpha", "web-2")
    feed.load("alpha", web_2=IDLE._replace(cpu=0.97))
    assert text(model, web, "cpu", ACCESSIBLE) == "CPU 97 percent"
    assert text(model, ref("alpha", "db-1"), "cpu", ACCESSIBLE) == "CPU does not apply"
    whole = text(model, web, "name", Qt.ItemDataRole.AccessibleDescriptionRole)
    assert "web-2" in whole
    assert "Running" in whole
    assert "Host alpha" in whole
    assert model.index(0, 0).data(ACCESSIBLE).endswith("expanded")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>bold</b>&amp;", "<b>bold</b>&amp;"),
        ("two\nlines\ttab", "two␊lines␉tab"),
        ("gone\x7f\x85", "gone␡\ufffd"),
        ("evil\u202etxt", "\u2068evil\u202etxt\u2069"),
        ("out\u2069side", "\u2068out\ufffdside\u2069"),
        ("שרת-1", "שרת-1"),
        ("x" * 200, "x" * 200),
    ],
)
def test_names_are_plain_text_in_one_line(feed, model, name, shown):
    feed.put(make("alpha", name, key="strange"))
    assert text(model, ref("alpha", "strange"), "name") == shown


def test_each_new_row_is_logged_once_on_one_line(feed, model, caplog):
    with caplog.at_level(logging.DEBUG, "virtgui.table"):
        feed.put(make("alpha", "new\nrow"))
        model.set_segment("not_running")
        model.set_segment("all")
        feed.change(ref("alpha", "new\nrow"), state=DomainState.PAUSED)
    lines = [record.getMessage() for record in caplog.records]
    assert lines.count("row added: new\\nrow") == 1


def test_many_changes_in_a_beat_are_one_signal(feed, model):
    spy = QSignalSpy(model.dataChanged)
    for name in ("web-2", "web-10"):
        domain = feed.inventory.domain(ref("alpha", name))
        feed.post(ChangeSet(host("alpha"), (replace(domain, vcpus=9),)))
    feed.deliver()
    assert spy.count() == 1


def test_persistent_indexes_follow_their_rows_through_sorting_and_insertion(feed, model):
    kept = QPersistentModelIndex(model.index(model.position_of(ref("beta", "mail")), 3))
    model.sort_by("name", is_descending=True)
    model.set_grouping("state")
    feed.put(make("alpha", "aaa"))
    model.set_grouping("none")
    assert kept.isValid()
    assert kept.row() == model.position_of(ref("beta", "mail"))


def test_more_than_64_runs_are_a_reset(qapp):
    feed = FleetFeed()
    feed.say("alpha")
    feed.put(
        *(
            make("alpha", f"vm-{n:03}", DomainState.SHUTOFF if n % 2 else DomainState.RUNNING)
            for n in range(200)
        )
    )
    model = table_of(feed)
    resets = QSignalSpy(model.modelReset)
    model.set_segment("running")
    assert resets.count() == 1
    assert len(names(model)) == 101


def test_csv_holds_what_is_shown_and_no_formulas(feed, model):
    feed.put(make("beta", '=cmd|"x"'), make("beta", "a,b"))
    model.set_query(parse_query("node:beta"))
    file = io.StringIO()
    assert write_csv(file, model, ("name", "state")) == 4
    lines = file.getvalue().splitlines()
    assert lines[0] == "Name,State,Host"
    assert '"\'=cmd|""x""",Running,beta' in lines
    assert '"a,b",Running,beta' in lines


def test_find_name_goes_round(model):
    at = model.position_of(ref("alpha", "web-10"))
    assert model.find_name("WEB", at + 1) == model.position_of(ref("alpha", "web-2"))
    assert model.find_name("nothing", 0) == -1


def test_tasks_and_polls_of_domains_not_here_do_no_harm(feed, model):
    feed.task(1, ops.StartDomain(ref=ref("alpha", "ghost")))
    feed.load("alpha", ghost=IDLE)
    assert "ghost" not in names(model)
    feed.put(make("alpha", "ghost", DomainState.SHUTOFF))
    assert text(model, ref("alpha", "ghost"), "state") == "Starting"


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("add", "drop", "state", "rename", "group", "sort", "segment", "collapse", "query",
             "load", "host", "label")
        ),
        st.integers(0, 10_000),
    ),
    max_size=40,
)  # fmt: skip
_QUERIES = ("", "a", "state:running", "cpu>50", "!b", "node:beta")


class _Machine:
    """Does random steps, and checks the model against a plain computation."""

    def __init__(self):
        self.feed = FleetFeed()
        self.feed.say("alpha")
        self.feed.say("beta")
        self.model = table_of(self.feed)
        self.serial = 0

    def refs(self):
        return sorted(domain.ref for domain in self.feed.inventory.domains())

    def do(self, step, number):
        refs, rand = self.refs(), random.Random(number)
        one = rand.choice(refs) if refs else None
        simple = {
            "add": lambda: self.add(rand),
            "group": lambda: self.model.set_grouping(rand.choice(GROUPINGS)),
            "sort": lambda: self.model.sort_by(rand.choice(COLUMNS).key, rand.random() < 0.5),
            "segment": lambda: self.model.set_segment(rand.choice(SEGMENTS)),
            "query": lambda: self.model.set_query(parse_query(rand.choice(_QUERIES))),
            "collapse": lambda: self.collapse(rand),
            "host": lambda: self.feed.say(
                rand.choice(("alpha", "beta", "gamma")), rand.choice(list(ConnectionState))
            ),
        }
        if step in simple:
            simple[step]()
        elif one is not None:
            self.to_one(step, one, rand)

    def to_one(self, step, one, rand):
        if step == "drop":
            self.feed.drop(*rand.sample(self.refs(), rand.randint(1, len(self.refs()))))
        elif step == "state":
            self.feed.change(one, state=rand.choice(list(DomainState)))
        elif step == "rename":
            self.feed.change(one, name=rand.choice("abcd") + str(rand.randint(0, 99)))
        elif step == "label":
            labels = config(tags=(rand.choice("xyz"),), group=rand.choice(("", "g", "g/h")))
            self.feed.change(one, config=labels)
        else:
            self.feed.load(one.connection, **{one.key: IDLE._replace(cpu=rand.random())})

    def add(self, rand):
        node = rand.choice(("alpha", "beta"))
        fresh = []
        for _ in range(rand.randint(1, 30)):
            self.serial += 1
            name = rand.choice("abc") + str(rand.randint(0, 99))
            state = rand.choice(list(DomainState))
            fresh.append(make(node, name, state, key=f"k{self.serial}"))
        self.feed.put(*fresh)

    def collapse(self, rand):
        headings = self.model.group_positions()
        if headings:
            self.model.set_collapsed(rand.choice(headings), rand.random() < 0.5)

    def check(self):
        model = self.model
        shown = [row.ref for row in model.domain_rows()]
        assert len(shown) == len(set(shown))
        assert {ref for ref in self.refs() if model.position_of(ref) >= 0} == set(shown)
        for row in model.domain_rows():
            assert model.row_at(model.position_of(row.ref)) is row
        counts = model.counts()
        parts = counts["running"] + counts["not_running"] + counts["unknown"]
        assert parts == counts["all"]
        if model.query is None and model.segment == "all":
            assert counts["all"] == len(self.refs())
            folded = any(model.group_row(n).is_collapsed for n in model.group_positions())
            assert folded or set(shown) == set(self.refs())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=_STEPS)
def test_any_sequence_of_changes_keeps_the_model_sound(qapp, steps):
    machine = _Machine()
    for step, number in steps:
        machine.do(step, number)
        machine.check()
