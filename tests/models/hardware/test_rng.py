"""The form of random number generators."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.domain_caps import DomainCaps

RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"


def test_another_source_leaves_nothing_of_the_first():
    bench = Bench(RNG).put("backend", "egd")
    assert bench.xml == same(
        "<rng model='virtio'><backend model='egd' type='unix'><source mode='bind'/></backend></rng>"
    )
    bench.put("path", "/run/egd").put("log_file", "/l").put("type", "tcp").put("protocol", "raw")
    source = {"mode": "bind", "host": "127.0.0.1", "service": "4555"}
    assert bench.element.find("backend/source").attrib == source
    assert bench.element.find("backend/protocol").get("type") == "raw"
    assert bench.element.find("backend/log").get("file") == "/l"
    assert bench.put("backend", "random").xml == same(RNG)
    assert bench.put("backend", "builtin").xml == same(
        "<rng model='virtio'><backend model='builtin'/></rng>"
    )


def test_udp_has_two_ends():
    bench = Bench("<rng model='virtio'><backend model='egd' type='udp'/></rng>")
    bench.put("send_service", "1").put("listen_service", "2")
    assert [item.get("mode") for item in bench.element.findall("backend/source")] == [
        "connect",
        "bind",
    ]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("source", "/dev/hwrng", RNG.replace("/dev/urandom", "/dev/hwrng")),
        ("model", "virtio-transitional", RNG.replace("virtio", "virtio-transitional")),
        ("rate_bytes", 1024, RNG.replace("</rng", "<rate bytes='1024'/></rng")),
        ("packed", True, RNG.replace("</rng", "<driver packed='on'/></rng")),
    ],
)
def test_a_field_writes_its_place(field, value, expected):
    assert Bench(RNG).put(field, value).xml == same(expected)


def test_what_is_wrong_is_said():
    assert Bench(RNG.replace("/dev/u", "u")).says("source")[0] == "error"
    assert Bench(RNG.replace("/dev/u", "/dev/")).says("backend")[0] == "warn"
    assert Bench(RNG.replace("</rng", "<rate period='5'/></rng")).says("rate_bytes")[0] == "error"
    vc = "<rng model='virtio'><backend model='egd' type='vc'/></rng>"
    assert Bench(vc).says("type")[0] == "error"
    assert Bench(vc.replace("vc", "tcp")).finding("type") is None
    for name in ("source", "backend", "rate_bytes"):
        assert Bench(RNG).finding(name) is None


def test_only_what_a_source_has_is_shown():
    random, daemon = Bench(RNG), Bench(RNG).put("backend", "egd")
    assert random.is_shown("source")
    assert not random.is_shown("type")
    assert not random.is_shown("log_file")
    assert daemon.is_shown("type")
    assert daemon.is_shown("log_file")
    assert not daemon.is_shown("source")
    assert not random.is_shown("rate_period")
    assert random.put("rate_bytes", 1).is_shown("rate_period")


def test_sources_come_from_the_node():
    caps = DomainCaps(devices={"rng": {"backendModel": ("random",), "model": ("virtio",)}})
    bench = Bench(RNG, caps=caps)
    assert bench.options("backend")["egd"]
    assert not bench.options("backend")["random"]
    assert bench.options("model")["virtio-transitional"]
    assert not any(Bench(RNG).options("backend").values())


def test_labels_tell_sources_apart():
    assert Bench(RNG).label() == ("Random numbers", "/dev/urandom")
    assert Bench(RNG).put("backend", "builtin").label()[1] == "Built into the hypervisor"
    assert Bench(RNG).put("backend", "egd").put("path", "/a").label()[1] == "Unix socket /a"
