"""The form of sound cards."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.devices.sound import AudioElement, CodecElement, SoundElement
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_element
from virtgui.documents.properties import XmlView, child
from virtgui.models.hardware.device_parts import (
    ACPI_INDEX,
    ADDRESS,
    MORE,
    any_of,
    choice,
    flag,
    number,
    when,
)
from virtgui.models.hardware.fields import (
    Choice,
    Finding,
    Form,
    Rows,
    Section,
    choices_of,
    error,
    fixed,
    words,
)
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import DEFAULT, has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_MODELS: Final = (
    ("ich9", QT_TRANSLATE_NOOP("Hardware", "HDA (ICH9), for q35")),
    ("ich6", QT_TRANSLATE_NOOP("Hardware", "HDA (ICH6), for i440FX")),
    ("ich7", QT_TRANSLATE_NOOP("Hardware", "HDA (ICH7)")),
    ("usb", QT_TRANSLATE_NOOP("Hardware", "USB")),
    ("ac97", "AC97"),
    ("es1370", "Ensoniq ES1370"),
    ("sb16", "Sound Blaster 16"),
    ("pcspk", QT_TRANSLATE_NOOP("Hardware", "PC speaker")),
)
_SHORT: Final = MappingProxyType(
    {
        "ich6": "HDA (ICH6)",
        "ich7": "HDA (ICH7)",
        "ich9": "HDA (ICH9)",
        "usb": "USB",
        "ac97": "AC97",
        "es1370": "ES1370",
        "sb16": "Sound Blaster 16",
    }
)
_HDA: Final = ("ich6", "ich7", "ich9")


def backends(scene: Scene) -> list[AudioElement]:
    """The machine's audio back ends."""
    found = devices_of(scene.document.element)
    return [AudioElement(item) for item in found if item.tag == "audio"]


def audio_choices(view: XmlView, scene: Scene) -> Sequence[Choice]:
    """The machine's audio back ends, by their numbers."""
    del view
    known = [
        Choice(str(item.id), f"{item.id} ({item.kind})")
        for item in backends(scene)
        if item.id is not None
    ]
    return [*choices_of((DEFAULT,)), *known]


def check_audio(value: str, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse an audio back end that the machine does not have."""
    del view
    if value and all(str(item.id) != value for item in backends(scene)):
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware",
                "The machine has no audio back end {number}; add one, or choose another.",
            )
        )
        return error(sentence.format(number=value))
    return None


def _put_model(view: Any, value: str, scene: Scene) -> None:
    """Only HDA has codecs; another model hangs elsewhere."""
    del scene
    if value == view.model:
        return
    was_pci = view.model not in ("usb", "sb16", "pcspk", "")
    view.model = value
    if value not in _HDA:
        for codec in list(view.element.iterchildren("codec")):
            remove_element(codec)
    if value != "usb":
        view.multichannel = None
    address = child(view.element, "address")
    if address is not None and (not was_pci or value in ("usb", "sb16", "pcspk")):
        remove_element(address)


def _start_codec(row: XmlView, view: XmlView, scene: Scene) -> None:
    del view, scene
    row.element.set("type", "duplex")


def _label(view: SoundElement, scene: Scene) -> tuple[str, str]:
    del scene
    name = _SHORT.get(view.model) or words(dict(_MODELS).get(view.model, "")) or view.model
    return words(QT_TRANSLATE_NOOP("Hardware", "Sound card")), name


FORM: Final = Form(
    id="sound",
    title=QT_TRANSLATE_NOOP("Hardware", "Sound card"),
    icon="sound",
    view=SoundElement,
    label=_label,
    sections=(
        Section(
            title="",
            items=(
                choice(
                    "model",
                    QT_TRANSLATE_NOOP("Hardware", "Model"),
                    SoundElement.model,
                    offered("sound", "model", *_MODELS),
                    put=_put_model,
                ),
                choice(
                    "audio",
                    QT_TRANSLATE_NOOP("Hardware", "Played by"),
                    SoundElement.audio,
                    audio_choices,
                    hint=QT_TRANSLATE_NOOP("Hardware", "The audio back end; without one the first"),
                    check=check_audio,
                ),
                Rows(
                    id="codecs",
                    label=QT_TRANSLATE_NOOP("Hardware", "Codecs"),
                    prop=SoundElement.codecs,
                    columns=(
                        choice(
                            "codec",
                            QT_TRANSLATE_NOOP("Hardware", "What it has"),
                            CodecElement.kind,
                            fixed(
                                ("duplex", QT_TRANSLATE_NOOP("Hardware", "Line in and line out")),
                                ("micro", QT_TRANSLATE_NOOP("Hardware", "Microphone and speaker")),
                                ("output", QT_TRANSLATE_NOOP("Hardware", "Line out")),
                            ),
                        ),
                    ),
                    start=_start_codec,
                    add=QT_TRANSLATE_NOOP("Hardware", "Add codec"),
                    empty=QT_TRANSLATE_NOOP(
                        "Hardware", "libvirt takes one with line in and line out."
                    ),
                    shown=any_of(when("model", *_HDA), has("codec")),
                ),
            ),
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                flag(
                    "multichannel",
                    QT_TRANSLATE_NOOP("Hardware", "More than two speakers"),
                    SoundElement.multichannel,
                    shown=has("@multichannel"),
                ),
                number(
                    "streams",
                    QT_TRANSLATE_NOOP("Hardware", "Streams"),
                    SoundElement.streams,
                    shown=has("@streams"),
                ),
                ADDRESS,
                ACPI_INDEX,
            ),
        ),
    ),
)
