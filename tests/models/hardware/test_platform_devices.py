"""The forms of TPM, IOMMU, VSOCK, watchdog, panic notifier and other small devices."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.domain_caps import DomainCaps
from virtgui.core.values.node_choices import Found, NodeChoices, SecretChoice

UUID = "11111111-2222-3333-4444-555555555555"
TPM = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"
IOMMU = "<iommu model='intel'/>"
VSOCK = "<vsock model='virtio'><cid auto='yes'/></vsock>"
WATCHDOG = "<watchdog model='i6300esb' action='reset'/>"
PANIC = "<panic model='isa'/>"
LEASE = "<lease><lockspace>a</lockspace><key>b</key><target path='/c' offset='8'/></lease>"
ARM = {"arch": "aarch64", "machine": "virt-7.2"}


@pytest.mark.parametrize(
    ("start", "name", "value", "wanted"),
    [
        (TPM, "secret", UUID, f"<encryption secret='{UUID}'/>"),
        (TPM, "persistent_state", True, "persistent_state='yes'"),
        (TPM, "sha256", True, "<active_pcr_banks><sha256/></active_pcr_banks>"),
        (IOMMU, "aw_bits", 48, "<driver aw_bits='48'/>"),
        (IOMMU, "caching_mode", True, "<driver caching_mode='on'/>"),
        (VSOCK, "packed", True, "<driver packed='on'/>"),
        (WATCHDOG, "action", "dump", "action='dump'"),
        (PANIC, "model", "hyperv", "model='hyperv'"),
        (LEASE, "key", "x", "<key>x</key>"),
        (LEASE, "offset", 5, "<target path='/c' offset='5'/>"),
        ("<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>",
         "queues", 2, "<backend model='builtin' queues='2'/>"),
        ("<pstore backend='acpi-erst'><path>/a</path></pstore>", "size", 65536,
         "<size unit='KiB'>64</size>"),
    ],
)  # fmt: skip
def test_a_field_writes_its_place(start, name, value, wanted):
    wanted = same(f"<x>{wanted}</x>")[3:-4] if wanted[0] == "<" else wanted.replace("'", '"')
    assert wanted in Bench(start).put(name, value).xml


def test_another_kind_of_tpm_drops_what_it_refuses():
    bench = Bench(TPM).put("secret", UUID).put("sha1", True).put("backend", "passthrough")
    assert bench.xml == same("<tpm model='tpm-crb'><backend type='passthrough'/></tpm>")
    assert bench.says("backend")[0] == "warn"
    bench.put("device", "/dev/tpm0").put("backend", "external").put("source_path", "/run/tpm")
    assert bench.xml == same(
        "<tpm model='tpm-crb'><backend type='external'>"
        "<source type='unix' mode='connect' path='/run/tpm'/></backend></tpm>"
    )
    bench.put("backend", "emulator").put("version", "2.0")
    assert bench.xml == same(TPM)


@pytest.mark.parametrize(
    ("bench", "name", "severity"),
    [
        (Bench(TPM).put("version", "1.2"), "version", "error"),
        (Bench(TPM).put("version", "1.2"), "model", "error"),
        (Bench(TPM).put("version", "1.2").put("sha1", True), "sha1", "error"),
        (Bench(TPM).put("model", "tpm-tis").put("version", "1.2"), "version", "warn"),
        (Bench(TPM).put("model", "tpm-spapr"), "model", "error"),
        (Bench(TPM, TPM + TPM), "backend", "error"),
        (Bench(IOMMU, machine="pc-i440fx-7.2"), "model", "error"),
        (Bench(IOMMU, **ARM), "model", "error"),
        (Bench(IOMMU, IOMMU), "model", "error"),
        (Bench("<iommu model='smmuv3'/>"), "model", "error"),
        (Bench(VSOCK).put("auto", False), "cid", "error"),
        (Bench(VSOCK, VSOCK), "auto", "error"),
        (Bench(WATCHDOG, **(ARM | {"arch": "s390x"})), "model", "error"),
        (Bench(WATCHDOG, WATCHDOG), "model", "warn"),
        (Bench(WATCHDOG).put("action", "shutdown"), "action", "warn"),
        (Bench(PANIC, **ARM), "model", "error"),
        (Bench(LEASE).put("key", ""), "key", "error"),
        (Bench(LEASE).put("path", "c"), "path", "error"),
    ],
)
def test_what_does_not_fit_is_found(bench, name, severity):
    assert bench.says(name)[0] == severity


def test_good_ones_have_no_findings():
    for text, names in (
        (TPM, ("backend", "version", "model", "sha256")),
        (IOMMU, ("model", "eim")),
        (VSOCK, ("auto", "cid")),
        (WATCHDOG, ("model", "action")),
        (PANIC, ("model",)),
        (LEASE, ("key", "path")),
    ):
        assert [Bench(text).says(name) for name in names] == [()] * len(names)
    assert Bench("<iommu model='smmuv3'/>", **ARM).says("model") == ()


def test_many_processors_need_interrupt_remapping():
    bench = Bench(IOMMU).put("eim", True)
    assert bench.says("eim") == ("error", "It needs interrupt remapping.")
    bench.cure("eim")
    assert bench.get("intremap") is True
    assert bench.says("eim") == ()


def test_a_chosen_number_goes_when_libvirt_chooses():
    bench = Bench(VSOCK).put("auto", False).put("cid", 7)
    assert bench.xml == same("<vsock model='virtio'><cid auto='no' address='7'/></vsock>")
    assert bench.is_shown("cid")
    assert bench.label() == ("VSOCK", "Number 7")
    bench.put("auto", True)
    assert bench.xml == same(VSOCK)
    assert not bench.is_shown("cid")


def test_choices_come_from_the_host():
    caps = DomainCaps(
        devices={
            "tpm": {
                "model": ("tpm-tis",), "backendModel": ("emulator",), "backendVersion": ("2.0",),
            }
        }
    )  # fmt: skip
    bench = Bench(TPM, caps=caps)
    assert bench.options("backend")["emulator"] == ""
    assert bench.options("backend")["passthrough"]
    assert bench.options("version") == {
        "": "", "2.0": "", "1.2": "The hypervisor of node-a does not offer it.",
    }  # fmt: skip
    assert bench.options("model")["tpm-crb"]
    secrets = NodeChoices(secrets=Found((SecretChoice(UUID, "vtpm", "web"),)))
    bench = Bench(TPM, choices=secrets).put("secret", UUID)
    assert list(bench.options("secret")) == ["", UUID]
    assert bench.says("secret") == ()
    assert bench.put("secret", "other").says("secret")[0] == "warn"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (TPM, ("TPM", "Emulated, version 2.0")),
        (IOMMU, ("IOMMU", "Intel VT-d")),
        (VSOCK, ("VSOCK", "Number chosen at each start")),
        (WATCHDOG, ("Watchdog", "i6300esb, reset")),
        (PANIC, ("Panic notifier", "isa")),
        (LEASE, ("Lease b", "a")),
        ("<nvram/>", ("NVRAM", "Settings of pSeries firmware")),
        ("<hub type='usb'><alias name='hub0'/></hub>", ("USB hub", "hub0")),
    ],
)
def test_labels(text, label):
    assert Bench(text).label() == label


def test_addresses_are_told_in_words():
    drive = "<address type='drive' controller='0' bus='0' target='0' unit='1'/>"
    told = {
        "<address type='pci' domain='0' bus='0' slot='3' function='0'/>": "PCI 0000:00:03.0",
        drive: "DRIVE controller 0, bus 0, target 0, unit 1",
        "<address type='usb' bus='0' port='1'/>": "USB bus 0, port 1",
    }
    for address, wanted in told.items():
        bench = Bench(PANIC.replace("/>", f">{address}</panic>"))
        assert bench.get("address") == wanted
        assert bench.is_shown("address")
    assert not Bench(PANIC).is_shown("address")
