"""New volumes: what is written, and that nothing but a name comes of a name."""

import pytest

from virtgui.documents.create.volume import volume_xml
from virtgui.documents.storage import read_volume


def test_what_is_given_is_written():
    volume = read_volume(volume_xml("a.qcow2", 1 << 30, allocation=0, volume_format="qcow2"))
    assert (volume.name, volume.capacity, volume.allocation) == ("a.qcow2", 1 << 30, 0)
    assert volume.format == "qcow2"


def test_what_is_not_given_is_left_to_the_pool():
    text = volume_xml("lv", 5)
    assert "allocation" not in text
    assert "target" not in text


def test_a_name_stays_a_name():
    name = "</name><target><path>/etc/passwd</path></target><name>&"
    volume = read_volume(volume_xml(name, 5))
    assert (volume.name, volume.path) == (name, "")
    with pytest.raises(ValueError, match="XML"):
        volume_xml("a\x01b", 5)
