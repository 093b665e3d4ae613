"""Questions to the user, from any worker; each waits in the window until it is answered.

A question belongs to a connection and is withdrawn when what asked it ends. Secrets pass
through here on their way from the window to the one who asked, and stay nowhere.
"""

import contextlib
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, replace
from typing import Final

from virtgui.core.errors import CancelledError
from virtgui.core.messages import PromptAsked, PromptWithdrawn
from virtgui.core.ports import Sink
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.prompt import Prompt, PromptReply

NOBODY: Final = ConnectionId("")


class Prompter:
    """Keeps the questions that wait. All methods may be called from any thread; none waits."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[PromptReply]] = {}

    def ask(self, prompt: Prompt) -> "Question":
        """Put a question to the user; its id is given here."""
        asked = replace(prompt, id=next(self._ids))
        future: Future[PromptReply] = Future()
        with self._lock:
            self._waiting[asked.id] = future
        self._sink.post(PromptAsked(asked))
        return Question(asked.id, future, self)

    def reply(self, prompt_id: int, reply: PromptReply) -> None:
        """Pass the answer to the one who asked."""
        future = self._take(prompt_id)
        if future is not None:
            with contextlib.suppress(InvalidStateError):  # who asked is gone already
                future.set_result(reply)

    def withdraw(self, prompt_id: int) -> None:
        """Take a question back; harmless when it was answered."""
        future = self._take(prompt_id)
        if future is not None:
            with contextlib.suppress(InvalidStateError):  # who asked is gone already
                future.set_exception(CancelledError("question withdrawn"))

    def _take(self, prompt_id: int) -> Future[PromptReply] | None:
        with self._lock:
            future = self._waiting.pop(prompt_id, None)
        if future is not None:
            self._sink.post(PromptWithdrawn(prompt_id))
        return future


@dataclass(frozen=True, slots=True)
class Question:
    """One question on its way; `future` gives the reply, or raises `CancelledError`."""

    id: int
    future: Future[PromptReply]
    _prompter: Prompter

    def withdraw(self) -> None:
        """Nobody waits for the answer any more."""
        self._prompter.withdraw(self.id)


class Asker:
    """Asks for one connection, and tells while it waits.

    `on_asking` is called in the asking thread with True when a question is put and with False
    when it is over; it must not wait, nor ask.
    """

    def __init__(
        self,
        prompter: Prompter,
        spec: ConnectionSpec,
        on_asking: Callable[[bool], None],
        diagnosis: int | None = None,
    ) -> None:
        self._prompter = prompter
        self._spec = spec
        self._listeners = [on_asking]
        self._diagnosis = diagnosis
        self._lock = threading.Lock()
        self._open: set[Question] = set()
        self._is_closed = False

    @property
    def connection(self) -> ConnectionId:
        """The connection that asks."""
        return self._spec.id

    def also_tell(self, on_asking: Callable[[bool], None]) -> None:
        """Have somebody else told as well, from now on."""
        with self._lock:
            self._listeners.append(on_asking)

    def put(self, prompt: Prompt) -> Question:
        """Put a question; the caller waits for its future and then calls `done`.

        Raises:
            CancelledError: the connection is being closed.
        """
        named = replace(
            prompt, connection=self._spec.id, node=self._spec.name, diagnosis=self._diagnosis
        )
        with self._lock:
            if self._is_closed:
                raise CancelledError("the connection is being closed")
            question = self._prompter.ask(named)
            self._open.add(question)
            self._tell(True)
        return question

    def done(self, question: Question) -> None:
        """The caller waits no longer."""
        question.withdraw()
        with self._lock:
            self._open.discard(question)
            if not self._open:
                self._tell(False)

    def _tell(self, asks: bool) -> None:
        for listener in self._listeners:
            listener(asks)

    def wait(self, prompt: Prompt) -> PromptReply:
        """Put a question and wait for the reply, in a worker thread.

        Raises:
            CancelledError: the question was withdrawn.
        """
        question = self.put(prompt)
        try:
            return question.future.result()
        finally:
            self.done(question)

    def close(self) -> None:
        """Withdraw what is asked now; later questions are refused."""
        with self._lock:
            self._is_closed = True
            waiting = tuple(self._open)
        for question in waiting:
            question.withdraw()


def blank_prompt(**parts: object) -> Prompt:
    """A prompt without id and connection, which `Asker` and `Prompter` fill in."""
    return Prompt(id=0, connection=NOBODY, node="", **parts)  # type: ignore[arg-type]  # see Prompt
