"""New file systems, controllers and leases."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Path
from virtgui.models.hardware.controller import free_index
from virtgui.models.hardware.device_parts import unsupported
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_STORAGE: Final = QT_TRANSLATE_NOOP("Hardware", "Storage")
_CONTROLLERS: Final = QT_TRANSLATE_NOOP("Hardware", "Controllers")


def _free_name(scene: Scene, begin: str) -> str:
    found = devices_of(scene.document.element)
    names = Path("target/@dir")
    taken = {names.read(item) for item in found if item.tag == "filesystem"}
    number, name = 2, begin
    while name in taken:
        name, number = f"{begin}{number}", number + 1
    return name


def _filesystem(scene: Scene, driver: str, name: str) -> str:
    element = etree.Element("filesystem", type="mount", accessmode="passthrough")
    if driver:
        etree.SubElement(element, "driver", type=driver)
    etree.SubElement(element, "source", dir="/srv")
    etree.SubElement(element, "target", dir=_free_name(scene, name))
    return xml(element)


def new_virtiofs(scene: Scene) -> str:
    """A folder of the host, by virtiofs."""
    return _filesystem(scene, "virtiofs", "share")


def new_ninep(scene: Scene) -> str:
    """A folder of the host, by 9p."""
    return _filesystem(scene, "", "share")


def new_mount(scene: Scene) -> str:
    """A folder of the host in a container."""
    return _filesystem(scene, "", "/mnt")


def _only_machines(scene: Scene) -> str:
    return (
        words(QT_TRANSLATE_NOOP("Hardware", "Virtual machines only.")) if scene.is_container else ""
    )


def _only_containers(scene: Scene) -> str:
    return "" if scene.is_container else words(QT_TRANSLATE_NOOP("Hardware", "Containers only."))


def _no_virtiofs(scene: Scene) -> str:
    return _only_machines(scene) or unsupported(scene, "filesystem", "driverType", "virtiofs")


def _no_ninep(scene: Scene) -> str:
    return _only_machines(scene) or unsupported(scene, "filesystem", "driverType", "path")


def _controller(kind: str, model: str = "", **more: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        element = etree.Element("controller", type=kind, index=str(free_index(scene, kind)))
        if model:
            element.set("model", model)
        for name, value in more.items():
            element.set(name, value)
        return xml(element)

    return make


def new_usb(scene: Scene) -> str:
    """A controller of USB 3; one that says that there is no USB has to go first."""
    return _controller("usb", "qemu-xhci", ports="15")(scene)


def _no_usb(scene: Scene) -> str:
    found = devices_of(scene.document.element)
    none = [item for item in found if item.tag == "controller" and item.get("model") == "none"]
    if any(item.get("type") == "usb" for item in none):
        return words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "USB is switched off; give the USB controller that is there another model.",
            )
        )
    return _only_machines(scene)


def _no_root_port(scene: Scene) -> str:
    document = scene.document
    found = devices_of(document.element)
    roots = [
        item for item in found if item.tag == "controller" and item.get("model") == "pcie-root"
    ]
    is_pc = document.arch in ("x86_64", "i686")
    if not roots and is_pc and "q35" not in document.machine:
        return words(QT_TRANSLATE_NOOP("Hardware", "The chipset i440FX has no PCI Express."))
    return _only_machines(scene)


def new_lease(scene: Scene) -> str:
    """A lease of a lock space."""
    lease = etree.Element("lease")
    etree.SubElement(lease, "lockspace").text = "leases"
    etree.SubElement(lease, "key").text = scene.document.name or "machine"
    etree.SubElement(lease, "target", path="/var/lib/libvirt/leases/machine")
    return xml(lease)


NEW: Final[tuple[NewDevice, ...]] = (
    NewDevice(
        id="virtiofs",
        title=QT_TRANSLATE_NOOP("Hardware", "Shared folder (virtiofs)"),
        group=_STORAGE,
        icon="group",
        tag="filesystem",
        make=new_virtiofs,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "A folder of the host; fast, for Linux and Windows guests."
        ),
        blocked=_no_virtiofs,
    ),
    NewDevice(
        id="ninep",
        title=QT_TRANSLATE_NOOP("Hardware", "Shared folder (9p)"),
        group=_STORAGE,
        icon="group",
        tag="filesystem",
        make=new_ninep,
        hint=QT_TRANSLATE_NOOP("Hardware", "A folder of the host; slow, for Linux guests."),
        blocked=_no_ninep,
    ),
    NewDevice(
        id="mount",
        title=QT_TRANSLATE_NOOP("Hardware", "Folder of the host"),
        group=_STORAGE,
        icon="group",
        tag="filesystem",
        make=new_mount,
        hint=QT_TRANSLATE_NOOP("Hardware", "Is seen in the container as a folder."),
        blocked=_only_containers,
    ),
    NewDevice(
        id="lease",
        title=QT_TRANSLATE_NOOP("Hardware", "Lease"),
        group=_STORAGE,
        icon="lock",
        tag="lease",
        make=new_lease,
        hint=QT_TRANSLATE_NOOP("Hardware", "Held by the lock manager while the machine runs."),
        blocked=_only_machines,
    ),
    NewDevice(
        id="controller_scsi",
        title=QT_TRANSLATE_NOOP("Hardware", "SCSI controller"),
        group=_CONTROLLERS,
        icon="settings",
        tag="controller",
        make=_controller("scsi", "virtio-scsi"),
        hint=QT_TRANSLATE_NOOP("Hardware", "For many disks, with discard and pass-through."),
        blocked=_only_machines,
    ),
    NewDevice(
        id="controller_sata",
        title=QT_TRANSLATE_NOOP("Hardware", "SATA controller"),
        group=_CONTROLLERS,
        icon="settings",
        tag="controller",
        make=_controller("sata"),
        blocked=_only_machines,
    ),
    NewDevice(
        id="controller_usb",
        title=QT_TRANSLATE_NOOP("Hardware", "USB 3 controller"),
        group=_CONTROLLERS,
        icon="usb",
        tag="controller",
        make=new_usb,
        blocked=_no_usb,
    ),
    NewDevice(
        id="controller_virtio_serial",
        title=QT_TRANSLATE_NOOP("Hardware", "virtio serial controller"),
        group=_CONTROLLERS,
        icon="settings",
        tag="controller",
        make=_controller("virtio-serial"),
        hint=QT_TRANSLATE_NOOP("Hardware", "For channels such as the guest agent's."),
        blocked=_only_machines,
    ),
    NewDevice(
        id="controller_root_port",
        title=QT_TRANSLATE_NOOP("Hardware", "PCI Express root port"),
        group=_CONTROLLERS,
        icon="settings",
        tag="controller",
        make=_controller("pci", "pcie-root-port"),
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "A free place into which a device can be plugged while the machine runs."
        ),
        blocked=_no_root_port,
    ),
    NewDevice(
        id="controller_ccid",
        title=QT_TRANSLATE_NOOP("Hardware", "Smart card controller"),
        group=_CONTROLLERS,
        icon="settings",
        tag="controller",
        make=_controller("ccid"),
        blocked=_only_machines,
    ),
)
"""What can be added of storage beside disks, and controllers."""
