"""Marks texts for Qt Linguist where they are kept in tables and translated later."""


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802  # Linguist's own name
    """The text itself; `pyside6-lupdate` finds it by this function's name.

    PySide6 has the same function, but types its result as `object`.
    """
    del context
    return text
