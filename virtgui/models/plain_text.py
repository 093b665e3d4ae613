"""Texts from outside, made safe to show in one line: nothing in them acts, all of it is seen."""

import re
from typing import Final

_FIRST_SIGN: Final = 0x2400
_DELETE_SIGN: Final = "\u2421"
_NEWLINE_SIGN: Final = "\u2424"
_UNKNOWN_SIGN: Final = "\ufffd"
_JOINER: Final = "\u2060"
"""Neither seen nor part of a tag."""
_ISOLATE: Final = "\u2068"
_END_OF_ISOLATE: Final = "\u2069"

_CONTROL: Final = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")
_DIRECTIONAL: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISOLATES: Final = re.compile("[\u2066-\u2069]")


def one_line(text: str) -> str:
    """The text with its control characters as signs and its direction kept to itself.

    A newline becomes U+240A; a text with marks of direction is wrapped in an isolate, which
    they cannot leave.
    """
    if text.isprintable():
        return text
    shown = _CONTROL.sub(_sign, text)
    if not _DIRECTIONAL.search(shown):
        return shown
    return f"{_ISOLATE}{_ISOLATES.sub(_UNKNOWN_SIGN, shown)}{_END_OF_ISOLATE}"


def in_sentence(text: str) -> str:
    """The text as a part of a sentence, whose direction it does not change."""
    shown = one_line(text)
    return shown if shown.startswith(_ISOLATE) else f"{_ISOLATE}{shown}{_END_OF_ISOLATE}"


def plain_tip(text: str) -> str:
    """The text as a tool-tip, which Qt would show as markup where it looks like some."""
    return text.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_FIRST_SIGN + code)
    if code == 0x7F:
        return _DELETE_SIGN
    return _NEWLINE_SIGN if code > 0xFF else _UNKNOWN_SIGN
