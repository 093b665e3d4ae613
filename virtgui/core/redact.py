"""Takes secrets out of text before it is logged, shown or copied."""

import re
from typing import Final

_WORD: Final = r"pass(?:word|wd|-?phrase)?"
_PATTERNS: Final = (
    (re.compile(r"(://[^/\s:@]*:)[^/\s]+(@)"), r"\1•••\2"),
    (re.compile(rf"(?is)({_WORD}['\"]?\s*[=:]\s*)(['\"]).*?(?<!\\)\2"), r"\1\2•••\2"),
    (re.compile(rf"(?i)({_WORD}['\"]?\s*[=:]\s*['\"]?)[^'\"\s&,;>)]+"), r"\1•••"),
    (re.compile(r"(?is)(<secret\b[^>]*>).*?(</secret>)"), r"\1•••\2"),
    (
        re.compile(r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----"),
        "•••",
    ),
)


def redact(text: str) -> str:
    """The text with passwords, pass-phrases and private keys replaced by dots."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text
