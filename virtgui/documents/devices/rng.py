"""Random number generators."""

from virtgui.documents.properties import XmlView, integer, on_off, text


class RngElement(XmlView):
    """An ``rng`` of a domain (formatdomain, "Random number generator device")."""

    __slots__ = ()

    model = text("@model")
    backend = text("backend/@model")
    source = text("backend")
    backend_type = text("backend/@type")
    rate_bytes = integer("rate/@bytes")
    rate_period = integer("rate/@period")
    iommu = on_off("driver/@iommu")
    ats = on_off("driver/@ats")
    packed = on_off("driver/@packed")
