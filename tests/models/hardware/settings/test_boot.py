"""How a machine starts, and the order of its devices."""

import pytest

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    cure,
    finding,
    has,
    is_shown,
    item,
    lacks,
    put,
    says,
    scene,
    view,
)
from virtgui.models.hardware.settings.boot import FORM

TYPE = "<type arch='x86_64' machine='pc-q35-7.2'>hvm</type>"
LIST = ("hvm</type>", "hvm</type><boot dev='cdrom'/><boot dev='hd'/>")
DEVICES = (
    "<disk type='file' device='disk'><target dev='vda'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda'/></disk>"
)


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("menu", True, "<bootmenu enable='yes'/>"),
        ("menu_timeout", 3000, "<bootmenu timeout='3000'/>"),
        ("reboot_timeout", -1, "<bios rebootTimeout='-1'/>"),
        ("use_serial", True, "<bios useserial='yes'/>"),
        ("kernel", "/k", "<kernel>/k</kernel>"),
        ("initrd", "/i", "<initrd>/i</initrd>"),
        ("cmdline", "quiet", "<cmdline>quiet</cmdline>"),
        ("dtb", "/d", "<dtb>/d</dtb>"),
        ("acpi_table", "/t", "<acpi><table type='slic'>/t</table></acpi>"),
        ("smbios", "host", "<smbios mode='host'/>"),
        ("init", "/sbin/init", "<init>/sbin/init</init>"),
        ("init_folder", "/srv", "<initdir>/srv</initdir>"),
        ("init_user", "web", "<inituser>web</inituser>"),
        ("init_group", "1000", "<initgroup>1000</initgroup>"),
    ],
)
def test_a_field_writes_what_libvirt_reads(name, value, wanted):
    where = scene()
    put(FORM, name, value, where)
    has(where, f"<os>{TYPE}{wanted}</os>")


def test_boot_loaders_of_the_host():
    where = scene(change=("'kvm'", "'xen'"))
    assert is_shown(FORM, "bootloader", where)
    assert not is_shown(FORM, "bootloader", scene())
    put(FORM, "bootloader", "/usr/bin/pygrub", where)
    put(FORM, "bootloader_args", "-q", where)
    has(where, "<bootloader>/usr/bin/pygrub</bootloader>")
    has(where, "<bootloader_args>-q</bootloader_args>")


@pytest.mark.parametrize(
    ("name", "value", "severity"),
    [
        ("menu_timeout", 70000, "error"),
        ("reboot_timeout", -2, "error"),
        ("reboot_timeout", 0, ""),
        ("use_serial", True, "error"),
        ("kernel", "vmlinuz", "error"),
        ("initrd", "initrd", "error"),
        ("acpi_table", "t", "error"),
        ("smbios", "sysinfo", "error"),
    ],
)
def test_checks(name, value, severity):
    where = scene()
    put(FORM, name, value, where)
    assert (says(FORM, name, where) or ("",))[0] == severity


def test_a_menu_that_is_off_does_not_wait():
    where = scene()
    put(FORM, "menu", True, where)
    put(FORM, "menu_timeout", 3000, where)
    assert is_shown(FORM, "menu_timeout", where)
    put(FORM, "menu", False, where)
    has(where, f"<os>{TYPE}<bootmenu enable='no'/></os>")


def test_fields_without_a_kernel_are_noticed():
    where = scene()
    put(FORM, "cmdline", "quiet", where)
    assert says(FORM, "kernel", where)[0] == "warn"


def test_the_order_in_words():
    where = scene(devices=DEVICES, change=LIST)
    assert item(FORM, "order").words(view(FORM, where), where) == "CD-ROM sda, Disk vda"
    assert is_shown(FORM, "order", where)
    assert not is_shown(FORM, "devices", where)
    xen = scene(change=("'kvm'", "'xen'"))
    assert is_shown(FORM, "devices", xen)
    assert not is_shown(FORM, "order", xen)


def test_two_orders_at_once_are_refused_and_cured():
    ordered = DEVICES.replace("<target dev='vda'/>", "<target dev='vda'/><boot order='1'/>")
    where = scene(devices=ordered, change=LIST)
    assert finding_of_order(where).sentence.startswith("Devices have an order")
    finding_of_order(where).fix.apply(where)
    lacks(where, "os/boot")
    assert finding_of_order(where) is None


def finding_of_order(where):
    return item(FORM, "order").check(view(FORM, where), where)


def test_a_turn_belongs_to_one_device():
    devices = DEVICES.replace("'/></disk>", "'/><boot order='2'/></disk>")
    where = scene(devices=devices)
    assert "turn 2" in finding_of_order(where).sentence
    finding_of_order(where).fix.apply(where)
    orders = [boot.get("order") for boot in where.document.element.iterfind("devices/disk/boot")]
    assert orders == ["1", "2"]


def test_the_old_list_for_others():
    where = scene(change=("'kvm'", "'xen'"))
    add_row(FORM, "devices", where)
    add_row(FORM, "devices", where)
    has(where, f"<os>{TYPE}<boot dev='hd'/><boot dev='cdrom'/></os>")
    column(FORM, "devices", "dev").write(view(FORM, where).devices[1], "hd", where)
    assert says(FORM, "devices", where)[0] == "warn"


def test_texts_of_the_firmware():
    where = scene()
    for group in ("bios", "system", "board", "chassis"):
        row = add_row(FORM, group, where)
        column(FORM, group, "value").write(row, "x", where)
    row = add_row(FORM, "oem", where)
    column(FORM, "oem", "value").write(row, "hello", where)
    has(
        where,
        "<sysinfo type='smbios'><bios><entry name='vendor'>x</entry></bios>"
        "<system><entry name='manufacturer'>x</entry></system>"
        "<baseBoard><entry name='manufacturer'>x</entry></baseBoard>"
        "<chassis><entry name='manufacturer'>x</entry></chassis>"
        "<oemStrings><entry>hello</entry></oemStrings></sysinfo>",
        "<smbios mode='sysinfo'/>",
    )
    assert says(FORM, "smbios", where) == ()
    put(FORM, "smbios", "", where)
    assert "does not read" in says(FORM, "smbios", where)[1]
    cure(FORM, "smbios", where)
    assert says(FORM, "smbios", where) == ()


def test_texts_that_libvirt_refuses():
    where = scene()
    row = add_row(FORM, "bios", where)
    column(FORM, "bios", "name").write(row, "date", where)
    column(FORM, "bios", "value").write(row, "2024-04-15", where)
    assert "04/15/2024" in says(FORM, "bios", where)[1]
    column(FORM, "bios", "value").write(row, "04/15/2024", where)
    assert says(FORM, "bios", where) == ()
    row = add_row(FORM, "system", where)
    column(FORM, "system", "name").write(row, "uuid", where)
    assert "must be the machine's" in says(FORM, "system", where)[1]
    column(FORM, "system", "value").write(row, where.document.uuid, where)
    assert says(FORM, "system", where) == ()


def test_files_for_the_firmware_stand_apart():
    where = scene("<sysinfo type='smbios'><bios><entry name='vendor'>x</entry></bios></sysinfo>")
    row = add_row(FORM, "fwcfg", where)
    assert "needs a text or a file" in says(FORM, "fwcfg", where)[1]
    column(FORM, "fwcfg", "file").write(row, "/srv/ignition", where)
    assert says(FORM, "fwcfg", where) == ()
    has(
        where,
        "<sysinfo type='fwcfg'><entry name='opt/com.example/name' file='/srv/ignition'/></sysinfo>",
    )
    column(FORM, "fwcfg", "name").write(row, "name", where)
    assert "opt/" in says(FORM, "fwcfg", where)[1]
    item(FORM, "fwcfg").prop.remove(view(FORM, where), 0)
    lacks(where, "sysinfo[@type='fwcfg']")
    has(where, "<bios><entry name='vendor'>x</entry></bios>")


def test_the_first_process_of_a_container():
    where = scene(change=("'kvm'", "'lxc'"))
    assert is_shown(FORM, "init", where)
    assert not is_shown(FORM, "init", scene())
    assert not is_shown(FORM, "kernel", where)
    assert says(FORM, "init", where) == ()
    row = add_row(FORM, "init_arguments", where)
    column(FORM, "init_arguments", "argument").write(row, "--verbose", where)
    row = add_row(FORM, "init_variables", where)
    assert finding(FORM, "init_variables", where) is not None
    column(FORM, "init_variables", "variable").write(row, "LANG", where)
    column(FORM, "init_variables", "variable_value").write(row, "C", where)
    assert says(FORM, "init_variables", where) == ()
    has(where, f"<os>{TYPE}<initarg>--verbose</initarg><initenv name='LANG'>C</initenv></os>")
