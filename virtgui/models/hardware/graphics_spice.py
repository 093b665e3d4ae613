"""What only SPICE has of displays: what viewers may do, compression, encryption."""

from typing import Any, Final

from virtgui.documents.devices.graphics import (
    GraphicsDevice,
    SpiceChannelElement,
)
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import (
    choice,
    defaulted,
    flag,
    when,
)
from virtgui.models.hardware.fields import (
    Finding,
    Rows,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_SPICE: Final = when("kind", "spice")
_SECURITY: Final = (
    ("any", QT_TRANSLATE_NOOP("Hardware", "Both")),
    ("secure", QT_TRANSLATE_NOOP("Hardware", "Encrypted only")),
    ("insecure", QT_TRANSLATE_NOOP("Hardware", "Not encrypted only")),
)
_CHANNELS: Final = (
    ("main", QT_TRANSLATE_NOOP("Hardware", "Main")),
    ("display", QT_TRANSLATE_NOOP("Hardware", "Screen")),
    ("inputs", QT_TRANSLATE_NOOP("Hardware", "Keyboard and mouse")),
    ("cursor", QT_TRANSLATE_NOOP("Hardware", "Pointer")),
    ("playback", QT_TRANSLATE_NOOP("Hardware", "Sound")),
    ("record", QT_TRANSLATE_NOOP("Hardware", "Microphone")),
    ("smartcard", QT_TRANSLATE_NOOP("Hardware", "Smart card")),
    ("usbredir", QT_TRANSLATE_NOOP("Hardware", "USB redirection")),
)
_WHEN: Final = (
    ("auto", QT_TRANSLATE_NOOP("Hardware", "Over slow networks")),
    ("never", QT_TRANSLATE_NOOP("Hardware", "Never")),
    ("always", QT_TRANSLATE_NOOP("Hardware", "Always")),
)


def _start_channel(row: XmlView, view: XmlView, scene: Scene) -> None:
    del scene
    taken = {item.get("name") for item in view.element.iterchildren("channel")}
    name = next((name for name, _label in _CHANNELS if name not in taken), "main")
    row.element.set("name", name)
    row.element.set("mode", "secure")


def _check_channels(view: Any, scene: Scene) -> Finding | None:
    del scene
    names = [item.name for item in view.channels]
    if len(set(names)) < len(names):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "A channel is there twice; each can be set once."))
        )
    return None


VIEWER: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "What the viewer may"),
    shown=_SPICE,
    items=(
        flag("copy_paste", QT_TRANSLATE_NOOP("Hardware", "Clipboard"), GraphicsDevice.copy_paste),
        flag(
            "file_transfer",
            QT_TRANSLATE_NOOP("Hardware", "Send files"),
            GraphicsDevice.file_transfer,
        ),
        choice(
            "mouse",
            QT_TRANSLATE_NOOP("Hardware", "Mouse"),
            GraphicsDevice.mouse,
            defaulted(
                ("client", QT_TRANSLATE_NOOP("Hardware", "The viewer's pointer")),
                ("server", QT_TRANSLATE_NOOP("Hardware", "The guest's own pointer")),
            ),
        ),
    ),
)
COMPRESSION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Compression"),
    shown=_SPICE,
    folded=True,
    items=(
        choice(
            "image",
            QT_TRANSLATE_NOOP("Hardware", "Images"),
            GraphicsDevice.image,
            defaulted(
                ("auto_glz", QT_TRANSLATE_NOOP("Hardware", "Automatic, with GLZ")),
                ("auto_lz", QT_TRANSLATE_NOOP("Hardware", "Automatic, with LZ")),
                ("quic", "QUIC"),
                ("glz", "GLZ"),
                ("lz", "LZ"),
                ("off", QT_TRANSLATE_NOOP("Hardware", "Off")),
            ),
        ),
        choice("jpeg", "JPEG", GraphicsDevice.jpeg, defaulted(*_WHEN)),
        choice("zlib", "zlib", GraphicsDevice.zlib, defaulted(*_WHEN)),
        choice(
            "playback",
            QT_TRANSLATE_NOOP("Hardware", "Sound"),
            GraphicsDevice.playback,
            defaulted(
                ("on", QT_TRANSLATE_NOOP("Hardware", "On")),
                ("off", QT_TRANSLATE_NOOP("Hardware", "Off")),
            ),
        ),
        choice(
            "streaming",
            QT_TRANSLATE_NOOP("Hardware", "Moving pictures as video"),
            GraphicsDevice.streaming,
            defaulted(
                ("filter", QT_TRANSLATE_NOOP("Hardware", "Those that look like video")),
                ("all", QT_TRANSLATE_NOOP("Hardware", "All")),
                ("off", QT_TRANSLATE_NOOP("Hardware", "Off")),
            ),
        ),
    ),
)
ENCRYPTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Encryption"),
    shown=_SPICE,
    folded=True,
    items=(
        choice(
            "default_mode",
            QT_TRANSLATE_NOOP("Hardware", "Channels not named below"),
            GraphicsDevice.default_mode,
            defaulted(*_SECURITY),
        ),
        Rows(
            id="channels",
            label=QT_TRANSLATE_NOOP("Hardware", "Channels"),
            prop=GraphicsDevice.channels,
            columns=(
                choice(
                    "channel",
                    QT_TRANSLATE_NOOP("Hardware", "Channel"),
                    SpiceChannelElement.name,
                    fixed(*_CHANNELS),
                ),
                choice(
                    "mode",
                    QT_TRANSLATE_NOOP("Hardware", "Encryption"),
                    SpiceChannelElement.mode,
                    fixed(*_SECURITY),
                ),
            ),
            start=_start_channel,
            add=QT_TRANSLATE_NOOP("Hardware", "Add channel"),
            check=_check_channels,
        ),
    ),
)
