"""The form of graphical displays."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.definition import KEPT
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.domain_config import GraphicsConfig
from virtgui.core.values.node_choices import Found, NetworkChoice, NodeChoices, NodeDeviceChoice
from virtgui.documents.domain import read_domain_config

AUTO = "port='-1' autoport='yes'"
VNC = (
    f"<graphics type='vnc' {AUTO} listen='127.0.0.1'>"
    "<listen type='address' address='127.0.0.1'/></graphics>"
)
SPICE = VNC.replace("vnc", "spice")
MAIN = "<channel name='main' mode='any'/>"
CHOICES = NodeChoices(networks=Found((NetworkChoice("default", True),)))
OTHER = (
    "<domain type='kvm'><name>db-01</name><uuid>0c1f7a52-8e3b-4b62-9d0a-6a4e0f5b7c12</uuid>"
    "<memory>1</memory><os><type>hvm</type></os><devices>"
    "<graphics type='vnc' port='5900' autoport='no'/></devices></domain>"
)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("password", "x", SPICE.replace("listen=", "passwd='x' listen=")),
        ("image", "glz", "<image compression='glz'/>"),
        ("jpeg", "never", "<jpeg compression='never'/>"),
        ("zlib", "auto", "<zlib compression='auto'/>"),
        ("playback", "off", "<playback compression='off'/>"),
        ("streaming", "filter", "<streaming mode='filter'/>"),
        ("copy_paste", False, "<clipboard copypaste='no'/>"),
        ("mouse", "client", "<mouse mode='client'/>"),
        ("file_transfer", False, "<filetransfer enable='no'/>"),
        ("gl", True, "<gl enable='yes'/>"),
        ("default_mode", "secure", SPICE.replace("listen=", "defaultMode='secure' listen=")),
        ("keymap", "de", SPICE.replace("listen=", "keymap='de' listen=")),
        ("connected", "fail", SPICE.replace("listen=", "connected='fail' listen=")),
    ],
)
def test_a_field_of_spice_writes_its_place(field, value, expected):
    bench = Bench(SPICE).put(field, value)
    whole = expected.startswith("<graphics")
    assert bench.xml == same(expected if whole else SPICE.replace("</g", f"{expected}</g"))
    assert bench.is_shown(field)


@pytest.mark.parametrize(
    ("reach", "attribute", "listen"),
    [
        ("all", "listen='0.0.0.0'", "<listen type='address' address='0.0.0.0'/>"),
        ("address", "listen='192.0.2.1'", "<listen type='address' address='192.0.2.1'/>"),
        ("network", "", "<listen type='network' network='default'/>"),
        ("", "", ""),
    ],
)
def test_a_display_is_reached_elsewhere_and_here_again(reach, attribute, listen):
    bench = Bench(VNC, choices=CHOICES)
    assert bench.get("reach") == "local"
    bench.put("reach", reach)
    assert bench.get("reach") == reach
    assert bench.xml == same(f"<graphics type='vnc' {AUTO} {attribute}>{listen}</graphics>")
    bench.put("reach", "local")
    assert bench.xml == same(VNC)


@pytest.mark.parametrize(("reach", "shown"), [("socket", True), ("none", False)])
def test_without_a_network_there_is_no_port(reach, shown):
    bench = Bench(VNC).put("reach", reach)
    assert bench.xml == same(f"<graphics type='vnc'><listen type='{reach}'/></graphics>")
    assert bench.is_shown("socket") is shown
    assert not bench.is_shown("auto")
    assert not bench.is_shown("port")
    assert bench.put("reach", "local").xml == same(VNC)


def test_the_place_is_said_twice_and_stays_the_same():
    bench = Bench(VNC).put("reach", "address").put("listen_at", "10.0.0.9")
    assert bench.element.get("listen") == "10.0.0.9"
    assert bench.element.find("listen").get("address") == "10.0.0.9"
    bench.put("reach", "socket").put("socket", "/run/a")
    assert bench.element.find("listen").attrib == {"type": "socket", "socket": "/run/a"}
    assert "listen" not in bench.element.attrib
    old = Bench("<graphics type='vnc' socket='/run/old'/>")
    assert (old.get("reach"), old.get("socket")) == ("socket", "/run/old")
    bare = Bench("<graphics type='vnc' listen='0.0.0.0'/>")
    assert bare.get("reach") == "all"


def test_all_places_are_rows():
    bench = Bench(VNC, choices=CHOICES)
    bench.add("listens", kind="network", listen_network="default")
    assert bench.element.get("listen") == "127.0.0.1"
    rows = bench.item("listens").read(bench.view)
    kind = bench.item("listens").columns[0]
    kind.write(rows[0], "socket", bench.scene)
    assert bench.xml == same(
        f"<graphics type='vnc' {AUTO}><listen type='socket'/>"
        "<listen type='network' network='default'/></graphics>"
    )


def test_ports_are_chosen_by_the_host_or_free():
    neighbours = (read_domain_config(OTHER),)
    assert neighbours[0].graphics == (GraphicsConfig("vnc", 5900, ""),)
    bench = Bench(VNC, neighbours=neighbours)
    assert bench.get("auto") is True
    assert not bench.is_shown("port")
    bench.put("auto", False)
    assert (bench.get("port"), bench.is_shown("port")) == (5901, True)
    assert bench.element.get("autoport") == "no"
    bench.put("port", 5900)
    assert "db-01" in bench.says("port")[1]
    bench.cure("port")
    assert bench.put("auto", True).xml == same(VNC)


def test_ports_are_checked():
    bench = Bench(VNC, SPICE.replace("-1", "5950").replace("'yes'", "'no'")).put("auto", False)
    assert bench.put("port", 5950).says("port")[0] == "error"
    assert "5900" in bench.put("port", 80).says("port")[1]
    assert bench.put("port", 5999).says("port") == ()
    assert bench.put("websocket", 5999).says("websocket")[1].endswith("twice.")


@pytest.mark.parametrize(
    ("device", "field", "said"),
    [
        (VNC.replace("listen=", "passwd='123456789' listen="), "password", "8"),
        (VNC.replace("127.0.0.1", "0.0.0.0"), "reach", "password"),
        (VNC.replace("listen=", "passwd='x' passwdValidTo='soon' listen="), "valid_to", "2030"),
        (VNC.replace("listen=", "passwdValidTo='2030-13-01T00:00:00' listen="), "valid_to", "no"),
        (VNC.replace("listen=", "passwdValidTo='2001-01-01T00:00:00Z' listen="), "valid_to",
         "over"),
        (VNC.replace("listen=", "passwdValidTo='2999-01-01T00:00:00' listen="), "valid_to",
         "no password"),
        (SPICE.replace("</g", "<gl enable='yes'/></g"), "reach", "OpenGL"),
        (VNC.replace("'127.0.0.1'", "'a b'"), "listen_at", "neither"),
        ("<graphics type='vnc'><listen type='network' network='x'/></graphics>", "network",
         "no network x"),
        ("<graphics type='vnc'><listen type='socket' socket='x'/></graphics>", "socket", "/"),
        ("<graphics type='vnc'><audio id='7'/></graphics>", "audio", "7"),
        ("<graphics type='dbus' address='x'/>", "bus_address", "unix:"),
        (f"<graphics type='spice'>{2 * MAIN}</graphics>", "channels", "twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(device, field, said):
    assert said in Bench(device, choices=CHOICES).says(field)[1]


def test_nothing_is_said_of_what_is_right():
    good = VNC.replace("listen=", "passwd='x' passwdValidTo='2999-01-01T00:00:00' listen=")
    for device in (VNC, SPICE, good, VNC.replace("listen=", f"passwd='{KEPT}' listen=")):
        bench = Bench(device, choices=CHOICES)
        checked = [item.id for item in bench.form.items() if item.check is not None]
        assert [name for name in checked if bench.is_shown(name) and bench.finding(name)] == []


def test_opengl_of_spice_is_cured_by_leaving_the_network():
    bench = Bench(SPICE.replace("</g", "<gl enable='yes'/></g"))
    bench.cure("reach")
    assert bench.xml == same(
        "<graphics type='spice'><listen type='none'/><gl enable='yes'/></graphics>"
    )
    assert bench.finding("reach") is None


def test_another_kind_keeps_places_ports_and_passwords():
    full = SPICE.replace("listen=", "passwd='x' connected='fail' listen=").replace(
        "</g", "<image compression='glz'/><channel name='main' mode='any'/><foo/></g"
    )
    bench = Bench(full).put("type", "vnc")
    assert bench.xml == same(
        VNC.replace("listen=", "passwd='x' listen=").replace("</g", "<foo/></g")
    )
    bench.put("type", "egl-headless")
    assert bench.xml == same("<graphics type='egl-headless'><foo/></graphics>")
    bench.put("type", "vnc")
    assert bench.xml == same(f"<graphics type='vnc' {AUTO}><foo/></graphics>")


def test_a_machine_has_one_display_of_each_kind():
    assert Bench(VNC, VNC).says("type")[0] == "error"
    assert Bench(VNC, SPICE).says("type") == ()


def test_kinds_come_from_the_node():
    caps = DomainCaps(devices={"graphics": {"type": ("vnc", "sdl")}})
    options = Bench(VNC, caps=caps).options("type")
    assert "node-a" in options["spice"]
    assert not options["vnc"]
    assert not any(Bench(VNC).options("type").values())
    assert any(Bench(VNC).options("network").values())
    error = ErrorInfo(ErrorKind.PERMISSION, Remedy.LOOK_AGAIN, "")
    failed = NodeChoices(networks=Found(error=error))
    assert any(Bench(VNC, choices=failed).options("network").values())
    assert list(Bench(VNC, choices=CHOICES).options("network")) == ["default"]
    node = NodeDeviceChoice("drm_1", "drm", path="/dev/dri/renderD128")
    assert list(Bench(VNC, devices=Found((node,))).options("rendernode")) == [node.path]


def test_a_new_password_does_less_with_vnc():
    assert list(Bench(VNC).options("connected")) == ["", "keep"]
    assert list(Bench(SPICE).options("connected")) == ["", "keep", "disconnect", "fail"]


def test_only_what_a_kind_knows_is_shown():
    vnc, spice, window = Bench(VNC), Bench(SPICE), Bench("<graphics type='sdl'/>")
    for name in ("websocket", "share_policy", "power_control", "audio"):
        assert vnc.is_shown(name)
        assert not spice.is_shown(name)
    for name in ("copy_paste", "image", "channels", "default_mode", "gl"):
        assert spice.is_shown(name)
        assert not vnc.is_shown(name)
    for name in ("display", "xauth", "fullscreen"):
        assert window.is_shown(name)
        assert not vnc.is_shown(name)
    assert not window.is_shown("reach")
    assert Bench("<graphics type='dbus'/>").is_shown("p2p")
    assert Bench("<graphics type='rdp'/>").is_shown("multi_user")
    assert Bench("<graphics type='egl-headless'/>").is_shown("rendernode")
    assert not spice.is_shown("rendernode")
    assert spice.put("gl", True).is_shown("rendernode")


def test_channels_are_rows_with_a_name_that_is_free():
    bench = Bench("<graphics type='spice'/>")
    bench.add("channels")
    bench.add("channels", mode="insecure")
    assert bench.xml == same(
        "<graphics type='spice'><channel name='main' mode='secure'/>"
        "<channel name='display' mode='insecure'/></graphics>"
    )


def test_sound_goes_to_a_back_end_of_the_machine():
    bench = Bench("<graphics type='vnc'/>", "<audio id='2' type='none'/>").put("audio", "2")
    assert list(bench.options("audio")) == ["", "2"]
    assert bench.finding("audio") is None
    assert bench.xml == same("<graphics type='vnc'><audio id='2'/></graphics>")


@pytest.mark.parametrize(
    ("device", "title", "second"),
    [
        (VNC, "Display VNC", "127.0.0.1, automatic port"),
        (
            SPICE.replace("-1", "5905").replace("'yes'", "'no'"),
            "Display SPICE",
            "127.0.0.1, port 5905",
        ),
        ("<graphics type='vnc' socket='/run/a'/>", "Display VNC", "/run/a"),
        (
            "<graphics type='spice'><listen type='none'/></graphics>",
            "Display SPICE",
            "Only through libvirt",
        ),
        ("<graphics type='egl-headless'/>", "Display OpenGL without a screen", "OpenGL"),
        ("<graphics type='sdl' display=':0'/>", "Display SDL", ":0"),
        ("<graphics type='other'/>", "Display other", ""),
    ],
)
def test_labels_tell_displays_apart(device, title, second):
    assert Bench(device).label() == (title, second)
