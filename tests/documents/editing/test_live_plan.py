"""When changes take effect, and by which calls."""

import pytest
from lxml import etree

from tests.documents.editing.samples import DISK, document, running
from virtgui.core.values.live_step import LiveKind
from virtgui.documents.editing.difference import add_device, compare
from virtgui.documents.editing.live_plan import Moment, MomentReason, make_plan
from virtgui.documents.editing.matching import devices_of
from virtgui.documents.placing import remove_element


def plan(change, *, live=True, transient=False, later=frozenset(), runs=None):
    base, new = document(), document()
    change(new)
    there = (runs or running()) if live else None
    changes = compare(base.element, new.element)
    return make_plan(changes, new, there, base=base, is_transient=transient, later=later)


def device(document_, tag):
    return document_.element.find(f"devices/{tag}")


def set_leaf(path, value):
    """Change an attribute "a/b/@c" or a text "a/b" below the root."""

    def change(document_):
        element = document_.element
        *steps, last = path.split("/")
        for step in steps if last.startswith("@") else (*steps, last):
            found = element.find(step)
            element = etree.SubElement(element, step) if found is None else found
        if last.startswith("@"):
            element.set(last[1:], value)
        else:
            element.text = value

    return change


LIVE = [
    ("vcpu/@current", "1", LiveKind.VCPUS, "", (("", 1),)),
    ("currentMemory", "2097152", LiveKind.MEMORY, "", (("", 2097152),)),
    ("cputune/shares", "2048", LiveKind.SCHEDULER, "", (("cpu_shares", 2048),)),
    ("cputune/emulator_quota", "-1", LiveKind.SCHEDULER, "", (("emulator_quota", -1),)),
    ("memtune/hard_limit", "4194304", LiveKind.MEMTUNE, "", (("hard_limit", 4194304),)),
    ("blkiotune/weight", "300", LiveKind.BLKIO, "", (("weight", 300),)),
    ("on_poweroff", "preserve", LiveKind.LIFECYCLE, "poweroff", (("", "preserve"),)),
    ("title", "New", LiveKind.TITLE, "", (("", "New"),)),
    ("description", "Text", LiveKind.DESCRIPTION, "", (("", "Text"),)),
    ("iothreads", "2", LiveKind.ADD_IOTHREAD, "2", ()),
    ("cputune/emulatorpin/@cpuset", "0-1", LiveKind.PIN_EMULATOR, "", (("", "0-1"),)),
    ("devices/memballoon/stats/@period", "5", LiveKind.BALLOON_PERIOD, "", (("", 5),)),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "kind", "target", "values"), LIVE)
def test_settings_that_change_while_it_runs(path, value, kind, target, values):
    found = plan(set_leaf(path, value))
    assert {item.moment for item in found.items} == {Moment.NOW}
    (step,) = found.steps
    assert (step.kind, step.target, step.values) == (kind, target, values)


@pytest.mark.parametrize(
    "path", ["os/type/@machine", "features/apic", "cpu/@mode", "clock/@offset", "genid", "vcpu"]
)
def test_settings_that_wait_for_the_next_start(path):
    found = plan(set_leaf(path, "9"))
    assert {(item.moment, item.reason) for item in found.items} == {
        (Moment.NEXT_START, MomentReason.NOT_WHILE_RUNNING)
    }
    assert found.steps == ()


def test_more_than_the_running_maximum_waits():
    memory = plan(set_leaf("currentMemory", "9999999999"))
    assert memory.items[0].reason is MomentReason.ABOVE_MAXIMUM


def test_pins_are_changed_one_by_one():
    def change(new):
        new.element.find("cputune/vcpupin[@vcpu='0']").set("cpuset", "3")
        remove_element(new.element.find("cputune/vcpupin[@vcpu='1']"))

    steps = plan(change).steps
    assert [(step.kind, step.target, step.values) for step in steps] == [
        (LiveKind.PIN_VCPU, "0", (("", "3"),)),
        (LiveKind.PIN_VCPU, "1", (("", ""),)),
    ]


def test_a_new_disk_is_attached_and_a_gone_one_detached_as_it_runs():
    def change(new):
        remove_element(devices_of(new.element)[0])
        add_device(new.element, etree.fromstring(DISK.format(name="vdz")))

    detach, attach = plan(change).steps
    assert (detach.kind, detach.label) == (LiveKind.DETACH, "vda")
    assert "dev0" in detach.xml or "alias" in detach.xml
    assert (attach.kind, attach.label) == (LiveKind.ATTACH, "vdz")


def test_a_sata_disk_waits():
    new = etree.fromstring(DISK.format(name="sdz").replace("bus='virtio'", "bus='sata'"))
    found = plan(lambda document_: add_device(document_.element, new))
    assert found.items[0].moment is Moment.NEXT_START


def test_a_media_change_updates_the_running_drive():
    def change(new):
        drive = new.element.findall("devices/disk")[2]
        drive.insert(0, etree.fromstring("<source file='/iso/debian.iso'/>"))

    (step,) = plan(change).steps
    assert step.kind is LiveKind.UPDATE
    assert "/iso/debian.iso" in step.xml
    assert "alias" in step.xml, "what runs is updated, not what is kept"


def test_the_source_of_a_hard_disk_waits():
    found = plan(lambda new: device(new, "disk/source").set("file", "/other"))
    assert found.items[0].moment is Moment.NEXT_START


def test_leaves_of_one_device_may_differ_and_share_one_call():
    def change(new):
        nic = device(new, "interface")
        etree.SubElement(nic, "link", state="down")
        nic.find("source").set("network", "other")
        nic.find("model").set("type", "e1000")

    found = plan(change)
    moments = {str(item.leaf.path): item.moment for item in found.items}
    assert moments == {
        "link/@state": Moment.NOW,
        "source/@network": Moment.NOW,
        "model/@type": Moment.NEXT_START,
    }
    (step,) = found.steps
    assert 'model type="virtio"' in step.xml
    assert 'link state="down"' in step.xml


def test_limits_of_a_disk_are_all_told_and_removed_ones_are_zero():
    there = running()
    tune = etree.SubElement(there.element.find("devices/disk"), "iotune")
    etree.SubElement(tune, "read_iops_sec").text = "50"

    def change(new):
        own = etree.SubElement(device(new, "disk"), "iotune")
        etree.SubElement(own, "total_bytes_sec").text = "1000"

    (step,) = plan(change, runs=there).steps
    assert step.kind is LiveKind.IOTUNE
    assert dict(step.values) == {"read_iops_sec": 0, "total_bytes_sec": 1000}


def test_what_the_user_puts_off_makes_no_call():
    first = plan(set_leaf("title", "New"))
    (item,) = plan(set_leaf("title", "New"), later=frozenset({first.items[0].key})).items
    assert (item.moment, item.reason) == (Moment.NEXT_START, MomentReason.CHOSEN)


def test_a_leaf_put_off_is_not_in_the_call_for_the_others():
    def change(new):
        nic = device(new, "interface")
        etree.SubElement(nic, "link", state="down")
        nic.find("source").set("network", "other")

    key = next(item.key for item in plan(change).items if "network" in item.key)
    (step,) = plan(change, later=frozenset({key})).steps
    assert "other" not in step.xml
    assert "down" in step.xml


def test_of_a_machine_that_is_off_only_words_change_now():
    title = plan(set_leaf("title", "New"), live=False)
    vcpus = plan(set_leaf("vcpu/@current", "1"), live=False)
    assert title.items[0].moment is Moment.NOW
    assert (vcpus.items[0].moment, vcpus.items[0].reason) == (
        Moment.NEXT_START, MomentReason.IS_OFF,
    )  # fmt: skip
    assert title.steps == vcpus.steps == ()


def test_of_a_transient_machine_what_cannot_be_done_now_is_refused():
    later = plan(set_leaf("genid", "x"), transient=True)
    now = plan(set_leaf("title", "New"), transient=True)
    assert (later.items[0].moment, later.items[0].reason) == (
        Moment.REFUSED, MomentReason.TRANSIENT,
    )  # fmt: skip
    assert now.items[0].moment is Moment.NOW


def test_a_device_that_does_not_run_yet_waits_with_its_reason():
    there = running()
    remove_element(devices_of(there.element)[3])
    found = plan(lambda new: device(new, "interface/source").set("network", "x"), runs=there)
    assert found.items[0].reason is MomentReason.NOT_RUNNING_YET


def test_metadata_is_written_with_its_namespace():
    def change(new):
        note = new.element.find("metadata/{http://example.org/ns}note")
        note.text = "other"

    (step,) = plan(change).steps
    assert (step.kind, step.target, step.label) == (
        LiveKind.METADATA, "http://example.org/ns", "note",
    )  # fmt: skip
