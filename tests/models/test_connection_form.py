"""An address as a form, and back."""

from dataclasses import fields, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from virtgui.core.ssh_options import JUMP
from virtgui.core.uri import KNOWN_DRIVERS, UriError, parse_uri
from virtgui.models.connection_form import (
    ConnectionForm,
    Place,
    bad_hop,
    clean_address,
    follow,
    form_of,
    uri_of,
    with_driver,
    with_host,
    with_place,
)

PARAMETERS = {
    "key_file": "keyfile", "jump": JUMP, "socket": "socket", "proxy": "proxy", "mode": "mode",
    "netcat": "netcat",
}  # fmt: skip
HOSTS = st.sampled_from(
    ["kvm-01", "a.example", "_x", "10.0.0.4", "[2001:db8::7]", "[fe80::1%25e0]"]
)
WORDS = st.text("abcXYZ019-._~", min_size=1, max_size=6)
WRITTEN = st.text("abcXYZ0/.:@,", max_size=8).map(lambda text: text.replace("a", "%61"))
KEYS = st.one_of(st.sampled_from([*PARAMETERS.values(), "no_verify", "command", "name"]), WORDS)
VALUES = st.text("ab/ :,=&%?ü@", min_size=1, max_size=8)


@st.composite
def addresses(draw, *, place=None):
    """Texts that libvirt could open, in the spellings that people use."""
    transports = {Place.SSH: ["+ssh", "+SSH", "+libssh2"], Place.LOCAL: ["", "+unix"]}
    transport = draw(st.sampled_from(transports.get(place, ["", "+unix", "+ssh", "+tls", "+tcp"])))
    driver = draw(st.sampled_from(sorted(KNOWN_DRIVERS)))
    authority = ""
    if transport != "+unix" and place is not Place.LOCAL:
        login = draw(st.sampled_from(["", "root@", "o%70s@", "ops:secret@", "j%C3%BC@"]))
        authority = login + draw(HOSTS) + draw(st.sampled_from(["", ":22", ":022", ":65535"]))
    path = draw(st.one_of(st.sampled_from(["", "/", "/system"]), WRITTEN.map("/{}".format)))
    pairs = draw(st.lists(st.tuples(KEYS, st.sampled_from(["=", ""]), WRITTEN), max_size=5))
    joint = draw(st.sampled_from(["&", ";", "&&"]))
    query = joint.join(key + (sign and sign + value) for key, sign, value in pairs)
    mark = "?" if query else draw(st.sampled_from(["", "?"]))
    text = f"{driver}{transport}://{authority}{path}{mark}{query}"
    try:
        parse_uri(text)
    except UriError:
        assume(False)
    return text


@given(addresses())
def test_what_is_not_touched_stays_as_it_was_written(text):
    form = form_of(text)
    assert uri_of(form) == text
    assert uri_of(form_of(f"  {text}\n")) == text


@given(addresses())
def test_another_place_and_back_is_as_if_nothing_had_been(text):
    form = form_of(text)
    for place in Place:
        back = with_place(with_place(form, place), form.place)
        # The port of one way is not the port of another, all else is kept.
        assert replace(form_of(uri_of(back)), port=None) == replace(form, port=None)


def others(text, *names):
    """All of an address but some of its parts."""
    uri = parse_uri(text)
    return replace(uri, **{name: getattr(parse_uri("x://h/"), name) for name in names})


@given(addresses(place=Place.SSH), st.sampled_from(["h2", "10.9.8.7", "2001:db8::9", "fe80::2%e1"]))
def test_another_host_touches_the_host_only(text, host):
    changed = uri_of(replace(form_of(text), host=host))
    assert parse_uri(changed).host == host
    assert others(changed, "host") == others(text, "host")
    assert changed.partition("?")[2] == text.partition("?")[2]


@given(addresses(place=Place.SSH), st.text("aü@:/? %", min_size=1, max_size=5))
def test_another_user_touches_the_user_only(text, user):
    changed = uri_of(replace(form_of(text), user=user))
    assert parse_uri(changed).user == user
    assert others(changed, "user") == others(text, "user")


@given(addresses(place=Place.SSH), st.one_of(st.none(), st.integers(1, 65535)))
def test_another_port_touches_the_port_only(text, port):
    changed = uri_of(replace(form_of(text), port=port))
    assert parse_uri(changed).port == port
    assert others(changed, "port") == others(text, "port")


@given(addresses(), st.sampled_from(["/session", "/a b", "/ü?x"]))
def test_another_path_touches_the_path_only(text, path):
    changed = uri_of(replace(form_of(text), path=path))
    assert parse_uri(changed).path == path
    assert others(changed, "path") == others(text, "path")
    assert changed.partition("://")[0] == text.partition("://")[0]


@given(addresses(place=Place.SSH), st.sampled_from(sorted(PARAMETERS)), VALUES)
def test_another_parameter_touches_that_one_only(text, name, value):
    old, key = form_of(text), PARAMETERS[name]
    changed = uri_of(replace(old, **{name: value}))
    assert getattr(form_of(changed), name) == value
    assert replace(form_of(changed), **{name: ""}) == replace(old, **{name: ""})
    assert changed.partition("?")[0] == text.partition("?")[0]
    gone = uri_of(replace(form_of(changed), **{name: ""}))
    kept = tuple(pair for pair in parse_uri(text).query if pair[0] != key)
    assert parse_uri(gone).query == kept
    assert others(gone, "query") == others(text, "query")


def test_every_part_is_read():
    text = (
        "qemu+ssh://ops@kvm-01:2222/session?keyfile=/k&proxyjump=j1,j2&socket=/s&proxy=native"
        "&mode=direct&netcat=ncat&known_hosts=/h"
    )
    assert form_of(text) == ConnectionForm(
        "qemu", Place.SSH, "ssh", "kvm-01", "ops", 2222, "/session", "/k", "j1,j2", "/s", "native",
        "direct", "ncat", (("known_hosts", "/h"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("qemu:///system", Place.LOCAL),
        ("qemu+unix:///session?socket=/tmp/s", Place.LOCAL),
        ("test:///srv/a.xml", Place.LOCAL),
        ("qemu+ssh://h/system", Place.SSH),
        ("lxc+libssh2://h/", Place.SSH),
        ("qemu://h/system", Place.OTHER),
        ("qemu+tcp://h/system", Place.OTHER),
        ("esx://root@h/", Place.OTHER),
        ("qemu+ext:///system?command=/bin/way", Place.OTHER),
    ],
)
def test_the_place_of_an_address(text, place):
    assert form_of(text).place is place


def test_a_new_form_is_this_computer_and_becomes_a_host():
    form = ConnectionForm()
    assert uri_of(form) == "qemu:///system"
    form = replace(with_place(form, Place.SSH), host="kvm-01", user="jö", key_file="/a b")
    assert uri_of(form) == "qemu+ssh://j%C3%B6@kvm-01/system?keyfile=/a%20b"
    assert uri_of(with_place(form, Place.OTHER)) == "qemu+tls://j%C3%B6@kvm-01/system"
    assert uri_of(with_place(form, Place.LOCAL)) == "qemu:///system"


def test_what_belongs_to_one_way_does_not_come_along_to_another():
    form = form_of("qemu+ssh://h:22/system?no_verify=1&authfile=/a&known_hosts=/k")
    assert uri_of(with_place(form, Place.OTHER)) == "qemu+tls://h/system?authfile=/a"
    assert uri_of(with_place(form, Place.LOCAL)) == "qemu:///system?authfile=/a"


def test_a_missing_or_wrong_host_gives_a_text_that_says_so():
    form = with_place(ConnectionForm(), Place.SSH)
    with pytest.raises(UriError, match="host_missing"):
        parse_uri(uri_of(form))
    with pytest.raises(UriError, match="bad_host"):
        parse_uri(uri_of(replace(form, host="a b/c")))


@pytest.mark.parametrize(
    ("text", "driver", "result"),
    [
        ("qemu:///session", "xen", "xen:///system"),
        ("qemu:///session", "ch", "ch:///session"),
        ("qemu+ssh://h/system", "vbox", "vbox+ssh://h/session"),
        ("qemu+tls://h/system", "esx", "esx://h/"),
        ("esx://root@h/?no_verify=1", "qemu", "qemu+tls://root@h/system?no_verify=1"),
        ("qemu:///system", "qemu", "qemu:///system"),
    ],
)
def test_another_hypervisor_brings_its_own_path(text, driver, result):
    assert uri_of(with_driver(form_of(text), driver)) == result


def test_a_hypervisor_with_a_way_of_its_own_cannot_be_reached_by_ssh():
    esx = form_of("esx://root@h/")
    assert uri_of(with_place(esx, Place.SSH)) == "qemu+ssh://root@h/system"
    assert uri_of(with_place(with_place(esx, Place.SSH), Place.OTHER)) == "esx://root@h/"


@pytest.mark.parametrize(
    ("text", "host", "user", "port"),
    [
        ("kvm-01", "kvm-01", "old", 1),
        ("ops@kvm-01", "kvm-01", "ops", 1),
        ("ops@kvm-01:2222", "kvm-01", "ops", 2222),
        ("ssh://ops@kvm-01:2222/", "kvm-01", "ops", 2222),
        ("[2001:db8::7]:2222", "2001:db8::7", "old", 2222),
        ("2001:db8::7", "2001:db8::7", "old", 1),
        ("[2001:db8::7]", "2001:db8::7", "old", 1),
        ("lxc+ssh://ops@kvm-02/system", "kvm-02", "ops", None),
    ],
)
def test_a_host_as_people_write_it(text, host, user, port):
    form = with_host(ConnectionForm(place=Place.SSH, user="old", port=1), text)
    assert (form.host, form.user, form.port) == (host, user, port)


def test_a_host_that_is_nonsense_stays_for_being_corrected():
    assert with_host(ConnectionForm(place=Place.SSH), "qemu+ssh://").host == "qemu+ssh://"


def test_an_address_of_this_computer_does_not_forget_the_host():
    form = follow(form_of("qemu+ssh://ops@kvm-01/system?keyfile=/k"), "lxc:///system")
    assert uri_of(form) == "lxc:///system"
    assert uri_of(with_place(form, Place.SSH)) == "lxc+ssh://ops@kvm-01/system?keyfile=/k"


@pytest.mark.parametrize(
    "text",
    [
        "  qemu+ssh://h/system?a=b&c=d \n",
        "virsh -c 'qemu+ssh://h/system?a=b&c=d' list --all",
        'virsh --connect="qemu+ssh://h/system?a=b&c=d"',
        "-cqemu+ssh://h/system?a=b&c=d",
        "export LIBVIRT_DEFAULT_URI='qemu+ssh://h/system?a=b&c=d'",
        "'qemu+ssh://h/system?a=b&c=d'",
    ],
)
def test_what_was_pasted_around_an_address_is_left_out(text):
    assert clean_address(text) == "qemu+ssh://h/system?a=b&c=d"


@pytest.mark.parametrize(
    "text", ["qemu+ssh://a b/system", "qemu:///it's", "virsh -c 'qemu", "two a://b c://d", ""]
)
def test_what_is_not_plainly_an_address_stays(text):
    assert clean_address(text) == text


@pytest.mark.parametrize(
    ("jump", "bad"),
    [
        ("", ""),
        ("none", ""),
        ("bastion", ""),
        ("ops@bastion:2222,[2001:db8::7]:22,second", ""),
        ("a,,b", ","),
        ("a,b c", "b c"),
        ("a,b:99999", "b:99999"),
        ("ssh://a", "ssh://a"),
        ("-oProxyCommand=x", "-oProxyCommand=x"),
    ],
)
def test_jump_hosts_that_cannot_be_read(jump, bad):
    assert bad_hop(jump) == bad


def test_a_password_in_the_address_is_not_in_the_forms_text():
    form = form_of("esx://root:geheim@h/")
    assert "geheim" not in repr(form)
    assert uri_of(form) == "esx://root:geheim@h/"
    assert {field.name for field in fields(form)} >= set(PARAMETERS)
