"""Fields for tags and groups, with what is known already, and what is wrong with a text."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from virtgui.core.values.domain_config import (
    LONGEST_GROUP,
    LONGEST_NOTES,
    LONGEST_TAG,
    LabelProblem,
    group_problem,
    notes_problem,
    tag_problem,
)

_CONTEXT: Final = "Labels"
_SPLIT: Final = re.compile(r"[,\s]+")
_LAST_WORD: Final = re.compile(r"[^,\s]*$")


def split_tags(text: str) -> tuple[str, ...]:
    """The tags in a text, parted by commas or blanks, each once, in their order."""
    return tuple(dict.fromkeys(word for word in _SPLIT.split(text) if word))


def tags_sentence(tags: Sequence[str]) -> str:
    """What is wrong with the first bad tag; nothing when all are good."""
    for tag in tags:
        problem = tag_problem(tag)
        if problem is LabelProblem.TOO_LONG:
            words = QCoreApplication.translate(
                _CONTEXT, "The tag {0} is too long; {1} characters fit."
            )
            return words.format(tag[:20] + "…", LONGEST_TAG)
        if problem is not None:
            words = QCoreApplication.translate(
                _CONTEXT,
                "The tag {0} has a character that tags cannot have; letters, digits, - and _ fit.",
            )
            return words.format(tag)
    return ""


def group_sentence(group: str) -> str:
    """What is wrong with a group's path."""
    problem = group_problem(group)
    if problem is LabelProblem.TOO_LONG:
        words = QCoreApplication.translate(_CONTEXT, "The path is too long; {0} characters fit.")
        return words.format(LONGEST_GROUP)
    if problem is not None:
        return QCoreApplication.translate(
            _CONTEXT, "The path has a character that cannot be shown."
        )
    return ""


def notes_sentence(notes: str) -> str:
    """What is wrong with notes or a description."""
    problem = notes_problem(notes)
    if problem is LabelProblem.TOO_LONG:
        words = QCoreApplication.translate(_CONTEXT, "The text is too long; {0} characters fit.")
        return words.format(LONGEST_NOTES)
    if problem is not None:
        return QCoreApplication.translate(
            _CONTEXT, "The text has a character that libvirt cannot keep."
        )
    return ""


def name_sentence(name: str, taken: frozenset[str]) -> str:
    """What is wrong with a machine's new name."""
    if not name.strip():
        return QCoreApplication.translate(_CONTEXT, "The name is empty.")
    if "/" in name or name in (".", ".."):
        return QCoreApplication.translate(_CONTEXT, "A name cannot have a slash, or be only dots.")
    if not name.isprintable():
        return QCoreApplication.translate(
            _CONTEXT, "The name has a character that cannot be shown."
        )
    if name in taken:
        words = QCoreApplication.translate(_CONTEXT, "{0} exists already on this host.")
        return words.format(name)
    return ""


class _LastWordCompleter(QCompleter):
    """Completes the last of several words."""

    def splitPath(self, path: str) -> list[str]:
        match = _LAST_WORD.search(path)
        return [match[0] if match else path]

    def pathFromIndex(self, index: object) -> str:
        chosen = super().pathFromIndex(index)  # type: ignore[arg-type]  # Qt gives a QModelIndex
        edit = self.widget()
        text = edit.text() if isinstance(edit, QLineEdit) else ""
        return _LAST_WORD.sub("", text) + chosen


class TagsField(QLineEdit):
    """Tags in one line, parted by commas or blanks."""

    def __init__(
        self, tags: Sequence[str] = (), known: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(", ".join(tags), parent)
        completer = _LastWordCompleter(self)
        completer.setModel(QStringListModel(sorted(known), completer))
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags as typed."""
        return split_tags(self.text())


class GroupField(QLineEdit):
    """A group's path such as "production/databases"."""

    def __init__(
        self, group: str = "", known: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(group, parent)
        completer = QCompleter(sorted(known), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
