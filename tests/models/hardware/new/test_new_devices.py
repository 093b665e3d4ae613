"""New devices: they are valid, free of errors, and blocked with a reason where they do not fit."""

import pytest
from lxml import etree

from tests.models.hardware.device_bench import BASE, scene
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import Found, NodeDeviceChoice
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.schema import Schema, find_schemas
from virtgui.models.hardware.entries import Target, findings_of
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.forms import form_of
from virtgui.models.hardware.new import disk, host_devices, platform, storage

ENTRIES = (*disk.NEW, *storage.NEW, *host_devices.NEW, *platform.NEW)
BY_ID = {entry.id: entry for entry in ENTRIES}
CONTAINER = frozenset({"mount", "hostdev_storage", "hostdev_misc", "hostdev_net"})
# The installed libvirt does not know it: it is offered only where the node does.
UNKNOWN = frozenset({"crypto"})
# What people choose next: nothing sensible can be guessed.
TO_CHOOSE = {"disk": "file", "lun": "block", "hostdev_usb": "usb_product"}
ROOM = (
    "<maxMemory slots='4' unit='KiB'>16777216</maxMemory>"
    "<memoryBacking><access mode='shared'/></memoryBacking>"
    "<cpu><numa><cell id='0' cpus='0-3' memory='4' unit='GiB'/></numa></cpu>"
)
SPICE = "<graphics type='spice'/>"
POWER = {"arch": "ppc64le", "machine": "pseries-7.2"}
PCI = NodeDeviceChoice("pci_1", "pci", address="0000:02:00.0", users=("db-01",))
FREE = NodeDeviceChoice("pci_2", "pci", address="0000:03:00.0")
USB = NodeDeviceChoice("usb_1", "usb_device", "", "", "0x046d", "0xc52b", "001:004")


@pytest.fixture(scope="module")
def schema():
    return Schema(find_schemas(), "domain")


def where(entry, device="", **more):
    """A machine of the kind for which the entry is."""
    if entry.id in CONTAINER:
        return scene(device, virt="lxc", machine="", **more)
    kind = POWER if entry.id == "nvram" else {}
    return scene(device, SPICE, ROOM, **kind, **more)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_a_new_device_is_valid_and_has_no_error_but_what_is_to_be_chosen(entry, schema):
    text = entry.make(where(entry))
    element = etree.fromstring(text)
    assert element.tag == entry.tag
    found = where(entry, text)
    form = form_of(entry.tag)
    assert form.label(form.view(devices_of(found.document.element)[0]), found)[0]
    findings = findings_of(found.document.element, Target(entry.tag, 0), found)
    errors = {name for name, each in findings.items() if each.severity is Severity.ERROR}
    assert errors == {TO_CHOOSE[entry.id]} if entry.id in TO_CHOOSE else not errors, findings
    if entry.id not in UNKNOWN:
        document = BASE.format(
            device=_filled(entry, text), others=SPICE if entry.id not in CONTAINER else "",
            inside="", virt="kvm", arch="x86_64", machine="pc", kind="hvm",
        )  # fmt: skip
        assert schema.validate(document) == ()


def _filled(entry, text):
    """The device after the choice that it waits for."""
    sources = {"disk": "<source file='/a'/>", "lun": "<source dev='/dev/sdb'/>"}
    return text.replace("<target", f"{sources[entry.id]}<target") if entry.id in sources else text


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_what_does_not_fit_the_machine_says_why(entry):
    other = scene() if entry.id in CONTAINER else scene(virt="lxc", machine="")
    reason = "" if entry.blocked is None else entry.blocked(other)
    assert bool(reason) is (entry.id != "disk")


def test_what_fits_is_not_blocked():
    blocked = {
        entry.id for entry in ENTRIES if entry.blocked is not None and entry.blocked(where(entry))
    }
    assert blocked == UNKNOWN


@pytest.mark.parametrize("tag", ["tpm", "watchdog", "vsock", "iommu", "panic", "smartcard"])
def test_a_second_one_is_blocked_where_one_is_all(tag):
    assert "one already" in BY_ID[tag].blocked(scene(f"<{tag}/>"))


def test_new_disks_take_the_best_bus_and_a_free_name():
    first = "<disk><target dev='vda' bus='virtio'/></disk>"
    target = etree.fromstring(disk.new_disk(scene(first))).find("target")
    assert target.attrib == {"dev": "vdb", "bus": "virtio"}
    caps = DomainCaps(devices={"disk": {"bus": ("ide", "sata")}})
    target = etree.fromstring(disk.new_disk(scene(caps=caps))).find("target")
    assert target.attrib == {"dev": "sda", "bus": "sata"}
    assert "does not offer" in BY_ID["floppy"].blocked(
        scene(caps=DomainCaps(devices={"disk": {"diskDevice": ("disk",)}}))
    )


def test_new_controllers_take_a_free_number():
    there = "<controller type='scsi' index='0'/>"
    found = etree.fromstring(BY_ID["controller_scsi"].make(scene(there)))
    assert found.attrib == {"type": "scsi", "index": "1", "model": "virtio-scsi"}
    assert BY_ID["controller_root_port"].blocked(scene(machine="pc-i440fx-7.2"))
    assert BY_ID["controller_usb"].blocked(scene("<controller type='usb' model='none'/>"))


def test_new_host_devices_are_those_that_nobody_has():
    devices = Found((PCI, FREE, USB))
    found = etree.fromstring(host_devices.new_pci(scene(devices=devices)))
    assert found.find("source/address").get("bus") == "0x03"
    taken = (
        "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='3' slot='0' "
        "function='0'/></source></hostdev>"
    )
    found = etree.fromstring(host_devices.new_pci(scene(taken, devices=devices)))
    assert found.find("source/address").get("bus") == "0x02"
    found = etree.fromstring(host_devices.new_usb(scene(devices=devices)))
    assert found.find("source/product").get("id") == "0xc52b"
    assert "node-a has no SCSI" in BY_ID["hostdev_scsi"].blocked(scene(devices=devices))
    failed = Found(error=ErrorInfo(ErrorKind.PERMISSION, Remedy.LOOK_AGAIN, ""))
    assert BY_ID["hostdev_pci"].blocked(scene(devices=failed))


def test_platforms_get_their_own_models():
    arm = scene(arch="aarch64", machine="virt-7.2")
    assert 'model="smmuv3"' in platform.new_iommu(arm)
    assert 'model="virtio"' in platform.new_iommu(scene(machine="pc-i440fx-7.2"))
    assert 'model="tpm-tis"' in platform.new_tpm(arm)
    assert 'model="tpm-spapr"' in platform.new_tpm(scene(**POWER))
    assert 'model="pseries"' in platform.new_panic(scene(**POWER))
    assert 'model="diag288"' in platform.new_watchdog(scene(arch="s390x", machine="s390-ccw"))
    assert 'name="shared1"' in platform.new_shmem(scene("<shmem name='shared0'/>"))
    assert BY_ID["sgx_epc"].blocked(scene(caps=DomainCaps(features={"sgx": False})))
    assert not BY_ID["crypto"].blocked(
        scene(caps=DomainCaps(devices={"crypto": {"model": ("virtio",)}}))
    )


def test_ids_are_unique():
    assert len(BY_ID) == len(ENTRIES)
