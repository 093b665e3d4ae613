"""New displays, graphics cards, sound cards and input devices."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from virtgui.documents.devices.sound import AudioElement
from virtgui.models.hardware.device_parts import unsupported
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.guards import (
    devices_named,
    has_display,
    has_usb,
    only_machines,
)
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_DISPLAY: Final = QT_TRANSLATE_NOOP("Hardware", "Display and sound")
_LOCAL: Final = "127.0.0.1"
_X86: Final = ("x86_64", "i686", "")


def _served(kind: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        del scene
        display = etree.Element("graphics", type=kind, port="-1", autoport="yes", listen=_LOCAL)
        etree.SubElement(display, "listen", type="address", address=_LOCAL)
        return xml(display)

    return make


def new_headless(scene: Scene) -> str:
    """OpenGL for a guest whose screen is shown by another display."""
    del scene
    return xml(etree.Element("graphics", type="egl-headless"))


def new_bus_display(scene: Scene) -> str:
    """A display for programs on the host."""
    del scene
    return xml(etree.Element("graphics", type="dbus", p2p="yes"))


def _no_display(kind: str) -> Callable[[Scene], str]:
    def blocked(scene: Scene) -> str:
        if has_display(scene, kind):
            return words(
                QT_TRANSLATE_NOOP("Hardware", "The machine has one already, and cannot have two.")
            )
        return only_machines(scene) or unsupported(scene, "graphics", "type", kind)

    return blocked


def new_video(scene: Scene) -> str:
    """The best graphics card that the node offers; a further one is always virtio or QXL."""
    told = None if scene.caps is None else scene.caps.offers("video", "modelType")
    order = ("virtio", "qxl") if devices_named(scene, "video") else ("virtio", "vga", "qxl")
    model = next((name for name in order if told is None or name in told), order[0])
    if scene.document.virt_type == "xen":
        model = "vga"
    element = etree.Element("video")
    etree.SubElement(element, "model", type=model)
    return xml(element)


def _no_video(scene: Scene) -> str:
    cards = [item.find("model") for item in devices_named(scene, "video")]
    if any(model is not None and model.get("type") == "none" for model in cards):
        return words(
            QT_TRANSLATE_NOOP("Hardware", "The machine says that it has none; remove that first.")
        )
    return only_machines(scene)


def new_sound(scene: Scene) -> str:
    """The sound card of the chipset."""
    if scene.document.arch not in _X86:
        return xml(etree.Element("sound", model="usb"))
    model = "ich9" if "q35" in scene.document.machine else "ich6"
    return xml(etree.Element("sound", model=model))


def new_audio(scene: Scene) -> str:
    """A back end with the next free number; over SPICE where the machine has it."""
    taken = {AudioElement(item).id for item in devices_named(scene, "audio")}
    number = next(count for count in range(1, len(taken) + 2) if count not in taken)
    kind = "spice" if has_display(scene, "spice") else "none"
    return xml(etree.Element("audio", id=str(number), type=kind))


def _emulated(kind: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        bus = "usb" if has_usb(scene) else "virtio"
        return xml(etree.Element("input", type=kind, bus=bus))

    return make


def _no_emulated(scene: Scene) -> str:
    return only_machines(scene)


def new_evdev(scene: Scene) -> str:
    """A keyboard or mouse of the host that two keys give to the guest and back."""
    del scene
    element = etree.Element("input", type="evdev")
    etree.SubElement(element, "source", dev="/dev/input/event0", grab="all", repeat="on")
    return xml(element)


def _only_qemu(scene: Scene) -> str:
    return "" if scene.is_qemu else words(QT_TRANSLATE_NOOP("Hardware", "Machines of QEMU only."))


def _graphics(
    name: str, title: str, kind: str, make: Callable[[Scene], str], hint: str
) -> NewDevice:
    return NewDevice(
        id=name,
        title=title,
        group=_DISPLAY,
        icon="display",
        tag="graphics",
        make=make,
        hint=hint,
        blocked=_no_display(kind),
    )


def _input(name: str, title: str, make: Callable[[Scene], str], hint: str = "") -> NewDevice:
    return NewDevice(
        id=name,
        title=title,
        group=_DISPLAY,
        icon="input",
        tag="input",
        make=make,
        hint=hint,
        blocked=_no_emulated if name != "evdev" else _only_qemu,
    )


NEW: Final[tuple[NewDevice, ...]] = (
    _graphics(
        "spice",
        QT_TRANSLATE_NOOP("Hardware", "SPICE display"),
        "spice",
        _served("spice"),
        QT_TRANSLATE_NOOP("Hardware", "Screen, sound, clipboard and USB of the viewer."),
    ),
    _graphics(
        "vnc",
        QT_TRANSLATE_NOOP("Hardware", "VNC display"),
        "vnc",
        _served("vnc"),
        QT_TRANSLATE_NOOP("Hardware", "The screen, for any viewer."),
    ),
    _graphics(
        "dbus",
        QT_TRANSLATE_NOOP("Hardware", "D-Bus display"),
        "dbus",
        new_bus_display,
        QT_TRANSLATE_NOOP("Hardware", "For programs on the host."),
    ),
    _graphics(
        "egl_headless",
        QT_TRANSLATE_NOOP("Hardware", "OpenGL without a screen"),
        "egl-headless",
        new_headless,
        QT_TRANSLATE_NOOP(
            "Hardware", "Lets the host's graphics card draw; another display shows it."
        ),
    ),
    NewDevice(
        id="video",
        title=QT_TRANSLATE_NOOP("Hardware", "Graphics card"),
        group=_DISPLAY,
        icon="gpu",
        tag="video",
        make=new_video,
        hint=QT_TRANSLATE_NOOP("Hardware", "What the guest draws with."),
        blocked=_no_video,
    ),
    NewDevice(
        id="sound",
        title=QT_TRANSLATE_NOOP("Hardware", "Sound card"),
        group=_DISPLAY,
        icon="sound",
        tag="sound",
        make=new_sound,
        blocked=only_machines,
    ),
    NewDevice(
        id="audio",
        title=QT_TRANSLATE_NOOP("Hardware", "Audio back end"),
        group=_DISPLAY,
        icon="sound",
        tag="audio",
        make=new_audio,
        hint=QT_TRANSLATE_NOOP("Hardware", "Where the sound of the guest is heard."),
        blocked=only_machines,
    ),
    _input(
        "tablet",
        QT_TRANSLATE_NOOP("Hardware", "Tablet"),
        _emulated("tablet"),
        QT_TRANSLATE_NOOP("Hardware", "The pointer follows the viewer's without being caught."),
    ),
    _input("mouse", QT_TRANSLATE_NOOP("Hardware", "Mouse"), _emulated("mouse")),
    _input("keyboard", QT_TRANSLATE_NOOP("Hardware", "Keyboard"), _emulated("keyboard")),
    _input(
        "evdev",
        QT_TRANSLATE_NOOP("Hardware", "Input device of the host"),
        new_evdev,
        QT_TRANSLATE_NOOP("Hardware", "Two keys pressed together give it to the guest and back."),
    ),
)
"""What can be added of displays, sound and input."""
