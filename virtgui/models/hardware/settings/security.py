"""The parts of the general form that are about protection and accounting."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.properties import XmlView
from virtgui.documents.settings.general import (
    GeneralView,
    KeyWrapCipher,
    SecurityLabel,
)
from virtgui.models.hardware.fields import (
    Choice,
    Condition,
    Control,
    Field,
    Finding,
    Rows,
    Section,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.offered import missing_reason
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.accounts import (
    ACCOUNTS_SECTION,
    NAMESPACES_SECTION,
    USERS_SECTION,
)
from virtgui.models.hardware.settings.common import (
    DEFAULT,
    field,
    for_qemu_or,
    has_any,
    plain,
)
from virtgui.models.noop import QT_TRANSLATE_NOOP

_LAUNCH: Final = "launchSecurity"
_POLICIES: Final[Mapping[str, str]] = MappingProxyType({"sev": "0x0003", "sev-snp": "0x00030000"})
"""The usual policies: no debugging, no other machine with the same key."""


def _models(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    told = () if scene.choices is None else scene.choices.security_models
    known = dict.fromkeys((*told, "selinux", "apparmor", "dac"))
    reason = missing_reason(scene) if told else ""
    return [
        Choice("", words(DEFAULT[1])),
        *(Choice(name, "", "" if name in told else reason) for name in known),
    ]


def _check_labels(view: XmlView, scene: Scene) -> Finding | None:
    del scene
    models: set[str] = set()
    for row in GeneralView.labels.of(view):
        if row.kind == "static" and not row.label:
            return error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "A static security label needs the label itself.")
                )
            )
        if row.kind == "dynamic" and row.relabel is False:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "A dynamic security label always marks the files, too."
                    )
                )
            )
        if row.model and row.model in models:
            return error(
                words(QT_TRANSLATE_NOOP("Hardware", "{model} has two labels; one fits.")).format(
                    model=row.model
                )
            )
        models.add(row.model)
    return None


def _start_label(row: Any, view: XmlView, scene: Scene) -> None:
    used = {label.model for label in GeneralView.labels.of(view)}
    told = () if scene.choices is None else scene.choices.security_models
    row.kind, row.relabel = "dynamic", True
    row.model = next((name for name in told if name not in used), "")


def _start_cipher(row: Any, view: XmlView, scene: Scene) -> None:
    del scene
    used = {each.name for each in GeneralView.ciphers.of(view)}
    row.name, row.state = ("dea" if "aes" in used else "aes"), "on"


def _put_launch(view: Any, value: str, scene: Scene) -> None:
    del scene
    if value == view.launch:
        return
    if value in ("", "s390-pv"):
        # Nothing of another kind has a meaning then.
        for element in view.element.findall(_LAUNCH):
            view.element.remove(element)
    view.launch = value
    if not view.launch_policy:
        view.launch_policy = _POLICIES.get(value, "")


def _launch_kinds(view: XmlView, scene: Scene) -> Sequence[Choice]:
    del view
    features = {} if scene.caps is None else scene.caps.features
    kinds = (
        ("sev", "AMD SEV", "sev"),
        ("sev-snp", "AMD SEV-SNP", "sev"),
        ("s390-pv", "s390", "s390-pv"),
    )
    return [
        Choice("", words(QT_TRANSLATE_NOOP("Hardware", "None"))),
        *(
            Choice(kind, label, missing_reason(scene) if features.get(name) is False else "")
            for kind, label, name in kinds
        ),
    ]


def _check_launch(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del view
    features = {} if scene.caps is None else scene.caps.features
    if value.startswith("sev") and features.get("sev") is False:
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "{host} cannot encrypt the memory of machines (SEV).")
            ).format(host=scene.node_name)
        )
    return None


def _launches(*kinds: str) -> Condition:
    return lambda view, _scene: getattr(view, "launch", "") in kinds


def _check_policy(value: str, view: XmlView, scene: Scene) -> Finding | None:
    del scene
    if not value:
        return (
            error(
                words(
                    QT_TRANSLATE_NOOP("Hardware", "The policy is missing; 0x0003 is a usual one.")
                )
            )
            if getattr(view, "launch", "")
            else None
        )
    try:
        int(value, 16 if value.startswith("0x") else 10)
    except ValueError:
        return error(words(QT_TRANSLATE_NOOP("Hardware", "The policy is a number such as 0x0003.")))
    return None


_sev, _snp, _any_sev = _launches("sev"), _launches("sev-snp"), _launches("sev", "sev-snp")

_LABELS: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Security labels"),
    folded=True,
    items=(
        Rows(
            id="labels",
            label=QT_TRANSLATE_NOOP("Hardware", "Labels"),
            prop=GeneralView.labels,
            start=_start_label,
            add=QT_TRANSLATE_NOOP("Hardware", "Add label"),
            empty=QT_TRANSLATE_NOOP("Hardware", "The host's security driver chooses."),
            check=_check_labels,
            columns=(
                field(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Driver"),
                    Control.COMBO,
                    SecurityLabel.model,
                    choices=_models,
                ),
                field(
                    "kind",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    Control.CHOICE,
                    SecurityLabel.kind,
                    choices=fixed(
                        DEFAULT,
                        ("dynamic", QT_TRANSLATE_NOOP("Hardware", "A new one each start")),
                        ("static", QT_TRANSLATE_NOOP("Hardware", "Always this one")),
                        ("none", QT_TRANSLATE_NOOP("Hardware", "None")),
                    ),
                ),
                field(
                    "relabel",
                    QT_TRANSLATE_NOOP("Hardware", "Marks files"),
                    Control.TRISTATE,
                    SecurityLabel.relabel,
                ),
                field(
                    "label",
                    QT_TRANSLATE_NOOP("Hardware", "Label"),
                    Control.TEXT,
                    SecurityLabel.label,
                    stretch=True,
                ),
                field(
                    "base_label",
                    QT_TRANSLATE_NOOP("Hardware", "Made from"),
                    Control.TEXT,
                    SecurityLabel.base_label,
                    stretch=True,
                ),
                field(
                    "image_label",
                    QT_TRANSLATE_NOOP("Hardware", "Label of files"),
                    Control.TEXT,
                    SecurityLabel.image_label,
                    stretch=True,
                ),
            ),
        ),
    ),
)

_ENCRYPTION: Final = Section(
    title=QT_TRANSLATE_NOOP("Hardware", "Encrypted memory"),
    folded=True,
    shown=for_qemu_or(_LAUNCH, "keywrap"),
    items=(
        Field(
            id="launch",
            label=QT_TRANSLATE_NOOP("Hardware", "Launch security"),
            control=Control.CHOICE,
            prop=GeneralView.launch,
            put=_put_launch,
            choices=_launch_kinds,
            check=_check_launch,
            paths=(_LAUNCH,),
        ),
        field(
            "launch_policy",
            QT_TRANSLATE_NOOP("Hardware", "Policy"),
            Control.TEXT,
            GeneralView.launch_policy,
            shown=_any_sev,
            check=_check_policy,
        ),
        field(
            "launch_hashes",
            QT_TRANSLATE_NOOP("Hardware", "Measure the kernel"),
            Control.TRISTATE,
            GeneralView.launch_hashes,
            shown=_any_sev,
            hint=QT_TRANSLATE_NOOP(
                "Hardware",
                "Kernel, initrd and command line are part of the measurement (kernelHashes).",
            ),
        ),
        field(
            "launch_bit",
            QT_TRANSLATE_NOOP("Hardware", "C-bit position"),
            Control.TEXT,
            GeneralView.launch_bit,
            shown=_any_sev,
        ),
        field(
            "launch_reduced",
            QT_TRANSLATE_NOOP("Hardware", "Reduced address bits"),
            Control.TEXT,
            GeneralView.launch_reduced,
            shown=_any_sev,
        ),
        field(
            "launch_certificate",
            QT_TRANSLATE_NOOP("Hardware", "Owner's certificate"),
            Control.LONG_TEXT,
            GeneralView.launch_certificate,
            shown=_sev,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Diffie-Hellman key, base64 (dhCert)."),
        ),
        field(
            "launch_session",
            QT_TRANSLATE_NOOP("Hardware", "Session"),
            Control.LONG_TEXT,
            GeneralView.launch_session,
            shown=_sev,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "Session data, base64."),
        ),
        field(
            "launch_handle",
            QT_TRANSLATE_NOOP("Hardware", "Handle"),
            Control.TEXT,
            GeneralView.launch_handle,
            shown=lambda view, _scene: has_any(view, ("launchSecurity/handle",)),
        ),
        field(
            "launch_author",
            QT_TRANSLATE_NOOP("Hardware", "Author key"),
            Control.TRISTATE,
            GeneralView.launch_author,
            shown=_snp,
        ),
        field(
            "launch_vcek",
            QT_TRANSLATE_NOOP("Hardware", "VCEK attestation"),
            Control.TRISTATE,
            GeneralView.launch_vcek,
            shown=_snp,
        ),
        field(
            "launch_workarounds",
            QT_TRANSLATE_NOOP("Hardware", "Visible workarounds"),
            Control.TEXT,
            GeneralView.launch_workarounds,
            shown=_snp,
            stretch=True,
        ),
        field(
            "launch_id_block",
            QT_TRANSLATE_NOOP("Hardware", "ID block"),
            Control.TEXT,
            GeneralView.launch_id_block,
            shown=_snp,
            stretch=True,
        ),
        field(
            "launch_id_auth",
            QT_TRANSLATE_NOOP("Hardware", "ID authentication"),
            Control.LONG_TEXT,
            GeneralView.launch_id_auth,
            shown=_snp,
            stretch=True,
        ),
        field(
            "launch_host_data",
            QT_TRANSLATE_NOOP("Hardware", "Host data"),
            Control.TEXT,
            GeneralView.launch_host_data,
            shown=_snp,
            stretch=True,
        ),
        Rows(
            id="ciphers",
            label=QT_TRANSLATE_NOOP("Hardware", "Wrapped keys"),
            prop=GeneralView.ciphers,
            add=QT_TRANSLATE_NOOP("Hardware", "Add cipher"),
            start=_start_cipher,
            shown=lambda view, scene: scene.document.arch == "s390x" or has_any(view, ("keywrap",)),
            columns=(
                field(
                    "cipher",
                    QT_TRANSLATE_NOOP("Hardware", "Cipher"),
                    Control.CHOICE,
                    KeyWrapCipher.name,
                    choices=plain(("aes", "dea")),
                ),
                field(
                    "cipher_state",
                    QT_TRANSLATE_NOOP("Hardware", "Allowed"),
                    Control.CHOICE,
                    KeyWrapCipher.state,
                    choices=fixed(
                        DEFAULT,
                        ("on", QT_TRANSLATE_NOOP("Hardware", "On")),
                        ("off", QT_TRANSLATE_NOOP("Hardware", "Off")),
                    ),
                ),
            ),
        ),
    ),
)


SECURITY_SECTIONS: Final = (
    _LABELS,
    _ENCRYPTION,
    USERS_SECTION,
    NAMESPACES_SECTION,
    ACCOUNTS_SECTION,
)
"""Labels, encryption, mapped users and accounting."""
