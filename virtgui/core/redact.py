"""Takes secrets out of text before it is logged, shown or copied."""

import re
from typing import Final

_PATTERNS: Final = (
    (re.compile(r"(?i)(://[^/\s:@]+:)[^/\s@]+(@)"), r"\1•••\2"),
    (re.compile(r"(?i)(pass(?:word|wd|phrase)?['\"]?\s*[=:]\s*['\"]?)[^'\"\s&,;>)]+"), r"\1•••"),
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
