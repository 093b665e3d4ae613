"""Sound cards, and what plays and records their sound on the node."""

from typing import Final

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import XmlView, children, integer, text, yes_no


class CodecElement(XmlView):
    """A ``codec`` of an HDA sound card."""

    __slots__ = ()

    kind = text("@type")


class SoundElement(DeviceElement):
    """A ``sound`` of a domain (formatdomain, "Sound devices")."""

    __slots__ = ()

    model = text("@model")
    multichannel = yes_no("@multichannel")
    streams = integer("@streams")
    codecs = children("codec", CodecElement)
    audio = text("audio/@id")


class AudioElement(XmlView):
    """An ``audio`` back end of a domain (formatdomain, "Audio backends")."""

    __slots__ = ()

    id = integer("@id")
    kind = text("@type")
    timer_period = integer("@timerPeriod")
    server = text("@serverName")
    runtime = text("@runtimeDir")
    driver = text("@driver")
    path = text("@path")
    try_mmap = yes_no("@tryMMap")
    exclusive = yes_no("@exclusive")
    dsp_policy = integer("@dspPolicy")


class Stream:
    """The properties of one direction of a back end, ``input`` or ``output``."""

    def __init__(self, tag: str) -> None:
        self.mixing = yes_no(f"{tag}/@mixingEngine")
        self.fixed = yes_no(f"{tag}/@fixedSettings")
        self.voices = integer(f"{tag}/@voices")
        self.buffer_length = integer(f"{tag}/@bufferLength")
        self.buffer_count = integer(f"{tag}/@bufferCount")
        self.device = text(f"{tag}/@dev")
        self.try_poll = yes_no(f"{tag}/@tryPoll")
        self.server = text(f"{tag}/@serverName")
        self.client = text(f"{tag}/@clientName")
        self.ports = text(f"{tag}/@connectPorts")
        self.exact_name = yes_no(f"{tag}/@exactName")
        self.name = text(f"{tag}/@name")
        self.stream_name = text(f"{tag}/@streamName")
        self.latency = integer(f"{tag}/@latency")
        self.frequency = integer(f"{tag}/settings/@frequency")
        self.channels = integer(f"{tag}/settings/@channels")
        self.format = text(f"{tag}/settings/@format")


OUTPUT: Final = Stream("output")
"""What the guest plays."""

INPUT: Final = Stream("input")
"""What the guest records."""
