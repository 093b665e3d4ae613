"""What is wrong with a document by its schema, as values."""

from dataclasses import dataclass
from enum import Enum


class SchemaCode(Enum):
    """What kind of problem it is."""

    UNKNOWN_ELEMENT = "unknown_element"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    NOT_HERE = "not_here"
    """The schema has it, but not together with what else stands there."""
    REPEATED = "repeated"
    BAD_VALUE = "bad_value"
    """The value of an attribute or the text of an element."""
    TEXT_NOT_ALLOWED = "text_not_allowed"
    MISSING = "missing"
    EMPTY = "empty"
    NOT_WELL_FORMED = "not_well_formed"
    TOO_LARGE = "too_large"
    DOCTYPE = "doctype"
    WRONG_ROOT = "wrong_root"
    OTHER = "other"
    """The content of an element does not fit, and no single part of it is to blame."""


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One problem and its place.

    Attributes:
        code: What kind.
        line: From 1.
        column: From 1, in characters.
        length: How many characters from there it concerns; 0 where that is not known.
        path: Such as "devices/disk[2]/driver/@cache"; empty for the root or the whole text.
        place: Name of the element in which it is; empty for the whole text.
        subject: The wrong name, or the attribute ("@bus") or element whose value is wrong, or
            what is missing.
        value: The wrong value.
        known: What would fit.
        detail: What the parser or validator says, in English.
    """

    code: SchemaCode
    line: int = 1
    column: int = 1
    length: int = 0
    path: str = ""
    place: str = ""
    subject: str = ""
    value: str = ""
    known: tuple[str, ...] = ()
    detail: str = ""
