"""Roles beyond Qt's own that the item models answer."""

from enum import IntEnum

from PySide6.QtCore import Qt


class Role(IntEnum):
    """What a row or a cell tells besides its text."""

    REF = Qt.ItemDataRole.UserRole + 1
    """The `ObjectRef` of the row's object; None for a group row."""
    STATE = Qt.ItemDataRole.UserRole + 2
    """The shown state's code, such as ``running``; ``unknown`` when the host is silent."""
    IS_GROUP = Qt.ItemDataRole.UserRole + 3
    """Whether the row is the heading of a group."""
    CELL = Qt.ItemDataRole.UserRole + 4
    """The cell's value object, for the delegate."""
    GROUP_FACTS = Qt.ItemDataRole.UserRole + 5
    """The `GroupFacts` of a group row."""
    CONNECTION = Qt.ItemDataRole.UserRole + 6
    """The connection id of the row, or None."""
    IS_COLLAPSED = Qt.ItemDataRole.UserRole + 7
    """Whether a group row hides its domains."""
