"""Domains: their value, and that it agrees with their declared properties."""

import os
from pathlib import Path

import pytest

from virtgui.core.values.domain_config import DiskConfig, GraphicsConfig, InterfaceConfig, os_label
from virtgui.documents.document import DocumentError, DocumentProblem
from virtgui.documents.domain import DomainDocument, read_domain_config

DATA = Path(__file__).parent / "data"


def domain_files():
    """Return our own examples, and those of a folder that the environment may name."""
    corpus = os.environ.get("VIRTGUI_XML_CORPUS")
    more = sorted(Path(corpus, "domain").glob("*.xml")) if corpus else []
    return [*sorted(DATA.glob("domain-*.xml")), *more]


def read(name):
    return read_domain_config((DATA / f"domain-{name}.xml").read_text(encoding="utf-8"))


def test_a_rich_machine():
    config = read("kvm")
    assert (config.uuid, config.name) == ("0c1f7a52-8e3b-4b62-9d0a-6a4e0f5b7c11", "web-01")
    assert (config.title, config.description) == ("Shop front", "Serves the shop")
    assert (config.tags, config.group) == (("prod", "web"), "shop/front")
    assert config.notes == "First line\nsecond <line>"
    assert (config.os_id, config.os_label) == ("http://debian.org/debian/12", "Debian 12")
    assert (config.virt_type, config.os_type, config.arch) == ("kvm", "hvm", "x86_64")
    assert (config.machine, config.firmware) == ("pc-q35-7.2", "efi")
    assert (config.vcpus_current, config.vcpus_max) == (2, 4)
    assert (config.memory_kib, config.max_memory_kib) == (4 * 1024**2, 8 * 1024**2)
    assert (config.cpu_mode, config.nvram) == ("host-passthrough", "/srv/nvram/web-01.fd")
    assert (config.has_tpm, config.hostdevs) == (True, 1)
    assert (config.has_agent_channel, config.agent_connected) == (True, True)
    assert (config.has_numa, config.has_pinning, config.is_container) == (True, True, False)


def test_disks_of_all_kinds():
    chain = ("/srv/images/web-01.qcow2", "/srv/images/base.img")
    top = "/srv/images/web-01.snap.qcow2"
    ceph = "rbd://[2001:db8::9]:6789/pool/image"
    assert read("kvm").disks == (
        DiskConfig("vda", "virtio", "disk", top, "file", "qcow2", False, False, chain),
        DiskConfig("vdb", "virtio", "disk", ceph, "network", "raw", False, True),
        DiskConfig("vdc", "virtio", "disk", "default/data.img", "volume", "", False, False),
        DiskConfig("sda", "sata", "cdrom", "", "file", "", True, False),
    )


def test_interfaces_and_displays():
    config = read("kvm")
    assert config.interfaces == (
        InterfaceConfig("52:54:00:ab:cd:01", "network", "default", "virtio", "vnet3", True, "net0"),
        InterfaceConfig("52:54:00:ab:cd:02", "direct", "eth1", "e1000e", "", False, ""),
    )
    assert config.graphics == (
        GraphicsConfig("vnc", 5903, "127.0.0.1"),
        GraphicsConfig("spice", None, "/run/spice.sock"),
    )


def test_a_container():
    config = read("lxc")
    assert config.is_container
    assert (config.firmware, config.memory_kib, config.disks) == ("", 262144, ())
    assert config.interfaces[0].source == "br0"
    assert (config.has_agent_channel, config.agent_connected) == (False, None)
    assert not config.has_pinning


def test_a_machine_of_another_hypervisor():
    config = read("xen")
    assert (config.name, config.uuid, config.firmware) == ("überbox", "", "")
    assert (config.memory_kib, config.max_memory_kib) == (256 * 1024, 512 * 1024)
    assert (config.cpu_mode, config.has_pinning, config.has_numa) == ("custom", True, False)
    assert config.disks[0].source == "/dev/vg/box"
    assert config.interfaces[0].source == "0000:0a:10.7"
    assert (config.has_agent_channel, config.agent_connected) == (True, None)


def test_a_bare_domain_has_defaults():
    config = read("minimal")
    assert (config.name, config.vcpus_current, config.vcpus_max) == ("bare", 1, 1)
    assert (config.memory_kib, config.os_label, config.tags) == (0, "", ())


@pytest.mark.parametrize(
    ("os_xml", "firmware"),
    [
        ("<type arch='x86_64'>hvm</type>", "bios"),
        ("<type arch='aarch64'>hvm</type>", ""),
        ("<type arch='aarch64'>hvm</type><loader type='pflash'>/x</loader>", "efi"),
        ("<type arch='x86_64'>hvm</type><loader type='rom'>/x</loader>", "bios"),
        ("<type>exe</type>", ""),
    ],
)
def test_firmware(os_xml, firmware):
    assert read_domain_config(f"<domain><os>{os_xml}</os></domain>").firmware == firmware


def test_variables_of_the_firmware_in_a_source_of_their_own():
    nvram = "<nvram type='file'>\n<source file='/srv/vars.fd'/>\n</nvram>"
    assert read_domain_config(f"<domain><os>{nvram}</os></domain>").nvram == "/srv/vars.fd"


def test_chosen_firmware_wins():
    text = "<domain><os firmware='efi'><type arch='x86_64'>hvm</type></os></domain>"
    assert read_domain_config(text).firmware == "efi"


def test_other_documents_are_refused():
    with pytest.raises(DocumentError) as caught:
        read_domain_config("<network/>")
    assert caught.value.code is DocumentProblem.WRONG_ROOT


@pytest.mark.parametrize("path", domain_files(), ids=lambda path: path.stem)
def test_value_and_properties_agree(path):
    text = path.read_text(encoding="utf-8")
    config, domain = read_domain_config(text), DomainDocument.parse(text)
    assert config.digest == domain.digest() == domain.copy().digest()
    assert config == domain.config()
    assert (config.name, config.title, config.virt_type) == (
        domain.name,
        domain.title,
        domain.virt_type,
    )
    assert (config.os_type, config.arch, config.machine) == (
        domain.os_type,
        domain.arch,
        domain.machine,
    )
    assert config.os_id == domain.os_id
    assert domain.nvram.strip() in ("", config.nvram)
    assert config.vcpus_max == (domain.vcpus_max or 1)
    assert config.max_memory_kib == (domain.max_memory or 0) // 1024
    assert config.has_tpm == domain.has_tpm
    assert config.hostdevs == len(domain.hostdevs)


@pytest.mark.parametrize("path", domain_files(), ids=lambda path: path.stem)
def test_devices_and_properties_agree(path):
    text = path.read_text(encoding="utf-8")
    config, domain = read_domain_config(text), DomainDocument.parse(text)
    assert [
        (disk.target, disk.bus, disk.device, disk.format, disk.source_kind, disk.source)
        for disk in config.disks
    ] == [
        (disk.target, disk.bus, disk.device, disk.format, disk.kind, disk.source())
        for disk in domain.disks
    ]
    assert [(disk.readonly, disk.shareable) for disk in config.disks] == [
        (disk.readonly, disk.shareable) for disk in domain.disks
    ]
    assert [
        (nic.mac, nic.kind, nic.model, nic.target, nic.alias, nic.source, nic.link_up)
        for nic in config.interfaces
    ] == [
        (
            *(nic.mac.lower(), nic.kind, nic.model, nic.target, nic.alias, nic.source()),
            nic.link_state != "down",
        )
        for nic in domain.interfaces
    ]
    assert [display.kind for display in config.graphics] == [
        display.kind for display in domain.graphics
    ]


@pytest.mark.parametrize("path", domain_files(), ids=lambda path: path.stem)
def test_editing_keeps_all_that_is_not_known(path):
    domain = DomainDocument.parse(path.read_text(encoding="utf-8"))
    before = [(element.tag, dict(element.attrib)) for element in domain.element.iter()]
    had_title = domain.title
    domain.title = "Another title"
    after = DomainDocument.parse(domain.text())
    assert after.title == "Another title"
    after.title = had_title
    again = [(element.tag, dict(element.attrib)) for element in after.element.iter()]
    assert again == before


@pytest.mark.parametrize(
    ("os_id", "label"),
    [
        ("http://debian.org/debian/12", "Debian 12"),
        ("http://debian.org/debian/testing", "Debian Testing"),
        ("http://microsoft.com/win/11", "Windows 11"),
        ("http://microsoft.com/win/2k22", "Windows Server 2022"),
        ("http://microsoft.com/win/xp", "Windows XP"),
        ("http://fedoraproject.org/fedora/39", "Fedora 39"),
        ("http://fedoraproject.org/fedora/unknown", "Fedora"),
        ("http://ubuntu.com/ubuntu/22.04", "Ubuntu 22.04"),
        ("http://alpinelinux.org/alpinelinux/3.18", "Alpine 3.18"),
        ("http://redhat.com/rhel/9.2", "RHEL 9.2"),
        ("http://centos.org/centos-stream/9", "CentOS Stream 9"),
        ("http://rockylinux.org/rocky/9", "Rocky Linux 9"),
        ("http://opensuse.org/opensuse/tumbleweed", "openSUSE Tumbleweed"),
        ("http://freebsd.org/freebsd/13.1", "FreeBSD 13.1"),
        ("http://archlinux.org/archlinux/rolling", "Arch Linux"),
        ("http://oracle.com/ol/8.5", "Oracle Linux 8.5"),
        ("http://example.org/my-own_os/1.0", "My Own Os 1.0"),
        ("http://example.org/solo", "Solo"),
        ("http://example.org/", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_short_names_of_operating_systems(os_id, label):
    assert os_label(os_id) == label
