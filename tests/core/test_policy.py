"""What is possible now, and why not."""

from dataclasses import replace

import pytest

from virtgui.core.features import Feature
from virtgui.core.ops import domain as ops
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.policy import Refusal, refusal
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState

C = ConnectionId("c")
STATUS = ConnectionStatus(
    ConnectionSpec(C, "test:///default", "c"),
    ConnectionState.CONNECTED,
    features=frozenset(Feature),
)
ON = Domain(domain_ref(C, "u"), "n", DomainState.RUNNING, run_id=1)
OFF = replace(ON, state=DomainState.SHUTOFF, run_id=None)
PAUSED = replace(ON, state=DomainState.PAUSED)
ASLEEP = replace(ON, state=DomainState.PMSUSPENDED)


@pytest.mark.parametrize(
    ("operation", "domain", "expected"),
    [
        (ops.StartDomain, OFF, None),
        (ops.StartDomain, ON, Refusal.ALREADY_RUNNING),
        (ops.PauseDomain, ON, None),
        (ops.PauseDomain, PAUSED, Refusal.ALREADY_PAUSED),
        (ops.PauseDomain, OFF, Refusal.NOT_RUNNING),
        (ops.ResumeDomain, PAUSED, None),
        (ops.ResumeDomain, ON, Refusal.NOT_PAUSED),
        (ops.ShutdownDomain, ON, None),
        (ops.ShutdownDomain, PAUSED, Refusal.IS_PAUSED),
        (ops.ShutdownDomain, ASLEEP, Refusal.ASLEEP),
        (ops.DestroyDomain, PAUSED, None),
        (ops.DestroyDomain, replace(ON, state=DomainState.SHUTDOWN), None),
        (ops.DestroyDomain, OFF, Refusal.NOT_RUNNING),
        (ops.RenameDomain, ON, Refusal.MUST_BE_OFF),
        (ops.RenameDomain, OFF, None),
        (ops.RenameDomain, replace(OFF, persistent=False), Refusal.TRANSIENT),
        (ops.ManagedSaveDomain, replace(ON, persistent=False), Refusal.TRANSIENT),
        (ops.DiscardSavedState, OFF, Refusal.NO_SAVED_STATE),
        (ops.DiscardSavedState, replace(OFF, managed_save=True), None),
        (ops.SuspendDomainPm, ON, Refusal.NEEDS_AGENT),
        (ops.WakeDomain, ASLEEP, None),
        (ops.WakeDomain, ON, Refusal.NOT_ASLEEP),
        (ops.DeleteDomain, ON, None),
        (ops.ResizeDisk, ON, None),
        (ops.ResizeDisk, OFF, None),
        (ApplyDefinition, ON, None),
        (ApplyDefinition, PAUSED, None),
        (ApplyDefinition, replace(ON, persistent=False), None),
    ],
)
def test_by_state(operation, domain, expected):
    assert refusal(operation, domain, STATUS) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (None, Refusal.NOT_CONNECTED),
        (replace(STATUS, state=ConnectionState.WAITING), Refusal.NOT_CONNECTED),
        (replace(STATUS, state=ConnectionState.STALE), Refusal.NO_ANSWER),
        (replace(STATUS, spec=replace(STATUS.spec, read_only=True)), Refusal.READ_ONLY),
        (replace(STATUS, features=frozenset()), Refusal.UNSUPPORTED),
    ],
)
def test_by_connection(status, expected):
    assert refusal(ops.PauseDomain, ON, status) is expected
    assert refusal(ApplyDefinition, ON, status) is expected
