"""libvirt's numbers, errors and events in our terms."""

import libvirt
import pytest

from virtgui.backend.libvirt import enums, events
from virtgui.backend.libvirt.errors import is_link_loss, translate
from virtgui.backend.libvirt.events import RawEvent, decode
from virtgui.backend.libvirt.handlers.table import HANDLERS
from virtgui.backend.libvirt.node_stats import cpu_shares
from virtgui.backend.libvirt.stats import reading_of, stats_flags
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.ops import definition as definition_ops
from virtgui.core.ops import domain as ops
from virtgui.core.ops import placement as placement_ops
from virtgui.core.ops import storage as storage_ops
from virtgui.core.ops.base import Operation
from virtgui.core.ports import Polling
from virtgui.core.values.domain import DomainState
from virtgui.core.values.event import EventKind, Severity


def error(code, message, domain=7):
    made = libvirt.libvirtError(message)
    made.err = (code, domain, message, 2, None, None, None, 0, 0)
    return made


ALL_CODES = sorted(
    value
    for name, value in vars(libvirt).items()
    if name.startswith("VIR_ERR_") and name not in ("VIR_ERR_NONE", "VIR_ERR_WARNING")
)


@pytest.mark.parametrize("code", sorted(set(ALL_CODES)))
def test_every_code_of_libvirt_finds_its_place(code):
    found = translate(error(code, "some words")).info
    assert isinstance(found.kind, ErrorKind)
    assert found.libvirt_code == code
    assert found.detail == "some words"


@pytest.mark.parametrize(
    ("message", "kind", "remedy"),
    [
        ("Failed to connect socket to '/run/x': No such file or directory",
         ErrorKind.UNREACHABLE, Remedy.START_DAEMON),
        ("Failed to connect socket to '/run/x': Permission denied",
         ErrorKind.PERMISSION, Remedy.JOIN_GROUP),
        ("Failed to connect socket to '/run/x': Connection refused",
         ErrorKind.UNREACHABLE, Remedy.START_DAEMON),
        ("no connection driver available for foo:///",
         ErrorKind.UNSUPPORTED, Remedy.INSTALL_DRIVER),
        ("unable to connect to server at 'far:16509': No route to host",
         ErrorKind.UNREACHABLE, Remedy.CHECK_NETWORK),
    ],
)  # fmt: skip
def test_errors_of_opening_name_the_way_out(message, kind, remedy):
    found = translate(error(38, message), opening=True).info
    assert (found.kind, found.remedy) == (kind, remedy)


@pytest.mark.parametrize(
    ("message", "kind", "remedy"),
    [
        ("Timed out during operation: cannot acquire state change lock (held by x)",
         ErrorKind.CONFLICT, Remedy.WAIT_FOR_JOB),
        ("operation failed: No space left on device", ErrorKind.RESOURCE, Remedy.FREE_SPACE),
        ('internal error: Failed to get "write" lock', ErrorKind.CONFLICT, Remedy.STOP_OTHER_USER),
        ("Guest agent is not responding: QEMU guest agent is not connected",
         ErrorKind.CONFLICT, Remedy.INSTALL_AGENT),
    ],
)  # fmt: skip
def test_errors_of_operations_name_the_way_out(message, kind, remedy):
    found = translate(error(1, message)).info
    assert (found.kind, found.remedy) == (kind, remedy)


def test_secrets_in_messages_become_dots():
    found = translate(error(1, "cannot open tcp://joe:hunter2@far/")).info
    assert "hunter2" not in found.detail


def test_a_lost_link_is_told_from_a_refusal():
    assert is_link_loss(error(38, "End of file while reading data: Input/output error"))
    assert is_link_loss(error(39, "internal error: client socket is closed"))
    assert is_link_loss(error(38, "Cannot recv data: Connection reset by peer"))
    assert not is_link_loss(error(55, "domain is not running"))


def test_states_and_reasons():
    assert enums.state_of(1) is DomainState.RUNNING
    assert enums.state_of(99) is DomainState.NOSTATE
    assert enums.reason_of(DomainState.PAUSED, 5) == "ioerror"
    assert enums.reason_of(DomainState.RUNNING, 1) == "booted"
    assert enums.reason_of(DomainState.RUNNING, 99) == "unknown"


def raw(name, *args):
    number = getattr(libvirt, f"VIR_DOMAIN_EVENT_ID_{name}")
    return RawEvent(number, "u", "n", 1, args, 1.0)


@pytest.mark.parametrize(
    ("event", "kind", "what", "detail"),
    [
        (raw("LIFECYCLE", 2, 0), EventKind.LIFECYCLE, "started", "booted"),
        (raw("LIFECYCLE", 5, 1), EventKind.LIFECYCLE, "stopped", "destroyed"),
        (raw("LIFECYCLE", 3, 2), EventKind.LIFECYCLE, "suspended", "ioerror"),
        (raw("LIFECYCLE", 0, 3), EventKind.LIFECYCLE, "defined", "from_snapshot"),
        (raw("REBOOT"), EventKind.REBOOT, "", ""),
        (raw("RTC_CHANGE", 5), EventKind.RTC_CHANGE, "", ""),
        (raw("WATCHDOG", 3), EventKind.WATCHDOG, "poweroff", ""),
        (raw("IO_ERROR_REASON", "/x", "virtio0", 1, "enospc"), EventKind.IO_ERROR, "pause", ""),
        (raw("GRAPHICS", 0, {}, {"node": "10.0.0.1"}, "", {}), EventKind.GRAPHICS, "connect", ""),
        (raw("CONTROL_ERROR"), EventKind.CONTROL_ERROR, "", ""),
        (raw("BLOCK_JOB_2", "vda", 2, 0), EventKind.BLOCK_JOB, "copy", "completed"),
        (raw("BLOCK_THRESHOLD", "vda", "/x", 1, 2), EventKind.BLOCK_THRESHOLD, "", ""),
        (raw("DISK_CHANGE", "/a", "/b", "ide0", 0), EventKind.DISK_CHANGE,
         "change_missing_on_start", ""),
        (raw("TRAY_CHANGE", "ide0", 0), EventKind.TRAY_CHANGE, "open", ""),
        (raw("PMWAKEUP", 0), EventKind.PM_WAKEUP, "", ""),
        (raw("PMSUSPEND", 0), EventKind.PM_SUSPEND, "", ""),
        (raw("PMSUSPEND_DISK", 0), EventKind.PM_SUSPEND_DISK, "", ""),
        (raw("BALLOON_CHANGE", 4096), EventKind.BALLOON_CHANGE, "", ""),
        (raw("DEVICE_ADDED", "net0"), EventKind.DEVICE_ADDED, "", ""),
        (raw("DEVICE_REMOVED", "net0"), EventKind.DEVICE_REMOVED, "", ""),
        (raw("DEVICE_REMOVAL_FAILED", "net0"), EventKind.DEVICE_REMOVAL_FAILED, "", ""),
        (raw("TUNABLE", {"cputune.vcpupin0": "1"}), EventKind.TUNABLE, "", ""),
        (raw("AGENT_LIFECYCLE", 1, 2), EventKind.AGENT_LIFECYCLE, "connected", "channel"),
        (raw("MIGRATION_ITERATION", 3), EventKind.MIGRATION_ITERATION, "", ""),
        (raw("JOB_COMPLETED", {"time_elapsed": 12}), EventKind.JOB_COMPLETED, "", ""),
        (raw("METADATA_CHANGE", 1, None), EventKind.METADATA_CHANGE, "title", ""),
        (raw("MEMORY_FAILURE", 1, 0, 0), EventKind.MEMORY_FAILURE, "guest", "ignore"),
        (raw("MEMORY_DEVICE_SIZE_CHANGE", "mem0", 5), EventKind.MEMORY_DEVICE_SIZE, "", ""),
    ],
)  # fmt: skip
def test_every_event_becomes_a_typed_record(event, kind, what, detail):
    found = decode(event)
    assert (found.kind, found.what, found.detail) == (kind, what, detail)


def test_all_events_of_this_libvirt_but_the_outdated_are_decoded():
    known = {
        value for name, value in vars(libvirt).items() if name.startswith("VIR_DOMAIN_EVENT_ID_")
    }
    old = {libvirt.VIR_DOMAIN_EVENT_ID_IO_ERROR, libvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB}
    newest = libvirt.VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE
    assert {value for value in known if value <= newest} - old == set(events.DECODERS)


def test_what_wants_a_person_is_marked():
    assert decode(raw("LIFECYCLE", 8, 0)).severity is Severity.ERROR
    assert decode(raw("LIFECYCLE", 3, 2)).severity is Severity.WARN
    assert decode(raw("BLOCK_JOB_2", "vda", 2, 1)).severity is Severity.ERROR
    assert decode(raw("LIFECYCLE", 2, 0)).severity is Severity.INFO


def test_every_operation_has_a_handler():
    kinds = {
        kind
        for module in (ops, storage_ops, definition_ops, placement_ops)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Operation) and kind is not Operation
    }
    in_parts = {kind for kind in kinds if issubclass(kind, placement_ops.Placing)}
    by_hand = {ops.DeleteDomain, definition_ops.ApplyDefinition, *in_parts}
    assert kinds - by_hand == set(HANDLERS)


def test_one_record_of_the_bulk_call():
    reading = reading_of(
        {
            "state.state": 1, "state.reason": 1, "cpu.time": 5, "vcpu.current": 2,
            "balloon.current": 1000, "balloon.maximum": 2000, "balloon.available": 900,
            "balloon.usable": 300, "balloon.rss": 700,
            "block.count": 2, "block.0.rd.bytes": 1, "block.0.wr.bytes": 2, "block.1.rd.bytes": 4,
            "net.count": 1, "net.0.rx.bytes": 8, "net.0.tx.bytes": 16,
        }
    )  # fmt: skip
    assert reading.state is DomainState.RUNNING
    assert reading.reason == "booted"
    assert reading.counters.memory_kib == 600
    assert reading.counters.disk_bytes == 7
    assert reading.counters.net_bytes == 24
    assert reading_of({}).counters.cpu_time_ns is None
    assert reading_of({"balloon.rss": 700, "balloon.current": 500}).counters.memory_kib == 500


def test_load_of_a_node():
    before = {"user": 10, "kernel": 10, "idle": 80, "iowait": 0}
    now = {"user": 40, "kernel": 20, "idle": 140, "iowait": 0}
    assert cpu_shares(before, now)["used"] == pytest.approx(0.4)
    assert cpu_shares(now, now) == {}
    assert cpu_shares(now, before) == {}


def test_only_what_is_polled_is_asked():
    nothing = Polling(cpu=False, memory=False, disk=False, network=False)
    assert not stats_flags(nothing) & libvirt.VIR_DOMAIN_STATS_BLOCK
    assert stats_flags(Polling()) & libvirt.VIR_DOMAIN_STATS_BLOCK
