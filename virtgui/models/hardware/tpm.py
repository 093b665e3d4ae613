"""The form of TPMs."""

from typing import Any, Final

from virtgui.documents.devices.platform import TpmElement
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    check_secret,
    choice,
    combo,
    count_check,
    default_or_offered,
    file_path,
    flag,
    line,
    secrets,
    switch,
    when,
)
from virtgui.models.hardware.fields import Finding, Form, Section, error, fixed, warning, words
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

_BACKENDS: Final = (
    ("emulator", QT_TRANSLATE_NOOP("Hardware", "Emulated")),
    ("passthrough", QT_TRANSLATE_NOOP("Hardware", "The host's TPM")),
    ("external", QT_TRANSLATE_NOOP("Hardware", "Another program")),
)


def _put_backend(view: Any, value: str, scene: Scene) -> None:
    """Another back end needs other elements; they would be refused beside it."""
    del scene
    if value == view.backend:
        return
    view.backend = value
    if value != "passthrough":
        view.device = ""
    if value != "emulator":
        view.version = view.secret = ""
        view.persistent_state = None
        view.sha1 = view.sha256 = view.sha384 = view.sha512 = False
    if value == "external":
        view.source_type, view.source_mode = "unix", "connect"
    else:
        view.source_type = view.source_mode = view.source_path = ""


def _check_backend(value: str, view: Any, scene: Scene) -> Finding | None:
    if value == "passthrough" and scene.is_qemu:
        return warning(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "One machine at a time can have the host's TPM; it cannot be migrated.",
                )
            )
        )
    return count_check("tpm", most=2)(value, view, scene)


def _check_model(value: str, view: Any, scene: Scene) -> Finding | None:
    if value == "tpm-crb" and view.version == "1.2":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "CRB is for TPM 2.0 only; TIS fits 1.2 as well."))
        )
    is_power = scene.document.arch.startswith("ppc64")
    if scene.document.arch and "spapr" in value and not is_power:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "This model is for pSeries machines only."))
        )
    return None


def _check_version(value: str, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value == "1.2" and view.model == "tpm-crb":
        return error(words(QT_TRANSLATE_NOOP("Hardware", "TPM 1.2 needs the model TIS.")))
    if value == "1.2":
        return warning(
            words(QT_TRANSLATE_NOOP("Hardware", "Windows 11 and newer systems want TPM 2.0."))
        )
    return None


def _check_bank(value: bool, view: Any, scene: Scene) -> Finding | None:
    del scene
    if value and view.version == "1.2":
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "PCR banks can be chosen with TPM 2.0 only."))
        )
    return None


def _has_banks(view: Any, scene: Scene) -> bool:
    del scene
    return bool(view.backend == "emulator" and view.version != "1.2")


def _label(view: TpmElement, scene: Scene) -> tuple[str, str]:
    del scene
    kind = words(dict(_BACKENDS).get(view.backend, "")) or view.backend
    version = view.version and words(QT_TRANSLATE_NOOP("Hardware", "version {version}")).format(
        version=view.version
    )
    return words(QT_TRANSLATE_NOOP("Hardware", "TPM")), ", ".join(filter(None, (kind, version)))


FORM: Final = Form(
    id="tpm",
    title=QT_TRANSLATE_NOOP("Hardware", "TPM"),
    icon="tpm",
    view=TpmElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "backend",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    TpmElement.backend,
                    offered("tpm", "backendModel", *_BACKENDS),
                    put=_put_backend,
                    check=_check_backend,
                ),
                choice(
                    "version",
                    QT_TRANSLATE_NOOP("Hardware", "Version"),
                    TpmElement.version,
                    default_or_offered("tpm", "backendVersion", ("2.0", ""), ("1.2", "")),
                    shown=when("backend", "emulator"),
                    check=_check_version,
                ),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    TpmElement.model,
                    default_or_offered(
                        "tpm",
                        "model",
                        ("tpm-crb", QT_TRANSLATE_NOOP("Hardware", "CRB (2.0 only)")),
                        ("tpm-tis", QT_TRANSLATE_NOOP("Hardware", "TIS")),
                        ("tpm-spapr", QT_TRANSLATE_NOOP("Hardware", "pSeries")),
                        ("spapr-tpm-proxy", QT_TRANSLATE_NOOP("Hardware", "pSeries proxy")),
                    ),
                    check=_check_model,
                ),
                file_path(
                    "device",
                    QT_TRANSLATE_NOOP("Hardware", "Device"),
                    TpmElement.device,
                    hint=QT_TRANSLATE_NOOP("Hardware", "/dev/tpm0 is usual"),
                    shown=when("backend", "passthrough"),
                ),
                file_path(
                    "source_path",
                    QT_TRANSLATE_NOOP("Hardware", "Socket"),
                    TpmElement.source_path,
                    hint=QT_TRANSLATE_NOOP("Hardware", "A Unix socket on which swtpm listens"),
                    shown=when("backend", "external"),
                ),
                combo(
                    "secret",
                    QT_TRANSLATE_NOOP("Hardware", "Encrypted with"),
                    TpmElement.secret,
                    secrets("vtpm"),
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "A secret of the host; the state is kept in clear without one"
                    ),
                    shown=when("backend", "emulator"),
                    check=check_secret,
                ),
                flag(
                    "persistent_state",
                    QT_TRANSLATE_NOOP("Hardware", "Keep the state"),
                    TpmElement.persistent_state,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Also after the machine was undefined"),
                    shown=when("backend", "emulator"),
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "PCR banks"),
            hint=QT_TRANSLATE_NOOP(
                "Hardware", "The hashes that the TPM keeps; none chosen leaves it as it is"
            ),
            shown=_has_banks,
            folded=True,
            items=(
                switch("sha1", "SHA-1", TpmElement.sha1, check=_check_bank),
                switch("sha256", "SHA-256", TpmElement.sha256, check=_check_bank),
                switch("sha384", "SHA-384", TpmElement.sha384, check=_check_bank),
                switch("sha512", "SHA-512", TpmElement.sha512, check=_check_bank),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                choice(
                    "source_type",
                    QT_TRANSLATE_NOOP("Hardware", "Kind of socket"),
                    TpmElement.source_type,
                    fixed(("unix", "Unix")),
                    shown=when("backend", "external"),
                ),
                line(
                    "source_mode",
                    QT_TRANSLATE_NOOP("Hardware", "Mode"),
                    TpmElement.source_mode,
                    shown=when("backend", "external"),
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
