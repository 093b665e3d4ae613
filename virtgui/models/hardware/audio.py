"""The form of audio back ends: what plays and records the guest's sound on the node."""

from types import MappingProxyType
from typing import Any, Final

from virtgui.documents.devices.sound import INPUT, OUTPUT, AudioElement, Stream
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.properties import Declared, Path
from virtgui.models.hardware.channel_source import check_spice
from virtgui.models.hardware.device_parts import (
    MORE,
    any_of,
    choice,
    file_path,
    flag,
    line,
    number,
    others_of,
    place_of,
    unless,
    when,
)
from virtgui.models.hardware.fields import (
    Check,
    Condition,
    Field,
    Finding,
    Fix,
    Form,
    Section,
    error,
    words,
)
from virtgui.models.hardware.offered import offered
from virtgui.models.hardware.scene import Scene
from virtgui.models.hardware.settings.common import has
from virtgui.models.noop import QT_TRANSLATE_NOOP

_TYPES: Final = (
    ("none", QT_TRANSLATE_NOOP("Hardware", "Nothing: no sound")),
    ("spice", QT_TRANSLATE_NOOP("Hardware", "SPICE viewer")),
    ("dbus", QT_TRANSLATE_NOOP("Hardware", "D-Bus display")),
    ("pulseaudio", "PulseAudio"),
    ("jack", "JACK"),
    ("alsa", "ALSA"),
    ("oss", "OSS"),
    ("sdl", "SDL"),
    ("coreaudio", "Core Audio"),
    ("file", QT_TRANSLATE_NOOP("Hardware", "File")),
)
_OWN: Final = MappingProxyType(
    {
        "oss": ("@tryMMap", "@exclusive", "@dspPolicy"),
        "pulseaudio": ("@serverName",),
        "sdl": ("@driver",),
        "file": ("@path",),
    }
)
"""What single kinds have of their own."""

_STREAMS: Final = MappingProxyType(
    {
        "alsa": ("dev",),
        "coreaudio": ("bufferCount",),
        "jack": ("serverName", "clientName", "connectPorts", "exactName"),
        "oss": ("dev", "bufferCount", "tryPoll"),
        "pulseaudio": ("name", "streamName", "latency"),
        "sdl": ("bufferCount",),
    }
)
_STREAMS_KNOWN: Final = frozenset(name for names in _STREAMS.values() for name in names)


def _put_kind(view: Any, value: str, scene: Scene) -> None:
    """What only the other kind knows goes; what all know stays."""
    del scene
    if value == view.kind:
        return
    was, view.kind = view.kind, value
    for path in _OWN.get(was, ()):
        Path(path).remove(view.element)
    for direction in ("input", "output"):
        for name in _STREAMS_KNOWN.difference(_STREAMS.get(value, ())):
            Path(f"{direction}/@{name}").remove(view.element)


def _check_id(value: int | None, view: Any, scene: Scene) -> Finding | None:
    taken = {AudioElement(item).id for item in others_of(view, scene, "audio")}
    if value is None:
        return error(
            words(QT_TRANSLATE_NOOP("Hardware", "Give it a number; sound cards name it by that."))
        )
    if value not in taken:
        return None
    free = next(number for number in range(1, len(taken) + 2) if number not in taken)
    place = place_of(view)

    def give(changed: Scene) -> None:
        AudioElement(devices_of(changed.document.element)[place]).id = free

    label = words(QT_TRANSLATE_NOOP("Hardware", "Use {number}")).format(number=free)
    return error(
        words(QT_TRANSLATE_NOOP("Hardware", "Another back end has this number.")), Fix(label, give)
    )


def _check_kind(value: str, view: Any, scene: Scene) -> Finding | None:
    displays = others_of(view, scene, "graphics")
    if value == "spice":
        return check_spice("spicevmc", view, scene)
    if value == "dbus" and not any(item.get("type") == "dbus" for item in displays):
        return error(
            words(
                QT_TRANSLATE_NOOP(
                    "Hardware",
                    "It needs a display of the kind D-Bus; add one, or choose another kind.",
                )
            )
        )
    return None


def _check_settings(stream: Stream) -> Check:
    def check(value: Any, view: Any, scene: Scene) -> Finding | None:
        del scene
        fixed = stream.fixed.of(view)
        is_off = fixed is False or (fixed is None and stream.mixing.of(view) is False)
        if value is not None and value != "" and is_off:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "It needs fixed settings and the mixing engine; turn them on."
                    )
                )
            )
        return None

    return check


def _check_fixed(stream: Stream) -> Check:
    def check(value: bool | None, view: Any, scene: Scene) -> Finding | None:
        del scene
        if value and stream.mixing.of(view) is False:
            return error(
                words(
                    QT_TRANSLATE_NOOP(
                        "Hardware", "Fixed settings need the mixing engine; turn it on."
                    )
                )
            )
        return None

    return check


def _label(view: AudioElement, scene: Scene) -> tuple[str, str]:
    del scene
    kind = words(dict(_TYPES).get(view.kind, "")) or view.kind
    return words(QT_TRANSLATE_NOOP("Hardware", "Audio back end {number}")).format(
        number=view.id
    ), kind


def _only(*kinds: str, says: Declared) -> Condition:
    return any_of(when("kind", *kinds), has(says.path.written))


def _stream(name: str, stream: Stream) -> tuple[Field, ...]:
    """The fields of one direction."""
    return (
        *_sound(name, stream),
        *_buffers(name, stream),
        *_jack(name, stream),
        *_pulse(name, stream),
    )


def _sound(name: str, stream: Stream) -> tuple[Field, ...]:
    fixed_only = _check_settings(stream)
    return (
        flag(
            f"{name}_mixing",
            QT_TRANSLATE_NOOP("Hardware", "Mixing engine"),
            stream.mixing,
            hint=QT_TRANSLATE_NOOP("Hardware", "QEMU mixes and converts; without it the host does"),
        ),
        flag(
            f"{name}_fixed",
            QT_TRANSLATE_NOOP("Hardware", "Fixed settings"),
            stream.fixed,
            hint=QT_TRANSLATE_NOOP("Hardware", "The host always gets sound as set here"),
            check=_check_fixed(stream),
        ),
        number(
            f"{name}_frequency",
            QT_TRANSLATE_NOOP("Hardware", "Frequency"),
            stream.frequency,
            unit="Hz",
            low=1,
            high=384000,
            check=fixed_only,
        ),
        number(
            f"{name}_channels",
            QT_TRANSLATE_NOOP("Hardware", "Channels"),
            stream.channels,
            low=1,
            high=16,
            check=fixed_only,
        ),
        choice(
            f"{name}_format",
            QT_TRANSLATE_NOOP("Hardware", "Format"),
            stream.format,
            ("s8", "u8", "s16", "u16", "s32", "u32", "f32"),
            check=fixed_only,
        ),
    )


def _buffers(name: str, stream: Stream) -> tuple[Field, ...]:
    return (
        number(
            f"{name}_voices",
            QT_TRANSLATE_NOOP("Hardware", "Voices"),
            stream.voices,
            low=1,
            high=2**32 - 1,
        ),
        number(
            f"{name}_buffer_length",
            QT_TRANSLATE_NOOP("Hardware", "Buffer"),
            stream.buffer_length,
            unit="µs",
            low=1,
            high=2**32 - 1,
        ),
        number(
            f"{name}_buffer_count",
            QT_TRANSLATE_NOOP("Hardware", "Buffers"),
            stream.buffer_count,
            low=1,
            high=2**32 - 1,
            shown=_only("coreaudio", "oss", "sdl", says=stream.buffer_count),
        ),
        line(
            f"{name}_device",
            QT_TRANSLATE_NOOP("Hardware", "Device"),
            stream.device,
            stretch=True,
            hint=QT_TRANSLATE_NOOP("Hardware", "As ALSA and OSS name it: “default”, /dev/dsp0"),
            shown=_only("alsa", "oss", says=stream.device),
        ),
        flag(
            f"{name}_try_poll",
            QT_TRANSLATE_NOOP("Hardware", "Poll mode"),
            stream.try_poll,
            shown=_only("oss", says=stream.try_poll),
        ),
    )


def _jack(name: str, stream: Stream) -> tuple[Field, ...]:
    return (
        line(
            f"{name}_server",
            QT_TRANSLATE_NOOP("Hardware", "Server"),
            stream.server,
            shown=_only("jack", says=stream.server),
        ),
        line(
            f"{name}_client",
            QT_TRANSLATE_NOOP("Hardware", "Name there"),
            stream.client,
            shown=_only("jack", says=stream.client),
        ),
        line(
            f"{name}_ports",
            QT_TRANSLATE_NOOP("Hardware", "Connects to ports"),
            stream.ports,
            hint=QT_TRANSLATE_NOOP("Hardware", "A regular expression of names of ports"),
            shown=_only("jack", says=stream.ports),
        ),
        flag(
            f"{name}_exact_name",
            QT_TRANSLATE_NOOP("Hardware", "Exactly this name"),
            stream.exact_name,
            shown=_only("jack", says=stream.exact_name),
        ),
    )


def _pulse(name: str, stream: Stream) -> tuple[Field, ...]:
    return (
        line(
            f"{name}_name",
            QT_TRANSLATE_NOOP("Hardware", "Sink or source"),
            stream.name,
            stretch=True,
            shown=_only("pulseaudio", says=stream.name),
        ),
        line(
            f"{name}_stream_name",
            QT_TRANSLATE_NOOP("Hardware", "Name of the stream"),
            stream.stream_name,
            shown=_only("pulseaudio", says=stream.stream_name),
        ),
        number(
            f"{name}_latency",
            QT_TRANSLATE_NOOP("Hardware", "Delay"),
            stream.latency,
            unit="µs",
            low=1,
            high=2**32 - 1,
            shown=_only("pulseaudio", says=stream.latency),
        ),
    )


_PLAYS: Final = any_of(unless("kind", "none"), has("input", "output"))

FORM: Final = Form(
    id="audio",
    title=QT_TRANSLATE_NOOP("Hardware", "Audio back end"),
    icon="sound",
    view=AudioElement,
    label=_label,
    sections=(
        Section(
            title="",
            hint=QT_TRANSLATE_NOOP("Hardware", "Where the guest's sound is heard and recorded"),
            items=(
                choice(
                    "type",
                    QT_TRANSLATE_NOOP("Hardware", "Played by"),
                    AudioElement.kind,
                    offered("audio", "type", *_TYPES),
                    put=_put_kind,
                    check=_check_kind,
                ),
                line(
                    "server",
                    QT_TRANSLATE_NOOP("Hardware", "Server"),
                    AudioElement.server,
                    stretch=True,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "Of PulseAudio, as its path or address; empty for the usual one"
                    ),
                    shown=any_of(when("kind", "pulseaudio"), has("@serverName")),
                ),
                choice(
                    "driver",
                    QT_TRANSLATE_NOOP("Hardware", "Driver of SDL"),
                    AudioElement.driver,
                    ("pulseaudio", "alsa", "esd", "arts"),
                    shown=any_of(when("kind", "sdl"), has("@driver")),
                ),
                file_path(
                    "path",
                    QT_TRANSLATE_NOOP("Hardware", "File"),
                    AudioElement.path,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Gets what the guest plays, as WAV"),
                    shown=any_of(when("kind", "file"), has("@path")),
                ),
                number(
                    "id",
                    QT_TRANSLATE_NOOP("Hardware", "Number"),
                    AudioElement.id,
                    low=1,
                    high=255,
                    hint=QT_TRANSLATE_NOOP("Hardware", "Sound cards and displays name it by that"),
                    check=_check_id,
                ),
            ),
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Playing"),
            items=_stream("output", OUTPUT),
            folded=True,
            shown=_PLAYS,
        ),
        Section(
            title=QT_TRANSLATE_NOOP("Hardware", "Recording"),
            items=_stream("input", INPUT),
            folded=True,
            shown=_PLAYS,
        ),
        Section(
            title=MORE,
            folded=True,
            items=(
                number(
                    "timer_period",
                    QT_TRANSLATE_NOOP("Hardware", "Timer"),
                    AudioElement.timer_period,
                    unit="µs",
                    low=1,
                    high=2**32 - 1,
                ),
                line(
                    "runtime",
                    QT_TRANSLATE_NOOP("Hardware", "Folder of its sockets"),
                    AudioElement.runtime,
                    shown=has("@runtimeDir"),
                ),
                flag(
                    "try_mmap",
                    QT_TRANSLATE_NOOP("Hardware", "Map the device"),
                    AudioElement.try_mmap,
                    shown=any_of(when("kind", "oss"), has("@tryMMap")),
                ),
                flag(
                    "exclusive",
                    QT_TRANSLATE_NOOP("Hardware", "For this machine alone"),
                    AudioElement.exclusive,
                    shown=any_of(when("kind", "oss"), has("@exclusive")),
                ),
                number(
                    "dsp_policy",
                    QT_TRANSLATE_NOOP("Hardware", "Timing policy"),
                    AudioElement.dsp_policy,
                    low=-1,
                    high=10,
                    hint=QT_TRANSLATE_NOOP(
                        "Hardware", "dspPolicy: the lower the shorter the delay; -1 for the old way"
                    ),
                    shown=any_of(when("kind", "oss"), has("@dspPolicy")),
                ),
            ),
        ),
    ),
)
