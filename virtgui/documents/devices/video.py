"""Graphics cards."""

from virtgui.documents.devices.common import DeviceElement
from virtgui.documents.properties import Path, XmlView, integer, on_off, text, yes_no

_KIB = 1024


class KibAttribute:
    """A size in bytes that is an attribute in KiB."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def of(self, view: XmlView) -> int | None:
        """The value in a document."""
        found = (self.path.read(view.element) or "").strip()
        return int(found) * _KIB if found.isdecimal() else None

    def put(self, view: XmlView, value: int | None) -> None:
        """Set the value in a document, rounded up to whole KiB."""
        if value is None:
            self.path.remove(view.element)
        else:
            self.path.write(view.element, str(-(-value // _KIB)))


class VideoElement(DeviceElement):
    """A ``video`` of a domain (formatdomain, "Video devices")."""

    __slots__ = ()

    model = text("model/@type")
    vram = KibAttribute("model/@vram")
    vram64 = KibAttribute("model/@vram64")
    ram = KibAttribute("model/@ram")
    vgamem = KibAttribute("model/@vgamem")
    heads = integer("model/@heads")
    primary = yes_no("model/@primary")
    blob = on_off("model/@blob")
    accel_3d = yes_no("model/acceleration/@accel3d")
    accel_2d = yes_no("model/acceleration/@accel2d")
    rendernode = text("model/acceleration/@rendernode")
    width = integer("model/resolution/@x")
    height = integer("model/resolution/@y")
    driver = text("driver/@name")
    vga_conf = text("driver/@vgaconf")
