"""How a domain starts: devices, kernel, menu, the firmware's texts, the init of containers."""

from virtgui.documents.properties import XmlView, children, integer, text, yes_no
from virtgui.documents.settings.sysinfo import SysinfoEntry, SysinfoRows
from virtgui.documents.settings.values import OwnText


class BootDevice(XmlView):
    """One kind of device in the old list of devices to boot from."""

    __slots__ = ()

    dev = text("@dev")


class InitArgument(XmlView):
    """One argument of a container's init."""

    __slots__ = ()

    value = OwnText()


class InitVariable(XmlView):
    """One environment variable of a container's init."""

    __slots__ = ()

    name = text("@name")
    value = OwnText()


class BootView(XmlView):
    """How a domain starts (formatdomain, "Operating system booting", "SMBIOS")."""

    __slots__ = ()

    devices = children("os/boot", BootDevice)
    menu = yes_no("os/bootmenu/@enable")
    menu_timeout = integer("os/bootmenu/@timeout")
    use_serial = yes_no("os/bios/@useserial")
    reboot_timeout = integer("os/bios/@rebootTimeout")
    kernel = text("os/kernel")
    initrd = text("os/initrd")
    cmdline = text("os/cmdline")
    dtb = text("os/dtb")
    root = text("os/root")
    acpi_table = text("os/acpi/table")
    acpi_table_type = text("os/acpi/table/@type")
    smbios = text("os/smbios/@mode")
    bios_entries = SysinfoRows("smbios", "bios", SysinfoEntry)
    system_entries = SysinfoRows("smbios", "system", SysinfoEntry)
    board_entries = SysinfoRows("smbios", "baseBoard", SysinfoEntry)
    chassis_entries = SysinfoRows("smbios", "chassis", SysinfoEntry)
    oem_strings = SysinfoRows("smbios", "oemStrings", SysinfoEntry)
    firmware_files = SysinfoRows("fwcfg", "", SysinfoEntry)
    bootloader = text("bootloader")
    bootloader_args = text("bootloader_args")
    init = text("os/init")
    init_arguments = children("os/initarg", InitArgument)
    init_variables = children("os/initenv", InitVariable)
    init_folder = text("os/initdir")
    init_user = text("os/inituser")
    init_group = text("os/initgroup")
