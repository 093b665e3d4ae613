"""libvirt's schemas as they are installed on this computer: validation and completion."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from lxml import etree

from virtgui.documents.completion import CompletionModel
from virtgui.documents.document import DocumentError, DocumentProblem, parse_root
from virtgui.documents.rng import GrammarError, Pattern, read_grammar
from virtgui.documents.schema_check import Check, Places, Validators
from virtgui.documents.schema_content import ContentIndex, content_of
from virtgui.documents.schema_problem import SchemaCode, SchemaProblem

USUAL_FOLDERS: Final = (
    Path("/usr/share/libvirt/schemas"),
    Path("/usr/local/share/libvirt/schemas"),
)
"""Where distributions and a build from source put the schemas."""

_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "domain": "domain.rng",
        "network": "network.rng",
        "pool": "storagepool.rng",
        "volume": "storagevol.rng",
        "filter": "nwfilter.rng",
        "filterbinding": "nwfilterbinding.rng",
        "interface": "interface.rng",
        "secret": "secret.rng",
        "device": "nodedev.rng",
        "networkport": "networkport.rng",
        "domainsnapshot": "domainsnapshot.rng",
        "domaincheckpoint": "domaincheckpoint.rng",
        "domainbackup": "domainbackup.rng",
        "capabilities": "capability.rng",
        "domainCapabilities": "domaincaps.rng",
        "cpu": "cpu.rng",
    }
)
"""Files by the root element of the documents for which they are."""

_CODES: Final[Mapping[DocumentProblem, SchemaCode]] = MappingProxyType(
    {
        DocumentProblem.EMPTY: SchemaCode.EMPTY,
        DocumentProblem.TOO_LARGE: SchemaCode.TOO_LARGE,
        DocumentProblem.DOCTYPE: SchemaCode.DOCTYPE,
        DocumentProblem.BAD_CHARACTER: SchemaCode.NOT_WELL_FORMED,
        DocumentProblem.MALFORMED: SchemaCode.NOT_WELL_FORMED,
        DocumentProblem.WRONG_ROOT: SchemaCode.WRONG_ROOT,
    }
)
_LIBRARY: Final = re.compile(r"libvirt\.so\.0\.(\d+)\.(\d+)$")


class SchemaMissingError(LookupError):
    """There is no schema for such documents on this computer."""


def find_schemas(folders: Iterable[Path] = USUAL_FOLDERS) -> Path | None:
    """Return the first of some folders that holds libvirt's schemas; None where none does."""
    for folder in folders:
        if (folder / "domain.rng").is_file():
            return folder
    return None


def installed_version(folder: Path) -> str:
    """Return the version of the libvirt whose schemas these are, such as "9.0.0", or empty.

    It is read from the name of the library beside them, since the schemas do not say it.
    """
    root = folder.parent.parent.parent
    for pattern in ("lib64", "lib/*-linux-*", "lib"):
        for place in sorted(root.glob(pattern)):
            for path in sorted(place.glob("libvirt.so.0.*"), reverse=True):
                if match := _LIBRARY.search(path.name):
                    major, minor = divmod(int(match[1]), 1000)
                    return f"{major}.{minor}.{match[2]}"
    return ""


class Schema:
    """The schema of one kind of document.

    It is made and used in a worker: reading takes about a tenth of a second, and the validators
    in it are for one thread at a time.

    Attributes:
        root: Name of the root element.
        version: Of the libvirt that the schema belongs to, or empty.
    """

    def __init__(self, folder: Path, root: str) -> None:
        """Read a schema.

        Args:
            folder: Where libvirt's schemas are.
            root: Name of the root element of the documents: "domain", "network", "pool" …

        Raises:
            SchemaMissingError: The folder has none for such documents, or one that is damaged.
        """
        try:
            file_name = _FILES[root]
            self._start: Pattern = read_grammar(folder, file_name)
            self._whole = etree.RelaxNG(file=str(folder / file_name))
        except (KeyError, GrammarError, etree.RelaxNGError) as error:
            raise SchemaMissingError(root) from error
        self.root = root
        self.version = installed_version(folder)
        self._roots = content_of((self._start,)).elements
        self._index = ContentIndex()
        self._validators = Validators()

    def completion(self) -> CompletionModel:
        """Return what may be typed where, for another thread."""
        return CompletionModel(self._start)

    def validate(self, text: str) -> tuple[SchemaProblem, ...]:
        """Return what is wrong with a text, in the order of its lines; empty when it is valid."""
        try:
            root = parse_root(text)
        except DocumentError as error:
            return (_unparsed(text, error),)
        patterns = self._roots.get(str(root.tag))
        if patterns is None:
            known = tuple(sorted(self._roots))
            code = SchemaCode.WRONG_ROOT
            line, column, length = Places(text, root).of_element(root)
            return (SchemaProblem(code, line, column, length, subject=str(root.tag), known=known),)
        if self._whole.validate(root):
            return ()
        detail = str(self._whole.error_log[-1].message) if len(self._whole.error_log) else ""
        check = Check(Places(text, root), self._index, self._validators)
        # libxml2 has the last word: where every part alone is fine, the whole still is not.
        return check.problems(root, patterns) or (_whole(root, detail),)


class SchemaSet:
    """The schemas of a folder, each read when it is first needed. For one worker.

    Attributes:
        folder: Where they are; None when this computer has none.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._schemas: dict[str, Schema] = {}

    def schema(self, root: str) -> Schema:
        """Return the schema of documents with a root element.

        Raises:
            SchemaMissingError: There is none.
        """
        if self.folder is None:
            raise SchemaMissingError(root)
        found = self._schemas.get(root)
        if found is None:
            found = self._schemas[root] = Schema(self.folder, root)
        return found


def _unparsed(text: str, error: DocumentError) -> SchemaProblem:
    # The parser does not see the blanks before the document.
    lines = text[: len(text) - len(text.removeprefix("\ufeff").lstrip())].count("\n")
    line, column = max(1, error.line) + lines, max(1, error.column)
    return SchemaProblem(_CODES[error.code], line, column, detail=error.detail)


def _whole(root: etree._Element, detail: str) -> SchemaProblem:
    name = str(root.tag)
    return SchemaProblem(SchemaCode.OTHER, place=name, subject=name, detail=detail)
