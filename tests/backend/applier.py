"""Edits definitions as the editor does, and applies them."""

from collections.abc import Callable, Iterable

from lxml import etree

from tests.backend.recorder import Recorder
from virtgui.backend.fleet import Fleet
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.queries import ReadDefinition
from virtgui.core.refs import ObjectRef
from virtgui.core.values.definition import DomainDefinition
from virtgui.core.values.live_step import LiveStep, PartState
from virtgui.core.values.task import Task
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import compare
from virtgui.documents.editing.live_plan import Plan, make_plan

Change = Callable[[etree._Element], object]


class Applier:
    """Somebody with the editor before one domain."""

    def __init__(self, fleet: Fleet, recorder: Recorder, ref: ObjectRef, name: str) -> None:
        self.fleet, self.recorder, self.ref, self.name = fleet, recorder, ref, name

    def read(self) -> DomainDefinition:
        """What the node says now."""
        number = self.fleet.ask(ReadDefinition(self.ref))
        answer = self.recorder.wait(lambda: self.recorder.answers.get(number))
        assert answer.error is None, answer.error
        return answer.value

    def plan(self, change: Change, definition: DomainDefinition | None = None) -> tuple[str, Plan]:
        """The edited text, and how it would be applied."""
        definition = definition or self.read()
        base = DomainDocument.parse(definition.edited)
        new = base.copy()
        change(new.element)
        running = DomainDocument.parse(definition.running) if definition.running else None
        plan = make_plan(
            compare(base.element, new.element),
            new,
            running,
            base=base,
            is_transient=not definition.persistent,
        )
        return new.text(), plan

    def operation(self, change: Change, more: Iterable[LiveStep] = ()) -> ApplyDefinition:
        """The operation that the editor submits."""
        definition = self.read()
        text, plan = self.plan(change, definition)
        return ApplyDefinition(
            ref=self.ref,
            xml=text if definition.persistent else "",
            base_digest=definition.digest,
            steps=(*plan.steps, *more),
            count=len(plan.items),
        )

    def submit(self, operation: ApplyDefinition) -> int:
        """Begin; the task's number."""
        return self.fleet.submit(operation, self.name, 1)

    def apply(self, change: Change, more: Iterable[LiveStep] = ()) -> Task:
        """Apply an edit, and wait until that is over."""
        return self.recorder.wait_task(self.submit(self.operation(change, more)), 40)


def states(task: Task) -> list[PartState]:
    """How the parts ended, the definition first."""
    return [part.state for part in task.parts]


def put(path: str, value: str) -> Change:
    """Set a text "a/b" or an attribute "a/b/@c"; what is missing is made."""

    def change(root: etree._Element) -> None:
        *steps, last = path.split("/")
        element = root
        for step in steps if last.startswith("@") else (*steps, last):
            found = element.find(step)
            if found is None:
                found = etree.SubElement(element, step.partition("[")[0])
            element = found
        if last.startswith("@"):
            element.set(last[1:], value)
        else:
            element.text = value

    return change


def add(path: str, xml: str) -> Change:
    """Add an element; its parent is made where there is none."""

    def change(root: etree._Element) -> None:
        parent = root.find(path)
        if parent is None:
            parent = etree.SubElement(root, path)
        parent.append(etree.fromstring(xml))

    return change


def take(path: str) -> Change:
    """Take an element away."""

    def change(root: etree._Element) -> None:
        (element,) = root.xpath(path)
        element.getparent().remove(element)

    return change


def all_of(*changes: Change) -> Change:
    """Several changes at once."""

    def change(root: etree._Element) -> None:
        for one in changes:
            one(root)

    return change
