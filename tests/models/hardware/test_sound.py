"""The forms of sound cards and of audio back ends."""

import pytest

from tests.models.hardware.device_bench import Bench, same

CARD = "<sound model='ich9'><address type='pci' domain='0' bus='0' slot='3' function='0'/></sound>"
AUDIO = "<audio id='1' type='{kind}'/>"


def test_codecs_are_rows_of_hda_alone():
    bench = Bench("<sound model='ich9'/>")
    bench.add("codecs")
    bench.add("codecs", codec="micro")
    assert bench.xml == same(
        "<sound model='ich9'><codec type='duplex'/><codec type='micro'/></sound>"
    )
    assert bench.put("model", "ac97").xml == same("<sound model='ac97'/>")
    assert not bench.is_shown("codecs")


def test_another_model_keeps_an_address_that_fits():
    assert Bench(CARD).put("model", "ich6").xml == same(CARD.replace("ich9", "ich6"))
    assert Bench(CARD).put("model", "usb").xml == same("<sound model='usb'/>")


def test_a_card_is_played_by_a_back_end_of_the_machine():
    bench = Bench("<sound model='usb'/>", AUDIO.format(kind="none")).put("audio", "1")
    assert list(bench.options("audio")) == ["", "1"]
    assert bench.xml == same("<sound model='usb'><audio id='1'/></sound>")
    assert bench.finding("audio") is None
    assert "back end 4" in bench.put("audio", "4").says("audio")[1]
    assert bench.label() == ("Sound card", "USB")
    assert Bench("<sound model='pcspk'/>").label()[1] == "PC speaker"


@pytest.mark.parametrize(
    ("field", "value", "inside"),
    [
        ("output_frequency", 44100, "<output><settings frequency='44100'/></output>"),
        ("output_channels", 2, "<output><settings channels='2'/></output>"),
        ("input_format", "s16", "<input><settings format='s16'/></input>"),
        ("input_mixing", False, "<input mixingEngine='no'/>"),
        ("input_fixed", True, "<input fixedSettings='yes'/>"),
        ("output_voices", 2, "<output voices='2'/>"),
        ("output_buffer_length", 100, "<output bufferLength='100'/>"),
        ("output_buffer_count", 3, "<output bufferCount='3'/>"),
        ("output_device", "/dev/dsp0", "<output dev='/dev/dsp0'/>"),
        ("output_try_poll", True, "<output tryPoll='yes'/>"),
    ],
)
def test_a_field_writes_its_place(field, value, inside):
    bench = Bench(AUDIO.format(kind="oss")).put(field, value)
    assert bench.get(field) == value
    assert bench.xml == same(f"<audio id='1' type='oss'>{inside}</audio>")
    assert bench.is_shown(field)


def test_each_kind_has_fields_of_its_own():
    own = {
        "jack": ("output_server", "output_client", "output_ports", "input_exact_name"),
        "pulseaudio": ("server", "output_name", "output_stream_name", "input_latency"),
        "sdl": ("driver", "output_buffer_count"),
        "file": ("path",),
        "oss": ("try_mmap", "exclusive", "dsp_policy", "output_device"),
        "alsa": ("input_device",),
        "coreaudio": ("input_buffer_count",),
    }
    names = {name for each in own.values() for name in each}
    shared = {"output_buffer_count", "input_buffer_count", "output_device", "input_device"}
    for kind, mine in own.items():
        bench = Bench(AUDIO.format(kind=kind))
        assert all(bench.is_shown(name) for name in mine), kind
        assert not any(bench.is_shown(name) for name in names - set(mine) - shared), kind
    assert not Bench(AUDIO.format(kind="none")).is_shown("output_frequency")


def test_another_kind_keeps_what_all_know():
    full = (
        "<audio id='1' type='oss' tryMMap='yes' exclusive='no' dspPolicy='3' timerPeriod='40'>"
        "<input dev='/dev/a' voices='1' tryPoll='no'/>"
        "<output bufferCount='4'><settings frequency='1'/></output></audio>"
    )
    assert Bench(full).put("type", "alsa").xml == same(
        "<audio id='1' type='alsa' timerPeriod='40'><input dev='/dev/a' voices='1'/>"
        "<output><settings frequency='1'/></output></audio>"
    )


def test_back_ends_are_checked():
    assert Bench(AUDIO.format(kind="spice")).says("type")[0] == "error"
    assert Bench(AUDIO.format(kind="spice"), "<graphics type='spice'/>").finding("type") is None
    assert "D-Bus" in Bench(AUDIO.format(kind="dbus")).says("type")[1]
    assert Bench(AUDIO.format(kind="none")).finding("type") is None
    twice = Bench(AUDIO.format(kind="none"), AUDIO.format(kind="oss"))
    assert twice.says("id")[0] == "error"
    twice.cure("id")
    assert twice.get("id") == 2
    assert twice.finding("id") is None
    assert "number" in Bench("<audio type='none'/>").says("id")[1]


def test_settings_need_the_mixing_engine():
    bench = Bench(AUDIO.format(kind="alsa")).put("output_frequency", 48000)
    assert bench.finding("output_frequency") is None
    bench.put("output_mixing", False)
    assert bench.says("output_frequency")[0] == "error"
    assert bench.put("output_fixed", True).says("output_fixed")[0] == "error"
    bench.put("output_mixing", True)
    assert bench.finding("output_fixed") is None
    assert bench.finding("output_frequency") is None


def test_labels_tell_back_ends_apart():
    assert Bench(AUDIO.format(kind="none")).label() == ("Audio back end 1", "Nothing: no sound")
