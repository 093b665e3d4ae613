"""The bookkeeping of one test of a connection: which step runs, since when, what it found."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from virtgui.core.errors import ErrorInfo
from virtgui.core.messages import DiagnosisChanged
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.diagnosis import Diagnosis, DoctorStep, StepResult, StepState


class Examination:
    """Steps that begin, find something and end. Any thread."""

    def __init__(
        self,
        diagnosis_id: int,
        spec: ConnectionSpec,
        steps: Sequence[DoctorStep],
        post: Callable[[DiagnosisChanged], None],
    ) -> None:
        self._post = post
        self._lock = threading.Lock()
        self._now = Diagnosis(diagnosis_id, spec, tuple(StepResult(step) for step in steps))
        self._current: DoctorStep | None = None
        self._since = 0.0
        self._asking_since: float | None = None
        self._tell()

    def begin(self, step: DoctorStep) -> None:
        """A step begins; the one before it has gone well. A later jump host begins it again."""
        with self._lock:
            if self._now.is_over or self._current is step:
                return
            self._end_current(StepState.OK)
            self._current, self._since = step, time.monotonic()
            self._change(step, state=StepState.RUNNING)
            self._tell()

    def found(self, step: DoctorStep, fact: str) -> None:
        """A plain fact that a step has found out."""
        with self._lock:
            result = self._of(step)
            if fact and result is not None and fact not in result.found and not self._now.is_over:
                self._change(step, found=(*result.found, fact))
                self._tell()

    def warn(self, step: DoctorStep, fact: str) -> None:
        """A step found something that is not as it should be, and goes on."""
        self.found(step, fact)
        with self._lock:
            if not self._now.is_over:
                self._change(step, state=StepState.WARNING)
                self._tell()

    def note(self, fact: str) -> None:
        """The step that runs found something that is not as it should be."""
        step = self._current
        if step is not None:
            self.warn(step, fact)

    def asking(self, asks: bool) -> None:
        """The user is asked: that time does not count."""
        with self._lock:
            if self._current is None:
                return
            if asks:
                self._asking_since = time.monotonic()
            elif self._asking_since is not None:
                self._since += time.monotonic() - self._asking_since
                self._asking_since = None
            state = StepState.ASKING if asks else StepState.RUNNING
            self._change(self._current, state=state)
            self._tell()

    def finish(self, error: ErrorInfo | None) -> None:
        """It is over: all went well, or the step that ran has failed."""
        with self._lock:
            if self._now.is_over:
                return
            if error is not None and self._current is None:
                self._current, self._since = self._now.steps[0].step, time.monotonic()
            self._end_current(StepState.OK if error is None else StepState.FAILED, error)
            steps = tuple(
                replace(step, state=StepState.SKIPPED) if step.state is StepState.WAITING else step
                for step in self._now.steps
            )
            self._now = replace(self._now, steps=steps, is_over=True)
            self._tell()

    def _end_current(self, state: StepState, error: ErrorInfo | None = None) -> None:
        step = self._current
        result = self._of(step) if step is not None else None
        if step is None or result is None:
            return
        seconds = (result.seconds or 0.0) + time.monotonic() - self._since
        if result.state is StepState.WARNING and error is None:
            state = StepState.WARNING
        self._change(step, state=state, seconds=seconds, error=error)
        self._current = None

    def _of(self, step: DoctorStep) -> StepResult | None:
        return next((result for result in self._now.steps if result.step is step), None)

    def _change(self, step: DoctorStep, **changes: object) -> None:
        steps = tuple(
            replace(result, **changes) if result.step is step else result  # type: ignore[arg-type]  # names of its fields
            for result in self._now.steps
        )
        self._now = replace(self._now, steps=steps)

    def _tell(self) -> None:
        self._post(DiagnosisChanged(self._now))
