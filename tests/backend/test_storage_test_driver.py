"""Volumes on libvirt's test driver: made, deleted, and kept where somebody needs them."""

import pytest

from tests.backend.applier import Applier, take
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.queries import ReadNodeChoices
from virtgui.core.refs import node_ref
from virtgui.core.values.task import TaskState

VOLUME = """<volume><name>{0}</name><capacity unit='MiB'>8</capacity>
<target><path>/images/{0}</path><format type='qcow2'/></target>{1}</volume>"""
MACHINE = """<domain type='test'><name>{0}</name><memory unit='MiB'>64</memory>
<os><type>hvm</type></os>
<test:runstate xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>5</test:runstate>
<devices><disk type='file'><source file='/images/{0}.img'/><target dev='vda'/></disk></devices>
</domain>"""
BACKING = "<backingStore><path>/images/base.img</path><format type='qcow2'/></backingStore>"


@pytest.fixture
def node(tmp_path, opened):
    names = (("one.img", ""), ("base.img", ""), ("top.img", BACKING), ("free.img", ""))
    volumes = "".join(VOLUME.format(name, backing) for name, backing in names)
    path = tmp_path / "node.xml"
    path.write_text(
        f"<node>{MACHINE.format('one')}{MACHINE.format('two')}<pool type='dir'>"
        f"<name>images</name><target><path>/images</path></target>{volumes}</pool></node>",
        "utf-8",
    )
    return node_ref(opened(f"test://{path}"))


@pytest.fixture
def do(fleet, recorder, node):
    def submit(kind, **values):
        return recorder.wait_task(fleet.submit(kind(ref=node, **values), "volume", 1))

    return submit


@pytest.fixture
def volumes(fleet, recorder, node):
    def read():
        number = fleet.ask(ReadNodeChoices(node))
        answer = recorder.wait(lambda: recorder.answers.get(number))
        return {item.name: item for item in answer.value.volumes.items}

    return read


def test_a_volume_is_created_once(do, volumes):
    values = {"pool": "images", "name": "new & <old>.qcow2", "capacity": 5 << 20}
    assert do(CreateVolume, **values, format="qcow2").state is TaskState.DONE
    made = volumes()["new & <old>.qcow2"]
    assert (made.pool, made.capacity, made.format) == ("images", 5 << 20, "qcow2")
    assert do(CreateVolume, **values, format="qcow2").state is TaskState.FAILED


def test_what_cannot_be_created_says_why(do):
    assert do(CreateVolume, pool="none", name="a", capacity=5).error.kind is ErrorKind.NOT_FOUND
    task = do(CreateVolume, pool="images", name="a\x01", capacity=5)
    assert task.error.kind is ErrorKind.INVALID


def test_a_volume_is_deleted_when_nobody_has_it(do, volumes):
    assert do(DeleteVolume, path="/images/free.img").state is TaskState.DONE
    assert "free.img" not in volumes()
    assert do(DeleteVolume, path="/images/free.img").error.kind is ErrorKind.NOT_FOUND


@pytest.mark.parametrize(
    ("name", "user"), [("one.img", "used_by_domain one"), ("base.img", "backing_of_volume top.img")]
)
def test_a_volume_in_use_stays(do, volumes, name, user):
    task = do(DeleteVolume, path=f"/images/{name}")
    assert (task.state, task.error.remedy) == (TaskState.FAILED, Remedy.STOP_OTHER_USER)
    assert user in task.error.detail
    assert name in volumes()


def test_who_has_just_let_go_is_asked_again(do, volumes, fleet, recorder):
    one = recorder.wait(lambda: recorder.domain("one"))
    recorder.wait(lambda: recorder.domain("one").config)
    task = Applier(fleet, recorder, one.ref, "one").apply(take("devices/disk"))
    assert task.state is TaskState.DONE
    assert do(DeleteVolume, path="/images/one.img").state is TaskState.DONE
    assert "one.img" not in volumes()
