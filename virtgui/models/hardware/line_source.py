"""What is at the other end of serial lines, consoles, channels and entropy daemons."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from virtgui.documents.placing import insert_at, remove_child
from virtgui.documents.properties import XmlView, child
from virtgui.models.hardware.channel_source import check_spice, type_words
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
    Choice,
    Chooser,
    Condition,
    Field,
    Finding,
    Rows,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has, path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

_ORDER: Final = (
    "pty", "unix", "tcp", "udp", "file", "pipe", "dev", "spicevmc", "spiceport", "qemu-vdagent",
    "dbus", "stdio", "vc", "null", "nmdm",
)  # fmt: skip
_CHANNELS_ONLY: Final = ("spicevmc", "qemu-vdagent")
_WITH_PATH: Final = ("unix", "dev", "file", "pipe", "pty")
_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "unix": ("path", "mode"),
        "tcp": ("mode", "host", "service", "tls"),
        "udp": ("mode", "host", "service"),
        "file": ("path", "append"),
        "dev": ("path",),
        "pipe": ("path",),
        "pty": ("path",),
        "spiceport": ("channel",),
        "dbus": ("channel",),
        "nmdm": ("master", "slave"),
    }
)
_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "unix": ("reconnect", "seclabel"),
        "tcp": ("reconnect",),
        "dev": ("seclabel",),
        "file": ("seclabel",),
        "pipe": ("seclabel",),
        "pty": ("seclabel",),
        "qemu-vdagent": ("clipboard", "mouse"),
    }
)
_STARTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "unix": {"mode": "bind"},
        "tcp": {"mode": "bind", "host": "127.0.0.1", "service": "4555"},
        "udp": {"mode": "connect", "host": "127.0.0.1", "service": "4555"},
        "spiceport": {"channel": "org.qemu.console.serial.0"},
        "dbus": {"channel": "org.qemu.console.serial.0"},
        "nmdm": {"master": "/dev/nmdm0A", "slave": "/dev/nmdm0B"},
    }
)
"""What another kind of end begins with."""


def put_kind(view: Any, value: str, scene: Scene) -> None:
    """Let another kind of thing be at the other end: what fits it stays, the rest goes."""
    del scene
    if value == view.kind:
        return
    had_path = view.path if view.kind in _WITH_PATH[1:4] and value in _WITH_PATH[1:4] else ""
    was_pair = {view.kind, value} <= {"tcp", "udp"}
    view.kind = value
    if value != "tcp":
        view.protocol = ""
    _trim(view.holder, value, keep_ends=was_pair)
    for name, text in _STARTS.get(value, {}).items():
        if not getattr(view, name):
            setattr(view, name, text)
    if had_path:
        view.path = had_path


def _trim(holder: etree._Element, kind: str, *, keep_ends: bool) -> None:
    sources = list(holder.iterchildren("source"))
    for extra in sources[1:]:
        remove_child(holder, extra)
    if not sources:
        return
    for name in list(sources[0].attrib):
        if str(name) in _KNOWN and (str(name) not in _ATTRIBUTES.get(kind, ()) or not keep_ends):
            del sources[0].attrib[name]
    unfit = _KNOWN_PARTS.difference(_PARTS.get(kind, ()))
    for part in list(sources[0].iterchildren(*unfit)):
        remove_child(sources[0], part)
    if not sources[0].attrib and not len(sources[0]):
        remove_child(holder, sources[0])


_KNOWN: Final = frozenset(name for names in _ATTRIBUTES.values() for name in names)
_KNOWN_PARTS: Final = frozenset(name for names in _PARTS.values() for name in names)


def kinds(*, of_channels: bool = False) -> Chooser:
    """A chooser of what can be at the other end.

    Args:
        of_channels: Whether a channel is meant, which knows more.
    """

    def choose(view: XmlView, scene: Scene) -> Sequence[Choice]:
        del view
        told = None if scene.caps is None else scene.caps.offers("channel", "type")
        return [
            Choice(kind, type_words(kind), _why_not(kind, scene, of_channels, told))
            for kind in _ORDER
        ]

    return choose


def _why_not(kind: str, scene: Scene, of_channels: bool, told: tuple[str, ...] | None) -> str:
    if scene.is_container and kind != "pty":
        return words(QT_TRANSLATE_NOOP("Hardware", "Containers have pseudo terminals only."))
    if kind in _CHANNELS_ONLY and not of_channels:
        return words(QT_TRANSLATE_NOOP("Hardware", "Channels only."))
    if kind == "nmdm" and scene.document.virt_type != "bhyve":
        return words(QT_TRANSLATE_NOOP("Hardware", "Machines of bhyve only."))
    if of_channels and told is not None and kind in _CHANNELS_ONLY and kind not in told:
        return words(
            QT_TRANSLATE_NOOP("Hardware", "The hypervisor of {host} does not offer it.")
        ).format(host=scene.node_name)
    return ""


def check_kind(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse an end that this kind of device does not know, or that needs a display."""
    if value in _CHANNELS_ONLY and view.element.tag != "channel":
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "Only channels can lead there; choose another end.")
            )
        )
    if value == "dbus" and not _has_display(view, scene, "dbus"):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "It needs a display of the kind D-Bus; add one, or choose another end.",
                )
            )
        )
    return check_spice(value, view, scene)


def _has_display(view: XmlView, scene: Scene, kind: str) -> bool:
    return any(item.get("type") == kind for item in others_of(view, scene, "graphics"))


def _check_path(value: str, view: Any, scene: Scene) -> Finding | None:
    if value:
        return path_check(value, view, scene) or _check_shared(value, view, scene)
    if view.kind in ("dev", "file", "pipe"):
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Give a path.")))
    if view.kind == "unix" and view.element.tag != "channel":
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Give the path of the socket; only of channels libvirt chooses it."
                )
            )
        )
    return None


def _check_shared(value: str, view: Any, scene: Scene) -> Finding | None:
    if view.kind not in ("unix", "file", "dev"):
        return None
    for other in others_of(view, scene, "serial", "parallel", "console", "channel"):
        source = child(other, "source")
        is_mirror = {other.tag, view.element.tag} == {"serial", "console"}
        if source is not None and source.get("path") == value and not is_mirror:
            return warning(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Another device of the machine has this path, too."
                    )
                )
            )
    return None


_SERVICE: Final = pattern_check(
    r"[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
    r"|[A-Za-z][\w-]*",
    QT_TRANSLATE_NOOP("Hardware", "A port is a number up to 65535, or a service's name."),
)


def _needed_service(value: str, view: Any, scene: Scene) -> Finding | None:
    return (
        _SERVICE(value, view, scene)
        if value
        else error(words(QT_TRANSLATE_NOOP("Hardware", "Give a port.")))
    )


def _needed_host(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value or view.mode == "bind":
        return None
    return error(words(QT_TRANSLATE_NOOP("Hardware", "Give the address to connect to.")))


def kind_field(label: str, cls: Any, chooser: Chooser, **more: Any) -> Field:
    """What is at the other end."""
    more.setdefault("check", check_kind)
    return choice("type", label, cls.kind, chooser, put=put_kind, **more)


def source_items(cls: Any, *conditions: Condition) -> tuple[Field, ...]:
    """What says where the other end is.

    Args:
        cls: The class that declares the properties, named as those of `ChardevElement`.
        conditions: When all of it has a meaning.
    """

    def shown(*more: Condition) -> Condition:
        return all_of(*conditions, *more)

    return (
        file_path(
            "path",
            QT_TRANSLATE_NOOP("Hardware", "Path"),
            cls.path,
            shown=shown(any_of(when("kind", *_WITH_PATH[:4]), has(cls.path.path.written))),
            check=_check_path,
        ),
        *_socket_items(cls, shown),
        *_udp_items(cls, shown(when("kind", "udp"))),
        line(
            "port_name",
            QT_TRANSLATE_NOOP("Hardware", "Name of the port"),
            cls.channel,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "What a viewer calls it, such as org.qemu.console.serial.0"
            ),
            shown=shown(when("kind", "spiceport", "dbus")),
            stretch=True,
        ),
        line(
            "master",
            QT_TRANSLATE_NOOP("Hardware", "Device of the host"),
            cls.master,
            shown=shown(when("kind", "nmdm")),
        ),
        line(
            "slave",
            QT_TRANSLATE_NOOP("Hardware", "Device of the guest"),
            cls.slave,
            shown=shown(when("kind", "nmdm")),
        ),
        *_agent_items(cls, shown(when("kind", "qemu-vdagent"))),
    )


def _socket_items(cls: Any, shown: Callable[..., Condition]) -> tuple[Field, ...]:
    return (
        choice(
            "mode",
            QT_TRANSLATE_NOOP("Hardware", "Direction"),
            cls.mode,
            defaulted(
                ("bind", QT_TRANSLATE_NOOP("Hardware", "The machine waits for connections")),
                ("connect", QT_TRANSLATE_NOOP("Hardware", "The machine connects")),
            ),
            shown=shown(when("kind", "tcp", "unix")),
        ),
        line(
            "host",
            QT_TRANSLATE_NOOP("Hardware", "Address"),
            cls.host,
            shown=shown(when("kind", "tcp")),
            check=_needed_host,
            stretch=True,
        ),
        line(
            "service",
            QT_TRANSLATE_NOOP("Hardware", "Port"),
            cls.service,
            shown=shown(when("kind", "tcp")),
            check=_needed_service,
        ),
        choice(
            "protocol",
            QT_TRANSLATE_NOOP("Hardware", "Protocol"),
            cls.protocol,
            defaulted(
                ("raw", QT_TRANSLATE_NOOP("Hardware", "None (raw)")),
                ("telnet", "Telnet"),
                ("telnets", QT_TRANSLATE_NOOP("Hardware", "Telnet over TLS")),
                ("tls", "TLS"),
            ),
            shown=shown(when("kind", "tcp")),
        ),
    )


def _agent_items(cls: Any, shown: Condition) -> tuple[Field, ...]:
    return (
        flag(
            "copy_paste",
            QT_TRANSLATE_NOOP("Hardware", "Clipboard"),
            cls.copy_paste,
            shown=shown,
        ),
        choice(
            "mouse",
            QT_TRANSLATE_NOOP("Hardware", "Mouse"),
            cls.mouse,
            defaulted(
                ("server", QT_TRANSLATE_NOOP("Hardware", "The guest's own pointer")),
                ("client", QT_TRANSLATE_NOOP("Hardware", "The viewer's pointer")),
            ),
            shown=shown,
        ),
    )


def _udp_items(cls: Any, shown: Condition) -> tuple[Field, ...]:
    source = cls.path.path.written.rpartition("/")[0]
    return (
        line(
            "send_host",
            QT_TRANSLATE_NOOP("Hardware", "Sends to"),
            cls.send_host,
            paths=(source,),
            shown=shown,
            stretch=True,
        ),
        line(
            "send_service",
            QT_TRANSLATE_NOOP("Hardware", "Sends to port"),
            cls.send_service,
            shown=shown,
            check=_needed_service,
        ),
        line(
            "listen_host",
            QT_TRANSLATE_NOOP("Hardware", "Listens at"),
            cls.listen_host,
            shown=shown,
            stretch=True,
        ),
        line(
            "listen_service",
            QT_TRANSLATE_NOOP("Hardware", "Listens at port"),
            cls.listen_service,
            hint=QT_TRANSLATE_NOOP("Hardware", "Empty: any free port of the host"),
            shown=shown,
            check=_SERVICE,
        ),
    )


def more_items(cls: Any, *conditions: Condition) -> tuple[Field | Rows, ...]:
    """What few people need of the other end."""

    def shown(*more: Condition) -> Condition:
        return all_of(*conditions, *more)

    return (
        flag(
            "tls",
            QT_TRANSLATE_NOOP("Hardware", "Encrypted (TLS)"),
            cls.tls,
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "Whether the host's own TLS settings for lines apply"
            ),
            shown=shown(when("kind", "tcp")),
        ),
        flag(
            "reconnect",
            QT_TRANSLATE_NOOP("Hardware", "Connect again"),
            cls.reconnect,
            shown=shown(when("kind", "tcp", "unix")),
            put=_put_reconnect,
        ),
        number(
            "reconnect_timeout",
            QT_TRANSLATE_NOOP("Hardware", "Again after"),
            cls.reconnect_timeout,
            unit="s",
            shown=shown(when("kind", "tcp", "unix"), when("reconnect", True)),
        ),
        flag(
            "append",
            QT_TRANSLATE_NOOP("Hardware", "Append to the file"),
            cls.append,
            shown=shown(when("kind", "file")),
        ),
        file_path(
            "log_file",
            QT_TRANSLATE_NOOP("Hardware", "Log file"),
            cls.log_file,
            hint=QT_TRANSLATE_NOOP("Hardware", "Gets a copy of all that the guest writes"),
            shown=shown() if conditions else None,
        ),
        flag(
            "log_append",
            QT_TRANSLATE_NOOP("Hardware", "Append to the log"),
            cls.log_append,
            shown=shown(_has_log),
        ),
        labels_list(
            cls.labels,
            shown(any_of(when("kind", *_WITH_PATH), has(cls.labels.path.written))),
        ),
    )


def _has_log(view: Any, scene: Scene) -> bool:
    del scene
    return bool(view.log_file)


def _put_reconnect(view: Any, value: bool | None, scene: Scene) -> None:
    del scene
    if value != view.reconnect:
        view.reconnect = value
        if not value:
            view.reconnect_timeout = None
        _put_first(child(view.holder, "source"))


def _put_first(source: etree._Element | None) -> None:
    """The schema wants it before security labels."""
    found = None if source is None else child(source, "reconnect")
    if source is not None and found is not None and source.index(found):
        remove_child(source, found)
        insert_at(source, found, 0)


def place_words(view: Any) -> str:
    """Where the other end is, in short: the kind, with path or address."""
    kind = type_words(view.kind)
    ends = {
        "tcp": f"{view.host}:{view.service}",
        "udp": f"{view.send_host}:{view.send_service}",
        "unix": view.path,
        "file": view.path,
        "dev": view.path,
        "pipe": view.path,
        "spiceport": view.channel,
    }
    end = ends.get(view.kind, "").strip(":")
    return f"{kind} {end}".strip()
