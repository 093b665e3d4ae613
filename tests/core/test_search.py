"""The query language of the fleet search."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from virtgui.core.search import (
    ProblemCode,
    SearchSubject,
    parse_query,
    quote_value,
)

GIB = 1024**3

WEB = SearchSubject(
    ref=1,
    name="web-01",
    title="Shop front",
    description="Answers the web server questions",
    node="alpha.example.org",
    group="prod/shop",
    tags=("prod", "Web"),
    state="running",
    os="Debian 12",
    addresses=("10.0.0.15", "fe80::1", "2001:db8::15"),
    macs=("52:54:00:aa:bb:01",),
    disks=("/var/lib/libvirt/images/web-01.qcow2",),
    networks=("default",),
    uuid="6695eb01-f6a4-8304-79aa-97f2502e193f",
    vcpus=4,
    memory_bytes=8 * GIB,
    cpu_percent=61.2,
    uptime_seconds=3 * 86400.0,
    autostart=True,
)
DB = SearchSubject(
    ref=2,
    name="db",
    node="beta",
    group="prod/db",
    tags=("preprod",),
    state="paused",
    os="Windows 11",
    addresses=("10.0.1.7",),
    networks=("default-2",),
    vcpus=2,
    memory_bytes=2 * GIB,
    cpu_percent=5.0,
    uptime_seconds=600.0,
)
BOX = SearchSubject(
    ref=3,
    name='box "a, b" | OR*',
    description="Straße",
    node="alpha2",
    state="shutoff",
    kind="container",
    vcpus=1,
    memory_bytes=GIB // 2,
    persistent=False,
    alert=True,
)
ALL = (WEB, DB, BOX)


def found(text):
    """Return the refs that a query finds, after checking that it has no problem."""
    query = parse_query(text)
    assert query.problems == ()
    refs = {subject.ref for subject in ALL if query.matches(subject)}
    assert {subject.ref for subject in query.filter(ALL)} == refs
    return refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("", {1, 2, 3}),
        ("WEB", {1}),
        ("prod", {1, 2}),
        ("strasse", {3}),
        ("10.0", {1, 2}),
        ("debian", {1}),
        ("alpha", {1, 3}),
        ('"web server"', {1}),
        ("web server", {1}),
        ('"server web"', set()),
        ("web-0?", {1}),
        ("eb-0?", set()),
        ('"web-0?"', set()),
        ("*pro*d", {1, 2}),
        ("52:54:00:AA:BB:01", {1}),
        ("2001:db8::15", {1}),
        ("6695eb01-f6a4-8304-79aa-97f2502e193f", {1}),
        ("qcow2", set()),
    ],
)
def test_plain_words(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("state:running", {1}),
        ("state:running,paused", {1, 2}),
        ("state:off", {3}),
        ("state:p*", {2}),
        ("state!=running", {2, 3}),
        ("node:alpha", {1}),
        ("host:alpha", {1}),
        ("node:alpha*", {1, 3}),
        ("node=alpha", set()),
        ("tag:prod", {1}),
        ("tag:WEB", {1}),
        ("tag:*prod", {1, 2}),
        ("tag:web,preprod", {1, 2}),
        ('tag:""', {3}),
        ("name:web*", {1}),
        ("name:eb", {1}),
        ("name=web", set()),
        ('name:"a, b"', {3}),
        ('name:"or*"', {3}),
        ("group:prod", {1, 2}),
        ("group:db", {2}),
        ("group:prod/shop", {1}),
        ("group:ro", set()),
        ("group:sh*", {1}),
        ('group:""', {3}),
        ("group=prod", set()),
        ("os:windows", {2}),
        ("title:shop", {1}),
        ('desc:"the web"', {1}),
        ("ip:10.0.0", {1}),
        ("ip:0.0.15", set()),
        ("address:10.0.0.0/23", {1, 2}),
        ("ip:2001:db8::/32", {1}),
        ("ip:10.0.0.1*", {1}),
        ("mac:AA-BB", {1}),
        ("disk:/var/lib", {1}),
        ("net:default", {1}),
        ("kind:container", {3}),
        ("autostart:yes", {1}),
        ("persistent:no", {3}),
        ("alert:yes", {3}),
        ("uuid:6695eb01f6a4", {1}),
        ("uuid:6695*3f", {1}),
        ("NAME:web", {1}),
    ],
)
def test_fields(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("cpu>50", {1}),
        ("cpu<=5", {2}),
        ("cpu:61", {1}),
        ("cpu:>50%", {1}),
        ("!cpu>50", {2, 3}),
        ("mem>4G", {1}),
        ("mem>=2", {1, 2}),
        ("mem=512M", {3}),
        ("memory<600MiB", {3}),
        ("vcpus>=4", {1}),
        ("vcpu:1,2", {2, 3}),
        ("vcpus!=4", {2, 3}),
        ("uptime>1d", {1}),
        ("uptime>2", {1}),
        ("uptime<1h", {2}),
    ],
)
def test_numbers(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("!web", {2, 3}),
        ("-web", {2, 3}),
        ("!!web", {1}),
        ("!tag:prod", {2, 3}),
        ("!tag!=prod", {1}),
        ("prod state:running", {1}),
        ("state:running OR state:paused", {1, 2}),
        ("state:running|state:paused", {1, 2}),
        ("prod web | 10.0.1.7 beta", {2}),
        ("web | db | box", {1, 2, 3}),
        ('box "OR"', {3}),
        ("box or", {3}),
    ],
)
def test_terms_together(text, refs):
    assert found(text) == refs


@pytest.mark.parametrize(
    ("text", "code", "part", "suggestion"),
    [
        ("stat:running", ProblemCode.UNKNOWN_FIELD, "stat", "state"),
        ("!memry>1", ProblemCode.UNKNOWN_FIELD, "memry", "memory"),
        ("zzzz=1", ProblemCode.UNKNOWN_FIELD, "zzzz", None),
        ("mem>lots", ProblemCode.BAD_NUMBER, "lots", None),
        ("cpu>", ProblemCode.EMPTY_VALUE, "cpu>", None),
        ("vcpus>1.5", ProblemCode.BAD_NUMBER, "1.5", None),
        ("uptime>1x", ProblemCode.BAD_NUMBER, "1x", None),
        ("name>web", ProblemCode.BAD_OPERATOR, ">", None),
        ("cpu=>5", ProblemCode.BAD_OPERATOR, "=>", None),
        ("state:runing", ProblemCode.UNKNOWN_STATE, "runing", "running"),
        ("state:sa", ProblemCode.UNKNOWN_STATE, "sa", "saved"),
        ("kind:contaner", ProblemCode.UNKNOWN_KIND, "contaner", "container"),
        ("autostart:maybe", ProblemCode.BAD_FLAG, "maybe", None),
        ("tag:", ProblemCode.EMPTY_VALUE, "tag:", None),
        ("!", ProblemCode.EMPTY_VALUE, "!", None),
        ('""', ProblemCode.EMPTY_VALUE, '""', None),
        ('"web ser', ProblemCode.UNCLOSED_QUOTE, '"web ser', None),
        ("OR", ProblemCode.DANGLING_OR, "OR", None),
        ("|", ProblemCode.DANGLING_OR, "|", None),
    ],
)
def test_problems_are_told_with_place_and_suggestion(text, code, part, suggestion):
    query = parse_query("web " + text if code is not ProblemCode.DANGLING_OR else text)
    (problem,) = query.problems
    assert (problem.code, problem.text, problem.suggestion) == (code, part, suggestion)
    assert query.text[problem.start : problem.end] == part
    assert query.matches(WEB)


def test_good_terms_work_beside_bad_ones():
    query = parse_query("stat:x prod bad:y OR state:running,flying tag:")
    assert [term.values for term in query.terms] == [("prod",), ("running",)]
    assert len(query.problems) == 4
    assert query.filter(ALL) == [WEB]


def test_a_trailing_or_is_told_and_left_out():
    query = parse_query("web OR")
    assert query.problems[0].code is ProblemCode.DANGLING_OR
    assert query.filter(ALL) == [WEB]


def test_a_bad_alternative_does_not_join_its_neighbours():
    query = parse_query("prod bad:x OR db")
    assert len(query.clauses) == 2


def test_terms_are_told_in_the_fields_own_names():
    (term,) = parse_query('-host:"a b",c*').terms
    assert (term.field, term.operator, term.values) == ("node", ":", ("a b", "c*"))
    assert term.negated
    assert parse_query("cpu>5 web").fields == {"cpu", ""}
    assert parse_query(" ").is_empty


def test_very_long_queries_are_cut():
    query = parse_query("a " * 5000)
    assert len(query.terms) == 200
    assert [problem.code for problem in query.problems] == [ProblemCode.TOO_MANY_TERMS]


def test_many_stars_take_no_exponential_time():
    subject = SearchSubject(ref=0, name="a" * 2000)
    assert not parse_query("*a" * 40 + "*b").matches(subject)


def test_live_figures_replace_only_themselves():
    later = WEB.with_live("paused", None, 5.0)
    assert (later.state, later.cpu_percent, later.uptime_seconds) == ("paused", None, 5.0)
    assert later.keys is WEB.keys
    assert (later.name, later.vcpus, later.ref) == (WEB.name, WEB.vcpus, WEB.ref)
    assert WEB.state == "running"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("state:running", "blocked"),
        ("state:suspended", "suspended"),
        ("state:pmsuspended", "suspended"),
        ("state:shutdown", "shutting_down"),
        ("state:unknown", "nostate"),
    ],
)
def test_states_are_found_by_both_of_their_codes(text, state):
    assert parse_query(text).matches(SearchSubject(ref=0, name="x", state=state))
    assert not parse_query(text).matches(SearchSubject(ref=0, name="x", state="paused"))


def test_a_nul_in_a_query_reaches_over_no_border():
    assert not parse_query('"web-01\0shop"').matches(WEB)


pieces = st.sampled_from(
    [
        *(
            "state:",
            "cpu>",
            "mem<=",
            "tag:",
            "name:",
            "group:",
            "!",
            "-",
            '"',
            "|",
            " OR ",
            " ",
            ",",
        ),
        *(
            "running",
            "50",
            "4G",
            "*",
            "?",
            "web",
            "\\",
            "a",
            ":",
            "=",
            "10.0.0.0/8",
            "ip:",
            "\0",
            "1d",
        ),
    ]
)
texts = st.lists(pieces, max_size=12).map("".join) | st.text(max_size=40)


@given(texts)
@example("ip:/8")
@example("ip:*/8")
def test_every_text_parses_and_problems_lie_inside(text):
    query = parse_query(text)
    for problem in query.problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.text == text[problem.start : problem.end]
    for term in query.terms:
        assert 0 <= term.start < term.end <= len(text)
    for subject in ALL:
        assert query.matches(subject) in (True, False)


good_terms = st.sampled_from(
    [
        *(
            "web",
            "prod",
            "state:running",
            "cpu>50",
            "cpu<1",
            "tag:prod",
            "name:w*",
            "group:db",
            "?*",
        ),
        *(
            "mem>1G",
            "uptime<1d",
            "ip:10.0.0.0/24",
            "kind:vm",
            '"a, b"',
            'title:""',
            "state!=paused",
        ),
        *("persistent:no", "vcpus:1,4"),
    ]
)


@given(good_terms)
def test_negation_is_the_complement(term):
    everything = {1, 2, 3}
    assert found("!" + term) == everything - found(term)
    assert found("-" + term) == everything - found(term)
    assert found("!!" + term) == found(term)


@given(st.lists(good_terms, min_size=1, max_size=4), good_terms)
def test_another_term_narrows_and_an_alternative_widens(others, term):
    query = " ".join(others)
    assert found(f"{query} {term}") == found(query) & found(term)
    assert found(f"{others[0]} | {term}") == found(others[0]) | found(term)


@given(st.text(min_size=1, max_size=30))
@example('a "quoted" \\ word')
@example("OR")
@example("-x")
@example("state:running")
def test_quoting_takes_any_text_literally(text):
    for query in (parse_query(quote_value(text)), parse_query(f"name:{quote_value(text)},x")):
        assert query.problems == ()
        assert query.terms[0].values[0] == text
        assert query.terms[0].test(SearchSubject(ref=0, name=text)) or "\0" in text


@given(
    st.text(st.sampled_from("ab*?"), min_size=1, max_size=8),
    st.text(st.sampled_from("ab"), max_size=10),
)
def test_wildcards_agree_with_a_plain_definition(pattern, name):
    def fits(rest, text):
        if not rest:
            return not text
        if rest[0] == "*":
            return fits(rest[1:], text) or (bool(text) and fits(rest, text[1:]))
        return bool(text) and rest[0] in ("?", text[0]) and fits(rest[1:], text[1:])

    expected = fits(pattern, name) if set(pattern) & set("*?") else pattern in name
    assert parse_query(f"name:{pattern}").matches(SearchSubject(ref=0, name=name)) == expected
