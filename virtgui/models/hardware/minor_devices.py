"""The forms of crypto accelerators, crash log stores, hubs, NVRAM and leases."""

from typing import Final

from virtgui.documents.devices.platform import (
    CryptoElement,
    HubElement,
    LeaseElement,
    NvramElement,
    PstoreElement,
)
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    amount,
    choice,
    file_path,
    line,
    needed,
    number,
    virtio_items,
)
from virtgui.models.hardware.fields import Form, Section, fixed, words
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import path_check
from virtgui.models.noop import QT_TRANSLATE_NOOP


def _crypto_label(view: CryptoElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Crypto accelerator")), ", ".join(
        filter(None, (view.model, view.backend))
    )


CRYPTO: Final = Form(
    id="crypto",
    title=QT_TRANSLATE_NOOP("Hardware", "Crypto accelerator"),
    icon="lock",
    view=CryptoElement,
    label=_crypto_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "backend",
                    QT_TRANSLATE_NOOP("Hardware", "Done by"),
                    CryptoElement.backend,
                    offered(
                        "crypto",
                        "backendModel",
                        ("builtin", QT_TRANSLATE_NOOP("Hardware", "The hypervisor")),
                        ("lkcf", QT_TRANSLATE_NOOP("Hardware", "The host's kernel (lkcf)")),
                    ),
                ),
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    CryptoElement.model,
                    offered("crypto", "model", ("virtio", "")),
                ),
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Type"),
                    CryptoElement.kind,
                    fixed(("qemu", "")),
                ),
                number(
                    "queues", QT_TRANSLATE_NOOP("Hardware", "Queues"), CryptoElement.queues, low=1
                ),
            ),
        ),
        Section(title=MORE, items=(*virtio_items(), ADDRESS, ACPI_INDEX), folded=True),
    ),
)


def _pstore_label(view: PstoreElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Crash log store")), view.path


PSTORE: Final = Form(
    id="pstore",
    title=QT_TRANSLATE_NOOP("Hardware", "Crash log store"),
    icon="save",
    view=PstoreElement,
    label=_pstore_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Keeps the last words of the guest's kernel"),
            items=(
                file_path("path", QT_TRANSLATE_NOOP("Hardware", "File"), PstoreElement.path),
                amount("size", QT_TRANSLATE_NOOP("Hardware", "Size"), PstoreElement.amount),
                choice(
                    "backend",
                    QT_TRANSLATE_NOOP("Hardware", "Kind"),
                    PstoreElement.backend,
                    fixed(("acpi-erst", "")),
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)


def _hub_label(view: HubElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "USB hub")), view.alias


HUB: Final = Form(
    id="hub",
    title=QT_TRANSLATE_NOOP("Hardware", "USB hub"),
    icon="usb",
    view=HubElement,
    label=_hub_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Type"),
                    HubElement.kind,
                    fixed(("usb", "USB")),
                ),
                ADDRESS,
            ),
        ),
    ),
)


def _nvram_label(view: NvramElement, scene: Scene) -> tuple[str, str]:
    del view, scene
    return words(QT_TRANSLATE_NOOP("Hardware", "NVRAM")), words(
        QT_TRANSLATE_NOOP("Hardware", "Settings of pSeries firmware")
    )


NVRAM: Final = Form(
    id="nvram",
    title=QT_TRANSLATE_NOOP("Hardware", "NVRAM"),
    icon="save",
    view=NvramElement,
    label=_nvram_label,
    sections=(Section(title="", items=(ADDRESS,)),),
)


def _lease_label(view: LeaseElement, scene: Scene) -> tuple[str, str]:
    del scene
    return words(QT_TRANSLATE_NOOP("Hardware", "Lease {key}")).format(key=view.key), view.lockspace


LEASE: Final = Form(
    id="lease",
    title=QT_TRANSLATE_NOOP("Hardware", "Lease"),
    icon="lock",
    view=LeaseElement,
    label=_lease_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Held by the lock manager while the machine runs"),
            items=(
                line(
                    "lockspace",
                    QT_TRANSLATE_NOOP("Hardware", "Lock space"),
                    LeaseElement.lockspace,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Who names the leases; sanlock's lockspace"),
                ),
                line(
                    "key",
                    QT_TRANSLATE_NOOP("Hardware", "Key"),
                    LeaseElement.key,
                    check=needed(
                        QT_TRANSLATE_NOOP(
                            "Hardware", "A lease needs a key, unique in its lock space."
                        )
                    ),
                ),
                file_path(
                    "path",
                    QT_TRANSLATE_NOOP("Hardware", "File"),
                    LeaseElement.path,
                    check=needed(
                        QT_TRANSLATE_NOOP("Hardware", "A lease needs a file."), path_check
                    ),
                ),
                number(
                    "offset", QT_TRANSLATE_NOOP("Hardware", "Offset"), LeaseElement.offset, unit="B"
                ),
            ),
        ),
    ),
)
