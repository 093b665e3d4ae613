"""The form of disks: what each field writes, what is checked, and what fixes do."""

import pytest
from lxml import etree

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import (
    Found,
    NodeChoices,
    NodeDeviceChoice,
    PoolChoice,
    SecretChoice,
    VolumeChoice,
)
from virtgui.documents.domain import DomainDocument, read_domain_config
from virtgui.models.hardware.disk_switch import free_target

DISK = (
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
    "<source file='/srv/data.qcow2'/><target dev='vda' bus='virtio'/></disk>"
)
CDROM = (
    "<disk type='file' device='cdrom'><source file='/srv/a.iso'/>"
    "<target dev='sda' bus='sata'/><readonly/></disk>"
)
NETWORK = (
    "<disk type='network' device='disk'><source protocol='https' name='a.img' query='x=1'>"
    "<host name='web' port='443'/><ssl verify='no'/><cookies><cookie name='a'>1</cookie></cookies>"
    "</source><target dev='vda' bus='virtio'/></disk>"
)
BLOCK = (
    "<disk type='block' device='lun'><driver name='qemu' type='raw'/>"
    "<source dev='/dev/sdb'/><target dev='sda' bus='scsi'/></disk>"
)
CHOICES = NodeChoices(
    pools=Found((PoolChoice("fast", True, "dir", "/srv"), PoolChoice("slow", False))),
    volumes=Found(
        (
            VolumeChoice("fast", "data.qcow2", "/srv/data.qcow2", "qcow2", 1, ("web-01",)),
            VolumeChoice("fast", "old.img", "/srv/old.img", "raw"),
            VolumeChoice("fast", "lv", "/dev/vg/lv", "raw"),
        )
    ),
    secrets=Found((SecretChoice("11111111-2222-3333-4444-555555555555", "ceph", "client"),)),
)


CACHE = "<metadata_cache><max_size unit='bytes'>5</max_size></metadata_cache>"


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("cache", "none", "<driver name='qemu' type='qcow2' cache='none'/>"),
        ("discard", "unmap", "<driver name='qemu' type='qcow2' discard='unmap'/>"),
        ("io", "io_uring", "<driver name='qemu' type='qcow2' io='io_uring'/>"),
        ("queues", 4, "<driver name='qemu' type='qcow2' queues='4'/>"),
        ("packed", True, "<driver name='qemu' type='qcow2' packed='on'/>"),
        ("serial", "A-1", "<serial>A-1</serial>"),
        ("readonly", True, "<readonly/>"),
        ("boot_order", 1, "<boot order='1'/>"),
        ("logical_block", 4096, "<blockio logical_block_size='4096'/>"),
        ("cylinders", 16, "<geometry cyls='16'/>"),
        ("total_bytes_sec", 1048576, "<iotune><total_bytes_sec>1048576</total_bytes_sec></iotune>"),
        ("read_iops_sec_max", 9, "<iotune><read_iops_sec_max>9</read_iops_sec_max></iotune>"),
        ("startup_policy", "optional",
         "<source file='/srv/data.qcow2' startupPolicy='optional'/>"),
        ("file", "/srv/b.img", "<source file='/srv/b.img'/>"),
        ("metadata_cache", 5, "<driver name='qemu' type='qcow2'>" + CACHE + "</driver>"),
    ],
)  # fmt: skip
def test_a_field_writes_its_own_place_only(name, value, wanted):
    bench = Bench(DISK)
    bench.put(name, value)
    assert (
        same(f"<disk>{wanted}</disk>").removeprefix("<disk>").removesuffix("</disk>") in bench.xml
    )
    changed = bench.element.find(wanted[1:].split(" ")[0].split(">")[0].rstrip("/"))
    bench.element.remove(changed)
    rest = etree.fromstring(DISK)
    for element in rest.findall(changed.tag):
        rest.remove(element)
    assert bench.xml == same(etree.tostring(rest))


def test_what_is_emptied_leaves_nothing_behind():
    bench = Bench(DISK)
    for name, value, empty in (
        ("cache", "none", ""), ("queues", 4, None), ("packed", True, None), ("serial", "A", ""),
        ("readonly", True, False), ("total_bytes_sec", 5, None), ("metadata_cache", 5, None),
        ("cylinders", 5, None), ("boot_order", 1, None),
    ):  # fmt: skip
        bench.put(name, value)
        assert bench.xml != same(DISK)
        bench.put(name, empty)
        assert bench.xml == same(DISK)


def test_a_file_becomes_a_block_device_a_volume_and_a_file_again():
    bench = Bench(DISK, choices=CHOICES)
    bench.put("kind", "volume")
    assert bench.element.find("source").attrib == {"pool": "fast", "volume": "data.qcow2"}
    bench.put("kind", "file")
    assert bench.xml == same(DISK)
    bench.put("kind", "block")
    assert bench.xml == same(
        "<disk type='block' device='disk'><driver name='qemu' type='raw'/>"
        "<source dev='/srv/data.qcow2'/><target dev='vda' bus='virtio'/></disk>"
    )


def test_labels_and_unknown_parts_of_the_source_stay():
    text = DISK.replace(
        "<source file='/srv/data.qcow2'/>",
        "<source file='/srv/data.qcow2' other='1'><seclabel model='dac' relabel='no'/><new/>"
        "</source>",
    )
    bench = Bench(text).put("kind", "block")
    source = bench.element.find("source")
    assert dict(source.attrib) == {"dev": "/srv/data.qcow2", "other": "1"}
    assert [child.tag for child in source] == ["seclabel", "new"]


def test_leaving_the_network_takes_servers_and_passwords_away():
    text = NETWORK.replace(
        "<target", "<auth username='u'><secret type='iscsi' uuid='x'/></auth><target"
    )
    bench = Bench(text).put("kind", "file")
    assert bench.element.find("auth") is None
    assert bench.element.find("source") is None
    bench.put("kind", "network").put("protocol", "rbd").add("hosts", server="mon", port="6789")
    assert bench.element.find("source").get("protocol") == "rbd"
    host = bench.element.find("source/host")
    assert (host.get("name"), host.get("port")) == ("mon", "6789")


def test_another_protocol_drops_what_only_the_old_one_has():
    bench = Bench(NETWORK).put("protocol", "nbd")
    assert bench.xml == same(
        "<disk type='network' device='disk'><source protocol='nbd' name='a.img'>"
        "<host name='web' port='443'/></source><target dev='vda' bus='virtio'/></disk>"
    )
    assert not bench.is_shown("cookies")
    assert Bench(NETWORK).is_shown("cookies")


def test_nvme_and_vhost_user_have_what_libvirt_wants():
    bench = Bench(DISK).put("kind", "nvme").put("nvme", "0000:01:00.0")
    assert bench.element.find("source").attrib == {
        "type": "pci",
        "managed": "yes",
        "namespace": "1",
    }
    assert bench.element.find("source/address").get("bus") == "0x01"
    assert bench.get("nvme") == "0000:01:00.0"
    bench.put("kind", "vhostuser").put("socket", "/run/a.sock")
    assert bench.element.find("source").attrib == {"type": "unix", "path": "/run/a.sock"}


def test_ejecting_empties_the_drive():
    bench = Bench(CDROM)
    assert bench.get("medium") is True
    bench.put("medium", False)
    assert bench.element.find("source") is None
    assert bench.label() == ("CD-ROM sda", "Empty, SATA")
    assert bench.says("file") == ()
    assert bench.item("medium").locked(bench.view, bench.scene)
    bench.put("file", "/srv/b.iso")
    assert bench.item("medium").locked(bench.view, bench.scene) == ""
    assert bench.element.find("source").get("file") == "/srv/b.iso"
    assert not Bench(DISK).is_shown("medium")


def test_another_bus_takes_a_free_name_and_drops_the_address():
    text = DISK.replace("type='qcow2'", "type='qcow2' queues='2'").replace(
        "</disk>", "<address type='pci' domain='0' bus='4' slot='0' function='0'/></disk>"
    )
    bench = Bench(text, CDROM)
    assert bench.get("address") == "PCI 0000:04:00.0"
    bench.put("bus", "sata")
    assert bench.element.find("target").attrib == {"dev": "sdb", "bus": "sata"}
    assert bench.element.find("address") is None
    assert bench.element.find("driver").get("queues") is None
    assert bench.put("bus", "sata").xml == bench.xml


def test_a_disk_becomes_a_drive_and_a_lun():
    bench = Bench(DISK).put("device", "cdrom")
    assert bench.element.find("target").get("bus") == "sata"
    assert bench.element.find("readonly") is not None
    bench = Bench(DISK, machine="pc-i440fx-7.2").put("device", "cdrom")
    assert bench.element.find("target").attrib == {"dev": "hda", "bus": "ide"}
    bench = Bench(DISK).put("device", "floppy")
    assert bench.element.find("target").attrib == {"dev": "fda", "bus": "fdc"}
    assert Bench(DISK).put("device", "lun").says("device")[0] == "error"


def test_names_run_over_the_alphabet():
    many = "".join(f"<disk><target dev='vd{chr(97 + n)}'/></disk>" for n in range(26))
    assert free_target(Bench(many).scene, "virtio") == "vdaa"


def test_two_disks_of_one_name_are_refused_and_renamed():
    bench = Bench(DISK, DISK.replace("data", "other"))
    assert bench.says("target") == ("error", "Another disk of this machine is vda.")
    bench.cure("target")
    assert bench.get("target") == "vdb"
    assert bench.says("target") == ()
    assert bench.put("target", "v d").says("target")[0] == "error"
    assert bench.put("target", "").says("target")[0] == "error"


@pytest.mark.parametrize(
    ("bench", "name", "word"),
    [
        (Bench(DISK).put("file", ""), "file", "never empty"),
        (Bench(DISK).put("file", "data.img"), "file", "full path"),
        (Bench(DISK).put("bus", "ide"), "bus", "SATA fits"),
        (Bench(CDROM).put("bus", "virtio"), "bus", "SATA or SCSI"),
        (Bench(DISK).put("io", "native"), "io", "cache"),
        (Bench(DISK).put("shareable", True), "shareable", "qcow2"),
        (Bench(CDROM).put("copy_on_read", True), "copy_on_read", "read only"),
        (Bench(DISK).put("serial", "a/b"), "serial", "fit"),
        (Bench(DISK).put("vendor", "me"), "vendor", "SCSI"),
        (Bench(BLOCK).put("vendor", "far too long"), "vendor", "8"),
        (Bench(BLOCK).put("wwn", "12"), "wwn", "16"),
        (Bench(DISK).put("iothread", "3"), "iothread", "no I/O thread 3"),
        (Bench(DISK).put("encryption", "luks"), "encryption", "secret"),
        (Bench(NETWORK).put("user", "me"), "user", "secret"),
        (Bench(NETWORK).put("kind", "file").put("kind", "network"), "hosts", "Add a server"),
        (Bench(BLOCK).put("kind", "file"), "device", "block device"),
        (Bench(CDROM).put("transient", True), "transient", "Only disks"),
        (Bench(DISK).put("total_bytes_sec", 5).put("read_bytes_sec", 5), "read_bytes_sec", "both"),
        (Bench(DISK).put("read_iops_sec_max", 5), "read_iops_sec_max", "lasting limit"),
        (Bench(DISK).put("read_iops_sec_max_length", 5), "read_iops_sec_max_length", "burst"),
    ],
)
def test_what_would_be_refused_is_an_error(bench, name, word):
    severity, sentence = bench.says(name)
    assert severity == "error"
    assert word in sentence


def test_fixes_cure():
    bench = Bench(DISK).put("io", "native")
    bench.cure("io")
    assert bench.element.find("driver").get("cache") == "none"
    assert bench.says("io") == ()
    bench = Bench(DISK).put("iothread", "2")
    bench.cure("iothread")
    assert bench.scene.document.element.findtext("iothreads") == "2"
    assert bench.says("iothread") == ()
    assert list(bench.options("iothread")) == ["", "1", "2"]
    bench = Bench(DISK).put("bus", "scsi")
    assert bench.says("bus")[0] == "warn"
    bench.cure("bus")
    assert bench.says("bus") == ()
    controller = bench.scene.document.element.find("devices/controller")
    assert controller.attrib == {"type": "scsi", "index": "0", "model": "virtio-scsi"}


def test_the_boot_order_is_unique_and_the_only_one():
    other = CDROM.replace("<readonly/>", "<boot order='1'/>")
    bench = Bench(DISK, other).put("boot_order", 1)
    assert "sda" in bench.says("boot_order")[1]
    assert bench.put("boot_order", 2).says("boot_order") == ()
    bench = Bench(DISK, inside="<os><boot dev='hd'/><boot dev='cdrom'/></os>").put("boot_order", 1)
    assert bench.says("boot_order")[0] == "error"
    bench.cure("boot_order")
    assert bench.says("boot_order") == ()
    assert bench.scene.document.element.find("os/boot") is None


def test_data_that_other_machines_use_are_a_warning():
    other = DomainDocument.parse(
        f"<domain type='kvm'><name>db-01</name><devices>{DISK}</devices></domain>"
    )
    bench = Bench(DISK, neighbours=(read_domain_config(other.text()),))
    assert bench.says("file")[0] == "warn"
    assert "db-01" in bench.says("file")[1]
    assert bench.put("format", "raw").put("shareable", True).says("file") == ()
    assert Bench(DISK, DISK.replace("vda", "vdb")).says("file")[0] == "warn"


def test_volumes_are_checked_against_the_host():
    text = DISK.replace("type='file'", "type='volume'", 1).replace(
        "file='/srv/data.qcow2'", "pool='fast' volume='data.qcow2'"
    )
    bench = Bench(text, choices=CHOICES)
    assert bench.says("volume") == ()
    assert "no volume gone" in bench.put("volume", "gone").says("volume")[1]
    bench.put("volume", "old.img")
    assert bench.get("format") == "raw"
    assert "not active" in bench.put("pool", "slow").put("volume", "a").says("volume")[1]
    assert "no storage pool" in bench.put("pool", "none").put("volume", "a").says("volume")[1]
    assert list(bench.put("pool", "fast").options("volume")) == ["data.qcow2", "old.img", "lv"]
    assert list(bench.options("pool")) == ["fast", "slow"]


def test_the_format_of_the_volume_is_known():
    bench = Bench(DISK, choices=CHOICES).put("format", "raw")
    assert bench.says("format") == (
        "warn",
        "The volume is qcow2; the guest would see something else.",
    )
    assert bench.put("format", "qcow2").says("format") == ()


def test_lists_that_could_not_be_read_say_so():
    failed = Found(error=ErrorInfo(ErrorKind.PERMISSION, Remedy.LOOK_AGAIN, "no"))
    bench = Bench(DISK, choices=NodeChoices(pools=failed, secrets=failed))
    bench.put("kind", "volume")
    assert all(bench.options("pool").values())
    assert bench.options("auth_secret")[""]
    assert all(Bench(DISK).put("kind", "volume").options("pool").values())


def test_suggestions_come_from_the_host():
    devices = Found(
        (
            NodeDeviceChoice("pci_1", "pci", "SSD", address="0000:01:00.0", driver="nvme"),
            NodeDeviceChoice("pci_2", "pci", "NIC", address="0000:02:00.0", driver="e1000e"),
            NodeDeviceChoice("scsi_0", "scsi", "Disk", address="0:0:0:0", path="/dev/sdz"),
        )
    )
    bench = Bench(DISK, choices=CHOICES, devices=devices)
    assert list(bench.options("file")) == ["/srv/data.qcow2", "/srv/old.img"]
    assert list(bench.options("block")) == ["/dev/vg/lv", "/dev/sdz"]
    assert list(bench.options("nvme")) == ["0000:01:00.0"]


def test_buses_come_from_the_capabilities():
    caps = DomainCaps(devices={"disk": {"bus": ("virtio", "sata"), "diskDevice": ("disk", "lun")}})
    options = Bench(DISK, caps=caps).options("bus")
    assert options["virtio"] == ""
    assert options["ide"] == "The hypervisor of node-a does not offer it."
    assert not any(Bench(DISK).options("bus").values())
    assert Bench(DISK, caps=caps).options("device")["floppy"]


def test_passwords_and_keys_are_secrets_of_the_host():
    uuid = "11111111-2222-3333-4444-555555555555"
    text = NETWORK.replace("https", "rbd")
    bench = Bench(text, choices=CHOICES).put("user", "admin").put("auth_secret", uuid)
    auth = bench.element.find("source/auth")
    assert auth.get("username") == "admin"
    assert auth.find("secret").attrib == {"type": "ceph", "uuid": uuid}
    assert bench.says("auth_secret") == ()
    bench.put("auth_usage", "client")
    assert auth.find("secret").attrib == {"type": "ceph", "usage": "client"}
    bench.put("user", "")
    assert bench.element.find("source/auth") is None
    bench.put("encryption", "luks").put("key", uuid)
    assert bench.element.find("source/encryption/secret").attrib == {
        "type": "passphrase", "uuid": uuid,
    }  # fmt: skip
    assert bench.put("key", "0").says("key")[0] == "warn"
    bench.put("encryption", "")
    assert bench.element.find("source/encryption") is None


def test_what_stands_beside_the_source_is_edited_there():
    text = DISK.replace("</disk>", "<encryption format='luks'><secret type='passphrase' uuid='1'/>"
                                   "</encryption></disk>")  # fmt: skip
    bench = Bench(text)
    assert bench.get("encryption") == "luks"
    bench.put("cipher", "aes")
    assert bench.element.find("encryption/cipher").get("name") == "aes"
    assert bench.element.find("source/encryption") is None
    bench.put("encryption", "")
    assert bench.element.find("encryption") is None


def test_the_chain_and_the_copy_are_told():
    text = DISK.replace(
        "<target",
        "<backingStore type='file'><source file='/a'/><backingStore type='file'>"
        "<source file='/b'/><backingStore/></backingStore></backingStore>"
        "<mirror type='file' job='copy' ready='yes'><source file='/c'/></mirror><target",
    )
    bench = Bench(text)
    assert bench.get("chain") == "/a ← /b"
    assert bench.get("mirror") == "/c (in step)"
    assert not Bench(DISK).is_shown("chain")
    assert not Bench(DISK).is_shown("mirror")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (DISK, ("Disk vda", "data.qcow2, virtio")),
        (CDROM, ("CD-ROM sda", "a.iso, SATA")),
        (BLOCK, ("SCSI disk sda", "/dev/sdb, SCSI")),
        (NETWORK, ("Disk vda", "https://web:443/a.img, virtio")),
    ],
)
def test_labels_tell_disks_apart(text, label):
    assert Bench(text).label() == label


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        (DISK, "queues", True), (CDROM, "queues", False), (CDROM, "tray", True),
        (DISK, "tray", False), (DISK, "block", False), (BLOCK, "block", True),
        (BLOCK, "reservations", True), (DISK, "reservations", False),
        (NETWORK, "hosts", True), (DISK, "hosts", False), (BLOCK, "vendor", True),
        (DISK, "vendor", False), (DISK, "snapshot_name", False), (NETWORK, "ssl_verify", True),
    ],
)  # fmt: skip
def test_what_means_nothing_is_hidden(text, name, shown):
    assert Bench(text).is_shown(name) is shown
