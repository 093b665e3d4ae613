"""The form of smart cards."""

from typing import Any, Final

from virtgui.documents.devices.redirection import (
    CertificateElement,
    SmartcardElement,
)
from virtgui.models.hardware.channel_source import (
    ENDS,
    TYPES,
    check_spice,
    more_items,
    put_type,
    source_items,
    start_end,
    type_words,
)
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    all_of,
    choice,
    count_check,
    file_path,
    line,
    when,
)
from virtgui.models.hardware.fields import (
    Finding,
    Form,
    Rows,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

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
        put_type(view, "spicevmc", scene)
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
    mode = type_words(view.kind) if view.mode == "passthrough" else dict(_MODES).get(view.mode, "")
    return words(QT_TRANSLATE_NOOP("Hardware", "Smart card")), words(mode)


_OVER_CHANNEL: Final = when("mode", "passthrough")
_EMULATED: Final = when("mode", "host-certificates")


FORM: Final = Form(
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
                    put=put_type,
                    shown=_OVER_CHANNEL,
                    check=check_spice,
                ),
                Rows(
                    id="ends",
                    label=QT_TRANSLATE_NOOP("Hardware", "Ends"),
                    prop=SmartcardElement.sources,
                    columns=ENDS,
                    start=start_end,
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
