"""A sink that keeps what the backend says, and waits for it."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from virtgui.core.changes import ChangeSet
from virtgui.core.inventory import Inventory
from virtgui.core.messages import (
    Answer,
    EventHappened,
    Fault,
    Message,
    StatusChanged,
    TaskChanged,
)
from virtgui.core.values.connection import ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain
from virtgui.core.values.event import Event
from virtgui.core.values.sample import SampleBatch
from virtgui.core.values.task import Task

T = TypeVar("T")


class Recorder:
    """Keeps messages in their order; any thread may post."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self.messages: list[Message] = []
        self.inventory = Inventory()
        self.statuses: dict[str, ConnectionStatus] = {}
        self.tasks: dict[int, Task] = {}
        self.answers: dict[int, Answer] = {}
        self.states: list[ConnectionState] = []

    def post(self, message: Message) -> None:
        with self._condition:
            self.messages.append(message)
            match message:
                case ChangeSet():
                    self.inventory.apply([message])
                case StatusChanged():
                    self.statuses[message.status.id] = message.status
                    if self.states[-1:] != [message.status.state]:
                        self.states.append(message.status.state)
                case TaskChanged():
                    self.tasks[message.task.id] = message.task
                case Answer():
                    self.answers[message.query_id] = message
            self._condition.notify_all()

    def wait(self, condition: Callable[[], T], seconds: float = 15.0) -> T:
        """Wait until something is so; gives what the condition gave."""
        end = time.monotonic() + seconds
        with self._condition:
            while not (found := condition()):
                left = end - time.monotonic()
                assert left > 0, self.describe()
                self._condition.wait(left)
            return found

    def describe(self) -> str:
        """What is known, for a failed wait."""
        rows = [(d.name, d.state.value, d.reason) for d in self.inventory.domains()]
        return f"waited in vain: {self.statuses}, {rows}, {list(self.tasks.values())}"

    def wait_state(self, connection: str, state: ConnectionState, seconds: float = 15.0) -> None:
        """Wait until a connection is in a state."""
        self.wait(
            lambda: connection in self.statuses and self.statuses[connection].state is state,
            seconds,
        )

    def domain(self, name: str) -> Domain | None:
        """The domain of that name."""
        return next((row for row in self.inventory.domains() if row.name == name), None)

    def wait_task(self, task_id: int, seconds: float = 30.0) -> Task:
        """Wait until a task is over."""
        self.wait(lambda: task_id in self.tasks and self.tasks[task_id].state.is_over, seconds)
        return self.tasks[task_id]

    def events(self) -> list[Event]:
        """All events so far."""
        with self._condition:
            return [item.event for item in self.messages if isinstance(item, EventHappened)]

    def batches(self) -> list[SampleBatch]:
        """All samples so far."""
        with self._condition:
            return [item for item in self.messages if isinstance(item, SampleBatch)]

    def faults(self) -> list[Fault]:
        """All defects that the backend told of."""
        with self._condition:
            return [item for item in self.messages if isinstance(item, Fault)]
