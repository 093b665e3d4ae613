"""The images below a disk: those of the disk that runs, for the next start does not tell them."""

from tests.models.hardware.device_bench import Bench
from virtgui.documents.domain import DomainDocument
from virtgui.models.hardware.review import value_words

DISK = (
    "<disk type='file' device='disk'><source file='/srv/top.qcow2'/>{}"
    "<target dev='vda' bus='virtio'/></disk>"
)
CHAIN = (
    "<backingStore type='file'><format type='qcow2'/><source file='/srv/middle.qcow2'/>"
    "<backingStore type='file'><source file='/srv/base.img'/><backingStore/></backingStore>"
    "</backingStore>"
)
WORDS = "/srv/middle.qcow2 ← /srv/base.img"


def running(device):
    return DomainDocument.parse(f"<domain><devices>{device}</devices></domain>")


def chain(bench):
    field = bench.item("chain")
    return field.read_in(bench.view, bench.scene), bench.is_shown("chain")


def test_the_chain_of_what_runs_is_shown():
    bench = Bench(DISK.format(""), running=running(DISK.format(CHAIN)))
    assert chain(bench) == (WORDS, True)
    assert bench.get("chain") == ""


def test_the_chain_of_another_image_is_not():
    other = running(DISK.format(CHAIN).replace("top", "other"))
    assert chain(Bench(DISK.format(""), running=other)) == ("", False)
    elsewhere = running(DISK.format(CHAIN).replace("vda", "vdb"))
    assert chain(Bench(DISK.format(""), running=elsewhere)) == ("", False)


def test_a_chain_that_is_defined_is_told_as_well():
    assert chain(Bench(DISK.format(CHAIN))) == (WORDS, True)
    assert chain(Bench(DISK.format(""))) == ("", False)


def test_other_fields_are_read_as_always():
    bench = Bench(DISK.format(""))
    field = bench.item("bus")
    assert field.read_in(bench.view, bench.scene) == field.read(bench.view) == "virtio"
    assert value_words(field, "virtio", bench.view, bench.scene) == "virtio"
