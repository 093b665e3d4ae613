"""What an address over SSH asks for: each parameter is honoured or refused by name, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.ssh_options import (
    JUMP,
    OptionRefusal,
    far_uri,
    is_ssh,
    refused_options,
    ssh_options,
)
from virtgui.core.uri import ConnectionUri, parse_uri

OURS = (
    "keyfile", "known_hosts", "known_hosts_verify", "mode", "name", "netcat", "no_tty",
    "no_verify", "proxy", "socket", "sshauth", JUMP,
)  # fmt: skip
NEVER = ("command", "pkipath", "tls_priority", "no_sanity")
VALUES = ("", "0", "1", "auto", "direct", "netcat", "normal", "agent,password", "/a b/c", "x&y=z")
names = st.sampled_from((*OURS, *NEVER, "authfile", "other"))
queries = st.lists(st.tuples(names, st.sampled_from(VALUES)), max_size=6).map(tuple)
transports = st.sampled_from(("ssh", "libssh", "libssh2"))


@st.composite
def addresses(draw):
    return ConnectionUri(
        "qemu", draw(transports), draw(st.sampled_from(("", "root"))), "host",
        draw(st.sampled_from((None, 22, 2222))), "/system", draw(queries),
    )  # fmt: skip


@given(addresses())
def test_every_parameter_is_honoured_refused_or_for_the_far_side(uri):
    refused = {option.name for option in refused_options(uri)}
    far = {name for name, _ in parse_uri(far_uri(uri)).query}
    for name, _ in uri.query:
        assert (name in OURS) + (name in far) == 1 or name in refused
        assert not (name in far and name in (*refused, *OURS))


@given(addresses())
def test_what_is_refused_has_no_effect(uri):
    refused = {option.name for option in refused_options(uri)}
    kept = tuple(pair for pair in uri.query if pair[0] not in refused)
    assert ssh_options(uri) == ssh_options(
        ConnectionUri("qemu", uri.transport, uri.user, uri.host, uri.port, uri.path, kept)
    )


@given(addresses())
def test_the_far_side_never_hears_of_the_way_there(uri):
    far = parse_uri(far_uri(uri))
    assert (far.transport, far.user, far.host, far.port) == ("", "", "", None)
    assert (far.driver, far.path) == (uri.driver, uri.path)


@given(addresses())
def test_the_first_of_two_values_counts(uri):
    refused = {option.name for option in refused_options(uri)}
    expected = uri.parameter("socket") or "" if "socket" not in refused else ""
    assert ssh_options(uri).socket == expected


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("command=/bin/evil", "command", OptionRefusal.OWN_SSH),
        ("no_verify=1", "no_verify", OptionRefusal.ALWAYS_VERIFIED),
        ("no_verify=true", "no_verify", OptionRefusal.ALWAYS_VERIFIED),
        ("known_hosts_verify=ignore", "known_hosts_verify", OptionRefusal.ALWAYS_VERIFIED),
        ("known_hosts_verify=auto", "known_hosts_verify", OptionRefusal.ALWAYS_VERIFIED),
        ("pkipath=/x", "pkipath", OptionRefusal.NOT_WITH_SSH),
        ("mode=fast", "mode", OptionRefusal.UNKNOWN_VALUE),
        ("proxy=carrier-pigeon", "proxy", OptionRefusal.UNKNOWN_VALUE),
        ("sshauth=agent,face", "sshauth", OptionRefusal.UNKNOWN_VALUE),
    ],
)
def test_what_is_refused_is_told_by_name(query, name, reason):
    (refused,) = refused_options(parse_uri(f"qemu+ssh://host/system?{query}"))
    assert (refused.name, refused.reason) == (name, reason)
    assert refused.value == query.partition("=")[2]


def test_what_is_honoured_arrives():
    options = ssh_options(
        parse_uri(
            "qemu+ssh://me@host:2222/system?keyfile=/k&known_hosts=/h&mode=legacy&proxy=netcat"
            "&netcat=/usr/bin/nc.openbsd&socket=/s&sshauth=privkey,agent,password"
            "&proxyjump=a,b&no_verify=0&known_hosts_verify=normal"
        )
    )
    assert (options.host, options.user, options.port) == ("host", "me", 2222)
    assert (options.key_file, options.known_hosts, options.jump) == ("/k", "/h", "a,b")
    assert (options.mode, options.proxy, options.netcat) == (
        "legacy",
        "netcat",
        "/usr/bin/nc.openbsd",
    )
    assert (options.socket, options.methods) == ("/s", ("publickey", "password"))
    assert options.far_uri == "qemu:///system"


def test_the_far_sides_address_may_be_given():
    assert ssh_options(parse_uri("qemu+ssh://h/?name=test:///x")).far_uri == "test:///x"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [("qemu+ssh://h/", True), ("qemu+libssh2://h/", True), ("qemu+tls://h/", False)],
)
def test_which_addresses_lead_over_ssh(uri, expected):
    assert is_ssh(parse_uri(uri)) is expected
