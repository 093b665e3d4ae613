"""The forms of memory devices and of shared memory."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.node_choices import NodeChoices

GIB = 1024**3
ROOM = "<maxMemory slots='4' unit='KiB'>16777216</maxMemory>"
CELLS = "<cpu><numa><cell id='0' cpus='0-3' memory='4' unit='GiB'/></numa></cpu>"
READY = ROOM + CELLS
DIMM = "<memory model='dimm'><target><size unit='MiB'>1024</size><node>0</node></target></memory>"
PLAIN = "<shmem name='a'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"
CARD = (
    "<shmem name='a'><model type='ivshmem-doorbell'/><server path='/run/a'/>"
    "<msi vectors='8'/></shmem>"
)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("size", 2 * GIB, "<size unit='MiB'>2048</size>"),
        ("node", 1, "<node>1</node>"),
        ("page_size", 2 * 1024**2, "<source><pagesize unit='KiB'>2048</pagesize></source>"),
        ("nodes", "0-1", "<source><nodemask>0-1</nodemask></source>"),
        ("access", "shared", "access='shared'"),
        ("discard", True, "discard='yes'"),
    ],
)
def test_a_field_writes_its_place(name, value, wanted):
    wanted = same(f"<x>{wanted}</x>")[3:-4] if wanted[0] == "<" else wanted.replace("'", '"')
    assert wanted in Bench(DIMM, inside=READY).put(name, value).xml


def test_another_model_brings_what_it_needs():
    bench = Bench(DIMM, inside=READY).put("model", "virtio-mem")
    assert bench.get("requested") == GIB
    assert bench.get("block") == 2 * 1024**2
    assert bench.says("requested") == bench.says("block") == ()
    bench.put("model", "virtio-pmem")
    assert bench.xml == same(
        "<memory model='virtio-pmem'><target><size unit='MiB'>1024</size></target></memory>"
    )
    assert bench.says("path")[0] == "error"
    assert bench.put("path", "/srv/pmem").says("path") == ()
    bench.put("model", "dimm")
    assert bench.xml == same(DIMM)


def test_room_is_a_fix_away():
    bench = Bench(DIMM, inside=CELLS)
    assert bench.says("model")[0] == "error"
    bench.cure("model")
    assert bench.says("model") == ()
    limit = bench.scene.document.element.find("maxMemory")
    assert (limit.get("slots"), limit.text) == ("16", "8388608")


@pytest.mark.parametrize(
    ("bench", "name", "severity"),
    [
        (Bench(DIMM, inside=READY).put("size", None), "size", "error"),
        (Bench(DIMM, inside=READY).put("size", 100 * 1024**2), "size", "warn"),
        (Bench(DIMM, inside=READY, choices=NodeChoices(memory=1024)), "size", "warn"),
        (Bench(DIMM, inside=READY).put("node", 5), "node", "error"),
        (Bench(DIMM, inside=READY).put("node", None), "node", "error"),
        (Bench(DIMM, inside=ROOM).put("node", 1), "node", "error"),
        (Bench(DIMM, inside=READY).put("model", "virtio-mem").put("requested", 2 * GIB),
         "requested", "error"),
        (Bench(DIMM, inside=READY).put("model", "virtio-mem").put("block", 3), "block", "error"),
        (Bench(PLAIN).put("name", "a/b"), "name", "error"),
        (Bench(PLAIN).put("name", ""), "name", "error"),
        (Bench(PLAIN, PLAIN), "name", "warn"),
        (Bench(PLAIN).put("size", 5 * 1024**2), "size", "error"),
        (Bench(PLAIN).put("size", None), "size", "error"),
        (Bench(CARD).put("server", ""), "server", "error"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(bench, name, severity):
    assert bench.says(name)[0] == severity


def test_good_ones_have_no_findings():
    bench = Bench(DIMM, inside=READY)
    assert not any(bench.says(name) for name in ("model", "size", "node"))
    assert not any(Bench(PLAIN).says(name) for name in ("name", "size"))
    assert Bench(CARD).says("server") == ()
    assert Bench(DIMM, inside=ROOM).says("node") == ()
    anywhere = CARD.replace(" path='/run/a'", "")
    assert Bench(anywhere).says("server") == ()


def test_shared_memory_with_interrupts_has_a_server():
    bench = Bench(PLAIN).put("model", "ivshmem-doorbell")
    assert bench.element.find("size") is None
    assert bench.element.find("server").get("path") == "/var/lib/libvirt/shmem-a-sock"
    assert bench.is_shown("msi")
    bench.put("msi", True).put("vectors", 4)
    assert bench.element.find("msi").attrib == {"vectors": "4"}
    bench.put("model", "ivshmem-plain")
    assert [child.tag for child in bench.element] == ["model"]
    assert not bench.is_shown("msi")


def test_labels():
    assert Bench(DIMM).label() == ("Memory DIMM", "1 GiB, cell 0")
    assert Bench(PLAIN).label() == ("Shared memory a", "4 MiB, ivshmem-plain")
    assert Bench(CARD).label()[1] == "/run/a, ivshmem-doorbell"
