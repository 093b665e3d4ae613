"""Sentences for what is wrong with a search, and names for its fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.search import Problem, ProblemCode
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Search"

_PROBLEMS: Final[Mapping[ProblemCode, str]] = MappingProxyType(
    {
        ProblemCode.UNKNOWN_FIELD: QT_TRANSLATE_NOOP("Search", "There is no field “{0}”."),
        ProblemCode.BAD_NUMBER: QT_TRANSLATE_NOOP("Search", "“{0}” is no number."),
        ProblemCode.BAD_OPERATOR: QT_TRANSLATE_NOOP(
            "Search", "“{0}”: this field cannot be compared so."
        ),
        ProblemCode.BAD_FLAG: QT_TRANSLATE_NOOP("Search", "“{0}”: write yes or no."),
        ProblemCode.UNCLOSED_QUOTE: QT_TRANSLATE_NOOP("Search", "The quote is not closed."),
        ProblemCode.UNKNOWN_STATE: QT_TRANSLATE_NOOP("Search", "There is no state “{0}”."),
        ProblemCode.UNKNOWN_KIND: QT_TRANSLATE_NOOP("Search", "“{0}”: write vm or container."),
        ProblemCode.EMPTY_VALUE: QT_TRANSLATE_NOOP("Search", "“{0}”: a value is missing."),
        ProblemCode.DANGLING_OR: QT_TRANSLATE_NOOP("Search", "OR needs a term on both sides."),
        ProblemCode.TOO_MANY_TERMS: QT_TRANSLATE_NOOP("Search", "There are too many terms."),
    }
)

_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": QT_TRANSLATE_NOOP("Search", "Name, with * and ?"),
        "title": QT_TRANSLATE_NOOP("Search", "Title"),
        "desc": QT_TRANSLATE_NOOP("Search", "Description"),
        "state": QT_TRANSLATE_NOOP("Search", "State"),
        "node": QT_TRANSLATE_NOOP("Search", "Host"),
        "tag": QT_TRANSLATE_NOOP("Search", "Tag"),
        "group": QT_TRANSLATE_NOOP("Search", "Group"),
        "os": QT_TRANSLATE_NOOP("Search", "System"),
        "cpu": QT_TRANSLATE_NOOP("Search", "CPU load in percent, as cpu>50"),
        "mem": QT_TRANSLATE_NOOP("Search", "Memory, as mem>4G"),
        "vcpus": QT_TRANSLATE_NOOP("Search", "Number of vCPUs"),
        "uptime": QT_TRANSLATE_NOOP("Search", "Running for, as uptime>1d"),
        "ip": QT_TRANSLATE_NOOP("Search", "Address or network"),
        "mac": QT_TRANSLATE_NOOP("Search", "Hardware address"),
        "disk": QT_TRANSLATE_NOOP("Search", "Disk path"),
        "net": QT_TRANSLATE_NOOP("Search", "Network or bridge"),
        "uuid": QT_TRANSLATE_NOOP("Search", "UUID"),
        "kind": QT_TRANSLATE_NOOP("Search", "Machine or container"),
        "autostart": QT_TRANSLATE_NOOP("Search", "Starts with its host"),
        "persistent": QT_TRANSLATE_NOOP("Search", "Has a kept definition"),
        "alert": QT_TRANSLATE_NOOP("Search", "A limit is passed"),
    }
)


def problem_words(problem: Problem) -> str:
    """What is wrong with a part of a search, with the nearest known word."""
    sentence = QCoreApplication.translate(_CONTEXT, _PROBLEMS[problem.code])
    sentence = sentence.format(problem.text)
    if problem.suggestion:
        hint = QCoreApplication.translate(_CONTEXT, "Did you mean “{0}”?")
        sentence = f"{sentence} {hint.format(problem.suggestion)}"
    return sentence


def field_words(name: str) -> str:
    """What a field of the search means; nothing for one without words."""
    source = _FIELDS.get(name)
    return QCoreApplication.translate(_CONTEXT, source) if source else ""
