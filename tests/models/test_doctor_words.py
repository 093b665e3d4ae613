"""The test of a connection in words."""

import pytest

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.diagnosis import Diagnosis, DoctorStep, StepResult, StepState
from virtgui.models import doctor_words as words

SPEC = ConnectionSpec(ConnectionId("x"), "qemu+ssh://ops:hunter2@kvm-02/system", "kvm-02")
REFUSED = ErrorInfo(
    ErrorKind.AUTHENTICATION, Remedy.CHECK_CREDENTIALS, "password=hunter2 refused",
    facts=(("file", "publickey"),),
)  # fmt: skip


def made(*states, is_over=True, error=None, found=()):
    steps = tuple(
        StepResult(step, state, 0.12, found, error if state is StepState.FAILED else None)
        for step, state in zip(DoctorStep, states, strict=False)
    )
    return Diagnosis(7, SPEC, steps, is_over)


def all_ok(found=()):
    steps = [StepResult(step, StepState.OK, 0.1) for step in DoctorStep][:-1]
    return Diagnosis(
        7, SPEC, (*steps, StepResult(DoctorStep.VERSIONS, StepState.OK, found=found)), True
    )


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, ""),
        (0.0004, "1 ms"),
        (0.004, "4 ms"),
        (0.123, "123 ms"),
        (1.234, "1.23 s"),
        (12.34, "12.3 s"),
    ],
)
def test_times(seconds, shown):
    assert words.step_time(StepResult(DoctorStep.RPC, seconds=seconds)) == shown


@pytest.mark.parametrize(
    ("diagnosis", "severity", "line"),
    [
        (all_ok(("libvirt 9.0.0", "QEMU 7.2.22")), "ok",
         "Everything works: libvirt 9.0.0, QEMU 7.2.22"),
        (all_ok(), "ok", "Everything works."),
        (made(StepState.OK, StepState.OK, StepState.OK, StepState.FAILED), "error",
         "Stops at: Login"),
        (made(StepState.OK, StepState.RUNNING, is_over=False), "info", "The test is running."),
        (made(StepState.ASKING, is_over=False), "info", "It waits for your answer."),
        (made(StepState.OK, StepState.WAITING), "warn", "The test was ended early."),
        (made(StepState.OK, StepState.WARNING), "warn", "It works. Look at: Way to the host"),
    ],
)  # fmt: skip
def test_the_whole_in_one_line(diagnosis, severity, line):
    assert words.summary(diagnosis) == (severity, line)


@pytest.mark.parametrize("step", DoctorStep)
@pytest.mark.parametrize("state", StepState)
def test_every_step_in_every_state_can_be_read(step, state):
    result = StepResult(step, state, 1.0, ("fact",))
    spoken = words.step_sentence(result)
    assert words.doctor_step_word(step) in spoken
    assert words.step_state_word(state) in spoken


def test_the_report_says_all_but_secrets():
    report = words.report(made(StepState.OK, StepState.FAILED, error=REFUSED, found=("a fact",)))
    for part in ("kvm-02", "Name of the host", "a fact", "File: publickey", "Stops at", "120 ms"):
        assert part in report
    assert "hunter2" not in report


def test_what_was_found_cannot_act():
    result = StepResult(DoctorStep.PORT, StepState.OK, found=("SSH-2.0\x1b[31m\u202ex", "22"))
    assert words.step_detail(result) == "SSH-2.0x · 22"
