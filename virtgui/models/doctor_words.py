"""Words for the test of a connection: its steps, their outcome, the whole as a report."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.redact import redact
from virtgui.core.values.diagnosis import Diagnosis, DoctorStep, StepResult, StepState
from virtgui.models.error_words import error_facts, error_text
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.prompt_words import server_line
from virtgui.models.translate import translate

_CONTEXT: Final = "Doctor"
_LONG: Final = 10
"""From so many seconds on one digit is enough."""

_STEPS: Final[Mapping[DoctorStep, str]] = MappingProxyType(
    {
        DoctorStep.RESOLVE: QT_TRANSLATE_NOOP("Doctor", "Name of the host"),
        DoctorStep.PORT: QT_TRANSLATE_NOOP("Doctor", "Way to the host"),
        DoctorStep.HOST_KEY: QT_TRANSLATE_NOOP("Doctor", "Host key"),
        DoctorStep.LOGIN: QT_TRANSLATE_NOOP("Doctor", "Login"),
        DoctorStep.HELPER: QT_TRANSLATE_NOOP("Doctor", "Helper on the host"),
        DoctorStep.SOCKET: QT_TRANSLATE_NOOP("Doctor", "libvirt's socket"),
        DoctorStep.PERMISSION: QT_TRANSLATE_NOOP("Doctor", "Permission"),
        DoctorStep.RPC: QT_TRANSLATE_NOOP("Doctor", "libvirt's answer"),
        DoctorStep.VERSIONS: QT_TRANSLATE_NOOP("Doctor", "Versions"),
    }
)

_STATES: Final[Mapping[StepState, str]] = MappingProxyType(
    {
        StepState.WAITING: QT_TRANSLATE_NOOP("Doctor", "not yet"),
        StepState.RUNNING: QT_TRANSLATE_NOOP("Doctor", "running"),
        StepState.ASKING: QT_TRANSLATE_NOOP("Doctor", "waits for your answer"),
        StepState.OK: QT_TRANSLATE_NOOP("Doctor", "works"),
        StepState.WARNING: QT_TRANSLATE_NOOP("Doctor", "works, but"),
        StepState.FAILED: QT_TRANSLATE_NOOP("Doctor", "fails"),
        StepState.SKIPPED: QT_TRANSLATE_NOOP("Doctor", "not reached"),
    }
)

_ICONS: Final[Mapping[StepState, tuple[str, str]]] = MappingProxyType(
    {
        StepState.WAITING: ("lk-off", "disabled"),
        StepState.RUNNING: ("", "muted"),
        StepState.ASKING: ("question", "warn"),
        StepState.OK: ("ok", "ok"),
        StepState.WARNING: ("warn", "warn"),
        StepState.FAILED: ("error", "error"),
        StepState.SKIPPED: ("lk-off", "disabled"),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


def doctor_step_word(step: DoctorStep) -> str:
    """The name of a step."""
    return _tr(_STEPS[step])


def step_state_word(state: StepState) -> str:
    """How a step fares."""
    return _tr(_STATES[state])


def step_icon(state: StepState) -> tuple[str, str]:
    """Icon name and colour role of a step; a running one has a ring instead."""
    return _ICONS[state]


def step_time(result: StepResult) -> str:
    """How long a step took, as "0.12 s" or "4 ms"; nothing before it is over."""
    if result.seconds is None:
        return ""
    if result.seconds < 1:
        return translate("Doctor", "{0} ms").format(max(1, round(result.seconds * 1000)))
    digits = 2 if result.seconds < _LONG else 1
    return translate("Doctor", "{0} s").format(f"{result.seconds:.{digits}f}")


def step_detail(result: StepResult) -> str:
    """What a step found, or why it waits."""
    if result.state is StepState.ASKING:
        return _sentence(step_state_word(result.state))
    found = " · ".join(server_line(redact(fact)) for fact in result.found)
    if result.state is StepState.WARNING and result.error is not None:
        words = error_text(result.error)
        return " ".join(part for part in (found, words.why, words.next) if part)
    return found


def step_sentence(result: StepResult) -> str:
    """A step for a screen reader."""
    parts = (
        doctor_step_word(result.step),
        step_state_word(result.state),
        step_time(result),
        step_detail(result) if result.found or result.error else "",
    )
    return ", ".join(part for part in parts if part)


def summary(diagnosis: Diagnosis) -> tuple[str, str]:
    """Severity (`info`, `ok`, `warn` or `error`) and the whole in one line."""
    failed = diagnosis.failed
    if failed is not None:
        words = QCoreApplication.translate(_CONTEXT, "Stops at: {0}")
        return "error", words.format(doctor_step_word(failed.step))
    if any(step.state is StepState.ASKING for step in diagnosis.steps):
        return "info", QCoreApplication.translate(_CONTEXT, "It waits for your answer.")
    if not diagnosis.is_over:
        return "info", QCoreApplication.translate(_CONTEXT, "The test is running.")
    if not all(step.state in (StepState.OK, StepState.WARNING) for step in diagnosis.steps):
        return "warn", QCoreApplication.translate(_CONTEXT, "The test was ended early.")
    return _success(diagnosis)


def _success(diagnosis: Diagnosis) -> tuple[str, str]:
    odd = [step for step in diagnosis.steps if step.state is StepState.WARNING]
    versions = next((s.found for s in diagnosis.steps if s.step is DoctorStep.VERSIONS), ())
    found = ", ".join(server_line(fact) for fact in versions)
    if odd:
        words = QCoreApplication.translate(_CONTEXT, "It works. Look at: {0}")
        return "warn", words.format(", ".join(doctor_step_word(step.step) for step in odd))
    if not found:
        return "ok", QCoreApplication.translate(_CONTEXT, "Everything works.")
    return "ok", QCoreApplication.translate(_CONTEXT, "Everything works: {0}").format(found)


def report(diagnosis: Diagnosis) -> str:
    """The test as plain text, without secrets."""
    spec = diagnosis.spec
    lines = [f"{spec.name} · {spec.uri}", summary(diagnosis)[1], ""]
    for result in diagnosis.steps:
        lines.append(step_sentence(result))
        if result.error is not None:
            words = error_text(result.error)
            facts = (f"{label}: {value}" for label, value in error_facts(result.error))
            parts = (words.why, words.next, words.command, *facts, words.detail)
            lines += [f"    {part}" for part in parts if part]
    return redact("\n".join(lines))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
