"""The storage of a new disk: what is proposed, what is refused, and the disk that comes of it."""

from dataclasses import replace

import pytest
from lxml import etree

from tests.models.hardware.device_bench import Bench, scene
from virtgui.core.ops.storage import CreateVolume
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.node_choices import Found, NodeChoices, PoolChoice, VolumeChoice
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.new import disk_storage as storage

GIB = 1024**3
NODE = node_ref(ConnectionId("c"))
DISK = (
    "<disk type='file' device='disk'><source file='/srv/own.qcow2'/>"
    "<target dev='vda' bus='virtio'/></disk>"
)
CHOICES = NodeChoices(
    pools=Found(
        (
            PoolChoice("off", False, "dir", "/off"),
            PoolChoice("lan", True, "iscsi", "/dev/disk", 900 * GIB),
            PoolChoice("vg", True, "logical", "/dev/vg", 500 * GIB),
            PoolChoice("small", True, "dir", "/small", 5 * GIB),
            PoolChoice("fast", True, "dir", "/srv", 90 * GIB),
        )
    ),
    volumes=Found(
        (
            VolumeChoice("fast", "own.qcow2", "/srv/own.qcow2", "qcow2", GIB, ("web-01",)),
            VolumeChoice("fast", "shared.img", "/srv/shared.img", "raw", GIB, ("db-01", "db-02")),
            VolumeChoice("fast", "tools.iso", "/srv/tools.iso", "iso", GIB),
            VolumeChoice("fast", "free.qcow2", "/srv/free.qcow2", "qcow2", GIB),
            VolumeChoice("vg", "lv", "/dev/vg/lv", "", GIB),
        )
    ),
)


@pytest.fixture
def node():
    return scene(DISK, choices=CHOICES)


def disk_of(text):
    bench = Bench(text)
    return bench.view


def test_the_pool_with_most_room_for_files_is_proposed(node):
    image = storage.first_image(node)
    assert (image.pool, image.name, image.format) == ("fast", "web-01-vdb.qcow2", "qcow2")
    assert storage.check_image(node, image) == {}


def test_pools_that_cannot_say_why_and_come_last(node):
    choices = {choice.value: choice for choice in storage.pool_choices(node)}
    assert [name for name, choice in choices.items() if choice.reason] == ["off", "lan"]
    assert list(choices)[-2:] == ["off", "lan"]
    assert "90 GiB" in choices["fast"].label


def test_a_name_is_proposed_that_nobody_has():
    taken = replace(CHOICES, volumes=Found((VolumeChoice("fast", "web-01-vdb.qcow2", "/srv/x"),)))
    image = storage.first_image(scene(DISK, choices=taken))
    assert image.name == "web-01-vdb-2.qcow2"
    raw = replace(image, format="raw")
    assert storage.free_name(scene(DISK, choices=taken), raw) == "web-01-vdb.img"
    assert storage.free_name(scene(DISK, choices=taken), replace(raw, pool="vg")) == "web-01-vdb"


def test_an_image_that_edits_use_is_taken():
    waiting = DISK.replace("own.qcow2", "web-01-vdb.qcow2")
    assert storage.first_image(scene(waiting, choices=CHOICES)).name == "web-01-vdb-2.qcow2"


@pytest.mark.parametrize(
    ("field", "value", "what", "severity"),
    [
        ("name", "", "name", Severity.ERROR),
        ("name", "a/b", "name", Severity.ERROR),
        ("name", "..", "name", Severity.ERROR),
        ("name", "a\x01", "name", Severity.ERROR),
        ("name", "free.qcow2", "name", Severity.ERROR),
        ("capacity", None, "capacity", Severity.ERROR),
        ("capacity", 0, "capacity", Severity.ERROR),
        ("capacity", 91 * GIB, "capacity", Severity.WARN),
        ("pool", "off", "pool", Severity.ERROR),
        ("pool", "gone", "pool", Severity.ERROR),
        ("pool", "small", "capacity", Severity.WARN),
    ],
)
def test_what_is_wrong_with_an_image(node, field, value, what, severity):
    image = replace(storage.first_image(node), **{field: value})
    found = storage.check_image(node, image)
    assert found[what].severity is severity


def test_space_that_is_taken_at_once_must_be_there(node):
    image = replace(storage.first_image(node), capacity=91 * GIB, allocate=True)
    assert storage.check_image(node, image)["capacity"].severity is Severity.ERROR


def test_without_choices_no_image_can_be_made():
    for choices in (None, NodeChoices()):
        bare = scene(DISK, choices=choices)
        assert "pool" in storage.check_image(bare, storage.first_image(bare))


def test_the_disk_on_a_new_image_of_a_folder(node):
    image = replace(storage.first_image(node), format="raw", name="a.img", allocate=True)
    disk = disk_of(storage.disk_with_image(node, image))
    assert (disk.kind, disk.file, disk.format, disk.target) == ("file", "/srv/a.img", "raw", "vdb")
    assert storage.operation_for(NODE, node, image) == CreateVolume(
        ref=NODE, pool="fast", name="a.img", capacity=20 * GIB, format="raw", allocate=True
    )


def test_the_disk_on_a_new_logical_volume(node):
    image = replace(storage.first_image(node), pool="vg", name="lv2", allocate=True)
    disk = disk_of(storage.disk_with_image(node, image))
    assert (disk.kind, disk.pool, disk.volume, disk.format) == ("volume", "vg", "lv2", "raw")
    made = storage.operation_for(NODE, node, image)
    assert (made.format, made.allocate) == ("", False)


def test_volumes_that_nobody_has_come_first(node):
    choices = storage.volume_choices(node)
    assert [choice.value for choice in choices] == [
        "fast/free.qcow2", "vg/lv", "fast/tools.iso", "fast/shared.img", "fast/own.qcow2",
    ]  # fmt: skip
    assert "db-01, db-02" in choices[3].label
    assert choices[4].reason


def test_a_volume_that_others_have_is_warned_of_and_an_own_one_refused(node):
    assert storage.check_volume(node, "fast/free.qcow2") is None
    assert storage.check_volume(node, "fast/shared.img").severity is Severity.WARN
    assert storage.check_volume(node, "fast/own.qcow2").severity is Severity.ERROR
    assert storage.check_volume(node, "fast/gone").severity is Severity.ERROR


def test_a_volume_that_was_just_taken_out_is_free_again():
    bare = scene("", choices=CHOICES)
    assert storage.check_volume(bare, "fast/own.qcow2") is None


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("fast/free.qcow2", ("file", "/srv/free.qcow2", "", "qcow2")),
        ("fast/tools.iso", ("file", "/srv/tools.iso", "", "raw")),
        ("vg/lv", ("volume", "", "lv", "raw")),
    ],
)
def test_the_disk_on_a_volume(node, value, wanted):
    text = storage.disk_with_volume(node, storage.volume_of(node, value))
    disk = disk_of(text)
    assert (disk.kind, disk.file, disk.volume, disk.format) == wanted
    assert etree.fromstring(text).find("target").get("dev") == "vdb"


def test_containers_choose_later(node):
    assert storage.can_choose_storage(node)
    assert not storage.can_choose_storage(scene(virt="lxc"))
