"""What is at the other end of devices that come over a channel."""

from typing import Any, Final

from virtgui.documents.devices.redirection import (
    ChannelSource,
    SourceElement,
)
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import (
    all_of,
    any_of,
    choice,
    defaulted,
    file_path,
    flag,
    labels_list,
    line,
    number,
    others_of,
    pattern_check,
    when,
)
from virtgui.models.hardware.fields import (
    Condition,
    Field,
    Finding,
    Rows,
    error,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

TYPES: Final = (
    ("spicevmc", QT_TRANSLATE_NOOP("Hardware", "SPICE viewer")),
    ("tcp", "TCP"),
    ("unix", QT_TRANSLATE_NOOP("Hardware", "Unix socket")),
    ("udp", "UDP"),
    ("pty", QT_TRANSLATE_NOOP("Hardware", "Pseudo terminal")),
    ("dev", QT_TRANSLATE_NOOP("Hardware", "Device of the host")),
    ("file", QT_TRANSLATE_NOOP("Hardware", "File")),
    ("pipe", QT_TRANSLATE_NOOP("Hardware", "Named pipe")),
    ("null", QT_TRANSLATE_NOOP("Hardware", "Nothing")),
    ("vc", QT_TRANSLATE_NOOP("Hardware", "Window of the hypervisor")),
    ("stdio", QT_TRANSLATE_NOOP("Hardware", "Input and output of the hypervisor")),
    ("spiceport", QT_TRANSLATE_NOOP("Hardware", "SPICE port")),
    ("nmdm", QT_TRANSLATE_NOOP("Hardware", "Null modem")),
    ("qemu-vdagent", QT_TRANSLATE_NOOP("Hardware", "SPICE agent of QEMU")),
    ("dbus", "D-Bus"),
)
"""What can be at the other end, with untranslated labels."""

_WITH_PATH: Final = ("unix", "dev", "file", "pipe", "pty")
_WITH_HOST: Final = ("tcp", "udp")


def put_type(view: Any, value: str, scene: Scene) -> None:
    """What says where the other end is fits one kind only."""
    del scene
    if value == view.kind:
        return
    keeps_path = view.kind in _WITH_PATH and value in _WITH_PATH
    path = view.path if keeps_path else ""
    for source in list(view.element.iterchildren("source")):
        view.element.remove(source)
    view.kind = value
    view.path = path
    if value in _WITH_HOST:
        source = view.element.makeelement("source")
        view.element.insert(0, source)
        source.set("mode", "connect")
        source.set("host", "127.0.0.1")
        source.set("service", "4000")
    if value == "unix":
        Path("source/@mode").write(view.element, "bind")
    if value != "tcp":
        view.protocol = ""


def check_spice(value: str, view: Any, scene: Scene) -> Finding | None:
    """Refuse a SPICE viewer at the other end of a machine without SPICE."""
    if value not in ("spicevmc", "spiceport"):
        return None
    displays = others_of(view, scene, "graphics")
    if not any(item.get("type") == "spice" for item in displays):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "It needs a display of the kind SPICE; add one, or choose another end.",
                )
            )
        )
    return None


def source_items(*conditions: Condition) -> tuple[Field | Rows, ...]:
    """What says where the other end is."""

    def shown(*more: Condition) -> Condition:
        return all_of(*conditions, *more)

    is_tcp = when("kind", "tcp")
    return (
        file_path(
            "path",
            QT_TRANSLATE_NOOP("Hardware", "Path"),
            ChannelSource.path,
            shown=shown(any_of(when("kind", *_WITH_PATH), has("source/@path"))),
            check=_check_path,
        ),
        line(
            "channel",
            QT_TRANSLATE_NOOP("Hardware", "Channel"),
            ChannelSource.channel,
            shown=shown(when("kind", "spiceport", "dbus")),
        ),
        line(
            "master",
            QT_TRANSLATE_NOOP("Hardware", "Device of the host"),
            ChannelSource.master,
            shown=shown(when("kind", "nmdm")),
        ),
        line(
            "slave",
            QT_TRANSLATE_NOOP("Hardware", "Device of the guest"),
            ChannelSource.slave,
            shown=shown(when("kind", "nmdm")),
        ),
        choice(
            "protocol",
            QT_TRANSLATE_NOOP("Hardware", "Protocol"),
            ChannelSource.protocol,
            ("raw", "telnet", "telnets", "tls"),
            shown=shown(is_tcp),
        ),
        flag(
            "tls",
            QT_TRANSLATE_NOOP("Hardware", "Encrypted (TLS)"),
            ChannelSource.tls,
            shown=shown(is_tcp),
        ),
    )


def _check_path(value: str, view: Any, scene: Scene) -> Finding | None:
    if not value and view.kind in ("dev", "file", "pipe"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give a path.")))
    return path_check(value, view, scene)


def start_end(row: XmlView, view: XmlView, scene: Scene) -> None:
    """Fill a new end."""
    del view, scene
    row.element.set("mode", "connect")
    row.element.set("host", "127.0.0.1")
    row.element.set("service", "4000")


_SERVICE: Final = pattern_check(
    r"[0-9]{1,5}|[A-Za-z][\w-]*",
    QT_TRANSLATE_NOOP("Hardware", "A port is a number up to 65535, or a service's name."),
)
ENDS: Final = (
    choice(
        "mode",
        QT_TRANSLATE_NOOP("Hardware", "Direction"),
        SourceElement.mode,
        defaulted(
            ("connect", QT_TRANSLATE_NOOP("Hardware", "Connects")),
            ("bind", QT_TRANSLATE_NOOP("Hardware", "Waits")),
        ),
    ),
    line("host", QT_TRANSLATE_NOOP("Hardware", "Address"), SourceElement.host, stretch=True),
    line("service", QT_TRANSLATE_NOOP("Hardware", "Port"), SourceElement.service, check=_SERVICE),
)
"""The columns of an end of a connection."""


def more_items(*conditions: Condition) -> tuple[Field | Rows, ...]:
    """What few people need of the other end."""

    def shown(*more: Condition) -> Condition:
        return all_of(*conditions, *more)

    is_socket = when("kind", "tcp", "unix")
    return (
        flag(
            "reconnect",
            QT_TRANSLATE_NOOP("Hardware", "Connect again"),
            ChannelSource.reconnect,
            shown=shown(is_socket),
        ),
        number(
            "reconnect_timeout",
            QT_TRANSLATE_NOOP("Hardware", "Again after"),
            ChannelSource.reconnect_timeout,
            unit="s",
            shown=shown(has("source/reconnect")),
        ),
        flag(
            "append",
            QT_TRANSLATE_NOOP("Hardware", "Append to the file"),
            ChannelSource.append,
            shown=shown(when("kind", "file")),
        ),
        flag(
            "copy_paste",
            QT_TRANSLATE_NOOP("Hardware", "Clipboard"),
            ChannelSource.copy_paste,
            shown=shown(when("kind", "qemu-vdagent")),
        ),
        choice(
            "mouse",
            QT_TRANSLATE_NOOP("Hardware", "Mouse"),
            ChannelSource.mouse,
            ("server", "client"),
            shown=shown(when("kind", "qemu-vdagent")),
        ),
        file_path(
            "log_file",
            QT_TRANSLATE_NOOP("Hardware", "Log file"),
            ChannelSource.log_file,
            shown=shown(),
        ),
        flag(
            "log_append",
            QT_TRANSLATE_NOOP("Hardware", "Append to the log"),
            ChannelSource.log_append,
            shown=shown(has("log")),
        ),
        labels_list(
            ChannelSource.labels, shown(any_of(when("kind", "unix"), has("source/seclabel")))
        ),
    )


def type_words(kind: str) -> str:
    """What a kind of other end is called."""
    return words(dict(TYPES).get(kind, "")) or kind
