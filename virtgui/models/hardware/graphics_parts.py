"""Compound changes and checks of displays: kind, where they listen, ports, passwords."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from lxml import etree

from virtgui.core.values.definition import KEPT
from virtgui.documents.devices.graphics import GraphicsDevice, ListenElement, follow_listen
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_element
from virtgui.documents.properties import XmlView
from virtgui.models.hardware.device_parts import others_of, place_of, unread
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Fix,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP

LOCAL, ALL = "127.0.0.1", "0.0.0.0"  # noqa: S104
_LOCALS: Final = ("127.0.0.1", "::1", "localhost")
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104
_STARTS: Final[Mapping[str, str]] = MappingProxyType(
    {"local": LOCAL, "all": ALL, "address": "192.0.2.1"}
)
FIRST_PORT, LAST_PORT = 5900, 65535
_VNC_PASSWORD: Final = 8

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "vnc": (
            "port", "autoport", "websocket", "listen", "socket", "passwd", "passwdValidTo",
            "connected", "keymap", "sharePolicy", "powerControl",
        ),
        "spice": (
            "port", "tlsPort", "autoport", "listen", "passwd", "passwdValidTo", "connected",
            "keymap", "defaultMode",
        ),
        "rdp": ("port", "autoport", "listen", "replaceUser", "multiUser"),
        "sdl": ("display", "xauth", "fullscreen"),
        "desktop": ("display", "fullscreen"),
        "dbus": ("address", "p2p"),
    }
)  # fmt: skip
_PARTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "vnc": ("listen", "audio"),
        "spice": (
            "listen", "channel", "image", "jpeg", "zlib", "playback", "streaming", "clipboard",
            "mouse", "filetransfer", "gl",
        ),
        "rdp": ("listen",),
        "sdl": ("gl",),
        "dbus": ("gl", "audio"),
        "egl-headless": ("gl",),
    }
)  # fmt: skip
SERVED: Final = ("vnc", "spice", "rdp")
"""The kinds that are reached over the network."""


def put_kind(view: Any, value: str, scene: Scene) -> None:
    """Another kind of display: what both know stays, as places, ports and passwords."""
    del scene
    if value == view.kind:
        return
    was_served = view.kind in SERVED
    view.kind = value
    _trim(view.element, value)
    if value == "vnc" and view.connected != "keep":
        view.connected = ""
    if value in SERVED and not was_served:
        _choose_port(view)
    if value == "egl-headless":
        view.gl = None


def _trim(element: etree._Element, kind: str) -> None:
    known = {name for names in _ATTRIBUTES.values() for name in names}
    for name in known.difference(_ATTRIBUTES.get(kind, ())):
        element.attrib.pop(name, "")
    parts = {name for names in _PARTS.values() for name in names}
    for part in list(element.iterchildren(*parts.difference(_PARTS.get(kind, ())))):
        remove_element(part)


def check_kind(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a second display of a kind; QEMU has one of each."""
    others = others_of(view, scene, "graphics")
    if scene.is_qemu and any(item.get("type") == value for item in others):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "A machine can have one display of each kind; choose another kind."
                )
            )
        )
    return None


REACHES: Final = (
    ("", QT_TRANSLATE_NOOP("Hardware", "As the host is set up")),
    ("local", QT_TRANSLATE_NOOP("Hardware", "From the host only")),
    ("all", QT_TRANSLATE_NOOP("Hardware", "Over all networks of the host")),
    ("address", QT_TRANSLATE_NOOP("Hardware", "At one address of the host")),
    ("network", QT_TRANSLATE_NOOP("Hardware", "At the address of a virtual network")),
    ("socket", QT_TRANSLATE_NOOP("Hardware", "Over a Unix socket")),
    ("none", QT_TRANSLATE_NOOP("Hardware", "Only through libvirt")),
)
"""Where a display can be reached."""


def first_listen(view: Any) -> ListenElement | None:
    """The first place where a display listens."""
    places: Sequence[ListenElement] = view.listens
    return places[0] if places else None


def reach(view: Any) -> str:
    """Where a display can be reached, as one of `REACHES`."""
    first = first_listen(view)
    if first is None:
        if view.socket:
            return "socket"
        return _of_address(view.listen) if view.listen else ""
    if first.kind != "address":
        return str(first.kind)
    address = first.address or view.listen
    return _of_address(address) if address else ""


def _of_address(address: str) -> str:
    if address in _LOCALS:
        return "local"
    return "all" if address in _EVERYWHERE else "address"


def put_reach(view: Any, value: str, scene: Scene) -> None:
    """Let the first place be another one; further places stay."""
    if value == reach(view):
        return
    first = first_listen(view)
    view.listen = view.socket = ""
    if not value:
        if first is not None:
            GraphicsDevice.listens.remove(view, 0)
        return
    if first is None:
        first = GraphicsDevice.listens.add(view)
    _fill(view, first, value, scene)
    if value in ("socket", "none"):
        for name in ("port", "tlsPort", "autoport", "websocket"):
            view.element.attrib.pop(name, "")
    elif view.port is None:
        _choose_port(view)


def _fill(view: Any, first: ListenElement, value: str, scene: Scene) -> None:
    for name in ("address", "network", "socket"):
        first.element.attrib.pop(name, "")
    first.kind = value if value in ("network", "socket", "none") else "address"
    if value in _STARTS:
        view.listen = first.address = _STARTS[value]
    elif value == "network":
        first.network = next(iter(_networks(scene)), "default")


def _networks(scene: Scene) -> list[str]:
    items = () if scene.choices is None else scene.choices.networks.items
    return [item.name for item in items]


def networks(view: XmlView, scene: Scene) -> Sequence[Choice]:
    """The node's virtual networks."""
    del view
    found = None if scene.choices is None else scene.choices.networks
    return [*map(Choice, _networks(scene)), *unread(found)]


def listen_value(name: str) -> Any:
    """A way to read one value of the first place; where there is none, what repeats it."""

    def get(view: Any) -> str:
        first = first_listen(view)
        if first is None or not getattr(first, name):
            return str({"address": view.listen, "socket": view.socket}.get(name, ""))
        return str(getattr(first, name))

    return get


def put_listen_value(name: str) -> Any:
    """A way to write one value of the first place, and what repeats it."""

    def put(view: Any, value: str, scene: Scene) -> None:
        del scene
        if value == listen_value(name)(view):
            return
        first = first_listen(view)
        if first is None:
            first = GraphicsDevice.listens.add(view)
            first.kind = name
        setattr(first, name, value)
        if name == "address" and first.kind == "address":
            view.listen = value
        follow_listen(view.element)

    return put


def put_row(name: str) -> Any:
    """A way to write a value of one place; what repeats the first place follows."""

    def put(row: Any, value: str, scene: Scene) -> None:
        del scene
        if value == getattr(row, name):
            return
        setattr(row, name, value)
        if name == "kind":
            _clear_unfit(row, value)
        graphics = row.element.getparent()
        if graphics is not None:
            follow_listen(graphics)

    return put


def _clear_unfit(row: Any, kind: str) -> None:
    keep = {"address": ("address",), "network": ("network",), "socket": ("socket",)}
    for name in {"address", "network", "socket"}.difference(keep.get(kind, ())):
        row.element.attrib.pop(name, "")


def start_listen(row: XmlView, view: XmlView, scene: Scene) -> None:
    """Fill a new place."""
    del view, scene
    row.element.set("type", "address")
    row.element.set("address", LOCAL)


def check_reach(value: str, view: Any, scene: Scene) -> Finding | None:
    """Say when anybody can see the screen, and refuse OpenGL over a network."""
    del scene
    is_open = value in ("all", "address", "network")
    if view.kind == "spice" and view.gl and value not in ("socket", "none"):
        sentence = words(
            QT_TRANSLATE_NOOP("Hardware", "With OpenGL SPICE works without a network only.")
        )
        return error(
            sentence,
            _fix(
                view, words(QT_TRANSLATE_NOOP("Hardware", "Only through libvirt")), _listen_nowhere
            ),
        )
    if is_open and not view.password and view.kind in ("vnc", "spice"):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "Who reaches the host sees the screen and types: set a password, too.",
                )
            )
        )
    return None


def _listen_nowhere(view: Any, scene: Scene) -> None:
    put_reach(view, "none", scene)


def _fix(view: Any, label: str, work: Any) -> Fix:
    place = place_of(view)

    def apply(changed: Scene) -> None:
        work(GraphicsDevice(devices_of(changed.document.element)[place]), changed)

    return Fix(label, apply)


def is_auto(view: Any) -> bool:
    """Whether the host chooses the port."""
    return bool(view.autoport) or (view.autoport is None and view.port in (None, -1))


def put_auto(view: Any, value: bool, scene: Scene) -> None:
    """Let the host choose the port, or fix the next free one."""
    if value == is_auto(view):
        return
    if value:
        _choose_port(view)
    else:
        view.autoport = False
        view.port = free_port(view, scene)


def _choose_port(view: Any) -> None:
    view.autoport, view.port, view.tls_port = True, -1, None


def free_port(view: XmlView, scene: Scene) -> int:
    """The first port of displays that no machine of the node has."""
    numbers = range(FIRST_PORT, LAST_PORT)
    taken = {port for port, _name in _ports(view, scene)}
    return next((number for number in numbers if number not in taken), FIRST_PORT)


def _ports(view: XmlView, scene: Scene) -> list[tuple[int, str]]:
    """Ports of displays, with the machine; an empty name is this one."""
    mine = [GraphicsDevice(item) for item in others_of(view, scene, "graphics")]
    found = [(port, "") for item in mine for port in (item.port, item.tls_port, item.websocket)]
    for config in scene.neighbours:
        found += [(item.port, config.name) for item in config.graphics]
    return [(port, name) for port, name in found if port is not None and port > 0]


def check_port(value: int | None, view: Any, scene: Scene) -> Finding | None:
    """Refuse a port that cannot be, and warn about one that another machine has."""
    if value is None or value == -1:
        return None
    if value < FIRST_PORT and view.kind == "vnc" and scene.is_qemu:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Ports of VNC begin with 5900.")))
    own = (view.port, view.tls_port, view.websocket)
    if own.count(value) > 1:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "This display has the port twice.")))
    users = [name for port, name in _ports(view, scene) if port == value]
    if not users:
        return None
    fix = _fix(view, words(QT_TRANSLATE_NOOP("Hardware", "Use a free port")), _use_free)
    if "" in users:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Another display of this machine has the port.")),
            fix,
        )
    sentence = words(
        QT_TRANSLATE_NOOP("Hardware", "{machine} has this port, too; only one of them can run.")
    )
    return warning(sentence.format(machine=users[0]), fix)


def _use_free(view: Any, scene: Scene) -> None:
    view.port = free_port(view, scene)


def check_password(value: str, view: Any, scene: Scene) -> Finding | None:
    """Refuse what VNC cuts off."""
    if view.kind != "vnc" or value == KEPT or not scene.is_qemu:
        return None
    if len(value.encode()) > _VNC_PASSWORD:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "VNC knows 8 characters of a password only."))
        )
    return None


def check_valid_to(value: str, view: Any, scene: Scene) -> Finding | None:
    """Refuse what is no time, and say when it is over."""
    del scene
    if not value:
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Write it as 2030-12-31T23:59:00, in UTC."))
        )
    try:
        until = datetime.fromisoformat(value)
    except ValueError:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "There is no such time.")))
    if until.replace(tzinfo=None) < datetime.now(UTC).replace(tzinfo=None):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "The time is over: nobody can log in with the password."
                )
            )
        )
    return (
        None
        if view.password
        else warning(
            words(QT_TRANSLATE_NOOP("Hardware", "There is no password that it could end."))
        )
    )


def check_socket(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a path that is not absolute; without one libvirt chooses it."""
    return path_check(value, view, scene)


def check_address(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a place without an address."""
    del view, scene
    if not value:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Give an address of the host, or its name."))
        )
    if not re.fullmatch(r"[0-9A-Za-z_.:%-]+", value):
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "This is neither an address nor a host's name."))
        )
    return None


def check_network(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Warn about a network that the node does not have."""
    del view
    found = None if scene.choices is None else scene.choices.networks
    if not value:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "Choose a network.")))
    if found is None or found.error is not None or value in _networks(scene):
        return None
    return warning(
        words(QT_TRANSLATE_NOOP("Hardware", "The host has no network {name}.")).format(name=value)
    )


def label(view: GraphicsDevice, scene: Scene) -> tuple[str, str]:
    """Kind of display, and where it is reached."""
    del scene
    names = {"vnc": "VNC", "spice": "SPICE", "rdp": "RDP", "sdl": "SDL", "dbus": "D-Bus"}
    kind = names.get(view.kind) or words(dict(KINDS).get(view.kind, "")) or view.kind
    title = words(QT_TRANSLATE_NOOP("Hardware", "Display {kind}")).format(kind=kind)
    if view.kind not in SERVED:
        return title, view.display or view.rendernode or _gl_word(view)
    return title, ", ".join(filter(None, (_place_words(view), _port_words(view))))


def _gl_word(view: GraphicsDevice) -> str:
    return "OpenGL" if view.gl or view.kind == "egl-headless" else ""


def _place_words(view: GraphicsDevice) -> str:
    where = reach(view)
    if where in ("local", "all", "address"):
        return str(listen_value("address")(view))
    own = str(listen_value(where)(view)) if where in ("network", "socket") else ""
    return own or words(dict(REACHES).get(where, ""))


def _port_words(view: GraphicsDevice) -> str:
    if reach(view) in ("socket", "none"):
        return ""
    if is_auto(view):
        return words(QT_TRANSLATE_NOOP("Hardware", "automatic port"))
    return words(QT_TRANSLATE_NOOP("Hardware", "port {number}")).format(number=view.port)


KINDS: Final = (
    ("vnc", "VNC"),
    ("spice", "SPICE"),
    ("dbus", "D-Bus"),
    ("egl-headless", QT_TRANSLATE_NOOP("Hardware", "OpenGL without a screen")),
    ("rdp", "RDP"),
    ("sdl", QT_TRANSLATE_NOOP("Hardware", "Window on the host (SDL)")),
    ("desktop", QT_TRANSLATE_NOOP("Hardware", "Window on the host (desktop)")),
)
"""The kinds of displays."""
