"""The life cycle of real guests on real nodes."""

import pytest

from tests.lab.guest import define_guest, make_disk, start_container, start_guest
from virtgui.core.errors import ErrorKind
from virtgui.core.features import Feature
from virtgui.core.ops import domain as ops
from virtgui.core.queries import KeepReason, ReadDeletePlan
from virtgui.core.values.domain import DomainState, ShownState
from virtgui.core.values.event import EventKind
from virtgui.core.values.task import TaskState

pytestmark = pytest.mark.lab


def _state(recorder, name, state, seconds=20.0):
    recorder.wait(
        lambda: recorder.domain(name) and recorder.domain(name).shown_state is state, seconds
    )


def _task_state(recorder, number):
    task = recorder.tasks.get(number)
    return task and task.state


def _do(fleet, recorder, operation, name, expected=TaskState.DONE):
    task = recorder.wait_task(fleet.submit(operation, name, 1), 60.0)
    assert task.state is expected, task
    return task


def test_a_guest_through_every_state(alpha, opened, recorder, fleet):
    guest = start_guest(alpha, "web")
    guest.wait_ready()
    connection = opened(alpha.uri)
    ref = recorder.domain("web").ref
    asked = {Feature.BULK_STATS, Feature.NODE_STATS}
    recorder.wait(lambda: asked <= recorder.statuses[connection].features)
    for operation, state in (
        (ops.PauseDomain(ref=ref), ShownState.PAUSED),
        (ops.ResumeDomain(ref=ref), ShownState.RUNNING),
        (ops.ManagedSaveDomain(ref=ref), ShownState.SAVED),
        (ops.StartDomain(ref=ref), ShownState.RUNNING),
        (ops.ResetDomain(ref=ref), ShownState.RUNNING),
        (ops.InjectNmi(ref=ref), ShownState.RUNNING),
        (ops.DestroyDomain(ref=ref), ShownState.SHUTOFF),
        (ops.StartDomain(ref=ref, paused=True), ShownState.PAUSED),
        (ops.DestroyDomain(ref=ref, graceful=True), ShownState.SHUTOFF),
    ):
        _do(fleet, recorder, operation, "web")
        _state(recorder, "web", state)
        assert guest.state() == {"saved": "shut off", "shutoff": "shut off"}.get(
            state.value, state.value
        )


def test_shutdown_is_done_when_the_guest_has_ended(alpha, opened, recorder, fleet):
    start_guest(alpha, "polite").wait_ready()
    opened(alpha.uri)
    ref = recorder.domain("polite").ref
    number = fleet.submit(ops.ShutdownDomain(ref=ref), "polite", 1)
    recorder.wait(lambda: _task_state(recorder, number) is TaskState.WAITING)
    task = recorder.wait_task(number, 60.0)
    assert task.state is TaskState.DONE
    _state(recorder, "polite", ShownState.SHUTOFF)


def test_force_off_gets_through_while_a_stuck_guest_is_asked_to_shut_down(
    alpha, opened, recorder, fleet
):
    start_guest(alpha, "deaf", stuck=True).wait_ready()
    opened(alpha.uri)
    ref = recorder.domain("deaf").ref
    asked = fleet.submit(ops.ShutdownDomain(ref=ref), "deaf", 1)
    recorder.wait(lambda: _task_state(recorder, asked) is TaskState.WAITING)
    _do(fleet, recorder, ops.DestroyDomain(ref=ref), "deaf")
    assert recorder.wait_task(asked).state is TaskState.DONE
    _state(recorder, "deaf", ShownState.SHUTOFF)


def test_waiting_for_a_stuck_guest_can_be_given_up(alpha, opened, recorder, fleet):
    start_guest(alpha, "deaf", stuck=True).wait_ready()
    opened(alpha.uri)
    ref = recorder.domain("deaf").ref
    asked = fleet.submit(ops.ShutdownDomain(ref=ref), "deaf", 1)
    recorder.wait(lambda: _task_state(recorder, asked) is TaskState.WAITING)
    fleet.cancel(asked)
    task = recorder.wait_task(asked)
    assert task.state is TaskState.CANCELLED
    assert task.remark == "no_longer_waited_for"


def test_save_to_file_and_back(alpha, opened, recorder, fleet):
    start_guest(alpha, "filed").wait_ready()
    connection = opened(alpha.uri)
    ref, path = recorder.domain("filed").ref, "/var/lib/libvirt/filed.save"
    _do(fleet, recorder, ops.SaveDomainToFile(ref=ref, path=path), "filed")
    _state(recorder, "filed", ShownState.SHUTOFF)
    assert alpha.path(path).stat().st_size > 1_000_000
    node = recorder.statuses[connection].ref
    _do(fleet, recorder, ops.RestoreDomainFromFile(ref=node, path=path), path)
    _state(recorder, "filed", ShownState.RUNNING)


def test_core_dump(alpha, opened, recorder, fleet):
    start_guest(alpha, "dumped").wait_ready()
    opened(alpha.uri)
    ref, path = recorder.domain("dumped").ref, "/var/lib/libvirt/dumped.core"
    _do(fleet, recorder, ops.CoreDumpDomain(ref=ref, path=path), "dumped")
    with alpha.path(path).open("rb") as file:
        assert file.read(4) == b"\x7fELF"
    _state(recorder, "dumped", ShownState.RUNNING)


def test_a_dump_to_nowhere_fails_with_the_reason(alpha, opened, recorder, fleet):
    start_guest(alpha, "dumped")
    opened(alpha.uri)
    ref = recorder.domain("dumped").ref
    operation = ops.CoreDumpDomain(ref=ref, path="/no/such/folder/x.core")
    task = _do(fleet, recorder, operation, "dumped", TaskState.FAILED)
    assert "No such file" in task.error.detail


def test_what_virsh_does_is_shown_without_asking(alpha, opened, recorder):
    guest = define_guest(alpha, "other")
    opened(alpha.uri)
    _state(recorder, "other", ShownState.SHUTOFF)
    guest.virsh("start")
    _state(recorder, "other", ShownState.RUNNING)
    guest.virsh("suspend")
    _state(recorder, "other", ShownState.PAUSED)
    alpha.virsh("desc", "other", "--title", "--live", "--config", "--new-desc", "From outside")
    recorder.wait(lambda: recorder.domain("other").title == "From outside")
    guest.virsh("destroy")
    _state(recorder, "other", ShownState.SHUTOFF)
    alpha.virsh("domrename", "other", "renamed")
    recorder.wait(lambda: recorder.domain("renamed") and not recorder.domain("other"))
    alpha.virsh("undefine", "renamed")
    recorder.wait(lambda: recorder.domain("renamed") is None)
    define_guest(alpha, "fresh")
    _state(recorder, "fresh", ShownState.SHUTOFF)


def test_a_guest_that_reboots_and_one_that_panics_are_logged(alpha, opened, recorder, fleet):
    start_guest(alpha, "again").wait_ready()
    opened(alpha.uri)
    ref = recorder.domain("again").ref
    _do(fleet, recorder, ops.ResetDomain(ref=ref), "again")
    recorder.wait(lambda: EventKind.REBOOT in {event.kind for event in recorder.events()})


def test_device_events_change_what_is_known(alpha, opened, recorder):
    start_guest(alpha, "plugged").wait_ready()
    opened(alpha.uri)
    recorder.wait(lambda: recorder.domain("plugged").config)
    before = len(recorder.domain("plugged").config.disks)
    disk = make_disk(alpha, "extra", 8)
    alpha.virsh("attach-disk", "plugged", str(disk), "vdz", "--subdriver", "qcow2", "--live")
    recorder.wait(lambda: len(recorder.domain("plugged").config.disks) == before + 1)
    recorder.wait(lambda: EventKind.DEVICE_ADDED in {event.kind for event in recorder.events()})


def test_rename_title_and_autostart(alpha, opened, recorder, fleet):
    define_guest(alpha, "before")
    opened(alpha.uri)
    ref = recorder.domain("before").ref
    _do(fleet, recorder, ops.SetAutostart(ref=ref, enabled=True), "before")
    recorder.wait(lambda: recorder.domain("before").autostart)
    _do(fleet, recorder, ops.RenameDomain(ref=ref, new_name="after"), "before")
    recorder.wait(lambda: recorder.domain("after"))


def test_delete_keeps_storage_unless_ticked_and_guards_what_others_use(
    alpha, opened, recorder, fleet
):
    alpha.virsh("pool-define-as", "images", "dir", "--target", "/var/lib/libvirt/images")
    alpha.virsh("pool-start", "images")
    for name in ("mine", "shared", "base"):
        make_disk(alpha, name, 8)
    alpha.virsh("pool-refresh", "images")
    alpha.virsh(
        "vol-create-as", "images", "top.qcow2", "8M", "--format", "qcow2",
        "--backing-vol", "base.qcow2", "--backing-vol-format", "qcow2",
    )  # fmt: skip
    alpha.virsh("pool-refresh", "images")
    folder = "/var/lib/libvirt/images"
    _define_with_disks(alpha, "victim", [f"{folder}/mine.qcow2", f"{folder}/shared.qcow2",
                                         f"{folder}/base.qcow2"])  # fmt: skip
    _define_with_disks(alpha, "neighbour", [f"{folder}/shared.qcow2"])
    opened(alpha.uri)
    ref = recorder.domain("victim").ref
    number = fleet.ask(ReadDeletePlan(ref))
    plan = recorder.wait(lambda: recorder.answers.get(number)).value
    uses = {use.volume: use for use in plan.storage}
    assert uses["mine.qcow2"].deletable
    assert uses["mine.qcow2"].capacity == 8 * 1024 * 1024
    assert uses["shared.qcow2"].reason is KeepReason.USED_BY_DOMAIN
    assert uses["shared.qcow2"].users == ("neighbour",)
    assert uses["base.qcow2"].reason is KeepReason.BACKING_OF_VOLUME
    assert uses["base.qcow2"].users == ("top.qcow2",)
    shared = ops.DeleteDomain(ref=ref, volumes=(f"{folder}/shared.qcow2",))
    task = _do(fleet, recorder, shared, "victim", TaskState.FAILED)
    assert task.error.kind is ErrorKind.CONFLICT
    assert recorder.domain("victim")
    _do(fleet, recorder, ops.DeleteDomain(ref=ref, volumes=(f"{folder}/mine.qcow2",)), "victim")
    recorder.wait(lambda: recorder.domain("victim") is None)
    assert not alpha.path(f"{folder}/mine.qcow2").exists()
    assert alpha.path(f"{folder}/shared.qcow2").exists()


def _define_with_disks(node, name, paths):
    disks = "".join(
        f"<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{path}'/>"
        f"<target dev='vd{chr(97 + number)}' bus='virtio'/></disk>"
        for number, path in enumerate(paths)
    )
    xml = node.path(f"/var/lib/libvirt/{name}.xml")
    xml.write_text(
        f"<domain type='qemu'><name>{name}</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
        f"<os><type arch='x86_64'>hvm</type></os><devices>{disks}</devices></domain>"
    )
    node.virsh("define", str(xml))


def test_a_container_runs_and_ends(alpha, opened, recorder, fleet):
    start_container(alpha, "box")
    opened(alpha.lxc_uri)
    row = recorder.wait(lambda: recorder.domain("box") and recorder.domain("box").config
                        and recorder.domain("box"))  # fmt: skip
    assert row.is_container
    assert row.state is DomainState.RUNNING
    _do(fleet, recorder, ops.DestroyDomain(ref=row.ref), "box")
    _state(recorder, "box", ShownState.SHUTOFF)


def test_statistics_of_a_running_guest(alpha, opened, recorder):
    start_guest(alpha, "busy")
    connection = opened(alpha.uri)
    recorder.wait(lambda: len(recorder.batches()) >= 4)
    batch = recorder.batches()[-1]
    load = batch.domains[recorder.domain("busy").ref.key]
    assert load.cpu is not None
    assert 0 < load.cpu <= 1
    assert load.memory_kib > 10_000
    assert batch.node.cpu is not None
    assert 0 < batch.node.memory_used_kib < batch.node.memory_kib
    assert recorder.statuses[connection].latency < 1.0
