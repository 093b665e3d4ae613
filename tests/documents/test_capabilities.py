"""A node's capabilities: what they offer to its domains."""

import os
from pathlib import Path

from virtgui.core.values.node_choices import NumaCell, PageSize
from virtgui.documents.capabilities import GuestKind, read_capabilities, read_offers

CAPS = """<capabilities>
  <host>
    <cpu><arch>x86_64</arch><model>EPYC</model><feature name='vme'/><feature name='ht'/></cpu>
    <iommu support='yes'/>
    <topology><cells num='2'>
      <cell id='0'><memory unit='KiB'>4096</memory>
        <pages unit='KiB' size='4'>1024</pages><pages unit='KiB' size='1048576'>1</pages>
        <pages unit='KiB' size='2048'>7</pages>
        <distances><sibling id='0' value='10'/><sibling id='2' value='21'/></distances>
        <cpus num='2'><cpu id='0'/><cpu id='2'/></cpus></cell>
      <cell id='2'><cpus num='1'><cpu id='5'/></cpus></cell>
    </cells></topology>
    <secmodel><model>apparmor</model><doi>0</doi></secmodel>
    <secmodel><model>none</model></secmodel><secmodel><model>dac</model></secmodel>
  </host>
  <guest><os_type>hvm</os_type>
    <arch name='x86_64'><emulator>/bin/q</emulator>
      <machine maxCpus='255'>pc-q35-7.2</machine>
      <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine><machine>isapc</machine>
      <domain type='qemu'/>
      <domain type='kvm'><emulator>/bin/k</emulator><machine maxCpus='8'>pc</machine></domain>
    </arch></guest>
  <guest><os_type>exe</os_type>
    <arch name='i686'><emulator>/lib/lxc</emulator><domain type='lxc'/></arch></guest>
</capabilities>"""

QEMU = GuestKind(
    "hvm", "x86_64", "qemu", "/bin/q", ("q35", "pc-q35-7.2", "isapc"),
    (("q35", 288), ("pc-q35-7.2", 255)),
)  # fmt: skip
KVM = GuestKind("hvm", "x86_64", "kvm", "/bin/k", ("pc",), (("pc", 8),))
LXC = GuestKind("exe", "i686", "lxc", "/lib/lxc")


def test_the_kinds_of_domains():
    offers = read_offers(CAPS)
    assert offers.guests == (QEMU, KVM, LXC)
    assert offers.guest() == QEMU
    assert offers.guest("kvm") == KVM
    assert offers.guest(arch="i686") == LXC
    assert offers.guest("qemu", "x86_64", "/bin/k") is None


def test_cells_with_pages_and_distances():
    assert read_offers(CAPS).cells == (
        NumaCell(
            0, (0, 2), 4096 * 1024,
            pages=(PageSize(2048, 7), PageSize(1048576, 1)), distances=((0, 10), (2, 21)),
        ),
        NumaCell(2, (5,), 0),
    )  # fmt: skip
    assert read_offers(CAPS).page_sizes == (4, 2048, 1048576)


def test_the_rest():
    offers = read_offers(CAPS)
    assert offers.security_models == ("apparmor", "dac")
    assert (offers.arch, offers.has_iommu, offers.cpu_features) == ("x86_64", True, ("vme", "ht"))
    assert offers.cpu_xml.startswith("<cpu><arch>x86_64</arch>")
    empty = read_offers("<capabilities/>")
    assert (empty.has_iommu, empty.cpu_xml, empty.cells, empty.guests) == (None, "", (), ())


def test_the_corpus():
    for path in sorted(Path(os.environ.get("VIRTGUI_XML_CORPUS", ""), "capabilities").glob("*")):
        text = path.read_text(encoding="utf-8")
        offers, node = read_offers(text), read_capabilities(text)
        assert [(cell.id, cell.cpus) for cell in offers.cells] == [
            (cell.id, cell.cpus) for cell in node.cells
        ], path
        assert [cell.memory for cell in offers.cells] == [
            cell.memory_kib * 1024 for cell in node.cells
        ], path
        assert {kind.virt_type for kind in offers.guests} == set(node.guest_kinds), path
        for cell in offers.cells:
            assert {page.kib for page in cell.pages} <= set(offers.page_sizes[1:]), path
