"""How nodes are built, from their capabilities."""

import os
from pathlib import Path

import pytest

from virtgui.core.values.topology import CacheBank, Cell, NodeCpu, PagePool, Topology
from virtgui.documents.topology import read_topology

CAPS = """<capabilities><host>
  <topology><cells num='2'>
    <cell id='0'><memory unit='KiB'>4096</memory>
      <pages unit='KiB' size='2048'>7</pages><pages unit='KiB' size='4'>1024</pages>
      <distances><sibling id='0' value='10'/><sibling id='1' value='21'/></distances>
      <cpus num='4'>
        <cpu id='0' socket_id='0' die_id='0' core_id='0' siblings='0,4'/>
        <cpu id='1' socket_id='0' die_id='0' core_id='1' siblings='1,5'/>
        <cpu id='4' socket_id='0' die_id='0' core_id='0' siblings='0,4'/>
        <cpu id='5' socket_id='0' die_id='0' core_id='1' siblings='1,5'/></cpus></cell>
    <cell id='1'><cpus num='2'><cpu id='2'/><cpu id='3'/></cpus></cell>
  </cells></topology>
  <cache><bank id='0' level='3' type='both' size='8' unit='MiB' cpus='0-1,4-5'/></cache>
</host></capabilities>"""


def test_cells_cores_and_caches():
    topology = read_topology(CAPS)
    first, second = topology.cells
    assert first.memory_kib == 4096
    assert first.pages == (PagePool(4, 1024), PagePool(2048, 7))
    assert first.huge == (PagePool(2048, 7),)
    assert first.distances == ((0, 10), (1, 21))
    assert [[cpu.id for cpu in core] for core in first.cores()] == [[0, 4], [1, 5]]
    assert first.cpus[2] == NodeCpu(4, 0, 0, 0, (0, 4))
    # Of which nothing is told: each CPU is a core of its own.
    assert second == Cell(1, (NodeCpu(2), NodeCpu(3)))
    assert len(second.cores()) == 2
    assert topology.caches == (CacheBank(0, 3, "both", 8192, frozenset({0, 1, 4, 5})),)


def test_where_cpus_are():
    topology = read_topology(CAPS)
    assert topology.cpu_ids == (0, 1, 4, 5, 2, 3)
    assert topology.cell_of(5) == 0
    assert topology.cell_of(99) is None
    assert topology.cells_of((1, 2, 99)) == {0, 1}
    assert topology.cpus_of((1,)) == {2, 3}
    assert topology.cpu(4).siblings == (0, 4)
    assert topology.cell(7) is None


def test_without_cells():
    assert read_topology("<capabilities/>") == Topology()
    flat = Topology.flat(2, 1024)
    assert flat.cells[0].cpu_ids == (0, 1)
    assert flat.cells[0].memory_kib == 1024


def test_every_document_of_libvirts_own():
    folder = os.environ.get("VIRTGUI_XML_CORPUS")
    if not folder:
        pytest.skip("VIRTGUI_XML_CORPUS names no folder")
    files = sorted(Path(folder, "capabilities").glob("*.xml"))
    assert files
    for file in files:
        text = file.read_text("utf-8")
        topology = read_topology(text)
        assert sum(len(cell.cpus) for cell in topology.cells) == text.count("<cpu id="), file.name
        assert len(topology.caches) == text.count("<bank id="), file.name
        for cell in topology.cells:
            seen = [cpu.id for core in cell.cores() for cpu in core]
            assert sorted(seen) == sorted(cell.cpu_ids), file.name
