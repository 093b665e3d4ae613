"""Three versions into one."""

from lxml import etree

from tests.documents.editing.samples import DISK, canonical, document
from virtgui.documents.editing.difference import add_device, put_in_order
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.editing.merge import merge
from virtgui.documents.placing import remove_element


def mine_counts(_conflict):
    return True


def theirs_counts(_conflict):
    return False


def test_changes_of_different_things_go_together():
    mine, theirs = document(), document()
    mine.title = "Mine"
    theirs.vcpus_current = 1
    theirs.element.find("devices/disk/driver").set("cache", "none")
    merged = merge(document(), mine, theirs, mine_counts)
    assert merged.conflicts == ()
    assert "<title>Mine</title>" in merged.text
    assert "cache='none'" in merged.text.replace('"', "'")
    assert len(merged.theirs) == 2


def test_the_same_change_of_both_is_no_conflict():
    mine, theirs = document(), document()
    mine.title = theirs.title = "Both"
    assert merge(document(), mine, theirs, mine_counts).conflicts == ()


def test_what_both_changed_in_two_ways_is_asked():
    mine, theirs = document(), document()
    mine.title, theirs.title = "Mine", "Theirs"
    merged = merge(document(), mine, theirs, mine_counts)
    (conflict,) = merged.conflicts
    assert (conflict.leaf.old, conflict.leaf.new, conflict.theirs) == ("Orders", "Mine", "Theirs")
    assert "<title>Mine</title>" in merged.text
    assert "<title>Theirs</title>" in merge(document(), mine, theirs, theirs_counts).text


def test_a_device_that_they_removed_and_i_edited_is_asked():
    mine, theirs = document(), document()
    mine.element.find("devices/disk/driver").set("cache", "none")
    remove_element(devices_of(theirs.element)[0])
    merged = merge(document(), mine, theirs, theirs_counts)
    (conflict,) = merged.conflicts
    assert conflict.leaf is None
    assert conflict.theirs is None
    assert "db-01.qcow2" not in merged.text
    assert "db-01.qcow2" in merge(document(), mine, theirs, mine_counts).text


def test_a_device_that_i_removed_and_they_edited_is_asked():
    mine, theirs = document(), document()
    remove_element(devices_of(mine.element)[0])
    theirs.element.find("devices/disk/driver").set("cache", "none")
    assert "db-01.qcow2" not in merge(document(), mine, theirs, mine_counts).text
    kept = merge(document(), mine, theirs, theirs_counts)
    assert "db-01.qcow2" in kept.text
    assert len(kept.conflicts) == 1


def test_a_device_that_i_removed_goes_from_theirs():
    mine, theirs = document(), document()
    remove_element(devices_of(mine.element)[1])
    theirs.title = "Theirs"
    merged = merge(document(), mine, theirs, mine_counts)
    assert merged.conflicts == ()
    assert "data.raw" not in merged.text


def test_new_devices_of_both_stay():
    mine, theirs = document(), document()
    add_device(mine.element, etree.fromstring(DISK.format(name="vdm")))
    add_device(theirs.element, etree.fromstring(DISK.format(name="vdt")))
    merged = merge(document(), mine, theirs, mine_counts)
    assert merged.conflicts == ()
    assert "vdm.qcow2" in merged.text
    assert "vdt.qcow2" in merged.text


def test_two_new_devices_with_one_name_are_asked():
    mine, theirs = document(), document()
    add_device(mine.element, etree.fromstring(DISK.format(name="vdx")))
    add_device(
        theirs.element, etree.fromstring(DISK.format(name="vdx").replace("qcow2'/>\n", "raw'/>"))
    )
    merged = merge(document(), mine, theirs, mine_counts)
    assert len(merged.conflicts) == 1
    assert merged.text.count("vdx.qcow2") == 1


def test_an_order_of_mine_holds_for_what_is_there():
    mine, theirs = document(), document()
    first, second = mine.element.findall("devices/disk")[:2]
    put_in_order([second, first])
    theirs.title = "Theirs"
    merged = merge(document(), mine, theirs, mine_counts)
    assert merged.text.index("data.raw") < merged.text.index("db-01.qcow2")


def test_without_edits_of_mine_theirs_is_the_result():
    theirs = document()
    theirs.title = "Theirs"
    merged = merge(document(), document(), theirs, mine_counts)
    assert canonical(document(merged.text).element) == canonical(theirs.element)
