"""New serial ports, consoles and channels, random numbers, and the memory balloon."""

from collections.abc import Callable
from typing import Final

from lxml import etree

from virtgui.documents.devices.chardev import ChannelDevice, LineElement
from virtgui.models.hardware.channel import AGENT, SPICE, WEBDAV
from virtgui.models.hardware.device_parts import already, unsupported
from virtgui.models.hardware.fields import words
from virtgui.models.hardware.new import NewDevice
from virtgui.models.hardware.new.guards import devices_named, has_display, only_machines
from virtgui.models.hardware.new.text import xml
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_LINES: Final = QT_TRANSLATE_NOOP("Hardware", "Consoles and channels")
_PLATFORM: Final = QT_TRANSLATE_NOOP("Hardware", "Platform")
_MEMORY: Final = QT_TRANSLATE_NOOP("Hardware", "Memory")


def _free_port(scene: Scene, tag: str) -> str:
    taken = {LineElement(item).target_port for item in devices_named(scene, tag)}
    return str(next(port for port in range(len(taken) + 1) if port not in taken))


def new_serial(scene: Scene) -> str:
    """A serial port that ends in a terminal of the host."""
    element = etree.Element("serial", type="pty")
    target = etree.SubElement(element, "target", port=_free_port(scene, "serial"))
    if scene.document.arch in ("x86_64", "i686") and int(target.get("port", "0")) > 3:
        target.set("type", "pci-serial")
    return xml(element)


def new_parallel(scene: Scene) -> str:
    """A parallel port that writes into nothing until it is told where."""
    element = etree.Element("parallel", type="null")
    etree.SubElement(element, "target", port=_free_port(scene, "parallel"))
    return xml(element)


def new_console(scene: Scene) -> str:
    """A console: of a container, of the first serial port, or a fast one."""
    element = etree.Element("console", type="pty")
    kind = "lxc" if scene.is_container else "virtio"
    etree.SubElement(element, "target", type=kind, port=_free_port(scene, "console"))
    return xml(element)


def new_agent(scene: Scene) -> str:
    """The channel of the guest agent."""
    del scene
    element = etree.Element("channel", type="unix")
    etree.SubElement(element, "target", type="virtio", name=AGENT)
    return xml(element)


def _spice(name: str) -> Callable[[Scene], str]:
    def make(scene: Scene) -> str:
        del scene
        kind = "spicevmc" if name == SPICE else "spiceport"
        element = etree.Element("channel", type=kind)
        if kind == "spiceport":
            etree.SubElement(element, "source", channel=name)
        etree.SubElement(element, "target", type="virtio", name=name)
        return xml(element)

    return make


def new_channel(scene: Scene) -> str:
    """A channel with a name of its own."""
    taken = {ChannelDevice(item).name for item in devices_named(scene, "channel")}
    names = (f"org.example.port.{number}" for number in range(len(taken) + 1))
    element = etree.Element("channel", type="unix")
    name = next(name for name in names if name not in taken)
    etree.SubElement(element, "target", type="virtio", name=name)
    return xml(element)


def _no_channel(name: str) -> Callable[[Scene], str]:
    def blocked(scene: Scene) -> str:
        found = map(ChannelDevice, devices_named(scene, "channel"))
        if any(item.name == name for item in found):
            return words(QT_TRANSLATE_NOOP("Hardware", "The machine has it already."))
        if name != AGENT and not has_display(scene, "spice"):
            return only_machines(scene) or words(
                QT_TRANSLATE_NOOP("Hardware", "It needs a display of the kind SPICE.")
            )
        return only_machines(scene)

    return blocked


def new_rng(scene: Scene) -> str:
    """Random numbers of the host."""
    del scene
    element = etree.Element("rng", model="virtio")
    backend = etree.SubElement(element, "backend", model="random")
    backend.text = "/dev/urandom"
    return xml(element)


def _no_rng(scene: Scene) -> str:
    return only_machines(scene) or unsupported(scene, "rng", "model", "virtio")


def new_balloon(scene: Scene) -> str:
    """A balloon with statistics."""
    if scene.document.virt_type == "xen":
        return xml(etree.Element("memballoon", model="xen"))
    element = etree.Element("memballoon", model="virtio")
    etree.SubElement(element, "stats", period="5")
    return xml(element)


def _no_balloon(scene: Scene) -> str:
    return only_machines(scene) or already("memballoon")(scene)


def _line(
    name: str,
    title: str,
    tag: str,
    make: Callable[[Scene], str],
    hint: str = "",
    blocked: Callable[[Scene], str] | None = only_machines,
) -> NewDevice:
    icons = {"channel": "link-out", "console": "console"}
    return NewDevice(
        id=name,
        title=title,
        group=_LINES,
        icon=icons.get(tag, "serial"),
        tag=tag,
        make=make,
        hint=hint,
        blocked=blocked,
    )


NEW: Final[tuple[NewDevice, ...]] = (
    _line(
        "serial",
        QT_TRANSLATE_NOOP("Hardware", "Serial port"),
        "serial",
        new_serial,
        QT_TRANSLATE_NOOP("Hardware", "The guest's console in text, also while it starts."),
    ),
    _line(
        "console",
        QT_TRANSLATE_NOOP("Hardware", "Console"),
        "console",
        new_console,
        QT_TRANSLATE_NOOP("Hardware", "A further, faster console."),
        blocked=None,
    ),
    _line(
        "agent",
        QT_TRANSLATE_NOOP("Hardware", "Channel of the guest agent"),
        "channel",
        new_agent,
        QT_TRANSLATE_NOOP(
            "Hardware",
            "Addresses, clean snapshots and passwords; needs qemu-guest-agent in the guest.",
        ),
        _no_channel(AGENT),
    ),
    _line(
        "spice_agent",
        QT_TRANSLATE_NOOP("Hardware", "Channel of the SPICE agent"),
        "channel",
        _spice(SPICE),
        QT_TRANSLATE_NOOP(
            "Hardware", "Clipboard and screen size; needs spice-vdagent in the guest."
        ),
        _no_channel(SPICE),
    ),
    _line(
        "webdav",
        QT_TRANSLATE_NOOP("Hardware", "Channel for shared folders"),
        "channel",
        _spice(WEBDAV),
        QT_TRANSLATE_NOOP(
            "Hardware", "A folder of the viewer's computer; needs spice-webdavd in the guest."
        ),
        _no_channel(WEBDAV),
    ),
    _line(
        "channel",
        QT_TRANSLATE_NOOP("Hardware", "Channel"),
        "channel",
        new_channel,
        QT_TRANSLATE_NOOP("Hardware", "A line between a program on the host and one in the guest."),
    ),
    _line("parallel", QT_TRANSLATE_NOOP("Hardware", "Parallel port"), "parallel", new_parallel),
    NewDevice(
        id="rng",
        title=QT_TRANSLATE_NOOP("Hardware", "Random numbers"),
        group=_PLATFORM,
        icon="device",
        tag="rng",
        make=new_rng,
        hint=QT_TRANSLATE_NOOP("Hardware", "The guest starts faster and has better keys."),
        blocked=_no_rng,
    ),
    NewDevice(
        id="memballoon",
        title=QT_TRANSLATE_NOOP("Hardware", "Memory balloon"),
        group=_MEMORY,
        icon="memory",
        tag="memballoon",
        make=new_balloon,
        hint=QT_TRANSLATE_NOOP(
            "Hardware", "Lets the memory be changed while the machine runs, and counts its use."
        ),
        blocked=_no_balloon,
    ),
)
"""What can be added of lines, and two small devices."""
