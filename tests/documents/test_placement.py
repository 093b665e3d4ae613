"""Where domains may run, from their definitions."""

from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.placement import DomainPlacement, MemoryPolicy, ThreadPlace
from virtgui.documents.placement import read_tuning, thread_places

XML = """<domain type='kvm'><memory unit='MiB'>512</memory>
<memoryBacking><hugepages><page size='2' unit='M'/></hugepages></memoryBacking>
<vcpu placement='static' cpuset='0-7' current='2'>4</vcpu>
<iothreads>2</iothreads>
<cputune><vcpupin vcpu='0' cpuset='0-1'/><vcpupin vcpu='9' cpuset='x'/>
<emulatorpin cpuset='7'/><iothreadpin iothread='2' cpuset='3'/></cputune>
<numatune><memory mode='strict' nodeset='0-1'/><memnode cellid='0' mode='strict' nodeset='1'/>
</numatune>
<cpu><numa><cell id='0' cpus='0-1' memory='256' unit='MiB'/>
<cell id='1' cpus='2-3' memory='262144' unit='KiB'/></numa></cpu></domain>"""
REF = domain_ref(ConnectionId("c"), "u")


def test_pins_and_memory():
    tuning = read_tuning(XML)
    assert tuning.vcpus == 2
    assert tuning.pins == {0: {0, 1}}
    assert tuning.pin(0) == {0, 1}
    assert tuning.pin(1) == set(range(8))
    assert tuning.emulator == {7}
    assert tuning.iothreads == {1: None, 2: {3}}
    assert tuning.memory == MemoryPolicy("strict", frozenset({0, 1}))
    assert (tuning.memory_kib, tuning.page_kib) == (512 * 1024, 2048)
    assert [cell.memory_kib for cell in tuning.cells] == [256 * 1024] * 2
    assert tuning.cells[0].policy.only_cell == 1


def test_nothing_said():
    tuning = read_tuning("<domain><vcpu>3</vcpu></domain>")
    assert tuning.vcpus == 3
    assert tuning.pin(0) is None
    assert tuning.emulator is None
    assert tuning.memory == MemoryPolicy()
    assert tuning.page_kib == 0
    auto = read_tuning("<domain><numatune><memory placement='auto'/></numatune></domain>")
    assert auto.memory == MemoryPolicy("strict", None, is_automatic=True)
    usual = "<domain><memoryBacking><hugepages/></memoryBacking></domain>"
    assert read_tuning(usual).page_kib == -1


def test_threads_of_now_with_the_pins_of_the_next_start():
    live, kept = read_tuning(XML), read_tuning(XML.replace("cpuset='3'", "cpuset='5'"))
    assert thread_places(live, kept) == (
        ThreadPlace(1), ThreadPlace(2, frozenset({3}), frozenset({5})),
    )  # fmt: skip


def placed(xml):
    tuning = read_tuning(xml)
    return DomainPlacement(
        REF, 0.0, memory=tuning.memory, memory_kib=tuning.memory_kib, cells=tuning.cells
    )


def test_memory_by_cell_is_known_from_strict_rules_with_one_cell_only():
    # The second cell of the guest may be in either of two.
    assert placed(XML).memory_by_cell() is None
    single = XML.replace("nodeset='0-1'", "nodeset='0'")
    assert placed(single).memory_by_cell() == {0: 256 * 1024, 1: 256 * 1024}
    assert placed(single).memory_cells(0) == {1}
    assert placed(single).memory_cells(3) == {0}
    plain = (
        "<domain><memory>{0}</memory><numatune><memory mode='{1}' nodeset='1'/></numatune></domain>"
    )
    assert placed(plain.format(64, "strict")).memory_by_cell() == {1: 64}
    assert placed(plain.format(64, "preferred")).memory_by_cell() is None
    assert placed("<domain><memory>64</memory></domain>").memory_by_cell() is None
