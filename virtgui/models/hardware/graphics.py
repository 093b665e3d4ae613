"""The form of graphical displays."""

from collections.abc import Sequence
from typing import Any, Final

from virtgui.core.values.node_choices import NodeDeviceChoice
from virtgui.documents.devices.graphics import (
    GraphicsDevice,
    ListenElement,
)
from virtgui.models.hardware.device_parts import (
    ADDRESS,
    MORE,
    all_of,
    any_of,
    choice,
    combo,
    defaulted,
    file_path,
    flag,
    line,
    number,
    pattern_check,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Condition,
    Control,
    Field,
    Form,
    Rows,
    Section,
    choices_of,
    fixed,
)
from virtgui.models.hardware.graphics_parts import (
    KINDS,
    REACHES,
    check_address,
    check_kind,
    check_network,
    check_password,
    check_port,
    check_reach,
    check_valid_to,
    is_auto,
    label,
    listen_value,
    networks,
    put_auto,
    put_kind,
    put_listen_value,
    put_reach,
    put_row,
    reach,
    start_listen,
)
from virtgui.models.hardware.graphics_spice import COMPRESSION, ENCRYPTION, VIEWER
from virtgui.models.hardware.host_choices import node_devices
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, field, has, path_check
from virtgui.models.hardware.sound import audio_choices, check_audio
from virtgui.models.noop import QT_TRANSLATE_NOOP

KEYMAPS: Final = (
    "en-us", "en-gb", "de", "fr", "es", "it", "pt", "pt-br", "nl", "nl-be", "pl", "ru", "sv", "da",
    "no", "fi", "cz", "hu", "hr", "sl", "et", "lv", "lt", "is", "tr", "mk", "th", "ja", "ar",
    "bepo", "de-ch", "fr-be", "fr-ca", "fr-ch", "fo",
)  # fmt: skip
"""Layouts of keyboards that QEMU has."""

_VNC: Final = when("kind", "vnc")
_SPICE: Final = when("kind", "spice")
_SERVED: Final = when("kind", "vnc", "spice", "rdp")
_SECRETS: Final = when("kind", "vnc", "spice")
_GL: Final = ("spice", "dbus", "sdl")


def _reaches(*values: str) -> Condition:
    return lambda view, _scene: reach(view) in values


_HAS_PORT: Final = all_of(_SERVED, _reaches("", "local", "all", "address", "network"))


def _has_fixed_port(view: Any, scene: Scene) -> bool:
    return _HAS_PORT(view, scene) and not is_auto(view)


def _path(item: NodeDeviceChoice) -> str:
    return item.path


def _connected(view: Any, scene: Scene) -> Sequence[Choice]:
    del scene
    known = (
        ("keep", QT_TRANSLATE_NOOP("Hardware", "Lets them stay")),
        ("disconnect", QT_TRANSLATE_NOOP("Hardware", "Disconnects them")),
        ("fail", QT_TRANSLATE_NOOP("Hardware", "Is refused while somebody watches")),
    )
    return choices_of((DEFAULT, *(known[:1] if view.kind == "vnc" else known)))


_BUS: Final = pattern_check(
    r"[A-Za-z]+:.+",
    QT_TRANSLATE_NOOP("Hardware", "An address such as unix:path=/run/user/1000/bus."),
)
_REACH: Final = (
    Field(
        id="reach",
        label=QT_TRANSLATE_NOOP("Hardware", "Reached"),
        control=Control.CHOICE,
        choices=fixed(*REACHES),
        get=reach,
        put=put_reach,
        paths=("@listen", "@socket", "listen/"),
        shown=_SERVED,
        check=check_reach,
    ),
    Field(
        id="listen_at",
        label=QT_TRANSLATE_NOOP("Hardware", "Address"),
        control=Control.COMBO,
        get=listen_value("address"),
        put=put_listen_value("address"),
        hint=QT_TRANSLATE_NOOP("Hardware", "One of the host's own, or a name of it"),
        shown=all_of(_SERVED, _reaches("address")),
        check=check_address,
        stretch=True,
    ),
    Field(
        id="network",
        label=QT_TRANSLATE_NOOP("Hardware", "Network"),
        control=Control.COMBO,
        choices=networks,
        get=listen_value("network"),
        put=put_listen_value("network"),
        shown=all_of(_SERVED, _reaches("network")),
        check=check_network,
    ),
    Field(
        id="socket",
        label=QT_TRANSLATE_NOOP("Hardware", "Socket"),
        control=Control.TEXT,
        get=listen_value("socket"),
        put=put_listen_value("socket"),
        hint=QT_TRANSLATE_NOOP("Hardware", "Empty: libvirt chooses the path"),
        shown=all_of(_SERVED, _reaches("socket")),
        check=path_check,
        stretch=True,
    ),
    Field(
        id="auto",
        label=QT_TRANSLATE_NOOP("Hardware", "Automatic port"),
        control=Control.SWITCH,
        hint=QT_TRANSLATE_NOOP("Hardware", "The host chooses it at each start"),
        get=is_auto,
        put=put_auto,
        paths=("@autoport",),
        shown=_HAS_PORT,
    ),
    number(
        "port",
        QT_TRANSLATE_NOOP("Hardware", "Port"),
        GraphicsDevice.port,
        low=-1,
        high=65535,
        shown=_has_fixed_port,
        check=check_port,
    ),
    number(
        "tls_port",
        QT_TRANSLATE_NOOP("Hardware", "Encrypted port"),
        GraphicsDevice.tls_port,
        low=-1,
        high=65535,
        hint=QT_TRANSLATE_NOOP("Hardware", "For TLS; -1 lets the host choose"),
        shown=all_of(_SPICE, _has_fixed_port),
        check=check_port,
    ),
)
_PASSWORD: Final = (
    field(
        "password",
        QT_TRANSLATE_NOOP("Hardware", "Password"),
        Control.SECRET,
        GraphicsDevice.password,
        shown=_SECRETS,
        check=check_password,
    ),
    line(
        "valid_to",
        QT_TRANSLATE_NOOP("Hardware", "Valid until"),
        GraphicsDevice.valid_to,
        hint=QT_TRANSLATE_NOOP("Hardware", "UTC, as 2030-12-31T23:59:00; empty for ever"),
        shown=all_of(_SECRETS, any_of(has("@passwd"), has("@passwdValidTo"))),
        check=check_valid_to,
    ),
    choice(
        "connected",
        QT_TRANSLATE_NOOP("Hardware", "A new password"),
        GraphicsDevice.connected,
        _connected,
        hint=QT_TRANSLATE_NOOP("Hardware", "What it does to those who watch already"),
        shown=all_of(_SECRETS, any_of(has("@passwd"), has("@connected"))),
    ),
)

FORM: Final = Form(
    id="graphics",
    title=QT_TRANSLATE_NOOP("Hardware", "Display"),
    icon="display",
    view=GraphicsDevice,
    label=label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Type"),
                    GraphicsDevice.kind,
                    offered("graphics", "type", *KINDS),
                    put=put_kind,
                    check=check_kind,
                ),
                *_REACH,
                *_PASSWORD,
                flag(
                    "gl",
                    "OpenGL",
                    GraphicsDevice.gl,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The host's graphics card draws; 3D of the guest needs it"
                    ),
                    shown=any_of(when("kind", *_GL), has("gl/@enable")),
                ),
                combo(
                    "rendernode",
                    QT_TRANSLATE_NOOP("Hardware", "Drawn by"),
                    GraphicsDevice.rendernode,
                    node_devices(_path, "drm"),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The graphics card of the host, as /dev/dri/renderD128"
                    ),
                    shown=any_of(
                        when("kind", "egl-headless"),
                        all_of(when("kind", "spice", "dbus"), when("gl", True)),
                        has("gl/@rendernode"),
                    ),
                    check=path_check,
                ),
                line(
                    "display",
                    QT_TRANSLATE_NOOP("Hardware", "X display"),
                    GraphicsDevice.display,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Such as :0.0"),
                    shown=any_of(when("kind", "sdl", "desktop"), has("@display")),
                ),
                file_path(
                    "xauth",
                    QT_TRANSLATE_NOOP("Hardware", "X authority file"),
                    GraphicsDevice.xauth,
                    shown=any_of(when("kind", "sdl"), has("@xauth")),
                ),
                flag(
                    "fullscreen",
                    QT_TRANSLATE_NOOP("Hardware", "Full screen"),
                    GraphicsDevice.fullscreen,
                    shown=any_of(when("kind", "sdl", "desktop"), has("@fullscreen")),
                ),
                flag(
                    "p2p",
                    QT_TRANSLATE_NOOP("Hardware", "Without a bus"),
                    GraphicsDevice.p2p,
                    hint=QT_TRANSLATE_NOOP("Hardware", "p2p: libvirt hands the connection over"),
                    shown=any_of(when("kind", "dbus"), has("@p2p")),
                ),
                line(
                    "bus_address",
                    QT_TRANSLATE_NOOP("Hardware", "Address of the bus"),
                    GraphicsDevice.bus_address,
                    stretch=True,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Empty: libvirt starts a bus for the machine"
                    ),
                    shown=any_of(when("kind", "dbus"), has("@address")),
                    check=_BUS,
                ),
                flag(
                    "multi_user",
                    QT_TRANSLATE_NOOP("Hardware", "Several at once"),
                    GraphicsDevice.multi_user,
                    shown=any_of(when("kind", "rdp"), has("@multiUser")),
                ),
                flag(
                    "replace_user",
                    QT_TRANSLATE_NOOP("Hardware", "The last one wins"),
                    GraphicsDevice.replace_user,
                    shown=any_of(when("kind", "rdp"), has("@replaceUser")),
                ),
            ),
        ),
        VIEWER,
        COMPRESSION,
        ENCRYPTION,
        Section(
            title=MORE,
            folded=True,
            items=(
                Rows(
                    id="listens",
                    label=QT_TRANSLATE_NOOP("Hardware", "All places"),
                    prop=GraphicsDevice.listens,
                    columns=(
                        choice(
                            "kind",
                            QT_TRANSLATE_NOOP("Hardware", "Kind"),
                            ListenElement.kind,
                            fixed(
                                ("address", QT_TRANSLATE_NOOP("Hardware", "Address")),
                                ("network", QT_TRANSLATE_NOOP("Hardware", "Virtual network")),
                                ("socket", QT_TRANSLATE_NOOP("Hardware", "Unix socket")),
                                ("none", QT_TRANSLATE_NOOP("Hardware", "None")),
                            ),
                            put=put_row("kind"),
                        ),
                        line(
                            "listen_address",
                            QT_TRANSLATE_NOOP("Hardware", "Address"),
                            ListenElement.address,
                            put=put_row("address"),
                            stretch=True,
                            shown=when("kind", "address", "network"),
                        ),
                        combo(
                            "listen_network",
                            QT_TRANSLATE_NOOP("Hardware", "Network"),
                            ListenElement.network,
                            networks,
                            put=put_row("network"),
                            shown=when("kind", "network"),
                        ),
                        line(
                            "listen_socket",
                            QT_TRANSLATE_NOOP("Hardware", "Socket"),
                            ListenElement.socket,
                            put=put_row("socket"),
                            stretch=True,
                            shown=when("kind", "socket"),
                            check=path_check,
                        ),
                    ),
                    start=start_listen,
                    add=QT_TRANSLATE_NOOP("Hardware", "Add place"),
                    shown=_SERVED,
                ),
                number(
                    "websocket",
                    QT_TRANSLATE_NOOP("Hardware", "WebSocket port"),
                    GraphicsDevice.websocket,
                    low=-1,
                    high=65535,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "For viewers in browsers; -1 lets the host choose"
                    ),
                    shown=any_of(all_of(_VNC, _HAS_PORT), has("@websocket")),
                    check=check_port,
                ),
                choice(
                    "share_policy",
                    QT_TRANSLATE_NOOP("Hardware", "Several viewers"),
                    GraphicsDevice.share_policy,
                    defaulted(
                        (
                            "allow-exclusive",
                            QT_TRANSLATE_NOOP("Hardware", "One may shut the others out"),
                        ),
                        ("force-shared", QT_TRANSLATE_NOOP("Hardware", "Always together")),
                        (
                            "ignore",
                            QT_TRANSLATE_NOOP("Hardware", "Each is let in, nobody is shut out"),
                        ),
                    ),
                    shown=any_of(_VNC, has("@sharePolicy")),
                ),
                flag(
                    "power_control",
                    QT_TRANSLATE_NOOP("Hardware", "Viewers may shut down"),
                    GraphicsDevice.power_control,
                    shown=any_of(_VNC, has("@powerControl")),
                ),
                combo(
                    "keymap",
                    QT_TRANSLATE_NOOP("Hardware", "Keyboard layout"),
                    GraphicsDevice.keymap,
                    fixed(*((name, "") for name in KEYMAPS)),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Only for viewers that do not send key codes"
                    ),
                    stretch=False,
                    shown=_SECRETS,
                ),
                choice(
                    "audio",
                    QT_TRANSLATE_NOOP("Hardware", "Sound"),
                    GraphicsDevice.audio,
                    audio_choices,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "The audio back end whose sound the viewer hears"
                    ),
                    shown=any_of(when("kind", "vnc", "dbus"), has("audio")),
                    check=check_audio,
                ),
                ADDRESS,
            ),
        ),
    ),
)
