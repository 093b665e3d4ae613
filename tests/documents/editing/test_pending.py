"""What waits for the next start."""

from lxml import etree

from tests.documents.editing.samples import DISK, document, running
from virtgui.documents.editing.difference import ChangeKind, add_device
from virtgui.documents.editing.pending import pending_changes


def test_what_libvirt_adds_while_it_runs_does_not_wait():
    there = running()
    disk = there.element.find("devices/disk")
    disk.find("source").set("index", "2")
    etree.SubElement(disk, "backingStore")
    there.element.find("devices/graphics").set("port", "5900")
    there.memory = 900 * 1024 * 1024
    assert pending_changes(there, document()) == ()


def test_a_setting_that_was_only_kept_waits():
    kept = document()
    kept.vcpus_max = 8
    (change,) = pending_changes(running(), kept)
    (leaf,) = change.leaves
    assert (str(leaf.path), leaf.old, leaf.new) == ("vcpu", "4", "8")


def test_a_device_that_was_only_kept_waits():
    kept = document()
    add_device(kept.element, etree.fromstring(DISK.format(name="vdz")))
    (change,) = pending_changes(running(), kept)
    assert (change.kind, change.tag) == (ChangeKind.ADDED, "disk")


def test_another_source_waits():
    kept = document()
    kept.element.find("devices/interface/source").set("network", "other")
    (change,) = pending_changes(running(), kept)
    assert [str(leaf.path) for leaf in change.leaves] == ["source/@network"]
