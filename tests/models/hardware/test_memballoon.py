"""The form of the memory balloon."""

import pytest

from tests.models.hardware.device_bench import Bench, same

BALLOON = "<memballoon model='virtio'/>"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("period", 5, "<memballoon model='virtio'><stats period='5'/></memballoon>"),
        ("autodeflate", True, "<memballoon model='virtio' autodeflate='on'/>"),
        ("free_page_reporting", False, "<memballoon model='virtio' freePageReporting='off'/>"),
        ("iommu", True, "<memballoon model='virtio'><driver iommu='on'/></memballoon>"),
    ],
)
def test_a_field_writes_its_place(field, value, expected):
    bench = Bench(BALLOON).put(field, value)
    assert bench.get(field) == value
    assert bench.xml == same(expected)
    assert bench.is_shown(field)


def test_without_a_balloon_nothing_of_it_is_left():
    full = (
        "<memballoon model='virtio' autodeflate='on' freePageReporting='on'>"
        "<stats period='5'/><alias name='balloon0'/><driver ats='on'/>"
        "<address type='pci' domain='0' bus='0' slot='6' function='0'/></memballoon>"
    )
    bench = Bench(full).put("model", "xen")
    assert bench.element.find("driver") is None
    assert bench.element.find("stats") is not None
    bench.put("model", "none")
    assert bench.xml == same("<memballoon model='none'/>")
    assert not bench.is_shown("period")
    assert bench.says("model")[0] == "info"


def test_a_machine_has_one_balloon():
    assert Bench(BALLOON, BALLOON).says("model")[0] == "error"
    assert Bench(BALLOON).finding("model") is None


def test_labels_tell_what_matters():
    assert Bench(BALLOON).label() == ("Memory balloon", "virtio")
    assert Bench(BALLOON).put("period", 5).label()[1] == "virtio, statistics every 5 s"
    assert Bench("<memballoon model='none'/>").label()[1] == "None"
