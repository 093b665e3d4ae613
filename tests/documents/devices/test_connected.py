"""Declared properties of their own kind: directions of UDP, places of displays, KiB."""

import pytest
from lxml import etree

from virtgui.documents.devices.chardev import ChannelDevice
from virtgui.documents.devices.graphics import GraphicsDevice, follow_listen
from virtgui.documents.devices.rng import RngElement
from virtgui.documents.devices.video import VideoElement
from virtgui.documents.editing.leaves import compact


def of(cls, text):
    return cls(etree.fromstring(text))


def test_each_direction_of_udp_has_a_source():
    view = of(ChannelDevice, "<channel type='udp'/>")
    view.send_host, view.listen_service = "a", "5"
    assert compact(view.element) == (
        '<channel type="udp"><source host="a" mode="connect"></source>'
        '<source mode="bind" service="5"></source></channel>'
    )
    assert (view.send_host, view.listen_service, view.listen_host) == ("a", "5", "")
    view.send_host = view.listen_service = ""
    assert compact(view.element) == '<channel type="udp"></channel>'


def test_a_source_without_a_direction_sends():
    view = of(ChannelDevice, "<channel type='udp'><source host='a' service='1'/></channel>")
    assert (view.send_service, view.listen_service) == ("1", "")
    view.send_service = "2"
    assert len(view.element) == 1
    with pytest.raises(ValueError, match="XML"):
        view.send_host = "\x01"


def test_the_source_of_an_entropy_daemon_stands_in_the_back_end():
    view = of(RngElement, "<rng><backend model='egd' type='udp'/></rng>")
    view.send_service = "708"
    assert view.element.find("backend/source").attrib == {"mode": "connect", "service": "708"}
    view.send_service = ""
    assert compact(view.element) == '<rng><backend model="egd" type="udp"></backend></rng>'


def test_the_source_of_a_device_is_in_order_below():
    view = of(RngElement, "<rng/>")
    assert view.holder.tag == "backend"
    assert of(ChannelDevice, "<channel/>").holder.tag == "channel"


def test_what_repeats_the_first_place_follows_it():
    display = of(
        GraphicsDevice,
        "<graphics type='vnc' listen='10.0.0.1'><listen type='address' address='10.0.0.1'/>"
        "<listen type='address' address='10.0.0.2'/></graphics>",
    )
    GraphicsDevice.listens.remove(display, 0)
    assert display.listen == "10.0.0.2"
    GraphicsDevice.listens.remove(display, 0)
    assert compact(display.element) == '<graphics type="vnc"></graphics>'


def test_nothing_is_repeated_that_was_not():
    element = etree.fromstring("<graphics><listen type='address' address='::1'/></graphics>")
    follow_listen(element)
    assert not element.attrib
    element.set("socket", "/run/a")
    follow_listen(element)
    assert not element.attrib


def test_video_memory_is_written_in_whole_kib():
    view = of(VideoElement, "<video><model type='qxl' vram='65536' ram='x'/></video>")
    assert VideoElement.vram.of(view) == 64 * 1024**2
    assert VideoElement.ram.of(view) is None
    VideoElement.vram.put(view, 1025)
    assert view.element.find("model").get("vram") == "2"
    VideoElement.vram.put(view, None)
    assert "vram" not in view.element.find("model").attrib
