"""New memory devices and small devices of the platform."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.device_parts import already, unsupported
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MEMORY: Final = QT_TRANSLATE_NOOP("Hardware", "Memory")
_PLATFORM: Final = QT_TRANSLATE_NOOP("Hardware", "Platform")
_X86: Final = ("x86_64", "i686")
_TPM_2: Final = "2.0"


def _memory(model: str, size: str, path: str = "", **targets: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        element = etree.Element("memory", model=model)
        if path:
            source = etree.SubElement(element, "source")
            etree.SubElement(source, "path").text = path
        target = etree.SubElement(element, "target")
        etree.SubElement(target, "size", unit="MiB").text = size
        if scene.is_qemu and model not in ("virtio-pmem", "sgx-epc"):
            etree.SubElement(target, "node").text = "0"
        for name, value in targets.items():
            etree.SubElement(target, name, unit="MiB").text = value
        return xml(element)

    return make


def new_shmem(scene: Scene) -> str:
    """Shared memory with a name that the machine does not have yet."""
    taken = {item.get("name") for item in devices_of(scene.document.element) if item.tag == "shmem"}
    name = next(
        f"shared{count}" for count in range(len(taken) + 1) if f"shared{count}" not in taken
    )
    element = etree.Element("shmem", name=name)
    etree.SubElement(element, "model", type="ivshmem-plain")
    etree.SubElement(element, "size", unit="M").text = "4"
    return xml(element)


def new_tpm(scene: Scene) -> str:
    """An emulated TPM 2.0."""
    told = None if scene.caps is None else scene.caps.offers("tpm", "model")
    is_x86 = scene.document.arch in (*_X86, "")
    model = "tpm-crb" if is_x86 and (told is None or "tpm-crb" in told) else ""
    if scene.document.arch.startswith("ppc64"):
        model = "tpm-spapr"
    element = etree.Element("tpm", model=model or "tpm-tis")
    etree.SubElement(element, "backend", type="emulator", version=_TPM_2)
    return xml(element)


def new_iommu(scene: Scene) -> str:
    """The IOMMU that fits the chipset."""
    document = scene.document
    if document.arch in ("aarch64", "armv7l"):
        return xml(etree.Element("iommu", model="smmuv3"))
    if "q35" not in document.machine:
        return xml(etree.Element("iommu", model="virtio"))
    return xml(etree.Element("iommu", model="intel"))


def new_vsock(scene: Scene) -> str:
    """A VSOCK whose number libvirt chooses."""
    del scene
    element = etree.Element("vsock", model="virtio")
    etree.SubElement(element, "cid", auto="yes")
    return xml(element)


def new_watchdog(scene: Scene) -> str:
    """A watchdog that resets the machine."""
    model = "diag288" if scene.document.arch.startswith("s390") else "i6300esb"
    return xml(etree.Element("watchdog", model=model, action="reset"))


def new_panic(scene: Scene) -> str:
    """The panic notifier of the architecture."""
    arch = scene.document.arch
    models = {"ppc64": "pseries", "ppc64le": "pseries", "s390x": "s390"}
    return xml(etree.Element("panic", model=models.get(arch, "isa")))


def new_crypto(scene: Scene) -> str:
    """A crypto accelerator that the hypervisor does."""
    del scene
    element = etree.Element("crypto", model="virtio", type="qemu")
    etree.SubElement(element, "backend", model="builtin", queues="1")
    return xml(element)


def new_nvram(scene: Scene) -> str:
    """The NVRAM of pSeries machines."""
    del scene
    element = etree.Element("nvram")
    etree.SubElement(element, "address", type="spapr-vio", reg="0x00003000")
    return xml(element)


def _once(tag: str) -> Callable[[Scene], str]:
    return lambda scene: _only_machines(scene) or already(tag)(scene)


def _only_machines(scene: Scene) -> str:
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only.")) if scene.is_container else ""
    )


def _only_qemu(scene: Scene) -> str:
    return "" if scene.is_qemu else words(QT_TRANSLATE_NOOP("Hardware", "Machines of QEMU only."))


def _no_tpm(scene: Scene) -> str:
    return _once("tpm")(scene) or unsupported(scene, "tpm", "backendModel", "emulator")


def _no_crypto(scene: Scene) -> str:
    if scene.caps is None or "crypto" not in scene.caps.devices:
        return words(QT_TRANSLATE_NOOP("Hardware", "libvirt on the host does not know it."))
    return _only_qemu(scene) or unsupported(scene, "crypto", "model", "virtio")


def _no_nvram(scene: Scene) -> str:
    if not scene.document.arch.startswith("ppc64"):
        return words(QT_TRANSLATE_NOOP("Hardware", "pSeries machines only."))
    return already("nvram")(scene)


_DIMM: Final = _memory("dimm", "1024")
_VIRTIO_MEM: Final = _memory("virtio-mem", "1024", block="2", requested="1024")
_NVDIMM: Final = _memory("nvdimm", "1024", "/var/lib/libvirt/images/nvdimm.img")
_PMEM: Final = _memory("virtio-pmem", "1024", "/var/lib/libvirt/images/pmem.img")
_EPC: Final = _memory("sgx-epc", "64")


def _device(
    name: str,
    title: str,
    icon: str,
    make: Callable[[Scene], str],
    blocked: Callable[[Scene], str],
    hint: str = "",
    tag: str = "",
) -> NewDevice:
    group = _MEMORY if (tag or name) in ("memory", "shmem") else _PLATFORM
    return NewDevice(
        id=name,
        title=title,
        group=group,
        icon=icon,
        tag=tag or name,
        make=make,
        hint=hint,
        blocked=blocked,
    )


def _no_epc(scene: Scene) -> str:
    if scene.caps is not None and scene.caps.features.get("sgx") is False:
        return words(QT_TRANSLATE_NOOP("Hardware", "The processor of {host} has no SGX.")).format(
            host=scene.node_name
        )
    return _only_qemu(scene)


NEW: Final[tuple[NewDevice, ...]] = (
    _device(
        "dimm",
        QT_TRANSLATE_NOOP("Hardware", "Memory module (DIMM)"),
        "memory",
        _DIMM,
        _only_qemu,
        QT_TRANSLATE_NOOP("Hardware", "Memory that can be added while the machine runs."),
        "memory",
    ),
    _device(
        "virtio_mem",
        QT_TRANSLATE_NOOP("Hardware", "Memory that grows and shrinks"),
        "memory",
        _VIRTIO_MEM,
        _only_qemu,
        QT_TRANSLATE_NOOP(
            "Hardware", "virtio-mem: its size can be changed while the machine runs."
        ),
        "memory",
    ),
    _device(
        "nvdimm",
        QT_TRANSLATE_NOOP("Hardware", "Lasting memory (NVDIMM)"),
        "memory",
        _NVDIMM,
        _only_qemu,
        QT_TRANSLATE_NOOP("Hardware", "Memory whose content a file keeps."),
        "memory",
    ),
    _device(
        "virtio_pmem",
        QT_TRANSLATE_NOOP("Hardware", "Lasting memory (virtio)"),
        "memory",
        _PMEM,
        _only_qemu,
        QT_TRANSLATE_NOOP("Hardware", "A file that the guest reads as memory."),
        "memory",
    ),
    _device(
        "sgx_epc",
        QT_TRANSLATE_NOOP("Hardware", "Enclave pages (SGX)"),
        "memory",
        _EPC,
        _no_epc,
        QT_TRANSLATE_NOOP("Hardware", "Memory that the host cannot read."),
        "memory",
    ),
    _device(
        "shmem",
        QT_TRANSLATE_NOOP("Hardware", "Shared memory"),
        "memory",
        new_shmem,
        _only_qemu,
        QT_TRANSLATE_NOOP("Hardware", "Memory that several machines of the host see."),
    ),
    _device(
        "tpm",
        QT_TRANSLATE_NOOP("Hardware", "TPM"),
        "tpm",
        new_tpm,
        _no_tpm,
        QT_TRANSLATE_NOOP("Hardware", "Keeps keys; Windows 11 needs it."),
    ),
    _device(
        "watchdog",
        QT_TRANSLATE_NOOP("Hardware", "Watchdog"),
        "clock",
        new_watchdog,
        _once("watchdog"),
        QT_TRANSLATE_NOOP("Hardware", "Acts when the guest hangs."),
    ),
    _device(
        "panic",
        QT_TRANSLATE_NOOP("Hardware", "Panic notifier"),
        "warn",
        new_panic,
        _once("panic"),
        QT_TRANSLATE_NOOP("Hardware", "Tells the host when the guest's kernel crashes."),
    ),
    _device(
        "vsock",
        QT_TRANSLATE_NOOP("Hardware", "VSOCK"),
        "connect",
        new_vsock,
        _once("vsock"),
        QT_TRANSLATE_NOOP("Hardware", "Sockets between the host and the guest without a network."),
    ),
    _device(
        "iommu",
        QT_TRANSLATE_NOOP("Hardware", "IOMMU"),
        "device",
        new_iommu,
        _once("iommu"),
        QT_TRANSLATE_NOOP("Hardware", "For guests that pass devices on to their own guests."),
    ),
    _device(
        "crypto",
        QT_TRANSLATE_NOOP("Hardware", "Crypto accelerator"),
        "lock",
        new_crypto,
        _no_crypto,
    ),
    _device("nvram", QT_TRANSLATE_NOOP("Hardware", "NVRAM"), "save", new_nvram, _no_nvram),
)
"""What can be added of memory and of the platform."""
