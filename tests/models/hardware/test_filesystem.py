"""The form of file systems that a guest gets from the host."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.domain_caps import DomainCaps

NINEP = (
    "<filesystem type='mount' accessmode='mapped'><source dir='/srv'/><target dir='share'/>"
    "</filesystem>"
)
FAST = (
    "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs'/>"
    "<source dir='/srv'/><target dir='share'/></filesystem>"
)
RAM = "<filesystem type='ram'><source usage='10' units='MiB'/><target dir='/tmp'/></filesystem>"
SHARED = "<memoryBacking><access mode='shared'/></memoryBacking>"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("queue", 1024, "<driver type='virtiofs' queue='1024'/>"),
        ("binary", "/usr/lib/virtiofsd", "<binary path='/usr/lib/virtiofsd'/>"),
        ("xattr", True, "<binary xattr='on'/>"),
        ("cache", "always", "<binary><cache mode='always'/></binary>"),
        ("sandbox", "chroot", "<binary><sandbox mode='chroot'/></binary>"),
        ("posix_lock", False, "<binary><lock posix='off'/></binary>"),
        ("threads", 8, "<binary><thread_pool size='8'/></binary>"),
        ("folder", "/home", "<source dir='/home'/>"),
        ("target", "home", "<target dir='home'/>"),
        ("hard_limit", 1024, "<space_hard_limit unit='bytes'>1024</space_hard_limit>"),
    ],
)
def test_a_field_writes_its_place(name, value, wanted):
    bench = Bench(FAST).put(name, value)
    assert same(f"<x>{wanted}</x>")[3:-4] in bench.xml


def test_another_driver_brings_what_it_needs_and_drops_what_it_refuses():
    bench = Bench(NINEP).put("file_mode", "644").put("driver", "virtiofs")
    assert bench.xml == same(FAST.replace("<driver type='virtiofs'/>", "")).replace(
        "<source", '<driver type="virtiofs"></driver><source'
    )
    bench.put("xattr", True).put("queue", 5).put("driver", "path")
    assert bench.element.find("binary") is None
    assert bench.element.find("driver").attrib == {"type": "path"}


def test_another_kind_keeps_the_name_and_drops_the_source():
    bench = Bench(NINEP, virt="lxc").put("type", "ram").put("ram", 2 * 1024**2)
    assert bench.element.find("source").attrib == {"usage": "2048", "units": "KiB"} or (
        bench.element.find("source").attrib == {"usage": "2048"}
    )
    assert bench.get("ram") == 2 * 1024**2
    assert Bench(RAM, virt="lxc").get("ram") == 10 * 1024**2


def test_shared_memory_is_a_fix_away():
    bench = Bench(FAST)
    assert bench.says("driver")[0] == "error"
    bench.cure("driver")
    assert bench.says("driver") == ()
    backing = bench.scene.document.element.find("memoryBacking")
    assert backing.find("access").get("mode") == "shared"
    assert backing.find("source").get("type") == "memfd"
    assert Bench(FAST, inside=SHARED).says("driver") == ()
    cells = "<cpu><numa><cell id='0' memAccess='shared'/></numa></cpu>"
    assert Bench(FAST, inside=cells).says("driver") == ()


@pytest.mark.parametrize(
    ("bench", "name"),
    [
        (Bench(FAST).put("readonly", True), "readonly"),
        (Bench(FAST).put("access_mode", "mapped"), "access_mode"),
        (Bench(NINEP).put("file_mode", "9"), "file_mode"),
        (Bench(NINEP).put("access_mode", "squash").put("file_mode", "755"), "file_mode"),
        (Bench(NINEP).put("target", ""), "target"),
        (Bench(FAST).put("target", "a" * 40), "target"),
        (Bench(NINEP, FAST), "target"),
        (Bench(NINEP).put("folder", "srv"), "folder"),
        (Bench(NINEP, virt="lxc"), "target"),
    ],
)
def test_what_would_be_refused_is_an_error(bench, name):
    assert bench.says(name)[0] == "error"


def test_good_ones_have_no_findings():
    bench = Bench(NINEP).put("file_mode", "0644")
    assert not any(bench.says(name) for name in ("file_mode", "target", "readonly", "driver"))


def test_drivers_come_from_the_capabilities():
    caps = DomainCaps(devices={"filesystem": {"driverType": ("path",)}})
    options = Bench(NINEP, caps=caps).options("driver")
    assert "loop" not in options
    assert (options[""], options["path"]) == ("", "")
    assert options["virtiofs"]
    assert Bench(NINEP).options("type")["ram"] == "Containers only."
    assert Bench(RAM, virt="lxc").options("type")["ram"] == ""


def test_what_means_nothing_is_hidden():
    assert Bench(FAST).is_shown("queue")
    assert not Bench(NINEP).is_shown("queue")
    assert Bench(NINEP).is_shown("file_mode")
    assert not Bench(FAST).is_shown("file_mode")
    assert not Bench(RAM, virt="lxc").is_shown("folder")
    assert Bench(RAM, virt="lxc").is_shown("hard_limit")


def test_labels():
    assert Bench(FAST).label() == ("File system share", "/srv, virtiofs")
    assert Bench(RAM, virt="lxc").label() == ("File system /tmp", "Memory")
