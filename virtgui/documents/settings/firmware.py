"""The firmware of a domain: BIOS, UEFI that the node finds, or files that are named."""

from typing import Final

from virtgui.documents.placing import prune, remove_child
from virtgui.documents.properties import Path, XmlView, add_child, integer, text, yes_no
from virtgui.documents.settings.values import StateFlag

AUTOMATIC: Final = ("efi", "efi-secure", "efi-insecure")
"""The ways of `FirmwareView.way` in which the node chooses the files."""


class FirmwareView(XmlView):
    """The firmware of a domain (formatdomain, "BIOS bootloader")."""

    __slots__ = ()

    choice = text("os/@firmware")
    loader = text("os/loader")
    loader_readonly = yes_no("os/loader/@readonly")
    loader_secure = yes_no("os/loader/@secure")
    loader_type = text("os/loader/@type")
    loader_stateless = yes_no("os/loader/@stateless")
    nvram_text = text("os/nvram")
    nvram_template = text("os/nvram/@template")
    nvram_type = text("os/nvram/@type")
    nvram_file = text("os/nvram/source/@file")
    nvram_device = text("os/nvram/source/@dev")
    nvram_protocol = text("os/nvram/source/@protocol")
    nvram_name = text("os/nvram/source/@name")
    nvram_host = text("os/nvram/source/host/@name")
    nvram_port = integer("os/nvram/source/host/@port")
    nvram_user = text("os/nvram/source/auth/@username")
    nvram_secret_type = text("os/nvram/source/auth/secret/@type")
    nvram_secret_uuid = text("os/nvram/source/auth/secret/@uuid")
    nvram_secret_usage = text("os/nvram/source/auth/secret/@usage")
    smm = StateFlag("features/smm")

    def feature(self, name: str) -> bool | None:
        """Whether the node shall choose a firmware with a feature; None where it is free to."""
        for item in self.element.iterfind("os/firmware/feature"):
            if item.get("name") == name:
                return item.get("enabled") == "yes"
        return None

    def set_feature(self, name: str, value: bool | None) -> None:
        """Set whether the node shall choose a firmware with a feature."""
        parent = Path("os/firmware")
        for item in self.element.findall("os/firmware/feature"):
            if item.get("name") == name:
                holder = parent.make(self.element)
                remove_child(holder, item)
                prune(holder, self.element)
        if value is not None:
            item = add_child(parent.make(self.element), "feature")
            item.set("enabled", "yes" if value else "no")
            item.set("name", name)

    @property
    def way(self) -> str:
        """How the firmware is chosen.

        One of "", "bios", "efi", "efi-secure", "efi-insecure" and "loader".
        """
        if self.choice == "efi":
            secure = self.feature("secure-boot")
            return "efi" if secure is None else "efi-secure" if secure else "efi-insecure"
        if self.choice:
            return self.choice
        return "loader" if Path("os/loader").find(self.element) is not None else ""

    def set_way(self, way: str) -> None:
        """Change how the firmware is chosen; the file with the variables stays between UEFIs."""
        if way == self.way:
            return
        had_efi = self.way in AUTOMATIC or self.loader_type == "pflash"
        if way != "loader":
            Path("os/loader").remove(self.element)
            self.nvram_template = ""
        if way not in (*AUTOMATIC, "loader") or not had_efi:
            Path("os/nvram").remove(self.element)
        self.choice = "efi" if way in AUTOMATIC else way if way == "bios" else ""
        self._set_features({"efi-secure": True, "efi-insecure": False}.get(way))
        if way == "loader":
            self.loader_type = "pflash" if had_efi else "rom"

    def _set_features(self, secure: bool | None) -> None:
        self.set_feature("enrolled-keys", secure)
        self.set_feature("secure-boot", secure)

    @property
    def nvram(self) -> str:
        """The path of the variables; empty where they are no file, or none is named."""
        return self.nvram_file or self.nvram_text.strip()

    def set_nvram(self, path: str) -> None:
        """Name another file for the variables, in the way that the document names it."""
        if path == self.nvram:
            return
        if self.nvram_type:
            self.nvram_file = path
        elif not path:
            Path("os/nvram").remove(self.element)
        else:
            self.nvram_text = path
