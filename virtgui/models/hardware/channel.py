"""The form of channels between the host and programs in the guest."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.devices.chardev import ChannelDevice
from virtgui.documents.editing.matching import devices_of
from virtgui.models.hardware.device_parts import (
    ADDRESS,
    MORE,
    choice,
    combo,
    line,
    needed,
    number,
    others_of,
    place_of,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Fix,
    Form,
    Section,
    error,
    fixed,
    warning,
    words,
)
from virtgui.models.hardware.line_source import (
    check_kind,
    kind_field,
    kinds,
    more_items,
    place_words,
    put_kind,
    source_items,
)
from virtgui.models.hardware.lines import TTY
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import fact, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

AGENT: Final = "org.qemu.guest_agent.0"
SPICE: Final = "com.redhat.spice.0"
WEBDAV: Final = "org.spice-space.webdav.0"
STREAMING: Final = "org.spice-space.stream.0"
GUESTFS: Final = "org.libguestfs.channel.0"

_NAMES: Final = (
    (
        AGENT,
        QT_TRANSLATE_NOOP("Hardware", "QEMU guest agent"),
        QT_TRANSLATE_NOOP(
            "Hardware", "Tells addresses, freezes file systems, sets passwords; needs a Unix socket"
        ),
    ),
    (
        SPICE,
        QT_TRANSLATE_NOOP("Hardware", "SPICE agent"),
        QT_TRANSLATE_NOOP("Hardware", "Clipboard, screen size and mouse of the viewer"),
    ),
    (
        WEBDAV,
        QT_TRANSLATE_NOOP("Hardware", "SPICE folder sharing"),
        QT_TRANSLATE_NOOP("Hardware", "A folder of the viewer's computer in the guest"),
    ),
    (
        STREAMING,
        QT_TRANSLATE_NOOP("Hardware", "SPICE streaming agent"),
        QT_TRANSLATE_NOOP("Hardware", "The guest sends its screen as video"),
    ),
    (
        GUESTFS,
        "libguestfs",
        QT_TRANSLATE_NOOP("Hardware", "virt-rescue and guestfish on a running guest"),
    ),
)
"""Names that programs in guests look for: what each is, and what for."""

_TARGETS: Final = (
    ("virtio", "virtio"),
    ("xen", "Xen"),
    ("guestfwd", QT_TRANSLATE_NOOP("Hardware", "Address in user networking")),
)
_STATES: Final = MappingProxyType(
    {
        "connected": QT_TRANSLATE_NOOP("Hardware", "Connected"),
        "disconnected": QT_TRANSLATE_NOOP("Hardware", "Not connected"),
    }
)


def _names(view: Any, scene: Scene) -> Sequence[Choice]:
    del view, scene
    return [
        Choice(name, f"{name} ({words(label)})", hint=words(hint)) for name, label, hint in _NAMES
    ]


def _put_target(view: Any, value: str, scene: Scene) -> None:
    """Each way into the guest is named in its own way."""
    del scene
    if value == view.target_type:
        return
    view.target_type = value
    if value == "guestfwd":
        view.name = view.state = ""
        view.guest_address, view.guest_port = "10.0.2.1", 4600
    else:
        view.guest_address, view.guest_port = "", None


def _put_name(view: Any, value: str, scene: Scene) -> None:
    """A name that a certain program looks for leads where that program is served."""
    if value == view.name:
        return
    view.name = value
    if value == SPICE and view.kind not in ("spicevmc", "qemu-vdagent"):
        put_kind(view, "spicevmc", scene)
    elif value == AGENT and view.kind != "unix":
        put_kind(view, "unix", scene)


def _check_name(value: str, view: Any, scene: Scene) -> Finding | None:
    others = [ChannelDevice(item) for item in others_of(view, scene, "channel")]
    if value and any(
        other.name == value and other.target_type == view.target_type for other in others
    ):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Another channel has this name; a name stands for one channel."
                )
            )
        )
    if view.kind == "qemu-vdagent" and value != SPICE:
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The SPICE agent of QEMU is looked for under {name} only."
                )
            ).format(name=SPICE),
            _fix(words(QT_TRANSLATE_NOOP("Hardware", "Use this name")), view, "name", SPICE),
        )
    return None


def _check_end(value: str, view: Any, scene: Scene) -> Finding | None:
    if view.name == AGENT and value != "unix":
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "libvirt speaks with the guest agent over a Unix socket only."
                )
            ),
            _fix(words(QT_TRANSLATE_NOOP("Hardware", "Use a Unix socket")), view, "kind", "unix"),
        )
    if value == "spicevmc" and view.name not in ("", SPICE, WEBDAV, STREAMING):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "QEMU serves no program of this name over SPICE; {name} fits."
            )
        )
        return warning(sentence.format(name=SPICE))
    return check_kind(value, view, scene)


def _fix(label: str, view: Any, name: str, value: str) -> Fix:
    place = place_of(view)

    def apply(changed: Scene) -> None:
        channel = ChannelDevice(devices_of(changed.document.element)[place])
        if name == "kind":
            put_kind(channel, value, changed)
        else:
            setattr(channel, name, value)

    return Fix(label, apply)


def _state(view: Any) -> str:
    return words(_STATES.get(view.state, "")) or str(view.state)


def _label(view: ChannelDevice, scene: Scene) -> tuple[str, str]:
    known = {name: label for name, label, _hint in _NAMES}
    if view.name in known:
        title = words(known[view.name])
    elif view.name:
        title = words(QT_TRANSLATE_NOOP("Hardware", "Channel {name}")).format(name=view.name)
    elif view.guest_address:
        title = words(QT_TRANSLATE_NOOP("Hardware", "Channel {name}")).format(
            name=f"{view.guest_address}:{view.guest_port}"
        )
    else:
        title = words(QT_TRANSLATE_NOOP("Hardware", "Channel"))
    return title, _state(_running(view, scene)) or place_words(view)


def _running(view: ChannelDevice, scene: Scene) -> ChannelDevice:
    """The same channel as it runs, which alone knows whether somebody answers."""
    root = None if scene.running is None else scene.running.element
    found = [] if root is None else [item for item in devices_of(root) if item.tag == "channel"]
    same = (item for item in map(ChannelDevice, found) if item.name == view.name and view.name)
    return next(same, view)


FORM: Final = Form(
    id="channel",
    title=QT_TRANSLATE_NOOP("Hardware", "Channel"),
    icon="link-out",
    view=ChannelDevice,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                combo(
                    "name",
                    QT_TRANSLATE_NOOP("Hardware", "Name"),
                    ChannelDevice.name,
                    _names,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Programs in the guest look for it under this name"
                    ),
                    put=_put_name,
                    check=_check_name,
                    shown=when("target_type", "virtio", "xen", ""),
                ),
                line(
                    "guest_address",
                    QT_TRANSLATE_NOOP("Hardware", "Address in the guest"),
                    ChannelDevice.guest_address,
                    shown=when("target_type", "guestfwd"),
                    check=needed(
                        QT_TRANSLATE_NOOP(
                            "Hardware", "Give the address that the guest connects to."
                        )
                    ),
                ),
                number(
                    "guest_port",
                    QT_TRANSLATE_NOOP("Hardware", "Port in the guest"),
                    ChannelDevice.guest_port,
                    low=1,
                    high=65535,
                    shown=when("target_type", "guestfwd"),
                    check=needed(
                        QT_TRANSLATE_NOOP("Hardware", "Give the port that the guest connects to.")
                    ),
                ),
                kind_field(
                    QT_TRANSLATE_NOOP("Hardware", "Leads to"),
                    ChannelDevice,
                    kinds(of_channels=True),
                    check=_check_end,
                ),
                *source_items(ChannelDevice),
                fact(
                    "state",
                    QT_TRANSLATE_NOOP("Hardware", "In the guest"),
                    _state,
                    ("target/@state",),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Whether a program in the guest has opened it"
                    ),
                    shown=has("target/@state"),
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                choice(
                    "target_type",
                    QT_TRANSLATE_NOOP("Hardware", "Way into the guest"),
                    ChannelDevice.target_type,
                    fixed(*_TARGETS),
                    put=_put_target,
                ),
                *more_items(ChannelDevice),
                TTY,
                ADDRESS,
            ),
        ),
    ),
)
