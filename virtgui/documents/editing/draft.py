"""A definition on its way: what it was, what it shall be, and every step between."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lxml import etree

from virtgui.documents.document import DocumentError, DocumentProblem
from virtgui.documents.domain import DomainDocument
from virtgui.documents.editing.difference import (
    PartChange,
    compare,
    revert,
    revert_leaves,
)
from virtgui.documents.editing.leaves import Leaf

MOST_STEPS: Final = 200
ROOT: Final = "domain"


@dataclass(frozen=True, slots=True)
class DraftStep:
    """A state of the text, and what led to it."""

    text: str
    label: str
    """A code or name of the edit, for the words of undo."""
    at: str = ""
    """Which field was edited: the next edit of the same one joins this step."""


class Draft:
    """Edits of one definition, until they are applied. Not for several threads.

    The text may be broken while somebody types it; the last good document stays meanwhile.
    """

    def __init__(self, text: str) -> None:
        """Begin with a definition.

        Raises:
            DocumentError: It is not the definition of a domain.
        """
        self.base = parse_domain(text)
        # As documents are written here: else each edit would change all quotes as well.
        self.base_text = self.base.text()
        self.document = self.base.copy()
        self.text = self.base_text
        self.error: DocumentError | None = None
        self._undo: list[DraftStep] = []
        self._redo: list[DraftStep] = []
        self._last_at = ""
        self._changes: tuple[PartChange, ...] | None = ()

    @property
    def changes(self) -> tuple[PartChange, ...]:
        """What the draft would change; of a broken text what the last good one would."""
        if self._changes is None:
            self._changes = compare(self.base.element, self.document.element)
        return self._changes

    @property
    def is_changed(self) -> bool:
        """Whether anything differs, or the text is broken."""
        return self.error is not None or bool(self.changes)

    @property
    def undo_label(self) -> str:
        """What the next undo takes back; empty for nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """What the next redo does again; empty for nothing."""
        return self._redo[-1].label if self._redo else ""

    def edit(self, label: str, change: Callable[[DomainDocument], None], at: str = "") -> None:
        """Change the document.

        Args:
            label: What is done, for undo.
            change: Does it; what it raises leaves the draft as it was.
            at: The field; edits of the same field one after the other are one step.
        """
        document = self.document.copy()
        change(document)
        self._take(document.text(), document, label, at)

    def set_text(self, text: str, label: str, at: str = "text") -> None:
        """Take a text as somebody types it; a broken one is kept with its error."""
        try:
            document = parse_domain(text)
        except DocumentError as error:
            self._remember(label, at)
            self.text, self.error = text, error
            return
        self._take(text, document, label, at)

    def revert_change(self, change: PartChange, leaves: tuple[Leaf, ...] = ()) -> None:
        """Take one change back, or some leaves of it."""

        def back(document: DomainDocument) -> None:
            if leaves:
                revert_leaves(change, leaves, document.element, self.base.element)
            else:
                revert(change, document.element, self.base.element)

        self.edit("revert", back)

    def discard(self) -> None:
        """Go back to the beginning; undo brings the edits again."""
        if self.text != self.base_text:
            self._take(self.base_text, parse_domain(self.base_text), "discard", "")

    def undo(self) -> None:
        """Take the last step back."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._swap(self._redo, self._undo)

    def _take(self, text: str, document: DomainDocument, label: str, at: str) -> None:
        if text == self.text and self.error is None:
            return
        self._remember(label, at)
        self.text, self.document, self.error = text, document, None
        self._changes = None

    def _remember(self, label: str, at: str) -> None:
        if not (at and at == self._last_at and self._undo):
            self._undo.append(DraftStep(self.text, label, at))
            del self._undo[:-MOST_STEPS]
        self._redo.clear()
        self._last_at = at

    def _swap(self, source: list[DraftStep], target: list[DraftStep]) -> None:
        if not source:
            return
        step = source.pop()
        target.append(DraftStep(self.text, step.label))
        self._last_at = ""
        self.text, self.error, self._changes = step.text, None, None
        try:
            self.document = parse_domain(step.text)
        except DocumentError as error:
            self.error = error


def parse_domain(text: str) -> DomainDocument:
    """Parse the definition of a domain.

    Raises:
        DocumentError: The text is refused, or is something else.
    """
    document = DomainDocument.parse(text)
    if etree.QName(document.element).localname != ROOT:
        raise DocumentError(DocumentProblem.WRONG_ROOT, detail=str(document.element.tag))
    return document
