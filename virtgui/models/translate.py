"""Texts outside of QObjects, translated where they stand.

`pyside6-lupdate` finds these functions by their names and reads their literal arguments; it sees
a plural form in `tr` only, and gives `tr` outside of a class the empty context.
"""

from typing import Final

from PySide6.QtCore import QCoreApplication

_NO_CONTEXT: Final = ""


def translate(context: str, text: str, disambiguation: str = "") -> str:
    """A text in the user's language."""
    return QCoreApplication.translate(context, text, disambiguation)


def tr(text: str, disambiguation: str = "", number: int = -1) -> str:
    """A text with a number, "%n hosts", in the user's language; only outside of classes."""
    return QCoreApplication.translate(_NO_CONTEXT, text, disambiguation, number)
