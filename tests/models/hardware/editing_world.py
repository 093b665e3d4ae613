"""An editor whose backend only remembers what it was asked."""

import hashlib

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.messages import Answer, TaskChanged
from virtgui.core.queries import ReadDefinition
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.task import Task, TaskState
from virtgui.models.hardware.editor import HardwareEditor

REF = domain_ref(ConnectionId("kvm-01"), "7d5d8a5c-2b7a-4d0c-9c63-f3bd2a1f8e11")
OTHER = domain_ref(ConnectionId("kvm-01"), "7d5d8a5c-2b7a-4d0c-9c63-f3bd2a1f8e12")
NOW = 1_700_000_000.0


class Backend:
    """Remembers questions and operations."""

    def __init__(self):
        self.asked, self.submitted = [], []

    def ask(self, query):
        self.asked.append(query)
        return len(self.asked)

    def submit(self, operation, name, batch):
        del batch
        self.submitted.append((operation, name))
        return len(self.submitted)


def definition(text, running="", **more):
    """A definition as the backend reads it."""
    digest = hashlib.sha256((text or running).encode()).hexdigest()
    return DomainDefinition(text, running, digest, NOW, **more)


class EditorWorld:
    """An editor, and what the backend would tell it."""

    def __init__(self, feed, clock=lambda: NOW):
        self.feed, self.backend = feed, Backend()
        self.dispatcher = Dispatcher(self.backend, feed)
        self.editor = HardwareEditor(feed, self.dispatcher, now=clock)

    def asked(self, kind):
        """The questions of a kind."""
        return [query for query in self.backend.asked if isinstance(query, kind)]

    def answer(self, value=None, error=None, kind=ReadDefinition):
        """Answer the newest question of a kind."""
        numbers = [n for n, q in enumerate(self.backend.asked, 1) if isinstance(q, kind)]
        self.post(Answer(numbers[-1], value, error))

    def post(self, *messages):
        """Let the feed tell something."""
        for message in messages:
            self.feed.post(message)
        self.feed.deliver()

    def open(self, text, running="", ref=REF, **more):
        """Open a machine and answer."""
        self.editor.open(ref)
        self.answer(definition(text, running, **more))
        return self.editor

    def end(self, state=TaskState.DONE, parts=(), error=None):
        """End the newest task."""
        number = len(self.backend.submitted)
        operation, name = self.backend.submitted[-1]
        task = Task(number, operation, name, "kvm-01", "", state, NOW, parts=parts, error=error)
        self.post(TaskChanged(task))
        return task
