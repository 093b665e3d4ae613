"""Memory: how much, what stands behind it, limits."""

import pytest

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    cure,
    has,
    is_shown,
    lacks,
    options,
    put,
    says,
    scene,
    view,
)
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import Found, NodeChoices, NumaCell, PageSize
from virtgui.models.hardware.settings.memory import FORM

GIB = 1024**3
PAGES = (PageSize(4, 1000, 10), PageSize(2048, 1024, 1024), PageSize(1048576, 1, 0))
NODE = NodeChoices(memory=16 * GIB, cells=Found((NumaCell(0, (0,), 16 * GIB, pages=PAGES),)))
VIRTIOFS = "<filesystem type='mount'><driver type='virtiofs'/></filesystem>"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("most", 2 * GIB, "<memory unit='KiB'>2097152</memory>"),
        ("current", GIB, "<currentMemory unit='KiB'>1048576</currentMemory>"),
        ("hotplug", 16 * GIB, "<maxMemory slots='16' unit='KiB'>16777216</maxMemory>"),
        ("dump_core", False, "<memory dumpCore='off' unit='KiB'>4194304</memory>"),
        ("huge", True, "<memoryBacking><hugepages/></memoryBacking>"),
        ("unshared", True, "<memoryBacking><nosharepages/></memoryBacking>"),
        ("locked", True, "<memoryBacking><locked/></memoryBacking>"),
        ("source", "memfd", "<memoryBacking><source type='memfd'/></memoryBacking>"),
        ("access", "shared", "<memoryBacking><access mode='shared'/></memoryBacking>"),
        ("allocation", "immediate",
         "<memoryBacking><allocation mode='immediate'/></memoryBacking>"),
        ("threads", 4, "<memoryBacking><allocation threads='4'/></memoryBacking>"),
        ("discard", True, "<memoryBacking><discard/></memoryBacking>"),
        ("hard_limit", GIB, "<memtune><hard_limit unit='KiB'>1048576</hard_limit></memtune>"),
        ("soft_limit", GIB, "<memtune><soft_limit unit='KiB'>1048576</soft_limit></memtune>"),
        ("swap_limit", GIB,
         "<memtune><swap_hard_limit unit='KiB'>1048576</swap_hard_limit></memtune>"),
    ],
)  # fmt: skip
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, wanted)


@pytest.mark.parametrize(
    ("name", "value", "severity", "part"),
    [
        ("most", None, "error", "needs memory"),
        ("most", 1024, "warn", "hardly meant"),
        ("most", 32 * GIB, "warn", "node-a has 16 GiB"),
        ("current", 8 * GIB, "warn", "maximum of 4"),
        ("hotplug", GIB, "error", "Less than"),
        ("hotplug", 8 * GIB, "warn", "NUMA cell"),
        ("huge", True, "warn", "node-a has 2 GiB or so"),
        ("locked", True, "warn", "Without a limit"),
        ("hard_limit", GIB, "warn", "Less than"),
    ],
)
def test_checks(name, value, severity, part):
    where = scene(choices=NODE)
    put(FORM, name, value, where)
    found = says(FORM, name, where)
    assert found[0] == severity
    assert part.removesuffix(" or so") in found[1]


def test_no_unit_is_added_by_looking():
    where = scene(change=("<memory unit='KiB'>", "<memory>"))
    before = where.document.canonical()
    put(FORM, "most", 4 * GIB, where)
    assert where.document.canonical() == before


def test_the_maximum_can_follow():
    where = scene()
    put(FORM, "current", 8 * GIB, where)
    cure(FORM, "current", where)
    assert where.document.max_memory == 8 * GIB


def test_memory_can_be_spread_over_the_cells():
    cells = (
        "<cpu><numa><cell id='0' cpus='0-2' memory='3' unit='GiB'/>"
        "<cell id='1' cpus='3' memory='1' unit='GiB'/></numa></cpu>"
    )
    where = scene(cells)
    assert says(FORM, "most", where) == ()
    put(FORM, "most", 8 * GIB, where)
    assert "4 GiB" in says(FORM, "most", where)[1].replace("4.0", "4")
    cure(FORM, "most", where)
    assert says(FORM, "most", where) == ()
    has(where, "<cell id='0' cpus='0-2' memory='6' unit='GiB'/>")


def test_growing_needs_a_cell():
    where = scene()
    put(FORM, "hotplug", 8 * GIB, where)
    cure(FORM, "hotplug", where)
    has(where, "<cell cpus='0-3' id='0' memory='4194304'/>")
    assert says(FORM, "hotplug", where) == ()
    put(FORM, "hotplug", None, where)
    lacks(where, "maxMemory")


def test_slots_are_enough():
    inside = "<maxMemory slots='1' unit='GiB'>8</maxMemory>"
    devices = "<memory model='dimm'/><memory model='dimm'/>"
    assert "2 memory devices" in says(FORM, "slots", scene(inside, devices))[1]
    assert not is_shown(FORM, "slots", scene())


def test_sizes_of_pages():
    where = scene("<memoryBacking><hugepages/></memoryBacking>", choices=NODE)
    row = add_row(FORM, "huge_pages", where)
    has(where, "<memoryBacking><hugepages><page size='2048'/></hugepages></memoryBacking>")
    assert says(FORM, "huge_pages", where) == ()
    size, nodeset = (column(FORM, "huge_pages", name) for name in ("page_size", "nodeset"))
    size.write(row, GIB, where)
    has(where, "<page size='1048576'/>")
    assert says(FORM, "huge_pages", where)[0] == "warn"
    size.write(row, 4 * GIB, where)
    assert "2 MiB" in says(FORM, "huge_pages", where)[1].replace("2.0", "2")
    size.write(row, None, where)
    assert "missing" in says(FORM, "huge_pages", where)[1]
    size.write(row, 2048 * 1024, where)
    nodeset.write(row, "1", where)
    assert "no cell 1" in says(FORM, "huge_pages", where)[1]
    assert not is_shown(FORM, "huge_pages", scene())


def test_shared_folders_need_shared_memory():
    where = scene(devices=VIRTIOFS)
    assert says(FORM, "access", where)[0] == "error"
    cure(FORM, "access", where)
    has(
        where,
        "<memoryBacking><access mode='shared'/><source type='memfd'/></memoryBacking>",
    )
    assert says(FORM, "access", where) == ()
    cell = "<cpu><numa><cell id='0' cpus='0-3' memory='1' memAccess='shared'/></numa></cpu>"
    assert says(FORM, "access", scene(cell, VIRTIOFS)) == ()
    assert says(FORM, "access", scene(devices="<interface type='vhostuser'/>"))[0] == "warn"


def test_anonymous_memory_is_not_shared():
    where = scene()
    put(FORM, "source", "anonymous", where)
    put(FORM, "access", "shared", where)
    assert says(FORM, "source", where)[0] == "error"
    cure(FORM, "source", where)
    has(where, "<source type='memfd'/>")


def test_kinds_of_memory_come_from_the_host():
    caps = DomainCaps(devices={"memoryBacking": {"sourceType": ("file", "anonymous")}})
    found = options(FORM, "source", scene(caps=caps))
    assert "node-a" in found["memfd"]
    assert found["file"] == ""
    assert found[""] == ""


def test_limits_fit_each_other():
    where = scene()
    put(FORM, "hard_limit", 8 * GIB, where)
    put(FORM, "swap_limit", 4 * GIB, where)
    assert says(FORM, "swap_limit", where)[0] == "error"
    put(FORM, "soft_limit", 16 * GIB, where)
    assert says(FORM, "hard_limit", where)[0] == "error"


def test_what_has_no_meaning_is_hidden():
    container = scene(change=("'kvm'", "'lxc'"))
    for name in ("hotplug", "huge", "source", "guarantee"):
        assert not is_shown(FORM, name, container)
    assert is_shown(FORM, "hard_limit", container)
    assert not is_shown(FORM, "threads", scene())
    assert view(FORM, container).most == 4 * GIB
