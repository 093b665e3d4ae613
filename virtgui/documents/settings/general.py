"""What a domain is called, what machine it is, and how it starts and ends."""

from typing import Final

from lxml import etree

from virtgui.documents.metadata import read_labels
from virtgui.documents.namespaces import NAMESPACES
from virtgui.documents.placing import prune, remove_child
from virtgui.documents.properties import (
    Path,
    XmlView,
    add_child,
    check_xml_text,
    children,
    integer,
    present,
    text,
    yes_no,
)
from virtgui.documents.settings.firmware import FirmwareView

_MACHINE: Final = Path("metadata/virtgui:machine")
_OURS: Final = NAMESPACES["virtgui"]


class LabelText:
    """Tags (in one line), group or notes in our own part of the metadata."""

    __slots__ = ("_name", "path")

    def __init__(self, name: str) -> None:
        """Declare it.

        Args:
            name: "tag", "group" or "notes".
        """
        self.path = Path(f"metadata/virtgui:machine/virtgui:{name}")
        self._name = name

    def of(self, view: XmlView) -> str:
        """The value in a document."""
        labels = read_labels(view.element)
        if self._name == "tag":
            return " ".join(labels.tags)
        return labels.group if self._name == "group" else labels.notes

    def put(self, view: XmlView, value: str) -> None:
        """Set the value in a document; an empty one removes it."""
        check_xml_text(value)
        if value == self.of(view):
            return
        texts = value.split() if self._name == "tag" else [value] if value else []
        machine = _MACHINE.make(view.element)
        for element in list(machine.iterchildren(etree.Element)):
            if etree.QName(element).localname == self._name:
                remove_child(machine, element)
        for each in texts:
            add_child(machine, f"{{{_OURS}}}{self._name}").text = each
        prune(machine, view.element)


class TimerElement(XmlView):
    """A clock of the guest."""

    __slots__ = ()

    name = text("@name")
    present = yes_no("@present")
    policy = text("@tickpolicy")
    track = text("@track")
    frequency = integer("@frequency")
    mode = text("@mode")
    threshold = integer("catchup/@threshold")
    slew = integer("catchup/@slew")
    limit = integer("catchup/@limit")


class SecurityLabel(XmlView):
    """How a security driver of the node marks the processes of the domain."""

    __slots__ = ()

    model = text("@model")
    kind = text("@type")
    relabel = yes_no("@relabel")
    label = text("label")
    base_label = text("baselabel")
    image_label = text("imagelabel")


class KeyWrapCipher(XmlView):
    """A cipher whose keys the guest may have wrapped."""

    __slots__ = ()

    name = text("@name")
    state = text("@state")


class PerfEvent(XmlView):
    """An event that the node counts for the domain."""

    __slots__ = ()

    name = text("@name")
    enabled = yes_no("@enabled")


class IdMapping(XmlView):
    """Which identities of a container are which of the node."""

    __slots__ = ()

    start = integer("@start")
    target = integer("@target")
    count = integer("@count")


class GeneralView(FirmwareView):
    """Name, machine, life cycle, clock and security of a domain."""

    __slots__ = ()

    virt_type = text("@type")
    name = text("name")
    uuid = text("uuid")
    has_generation_id = present("genid")
    generation_id = text("genid")
    title = text("title")
    description = text("description")
    tags = LabelText("tag")
    group = LabelText("group")
    notes = LabelText("notes")
    os_id = text("metadata/libosinfo:libosinfo/libosinfo:os/@id")
    os_type = text("os/type")
    arch = text("os/type/@arch")
    machine = text("os/type/@machine")
    emulator = text("devices/emulator")
    on_poweroff = text("on_poweroff")
    on_reboot = text("on_reboot")
    on_crash = text("on_crash")
    on_lockfailure = text("on_lockfailure")
    offset = text("clock/@offset")
    timezone = text("clock/@timezone")
    basis = text("clock/@basis")
    adjustment = text("clock/@adjustment")
    clock_start = integer("clock/@start")
    timers = children("clock/timer", TimerElement)
    suspend_to_memory = yes_no("pm/suspend-to-mem/@enabled")
    suspend_to_disk = yes_no("pm/suspend-to-disk/@enabled")
    labels = children("seclabel", SecurityLabel)
    launch = text("launchSecurity/@type")
    launch_hashes = yes_no("launchSecurity/@kernelHashes")
    launch_author = yes_no("launchSecurity/@authorKey")
    launch_vcek = yes_no("launchSecurity/@vcek")
    launch_bit = text("launchSecurity/cbitpos")
    launch_reduced = text("launchSecurity/reducedPhysBits")
    launch_policy = text("launchSecurity/policy")
    launch_handle = text("launchSecurity/handle")
    launch_certificate = text("launchSecurity/dhCert")
    launch_session = text("launchSecurity/session")
    launch_workarounds = text("launchSecurity/guestVisibleWorkarounds")
    launch_id_block = text("launchSecurity/idBlock")
    launch_id_auth = text("launchSecurity/idAuth")
    launch_host_data = text("launchSecurity/hostData")
    ciphers = children("keywrap/cipher", KeyWrapCipher)
    partition = text("resource/partition")
    app_id = text("resource/fibrechannel/@appid")
    user_map = children("idmap/uid", IdMapping)
    group_map = children("idmap/gid", IdMapping)
    perf_events = children("perf/event", PerfEvent)

    def foreign_metadata(self) -> str:
        """The names of what other programs keep in the metadata."""
        metadata = self.element.find("metadata")
        known = {_OURS, NAMESPACES["libosinfo"]}
        names = [
            f"{name.localname} ({name.namespace})" if name.namespace else name.localname
            for item in (() if metadata is None else metadata.iterchildren(etree.Element))
            if (name := etree.QName(item)).namespace not in known
        ]
        return ", ".join(dict.fromkeys(names))

    def set_offset(self, offset: str) -> None:
        """Change what the clock goes by; what only another way can have is taken away."""
        if offset == self.offset:
            return
        if offset != "timezone":
            self.timezone = ""
        if offset != "variable":
            self.basis = ""
        if offset != "absolute":
            self.clock_start = None
        if offset not in ("utc", "localtime", "variable"):
            self.adjustment = ""
        elif offset == "variable" and self.adjustment == "reset":
            self.adjustment = "0"
        self.offset = offset
