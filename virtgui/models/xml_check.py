"""Checks a text by libvirt's schemas in a worker while it is being typed."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from virtgui.bridge.latest_worker import LatestWorker
from virtgui.documents.completion import CompletionModel
from virtgui.documents.schema import SchemaMissingError, SchemaSet
from virtgui.documents.schema_problem import SchemaProblem


@dataclass(frozen=True, slots=True)
class XmlCheck:
    """What a check found.

    Attributes:
        problems: In the order of the lines.
        completion: What may be typed; None where there is no schema.
        version: Of the libvirt whose schema it is, or empty.
        is_checked: False where this computer has no schema for such documents.
    """

    problems: tuple[SchemaProblem, ...] = ()
    completion: CompletionModel | None = None
    version: str = ""
    is_checked: bool = False


class XmlChecker(QObject):
    """Checks the newest text of an editor; texts that came meanwhile are passed over.

    Signals:
        checked: the `XmlCheck` of the newest text.
    """

    checked = Signal(object)

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        """Make a checker.

        Args:
            folder: Where libvirt's schemas are; None when this computer has none.
            parent: Owner.
        """
        super().__init__(parent)
        self._work = _Check(SchemaSet(folder))
        self._worker = LatestWorker(self._work, name="schema", parent=self)
        self._worker.answered.connect(self.checked)

    def check(self, text: str, root: str) -> None:
        """Check a text as a document whose root is "domain", "network" and so on."""
        self._worker.request((text, root))

    def flush(self) -> bool:
        """Wait for the answer and tell it; whether it came."""
        return self._worker.flush()


class _Check:
    """Runs in the worker, which alone uses the schemas."""

    def __init__(self, schemas: SchemaSet) -> None:
        self._schemas = schemas
        self._completions: dict[str, CompletionModel] = {}

    def __call__(self, request: tuple[str, str]) -> XmlCheck:
        text, root = request
        try:
            schema = self._schemas.schema(root)
        except SchemaMissingError:
            return XmlCheck()
        if root not in self._completions:
            self._completions[root] = schema.completion()
        completion = self._completions[root]
        return XmlCheck(schema.validate(text), completion, schema.version, is_checked=True)
