"""Connection URIs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.uri import (
    KNOWN_DRIVERS,
    TRANSPORTS,
    ConnectionUri,
    Security,
    UriError,
    UriProblem,
    parse_uri,
)


def test_all_parts_are_read():
    uri = parse_uri("qemu+ssh://root@host.example:2222/system?socket=/run/x&no_tty=1")
    assert uri == ConnectionUri(
        "qemu",
        "ssh",
        "root",
        "host.example",
        2222,
        "/system",
        (("socket", "/run/x"), ("no_tty", "1")),
    )
    assert uri.original.startswith("qemu+ssh://")
    assert uri.parameter("socket") == "/run/x"
    assert uri.parameter("mode") is None


@pytest.mark.parametrize(
    ("text", "name", "security"),
    [
        ("qemu:///system", "qemu:system", Security.LOCAL),
        ("qemu+unix:///session?socket=/tmp/s", "qemu:session", Security.LOCAL),
        ("lxc:///", "lxc", Security.LOCAL),
        ("test:///default", "test:default", Security.LOCAL),
        ("test:///srv/nodes/a.xml", "test:/srv/nodes/a.xml", Security.LOCAL),
        ("qemu+ssh://alpha/system", "alpha", Security.ENCRYPTED),
        ("qemu+libssh2://alpha/system", "alpha", Security.ENCRYPTED),
        ("qemu://alpha/system", "alpha", Security.ENCRYPTED),
        ("qemu+tls://[2001:db8::7]:16514/system", "2001:db8::7", Security.ENCRYPTED),
        ("qemu+tcp://alpha/system", "alpha", Security.CLEAR),
        ("esx://root@esx1/?no_verify=1", "esx1", Security.ENCRYPTED),
        ("esx://root@esx1/?transport=http", "esx1", Security.CLEAR),
        ("qemu+ext:///system?command=/bin/way", "qemu:system", Security.UNKNOWN),
        ("  xen:///system\n", "xen:system", Security.LOCAL),
    ],
)
def test_name_and_security(text, name, security):
    uri = parse_uri(text)
    assert uri.display_name == name
    assert uri.security is security
    assert uri.is_encrypted == (security is Security.ENCRYPTED)
    assert uri.is_local == (security is Security.LOCAL)
    assert uri.is_known_driver


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", UriProblem.EMPTY, 0),
        ("   ", UriProblem.EMPTY, 0),
        ("alpha", UriProblem.ALIAS, 0),
        ("host.example.org", UriProblem.NO_SCHEME, 0),
        ("/run/libvirt", UriProblem.NO_SCHEME, 0),
        ("://host/", UriProblem.NO_SCHEME, 0),
        ("host:22", UriProblem.NO_SLASHES, 5),
        ("qemu:/system", UriProblem.NO_SLASHES, 5),
        ("q_emu:///system", UriProblem.BAD_SCHEME, 0),
        ("qemu+carrier://x/system", UriProblem.UNKNOWN_TRANSPORT, 5),
        ("qemu+://x/system", UriProblem.UNKNOWN_TRANSPORT, 5),
        ("qemu+ssh://my host/system", UriProblem.SPACE, 13),
        ("  qemu+ssh://my host/", UriProblem.SPACE, 15),
        ('qemu+ssh://"a"/system', UriProblem.BAD_CHARACTER, 11),
        ("qemu+ssh://bücher/system", UriProblem.BAD_CHARACTER, 12),
        ("qemu:///sys#tem", UriProblem.BAD_CHARACTER, 11),
        ("qemu:///%00", UriProblem.BAD_CHARACTER, 7),
        ("qemu:///%zz", UriProblem.BAD_PERCENT, 8),
        ("qemu:///%ff", UriProblem.BAD_PERCENT, 7),
        ("qemu+ssh:///system", UriProblem.HOST_MISSING, 11),
        ("esx:///", UriProblem.HOST_MISSING, 6),
        ("qemu+ssh://root@/system", UriProblem.HOST_MISSING, 16),
        ("qemu+ssh://:22/system", UriProblem.HOST_MISSING, 11),
        ("qemu+unix://alpha/system", UriProblem.HOST_NOT_ALLOWED, 12),
        ("qemu+ssh://a:/system", UriProblem.BAD_PORT, 13),
        ("qemu+ssh://a:0/system", UriProblem.BAD_PORT, 13),
        ("qemu+ssh://a:65536/system", UriProblem.BAD_PORT, 13),
        ("qemu+ssh://a:22x/system", UriProblem.BAD_PORT, 13),
        ("qemu+ssh://u@a:b:c/system", UriProblem.BAD_HOST, 13),
        ("qemu+ssh://-oProxy/system", UriProblem.BAD_HOST, 11),
        ("qemu+ssh://-l@host/system", UriProblem.BAD_USER, 11),
        ("qemu+ssh://@host/system", UriProblem.BAD_USER, 11),
        ("qemu+ssh://[::1/system", UriProblem.BAD_HOST, 11),
        ("qemu+ssh://[10.0.0.1]/system", UriProblem.BAD_HOST, 11),
        ("qemu+ssh://[::1]x/system", UriProblem.BAD_HOST, 11),
        ("qemu:///" + "x" * 5000, UriProblem.TOO_LONG, 4096),
    ],
)
def test_nonsense_is_refused_with_its_place(text, code, position):
    with pytest.raises(UriError) as caught:
        parse_uri(text)
    assert (caught.value.code, caught.value.position) == (code, position)


def test_an_unknown_driver_parses_and_is_told():
    assert not parse_uri("quemu:///system").is_known_driver


def test_password_is_recognised_hidden_and_removed():
    uri = parse_uri("qemu+ssh://root:s%3Acret@host/system")
    assert uri.password == "s:cret"
    assert "cret" not in repr(uri)
    clean = uri.without_secret()
    assert clean.password is None
    assert clean.original == clean.build() == "qemu+ssh://root@host/system"
    assert clean.without_secret() is clean


def test_error_text_carries_no_password():
    with pytest.raises(UriError) as caught:
        parse_uri("qemu+ssh://root:hunter2@host:99999/system")
    assert "hunter2" not in str(caught.value)


def test_zone_of_a_link_local_address():
    uri = parse_uri("qemu+ssh://[fe80::1%25eth0]/system")
    assert uri.host == "fe80::1%eth0"
    assert parse_uri(uri.build()) == uri


def test_parameters_are_set_and_removed():
    uri = parse_uri("qemu:///system?a=1&socket=x")
    assert uri.with_parameter("socket", "/y").build() == "qemu:///system?a=1&socket=/y"
    assert uri.with_parameter("socket", None).query == (("a", "1"),)


printable = st.text(st.characters(min_codepoint=32, exclude_characters="\x7f", codec="utf-8"))
hosts = st.from_regex(r"[a-z0-9][a-z0-9.-]{0,12}", fullmatch=True)
servers = st.one_of(hosts, st.ip_addresses(v=6).map(str))
uris = st.builds(
    ConnectionUri,
    driver=st.sampled_from(sorted(KNOWN_DRIVERS)),
    transport=st.sampled_from(("", *(name for name in TRANSPORTS if name != "unix"))),
    user=printable.filter(lambda text: not text.startswith("-")),
    host=servers,
    port=st.none() | st.integers(1, 65535),
    path=printable.map(lambda text: "/" + text) | st.just(""),
    query=st.lists(st.tuples(printable, printable), max_size=3).map(tuple),
)


@given(uris)
def test_built_uris_parse_to_the_same_value(uri):
    assert parse_uri(uri.build()) == uri


@given(uris.filter(lambda uri: uri.user), printable)
def test_no_password_survives_its_removal(uri, password):
    given_text = uri.build().replace("@", ":" + password.encode().hex() + "@", 1)
    parsed = parse_uri(given_text)
    assert parsed.password == password.encode().hex()
    assert parse_uri(parsed.without_secret().original) == uri


@given(
    st.text(max_size=60)
    | st.text(st.sampled_from("qemu+sh:/@[]%?&=;.-0ab "), max_size=60)
    | st.text(max_size=30).map("qemu+ssh://".__add__)
)
def test_any_text_is_a_uri_or_a_uri_error(text):
    try:
        uri = parse_uri(text)
    except UriError as refused:
        position = refused.position
    else:
        position = 0
        assert parse_uri(uri.build()) == uri
    assert 0 <= position <= len(text)
