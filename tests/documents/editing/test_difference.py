"""Differences between versions, and their reverse."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.documents.editing.samples import DISK, canonical, domain
from virtgui.documents.editing.difference import (
    ChangeKind,
    add_device,
    compare,
    put_in_order,
    revert,
    revert_leaves,
)
from virtgui.documents.editing.leaves import compare_elements, read_leaf, write_leaf
from virtgui.documents.editing.matching import devices_of, match_devices
from virtgui.documents.placing import remove_element


def test_equal_versions_do_not_differ():
    assert compare(domain(), domain()) == ()


def test_a_setting_is_one_leaf_with_old_and_new_value():
    new = domain()
    new.find("vcpu").set("current", "1")
    (change,) = compare(domain(), new)
    assert (change.kind, change.tag) == (ChangeKind.EDITED, "")
    (leaf,) = change.leaves
    assert (str(leaf.path), leaf.old, leaf.new) == ("vcpu/@current", "2", "1")


def test_keyed_siblings_are_told_apart_by_their_key():
    old, new = domain(), domain()
    pin = etree.SubElement(new.find("cputune"), "vcpupin", vcpu="3", cpuset="4")
    del pin
    new.find("cputune/vcpupin[@vcpu='0']").set("cpuset", "7")
    (change,) = compare(old, new)
    assert {str(leaf.path): (leaf.old, leaf.new) for leaf in change.leaves} == {
        "cputune/vcpupin[@vcpu='0']/@cpuset": ("0", "7"),
        "cputune/vcpupin[@vcpu='3']/@cpuset": (None, "4"),
    }


def test_siblings_without_key_are_one_list():
    old, new = domain(), domain()
    etree.SubElement(new.find("os"), "boot", dev="cdrom")
    (change,) = compare(old, new)
    (leaf,) = change.leaves
    assert str(leaf.path) == "os/boot[]"
    assert leaf.new.splitlines() == ['<boot dev="hd"></boot>', '<boot dev="cdrom"></boot>']


def test_devices_come_and_go_with_their_xml():
    new = domain()
    remove_element(devices_of(new)[0])
    add_device(new, etree.fromstring(DISK.format(name="vdz")))
    removed, added = compare(domain(), new)
    assert (removed.kind, removed.old_index, removed.new_index) == (ChangeKind.REMOVED, 0, None)
    assert (added.kind, added.tag) == (ChangeKind.ADDED, "disk")
    assert 'dev="vda"' in removed.old_xml
    assert 'dev="vdz"' in added.new_xml


def test_a_renamed_target_is_an_edit_of_the_same_disk():
    new = domain()
    new.find("devices/disk/target").set("dev", "sdx")
    (change,) = compare(domain(), new)
    assert (change.kind, change.old_index, change.new_index) == (ChangeKind.EDITED, 0, 0)


def test_another_order_is_one_change_of_the_kind():
    new = domain()
    first, second = new.findall("devices/disk")[:2]
    put_in_order([second, first])
    (change,) = compare(domain(), new)
    assert (change.kind, change.tag, change.order) == (ChangeKind.MOVED, "disk", (1, 0, 2))
    revert(change, new, domain())
    assert canonical(new) == canonical(domain())


def test_a_removed_device_comes_back_to_its_place():
    old = domain()
    for place in range(len(devices_of(old))):
        new = domain()
        remove_element(devices_of(new)[place])
        (change,) = compare(old, new)
        revert(change, new, old)
        assert canonical(new) == canonical(old)


def test_single_leaves_can_be_taken_back():
    old, new = domain(), domain()
    driver = new.find("devices/disk/driver")
    driver.set("cache", "none")
    driver.set("io", "native")
    (change,) = compare(old, new)
    cache = next(leaf for leaf in change.leaves if leaf.path.attribute == "cache")
    revert_leaves(change, (cache,), new, old)
    assert driver.attrib == {"name": "qemu", "type": "qcow2", "io": "native"}


def test_what_is_emptied_by_a_revert_goes_as_well():
    old, new = domain(), domain()
    write_leaf(new, compare_elements(old, _with(old, "memtune/hard_limit", "9"))[0].path, "9")
    (change,) = compare(old, new)
    revert(change, new, old)
    assert new.find("memtune") is None


def _with(root, path, text):
    other = etree.fromstring(etree.tostring(root))
    parent = other
    for step in path.split("/"):
        found = parent.find(step)
        parent = etree.SubElement(parent, step) if found is None else found
    parent.text = text
    return other


def test_new_elements_stand_where_libvirt_writes_them():
    root = domain()
    write_leaf(root, _path(root, "cpu/topology", "sockets"), "1")
    tags = [child.tag for child in root]
    assert tags.index("features") < tags.index("cpu") < tags.index("clock")


def _path(root, path, attribute):
    other = _with(root, path, None)
    other.find(path).set(attribute, "x")
    return next(leaf.path for leaf in compare_elements(root, other) if leaf.path.attribute)


def test_metadata_of_others_is_kept_whole_or_replaced_whole():
    old, new = domain(), domain()
    foreign = new.find("metadata/{http://example.org/ns}note")
    foreign.text = "other"
    (change,) = compare(old, new)
    (leaf,) = change.leaves
    assert leaf.path.is_list
    revert(change, new, old)
    assert canonical(new) == canonical(old)


def test_a_value_that_xml_cannot_carry_changes_nothing():
    root = domain()
    before = canonical(root)
    path = compare_elements(root, _with(root, "title", "x"))[0].path
    with pytest.raises(ValueError, match="XML"):
        write_leaf(root, path, "a\x00b")
    assert canonical(root) == before


def test_devices_are_matched_by_name_address_and_likeness():
    old, new = devices_of(domain()), devices_of(domain())
    new[0].find("target").set("dev", "vdx")
    new.reverse()
    pairs = match_devices(old, new)
    partners = {here.find("source").get("file"): there for here, there in pairs if _is_disk(here)}
    assert all(there.find("source").get("file") == file for file, there in partners.items())


def _is_disk(device):
    return device is not None and device.tag == "disk" and device.find("source") is not None


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_any_edits_can_be_taken_back_one_by_one_in_any_order(seed):
    chance = random.Random(seed)
    old, new = domain(), domain()
    for _ in range(chance.randint(1, 6)):
        _edit_somewhere(new, chance)
    for _ in range(60):
        changes = compare(old, new)
        if not changes:
            break
        revert(chance.choice(changes), new, old)
    assert compare(old, new) == ()
    for leaf in compare_elements(old, new):
        assert read_leaf(old, leaf.path) == read_leaf(new, leaf.path)


def _edit_somewhere(root, chance):
    elements = [item for item in root.iter(etree.Element) if item.getparent() is not None]
    element = chance.choice([item for item in elements if item.tag not in ("devices", "metadata")])
    kind = chance.choice(("attribute", "text", "remove", "new"))
    if kind == "attribute" and element.attrib:
        element.set(chance.choice(list(element.attrib)), chance.choice(("x", "1", "none")))
    elif kind == "text" and not len(element):
        element.text = chance.choice(("7", "word", None))
    elif kind == "remove":
        remove_element(element)
    else:
        element.set("extra", "yes")
