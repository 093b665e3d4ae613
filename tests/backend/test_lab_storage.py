"""Volumes on a real node: made, grown, and deleted when nobody has them."""

import pytest

from tests.backend.applier import Applier, add, take
from tests.lab.guest import define_guest, make_disk
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops.domain import ResizeDisk
from virtgui.core.ops.storage import CreateVolume, DeleteVolume
from virtgui.core.refs import node_ref
from virtgui.core.values.task import TaskState

pytestmark = pytest.mark.lab

IMAGES = "/var/lib/libvirt/images"
DISK = (
    "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>"
    f"<source file='{IMAGES}/new.qcow2'/><target dev='vdb' bus='virtio'/></disk>"
)


def test_an_image_from_its_making_to_its_end(alpha, opened, recorder, fleet):
    alpha.virsh("pool-define-as", "images", "dir", "--target", IMAGES)
    alpha.virsh("pool-start", "images")
    guest = define_guest(alpha, "owner", disk=make_disk(alpha, "first"))
    connection = opened(alpha.uri)
    ref = recorder.wait(lambda: recorder.domain("owner")).ref

    def do(operation):
        return recorder.wait_task(fleet.submit(operation, "owner", 1), 30)

    node, path = node_ref(connection), f"{IMAGES}/new.qcow2"
    values = {"ref": node, "pool": "images", "capacity": 16 << 20}
    assert do(CreateVolume(**values, name="new.qcow2", format="qcow2")).state is TaskState.DONE
    task = do(CreateVolume(**values, name="new.qcow2", format="qcow2"))
    assert task.error.remedy is Remedy.CHANGE_NAME
    for image, kind in (("full.qcow2", "qcow2"), ("full.img", "raw")):
        task = do(CreateVolume(**values, name=image, format=kind, allocate=True))
        assert task.state is TaskState.DONE, task.error
        assert "Allocation:     16." in alpha.virsh("vol-info", image, "images")
    desk = Applier(fleet, recorder, ref, "owner")
    assert desk.apply(add("devices", DISK)).state is TaskState.DONE
    assert do(ResizeDisk(ref=ref, target="vdb", size_bytes=24 << 20)).state is TaskState.DONE
    assert "24.00 MiB" in alpha.virsh("vol-info", "new.qcow2", "images")
    task = do(DeleteVolume(ref=node, path=path))
    assert (task.error.kind, task.error.remedy) == (ErrorKind.CONFLICT, Remedy.STOP_OTHER_USER)
    assert "owner" in task.error.detail
    assert desk.apply(take("devices/disk[target[@dev='vdb']]")).state is TaskState.DONE
    assert do(DeleteVolume(ref=node, path=path)).state is TaskState.DONE
    assert "new.qcow2" not in alpha.virsh("vol-list", "images")
    assert "first.qcow2" in guest.virsh("dumpxml")
