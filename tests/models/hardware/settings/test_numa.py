"""NUMA cells, pins, threads, shares and schedulers."""

import pytest

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    cure,
    get,
    has,
    is_shown,
    lacks,
    put,
    says,
    scene,
    view,
)
from virtgui.core.values.node_choices import Found, NodeChoices, NumaCell
from virtgui.models.hardware.settings.numa import FORM

GIB = 1024**3
NODE = NodeChoices(
    cpus=8,
    cells=Found((NumaCell(0, (0, 1, 2, 3), 8 * GIB), NumaCell(1, (4, 5, 6, 7), 8 * GIB))),
)
CELLS = (
    "<cpu><numa><cell id='0' cpus='0-1' memory='2097152'/>"
    "<cell id='1' cpus='2-3' memory='2097152'/></numa></cpu>"
)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("emulator_pin", "0-1", "<cputune><emulatorpin cpuset='0-1'/></cputune>"),
        ("memory_mode", "strict", "<numatune><memory mode='strict'/></numatune>"),
        ("memory_placement", "auto", "<numatune><memory placement='auto'/></numatune>"),
        ("memory_nodeset", "0", "<numatune><memory nodeset='0'/></numatune>"),
        ("iothreads", 2, "<iothreads>2</iothreads>"),
        ("main_loop_min", 1, "<defaultiothread thread_pool_min='1'/>"),
        ("main_loop_max", 4, "<defaultiothread thread_pool_max='4'/>"),
        ("shares", 2048, "<cputune><shares>2048</shares></cputune>"),
        ("period", 100000, "<cputune><period>100000</period></cputune>"),
        ("quota", -1, "<cputune><quota>-1</quota></cputune>"),
        ("global_quota", 50000, "<cputune><global_quota>50000</global_quota></cputune>"),
        ("emulator_period", 1000, "<cputune><emulator_period>1000</emulator_period></cputune>"),
        ("iothread_quota", 1000, "<cputune><iothread_quota>1000</iothread_quota></cputune>"),
        ("emulator_scheduler", "fifo",
         "<cputune><emulatorsched scheduler='fifo' priority='1'/></cputune>"),
        ("emulator_scheduler", "idle", "<cputune><emulatorsched scheduler='idle'/></cputune>"),
    ],
)  # fmt: skip
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, wanted)


@pytest.mark.parametrize(
    ("name", "value", "severity"),
    [
        ("emulator_pin", "a", "error"),
        ("emulator_pin", "9", "warn"),
        ("memory_nodeset", "0-1", ""),
        ("memory_nodeset", "2", "warn"),
        ("period", 999, "error"),
        ("quota", 999, "error"),
        ("quota", -1, ""),
    ],
)
def test_checks(name, value, severity):
    where = scene(choices=NODE)
    put(FORM, name, value, where)
    assert (says(FORM, name, where) or ("",))[0] == severity


def test_new_cells_take_what_is_left():
    where = scene()
    add_row(FORM, "cells", where)
    has(where, "<cell cpus='0-3' id='0' memory='4194304'/>")
    assert says(FORM, "cells", where) == ()
    first = view(FORM, where).cells[0]
    column(FORM, "cells", "cpus").write(first, "0-1", where)
    assert says(FORM, "cells", where)[1] == "vCPU 2-3 is in no cell; the first cell gets it."
    column(FORM, "cells", "memory").write(first, 3 * GIB, where)
    add_row(FORM, "cells", where)
    has(where, "<cell cpus='2-3' id='1' memory='1048576'/>")
    assert says(FORM, "cells", where) == ()


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("cpus", "0-2", "vCPU 2 is in two cells"),
        ("cpus", "0-1,9", "no vCPU 9; the maximum is 4"),
        ("cpus", "x", "no set of vCPUs"),
        ("cell", 1, "same number"),
        ("cell", 3, "without a gap"),
        ("memory", GIB, "3 GiB together, the machine 4"),
        ("distances", "0", "no distance"),
        ("distances", "0:9", "from 10"),
        ("distances", "2:20", "no cell 2"),
    ],
)
def test_cells_are_checked(name, value, part):
    where = scene(CELLS)
    assert says(FORM, "cells", where) == ()
    column(FORM, "cells", name).write(view(FORM, where).cells[0], value, where)
    assert part in says(FORM, "cells", where)[1]


def test_the_memory_can_follow_the_cells():
    where = scene(CELLS)
    column(FORM, "cells", "memory").write(view(FORM, where).cells[0], 3 * GIB, where)
    cure(FORM, "cells", where)
    assert where.document.max_memory == 5 * GIB
    assert says(FORM, "cells", where) == ()


def test_distances_and_caches_are_words():
    where = scene(CELLS)
    row = view(FORM, where).cells[0]
    column(FORM, "cells", "distances").write(row, "0:10 1:21", where)
    column(FORM, "cells", "caches").write(row, "1:direct:writeback:10:KiB:8:B", where)
    has(
        where,
        "<cell cpus='0-1' id='0' memory='2097152'><distances><sibling id='0' value='10'/>"
        "<sibling id='1' value='21'/></distances><cache level='1' associativity='direct' "
        "policy='writeback'><size value='10' unit='KiB'/><line value='8' unit='B'/></cache></cell>",
    )
    column(FORM, "cells", "distances").write(row, "", where)
    column(FORM, "cells", "caches").write(row, "", where)
    has(where, "<cell cpus='0-1' id='0' memory='2097152'/>")


def test_links_between_cells():
    where = scene(CELLS)
    assert is_shown(FORM, "latencies", where)
    assert not is_shown(FORM, "latencies", scene())
    row = add_row(FORM, "bandwidths", where)
    column(FORM, "bandwidths", "value").write(row, 204800, where)
    column(FORM, "bandwidths", "unit").write(row, "KiB", where)
    has(where, "<bandwidth initiator='0' target='0' type='access' unit='KiB' value='204800'/>")


def test_memory_of_single_cells():
    where = scene(CELLS, choices=NODE)
    add_row(FORM, "memnodes", where)
    add_row(FORM, "memnodes", where)
    has(where, "<numatune><memnode cellid='0' mode='strict' nodeset='0'/>"
               "<memnode cellid='1' mode='strict' nodeset='1'/></numatune>")  # fmt: skip
    assert says(FORM, "memnodes", where) == ()
    row = view(FORM, where).memnodes[1]
    column(FORM, "memnodes", "memnode").write(row, 0, where)
    assert "twice" in says(FORM, "memnodes", where)[1]
    column(FORM, "memnodes", "memnode").write(row, 5, where)
    assert "no cell 5" in says(FORM, "memnodes", where)[1]
    column(FORM, "memnodes", "memnode").write(row, 1, where)
    column(FORM, "memnodes", "memnode_mode").write(row, "restrictive", where)
    assert "for all cells" in says(FORM, "memnodes", where)[1]
    put(FORM, "memory_placement", "auto", where)
    assert "none can be given" in says(FORM, "memnodes", where)[1]


def test_the_hosts_choice_excludes_ones_own():
    where = scene("<numatune><memory mode='strict' placement='auto' nodeset='0'/></numatune>")
    assert "clear one" in says(FORM, "memory_placement", where)[1]
    put(FORM, "memory_nodeset", "", where)
    assert says(FORM, "memory_placement", where) == ()
    assert not is_shown(FORM, "memory_nodeset", where)


def test_pins():
    where = scene(choices=NODE)
    add_row(FORM, "vcpu_pins", where)
    add_row(FORM, "vcpu_pins", where)
    has(where, "<cputune><vcpupin cpuset='0' vcpu='0'/><vcpupin cpuset='1' vcpu='1'/></cputune>")
    assert says(FORM, "vcpu_pins", where) == ()
    row = view(FORM, where).vcpu_pins[1]
    cpuset = column(FORM, "vcpu_pins", "cpuset")
    for value, part in (("", "at least one"), ("x-", "no set"), ("6-9", "no CPU 8-9")):
        cpuset.write(row, value, where)
        assert part in says(FORM, "vcpu_pins", where)[1]
        assert part in cpuset.check(value, row, where).sentence
    column(FORM, "vcpu_pins", "vcpu").write(row, 9, where)
    assert "no vCPU 9" in says(FORM, "vcpu_pins", where)[1]
    column(FORM, "vcpu_pins", "vcpu").write(row, 0, where)
    assert "twice" in says(FORM, "vcpu_pins", where)[1]


def test_pins_far_from_their_memory_are_noticed():
    memory = "<numatune><memnode cellid='0' mode='strict' nodeset='1'/></numatune>"
    pins = "<cputune><vcpupin vcpu='0' cpuset='0-1'/></cputune>"
    where = scene(memory + pins + CELLS, choices=NODE)
    assert says(FORM, "vcpu_pins", where) == (
        "warn", "vCPU 0 runs on other cells than its memory (1): slow. CPUs 4-7 fit.",
    )  # fmt: skip
    where = scene("<numatune><memory nodeset='0'/></numatune>" + pins, choices=NODE)
    assert says(FORM, "vcpu_pins", where) == ()


def test_threads():
    where = scene(choices=NODE)
    row = add_row(FORM, "iothread_ids", where)
    column(FORM, "iothread_ids", "pool_min").write(row, 4, where)
    column(FORM, "iothread_ids", "pool_max").write(row, 2, where)
    has(where, "<iothreads>1</iothreads>")
    has(where, "<iothread id='1' thread_pool_min='4' thread_pool_max='2'/>")
    assert "above" in says(FORM, "iothread_ids", where)[1]
    add_row(FORM, "iothread_pins", where)
    has(where, "<iothreadpin cpuset='0-7' iothread='1'/>")
    assert says(FORM, "iothread_pins", where) == ()
    pin = view(FORM, where).iothread_pins[0]
    column(FORM, "iothread_pins", "iothread").write(pin, 7, where)
    assert "no I/O thread 7" in says(FORM, "iothread_pins", where)[1]
    column(FORM, "iothread_ids", "iothread_id").write(row, None, where)
    assert "from 1" in says(FORM, "iothread_ids", where)[1]


def test_threads_that_devices_use_must_stay():
    disk = "<disk type='file'><driver iothread='2'/><target dev='vda'/></disk>"
    where = scene("<iothreads>2</iothreads>", devices=disk)
    assert says(FORM, "iothreads", where) == ()
    put(FORM, "iothreads", 1, where)
    assert "I/O thread 2" in says(FORM, "iothreads", where)[1]


def test_main_pool():
    where = scene("<defaultiothread thread_pool_min='8' thread_pool_max='4'/>")
    assert says(FORM, "main_loop_min", where)[0] == "error"


def test_schedulers():
    where = scene()
    row = add_row(FORM, "vcpu_scheds", where)
    column(FORM, "vcpu_scheds", "scheduler").write(row, "rr", where)
    has(where, "<vcpusched priority='1' scheduler='rr' vcpus='0'/>")
    column(FORM, "vcpu_scheds", "scheduler").write(row, "batch", where)
    has(where, "<vcpusched scheduler='batch' vcpus='0'/>")
    add_row(FORM, "vcpu_scheds", where)
    assert "two schedulers" in says(FORM, "vcpu_scheds", where)[1]
    add_row(FORM, "iothread_scheds", where)
    has(where, "<iothreadsched iothreads='1' scheduler='batch'/>")
    assert not is_shown(FORM, "emulator_priority", where)


def test_caches_and_bandwidth_of_the_host():
    where = scene()
    row = add_row(FORM, "cache_tunes", where)
    assert "needs parts" in says(FORM, "cache_tunes", where)[1]
    column(FORM, "cache_tunes", "caches").write(row, "0:3:both:3:MiB 1:3:both:3:MiB", where)
    column(FORM, "cache_tunes", "cache_monitors").write(row, "3:0-1", where)
    has(
        where,
        "<cachetune vcpus='0-3'><cache id='0' level='3' type='both' size='3' unit='MiB'/>"
        "<cache id='1' level='3' type='both' size='3' unit='MiB'/>"
        "<monitor level='3' vcpus='0-1'/></cachetune>",
    )
    assert says(FORM, "cache_tunes", where) == ()
    row = add_row(FORM, "memory_tunes", where)
    assert "needs parts" in says(FORM, "memory_tunes", where)[1]
    column(FORM, "memory_tunes", "nodes").write(row, "0:60 1:30", where)
    has(
        where,
        "<memorytune vcpus='0-3'><node id='0' bandwidth='60'/>"
        "<node id='1' bandwidth='30'/></memorytune>",
    )
    assert get(FORM, "emulator_pin", where) == ""
    lacks(where, "numatune")
