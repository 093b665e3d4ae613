"""Small devices of the platform: TPM, IOMMU, VSOCK, watchdog, panic, crypto and so on."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import XmlView, integer, on_off, present, size, text, yes_no


class TpmElement(DeviceElement):
    """A ``tpm`` of a domain (formatdomain, "TPM device")."""

    __slots__ = ()

    model = text("@model")
    backend = text("backend/@type")
    version = text("backend/@version")
    persistent_state = yes_no("backend/@persistent_state")
    secret = text("backend/encryption/@secret")
    device = text("backend/device/@path")
    source_type = text("backend/source/@type")
    source_mode = text("backend/source/@mode")
    source_path = text("backend/source/@path")
    sha1 = present("backend/active_pcr_banks/sha1")
    sha256 = present("backend/active_pcr_banks/sha256")
    sha384 = present("backend/active_pcr_banks/sha384")
    sha512 = present("backend/active_pcr_banks/sha512")


class IommuElement(DeviceElement):
    """The ``iommu`` of a domain (formatdomain, "IOMMU devices")."""

    __slots__ = ()

    model = text("@model")
    intremap = on_off("driver/@intremap")
    caching_mode = on_off("driver/@caching_mode")
    eim = on_off("driver/@eim")
    iotlb = on_off("driver/@iotlb")
    address_bits = integer("driver/@aw_bits")


class VsockElement(DeviceElement):
    """The ``vsock`` of a domain (formatdomain, "Vsock")."""

    __slots__ = ()

    model = text("@model")
    auto = yes_no("cid/@auto")
    address = integer("cid/@address")


class WatchdogElement(DeviceElement):
    """A ``watchdog`` of a domain (formatdomain, "Watchdog devices")."""

    __slots__ = ()

    model = text("@model")
    action = text("@action")


class PanicElement(DeviceElement):
    """A ``panic`` device of a domain (formatdomain, "Panic device")."""

    __slots__ = ()

    model = text("@model")


class CryptoElement(DeviceElement):
    """A ``crypto`` device of a domain (formatdomain, "Crypto")."""

    __slots__ = ()

    model = text("@model")
    kind = text("@type")
    backend = text("backend/@model")
    queues = integer("backend/@queues")


class PstoreElement(DeviceElement):
    """A ``pstore`` device of a domain (formatdomain, "Pstore")."""

    __slots__ = ()

    backend = text("@backend")
    path = text("path")
    amount = size("size")


class HubElement(DeviceElement):
    """A ``hub`` of a domain (formatdomain, "Hub devices")."""

    __slots__ = ()

    kind = text("@type")


class NvramElement(DeviceElement):
    """The ``nvram`` device of a domain (formatdomain, "NVRAM device")."""

    __slots__ = ()


class LeaseElement(XmlView):
    """A ``lease`` of a domain (formatdomain, "Device leases")."""

    __slots__ = ()

    lockspace = text("lockspace")
    key = text("key")
    path = text("target/@path")
    offset = integer("target/@offset")
