"""Limits on the host's disks, and what goes to the hypervisor as it is."""

from lxml import etree

from tests.models.hardware.settings.helpers import (
    add_row,
    column,
    get,
    has,
    is_shown,
    lacks,
    put,
    says,
    scene,
    view,
)
from virtgui.models.hardware.settings.limits import FORM

QEMU = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"


def test_weights_and_single_disks():
    where = scene()
    put(FORM, "weight", 500, where)
    row = add_row(FORM, "devices", where)
    for name, value in (("read_iops", 100), ("write_bytes", 1000), ("device_weight", 200)):
        column(FORM, "devices", name).write(row, value, where)
    found = {each.tag: each.text for each in where.document.element.find("blkiotune/device")}
    assert found == {
        "path": "/dev/sda", "read_iops_sec": "100", "write_bytes_sec": "1000", "weight": "200",
    }  # fmt: skip
    assert says(FORM, "devices", where) == ()
    column(FORM, "devices", "device_weight").write(row, 5, where)
    assert "100 to 1000" in says(FORM, "devices", where)[1]
    column(FORM, "devices", "path").write(row, "sda", where)
    assert "/dev/sda" in says(FORM, "devices", where)[1]
    put(FORM, "weight", 5000, where)
    assert says(FORM, "weight", where)[0] == "error"


def test_extra_arguments_are_said_to_be_unsupported():
    where = scene()
    assert says(FORM, "arguments", where) == ()
    row = add_row(FORM, "arguments", where)
    assert says(FORM, "arguments", where) == ("error", "An argument is empty.")
    column(FORM, "arguments", "argument").write(row, "-s", where)
    row = add_row(FORM, "variables", where)
    column(FORM, "variables", "variable").write(row, "A", where)
    column(FORM, "variables", "value").write(row, "1", where)
    has(
        where,
        f"<qemu:commandline {QEMU}><qemu:arg value='-s'/>"
        "<qemu:env name='A' value='1'/></qemu:commandline>",
    )
    severity, sentence = says(FORM, "arguments", where)
    assert severity == "warn"
    assert "unsupported" in sentence
    column(FORM, "variables", "variable").write(row, "A B", where)
    assert says(FORM, "variables", where)[0] == "error"


def test_properties_and_capabilities():
    where = scene()
    row = add_row(FORM, "overrides", where)
    assert "alias is missing" in says(FORM, "overrides", where)[1]
    column(FORM, "overrides", "alias").write(row, "net0", where)
    column(FORM, "overrides", "properties").write(row, "a:bool:true b:string:x:y", where)
    has(
        where,
        f"<qemu:override {QEMU}><qemu:device alias='net0'><qemu:frontend>"
        "<qemu:property name='a' type='bool' value='true'/>"
        "<qemu:property name='b' type='string' value='x:y'/>"
        "</qemu:frontend></qemu:device></qemu:override>",
    )
    assert says(FORM, "overrides", where)[0] == "info"
    row = add_row(FORM, "added", where)
    assert says(FORM, "added", where) == ("error", "The name is missing.")
    column(FORM, "added", "added").write(row, "blockdev", where)
    assert says(FORM, "added", where) == ()
    column(FORM, "removed", "removed").write(add_row(FORM, "removed", where), "drive", where)
    put(FORM, "deprecation", "reject", where)
    has(
        where,
        f"<qemu:capabilities {QEMU}><qemu:add capability='blockdev'/>"
        "<qemu:del capability='drive'/></qemu:capabilities>",
        f"<qemu:deprecation {QEMU} behavior='reject'/>",
    )
    assert view(FORM, where).added[0].name == "blockdev"


def test_arguments_of_others():
    where = scene(change=("'kvm'", "'bhyve'"))
    assert is_shown(FORM, "bhyve", where)
    assert not is_shown(FORM, "xen", where)
    assert not is_shown(FORM, "arguments", where)
    before = where.document.canonical()
    put(FORM, "bhyve", "-a\n-b", where)
    assert get(FORM, "bhyve", where) == "-a\n-b"
    uri = "http://libvirt.org/schemas/domain/bhyve/1.0"
    assert len(where.document.element.findall(f"{{{uri}}}commandline/{{{uri}}}arg")) == 2
    put(FORM, "bhyve", "-b", where)
    assert get(FORM, "bhyve", where) == "-b"
    put(FORM, "bhyve", "", where)
    assert where.document.canonical() == before
    lacks(where, f"{{{uri}}}commandline")


def test_the_data_centre_of_vmware():
    where = scene(change=("'kvm'", "'vmware'"))
    put(FORM, "datacenter", "folder/dc1", where)
    found = where.document.element[-1]
    found = found if "datacenter" in str(found.tag) else where.document.element[-2]
    assert etree.QName(found).namespace == "http://libvirt.org/schemas/domain/vmware/1.0"
    assert found.text == "folder/dc1"
