"""Controllers: what other devices hang on."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import integer, on_off, size, text


class ControllerElement(DeviceElement):
    """A ``controller`` of a domain (formatdomain, "Controllers")."""

    __slots__ = ()

    kind = text("@type")
    index = integer("@index")
    model = text("@model")
    ports = integer("@ports")
    vectors = integer("@vectors")
    grant_frames = integer("@maxGrantFrames")
    event_channels = integer("@maxEventChannels")
    start_port = text("master/@startport")
    queues = integer("driver/@queues")
    commands = integer("driver/@cmd_per_lun")
    max_sectors = integer("driver/@max_sectors")
    ioeventfd = on_off("driver/@ioeventfd")
    iothread = text("driver/@iothread")
    hole = size("pcihole64")
    hypervisor_model = text("model/@name")
    chassis_nr = integer("target/@chassisNr")
    chassis = integer("target/@chassis")
    port = integer("target/@port")
    bus_nr = integer("target/@busNr")
    target_index = integer("target/@index")
    hotplug = on_off("target/@hotplug")
    node = integer("target/node")
