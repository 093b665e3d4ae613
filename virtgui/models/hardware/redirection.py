"""The forms of USB redirection, its filter, and smart cards."""

from typing import Any, Final

from virtgui.documents.devices.redirection import (
    CertificateElement,
    ChannelSource,
    RedirectionElement,
    RedirectionFilterElement,
    SmartcardElement,
    SourceElement,
    UsbRuleElement,
)
from virtgui.documents.properties import Path, XmlView
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    all_of,
    any_of,
    boot_items,
    choice,
    combo,
    count_check,
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
    Form,
    Rows,
    Section,
    error,
    fixed,
    warning,
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


def _put_type(view: Any, value: str, scene: Scene) -> None:
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


def _check_spice(value: str, view: Any, scene: Scene) -> Finding | None:
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


def _check_usb(value: str, view: Any, scene: Scene) -> Finding | None:
    if _has_no_usb(scene):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "The machine has no USB; give it a USB controller.")
            )
        )
    return _check_spice(value, view, scene)


def _has_no_usb(scene: Scene) -> bool:
    devices = Path("devices").find(scene.document.element)
    found = [] if devices is None else list(devices.iterchildren("controller"))
    return any(item.get("type") == "usb" and item.get("model") == "none" for item in found)


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


def _start_end(row: XmlView, view: XmlView, scene: Scene) -> None:
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


def _type_words(kind: str) -> str:
    return words(dict(TYPES).get(kind, "")) or kind


def _redirection_label(view: RedirectionElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "USB redirection")), _type_words(view.kind)


REDIRECTION: Final = Form(
    id="redirdev",
    title=QT_TRANSLATE_NOOP("Hardware", "USB redirection"),
    icon="usb",
    view=RedirectionElement,
    label=_redirection_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "A place for a USB device of the computer where the display is shown"
            ),
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Devices come from"),
                    RedirectionElement.kind,
                    fixed(*TYPES),
                    put=_put_type,
                    check=_check_usb,
                ),
                Rows(
                    id="ends",
                    label=QT_TRANSLATE_NOOP("Hardware", "Ends"),
                    prop=RedirectionElement.sources,
                    columns=ENDS,
                    start=_start_end,
                    add=QT_TRANSLATE_NOOP("Hardware", "Add end"),
                    shown=when("kind", "tcp", "udp", "unix"),
                ),
                *source_items(),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                choice(
                    "bus",
                    QT_TRANSLATE_NOOP("Hardware", "Bus"),
                    RedirectionElement.bus,
                    fixed(("usb", "USB")),
                ),
                *more_items(),
                *boot_items(),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)

_ANY: Final = ("-1", QT_TRANSLATE_NOOP("Hardware", "Any"))
_CLASSES: Final = (
    _ANY,
    ("0x01", QT_TRANSLATE_NOOP("Hardware", "Audio")),
    ("0x02", QT_TRANSLATE_NOOP("Hardware", "Modem")),
    ("0x03", QT_TRANSLATE_NOOP("Hardware", "Keyboard, mouse")),
    ("0x06", QT_TRANSLATE_NOOP("Hardware", "Camera")),
    ("0x07", QT_TRANSLATE_NOOP("Hardware", "Printer")),
    ("0x08", QT_TRANSLATE_NOOP("Hardware", "Storage")),
    ("0x09", QT_TRANSLATE_NOOP("Hardware", "Hub")),
    ("0x0b", QT_TRANSLATE_NOOP("Hardware", "Smart card")),
    ("0x0e", QT_TRANSLATE_NOOP("Hardware", "Video")),
    ("0xe0", QT_TRANSLATE_NOOP("Hardware", "Wireless")),
    ("0xff", QT_TRANSLATE_NOOP("Hardware", "Of the maker's own")),
)
_ID: Final = pattern_check(
    r"(0x)?[0-9a-fA-F]{1,4}|-1",
    QT_TRANSLATE_NOOP("Hardware", "A number such as 0x046d; -1 is any."),
)


def _start_rule(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("class", "0x08")
    row.element.set("allow", "yes")


def _check_rules(view: Any, scene: Scene) -> Finding | None:
    rules = view.rules
    if rules and all(rule.allow is False for rule in rules):
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware", "Nothing is allowed. A last rule for the rest fits: any, allowed."
                )
            )
        )
    return count_check("redirfilter")(None, view, scene)


def _filter_label(view: RedirectionFilterElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Redirection filter")), words(
        QT_TRANSLATE_NOOP("Hardware", "{count} rules")
    ).format(count=len(view.rules))


FILTER: Final = Form(
    id="redirfilter",
    title=QT_TRANSLATE_NOOP("Hardware", "Redirection filter"),
    icon="filter",
    view=RedirectionFilterElement,
    label=_filter_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Which USB devices can be redirected"),
            items=(
                Rows(
                    id="rules",
                    label=QT_TRANSLATE_NOOP("Hardware", "Rules"),
                    prop=RedirectionFilterElement.rules,
                    hint=QT_TRANSLATE_NOOP("Hardware", "The first rule that fits a device decides"),
                    empty=QT_TRANSLATE_NOOP("Hardware", "All devices are allowed."),
                    add=QT_TRANSLATE_NOOP("Hardware", "Add rule"),
                    start=_start_rule,
                    ordered=True,
                    check=_check_rules,
                    columns=(
                        combo(
                            "class",
                            QT_TRANSLATE_NOOP("Hardware", "Class"),
                            UsbRuleElement.usb_class,
                            fixed(*_CLASSES),
                            check=pattern_check(
                                r"(0x)?[0-9a-fA-F]{1,2}|-1",
                                QT_TRANSLATE_NOOP("Hardware", "A number such as 0x08; -1 is any."),
                            ),
                        ),
                        line(
                            "vendor",
                            QT_TRANSLATE_NOOP("Hardware", "Maker"),
                            UsbRuleElement.vendor,
                            check=_ID,
                        ),
                        line(
                            "product",
                            QT_TRANSLATE_NOOP("Hardware", "Product"),
                            UsbRuleElement.product,
                            check=_ID,
                        ),
                        line(
                            "version",
                            QT_TRANSLATE_NOOP("Hardware", "Version"),
                            UsbRuleElement.version,
                            check=pattern_check(
                                r"[0-9]{1,2}\.[0-9]{1,2}|-1",
                                QT_TRANSLATE_NOOP("Hardware", "A version such as 2.00; -1 is any."),
                            ),
                        ),
                        flag(
                            "allow", QT_TRANSLATE_NOOP("Hardware", "Allowed"), UsbRuleElement.allow
                        ),
                    ),
                ),
            ),
        ),
    ),
)

_MODES: Final = (
    ("passthrough", QT_TRANSLATE_NOOP("Hardware", "Over a channel")),
    ("host", QT_TRANSLATE_NOOP("Hardware", "The host's reader")),
    ("host-certificates", QT_TRANSLATE_NOOP("Hardware", "Emulated, with certificates of the host")),
)
_CERTIFICATES: Final = 3


def _put_mode(view: Any, value: str, scene: Scene) -> None:
    """Each mode has elements that the others refuse."""
    if value == view.mode:
        return
    view.mode = value
    if value != "passthrough":
        view.kind = view.protocol = view.log_file = ""
        view.log_append = None
        for source in list(view.element.iterchildren("source", "target")):
            view.element.remove(source)
    else:
        _put_type(view, "spicevmc", scene)
    if value == "host-certificates":
        while len(view.certificates) < _CERTIFICATES:
            row = SmartcardElement.certificates.add(view)
            row.element.text = f"cert{len(view.certificates)}"
    else:
        view.database = ""
        for certificate in list(view.element.iterchildren("certificate")):
            view.element.remove(certificate)


def _check_certificates(view: Any, scene: Scene) -> Finding | None:
    del scene
    if view.mode == "host-certificates" and len(view.certificates) != _CERTIFICATES:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "An emulated card has three certificates."))
        )
    return None


def _check_card(value: str, view: Any, scene: Scene) -> Finding | None:
    del value
    return count_check("smartcard")(None, view, scene)


def _card_label(view: SmartcardElement, scene: Scene) -> tuple[str, str]:
    del scene
    mode = _type_words(view.kind) if view.mode == "passthrough" else dict(_MODES).get(view.mode, "")
    return words(QT_TRANSLATE_NOOP("Hardware", "Smart card")), words(mode)


_OVER_CHANNEL: Final = when("mode", "passthrough")
_EMULATED: Final = when("mode", "host-certificates")


SMARTCARD: Final = Form(
    id="smartcard",
    title=QT_TRANSLATE_NOOP("Hardware", "Smart card"),
    icon="tag",
    view=SmartcardElement,
    label=_card_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "mode",
                    QT_TRANSLATE_NOOP("Hardware", "Card comes from"),
                    SmartcardElement.mode,
                    fixed(*_MODES),
                    put=_put_mode,
                    check=_check_card,
                ),
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Other end"),
                    SmartcardElement.kind,
                    fixed(*TYPES),
                    put=_put_type,
                    shown=_OVER_CHANNEL,
                    check=_check_spice,
                ),
                Rows(
                    id="ends",
                    label=QT_TRANSLATE_NOOP("Hardware", "Ends"),
                    prop=SmartcardElement.sources,
                    columns=ENDS,
                    start=_start_end,
                    add=QT_TRANSLATE_NOOP("Hardware", "Add end"),
                    shown=all_of(_OVER_CHANNEL, when("kind", "tcp", "udp", "unix")),
                ),
                *source_items(_OVER_CHANNEL),
                Rows(
                    id="certificates",
                    label=QT_TRANSLATE_NOOP("Hardware", "Certificates"),
                    prop=SmartcardElement.certificates,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Their names in the database, three of them"
                    ),
                    add=QT_TRANSLATE_NOOP("Hardware", "Add certificate"),
                    columns=(
                        line(
                            "certificate",
                            QT_TRANSLATE_NOOP("Hardware", "Name"),
                            CertificateElement.name,
                            stretch=True,
                        ),
                    ),
                    shown=_EMULATED,
                    check=_check_certificates,
                ),
                file_path(
                    "database",
                    QT_TRANSLATE_NOOP("Hardware", "Database"),
                    SmartcardElement.database,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "A folder of NSS; /etc/pki/nssdb when empty"
                    ),
                    browse="folder",
                    shown=_EMULATED,
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                *more_items(_OVER_CHANNEL),
                line(
                    "target_type",
                    QT_TRANSLATE_NOOP("Hardware", "Kind in the guest"),
                    SmartcardElement.target_type,
                    shown=has("target/@type"),
                ),
                line(
                    "target_port",
                    QT_TRANSLATE_NOOP("Hardware", "Port in the guest"),
                    SmartcardElement.target_port,
                    shown=has("target/@port"),
                ),
                line(
                    "target_model",
                    QT_TRANSLATE_NOOP("Hardware", "Model in the guest"),
                    SmartcardElement.target_model,
                    shown=has("target/model/@name"),
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
