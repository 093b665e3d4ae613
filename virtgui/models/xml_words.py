"""Sentences for what is wrong with a document."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.documents.schema_problem import SchemaCode, SchemaProblem
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import in_sentence

_CONTEXT: Final = "XmlProblem"
_MOST_KNOWN: Final = 8
_ATTRIBUTE: Final = "@"
_NEAR: Final = 3
"""How many letters may differ in a name that is suggested first."""

_SENTENCES: Final[Mapping[SchemaCode, str]] = MappingProxyType(
    {
        SchemaCode.UNKNOWN_ELEMENT: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{place}” has no element “{subject}”"
        ),
        SchemaCode.UNKNOWN_ATTRIBUTE: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{place}” has no attribute “{subject}”"
        ),
        SchemaCode.NOT_HERE: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{subject}” does not go with the rest of “{place}”"
        ),
        SchemaCode.REPEATED: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{place}” has “{subject}” more often than it may"
        ),
        SchemaCode.BAD_VALUE: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{subject}” cannot be “{value}” here"
        ),
        SchemaCode.TEXT_NOT_ALLOWED: QT_TRANSLATE_NOOP(
            "XmlProblem", "“{place}” holds no text, but “{value}” stands there"
        ),
        SchemaCode.MISSING: QT_TRANSLATE_NOOP("XmlProblem", "“{place}” needs “{subject}”"),
        SchemaCode.EMPTY: QT_TRANSLATE_NOOP("XmlProblem", "There is no document"),
        SchemaCode.NOT_WELL_FORMED: QT_TRANSLATE_NOOP("XmlProblem", "This is not XML: {detail}"),
        SchemaCode.TOO_LARGE: QT_TRANSLATE_NOOP("XmlProblem", "The document is too large"),
        SchemaCode.DOCTYPE: QT_TRANSLATE_NOOP(
            "XmlProblem", "Documents with a DOCTYPE are not taken"
        ),
        SchemaCode.WRONG_ROOT: QT_TRANSLATE_NOOP(
            "XmlProblem", "The document cannot begin with “{subject}”"
        ),
        SchemaCode.OTHER: QT_TRANSLATE_NOOP(
            "XmlProblem", "What “{place}” holds does not fit together"
        ),
    }
)


def _tr(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def schema_problem_text(problem: SchemaProblem) -> str:
    """Return what is wrong and what would fit, in one or two sentences of plain text."""
    what = _tr(_SENTENCES[problem.code]).format(
        place=in_sentence(problem.place),
        subject=in_sentence(problem.subject.removeprefix(_ATTRIBUTE)),
        value=in_sentence(problem.value),
        detail=in_sentence(problem.detail),
    )
    return _ended(what, problem)


def _ended(what: str, problem: SchemaProblem) -> str:
    """The sentence with what would fit, where that is known, and its full stop."""
    if not problem.known:
        return QCoreApplication.translate("XmlProblem", "{what}.").format(what=what)
    wrong = problem.value or problem.subject.removeprefix(_ATTRIBUTE)
    ordered = nearest_first(wrong, problem.known)
    names = ", ".join(in_sentence(name) for name in ordered[:_MOST_KNOWN])
    if len(ordered) > _MOST_KNOWN:
        text = QCoreApplication.translate("XmlProblem", "{what}; known are: {names}, …")
    else:
        text = QCoreApplication.translate("XmlProblem", "{what}; known are: {names}.")
    return text.format(what=what, names=names)


def schema_origin_text(version: str) -> str:
    """Return by which schema a document was checked."""
    if not version:
        return QCoreApplication.translate(
            "XmlProblem", "Checked by libvirt's schema on this computer"
        )
    text = QCoreApplication.translate(
        "XmlProblem", "Checked by libvirt {version}'s schema on this computer"
    )
    return text.format(version=version)


def no_schema_text() -> str:
    """Return what is said where this computer has no schemas."""
    return QCoreApplication.translate(
        "XmlProblem", "Not checked: libvirt's schemas are not installed on this computer."
    )


def nearest_first(wrong: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return names with those first that a slip of the finger turns into the wrong one."""
    near = {name: edit_distance(wrong.lower(), name.lower()) for name in known}
    limit = min(_NEAR, max(1, len(wrong) // 2))
    return tuple(sorted(known, key=lambda name: near[name] if near[name] <= limit else 99))


def edit_distance(one: str, other: str) -> int:
    """Return how many letters are to be changed, put in, left out, or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
