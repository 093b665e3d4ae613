"""Colours XML line by line."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from virtgui.models.utf16 import Utf16
from virtgui.models.xml_text import SpanKind, line_spans
from virtgui.views.look.look import Look

_ROLES: Final[Mapping[SpanKind, str]] = MappingProxyType(
    {
        SpanKind.TAG: "xml-tag",
        SpanKind.ATTRIBUTE: "xml-attribute",
        SpanKind.VALUE: "xml-value",
        SpanKind.COMMENT: "xml-comment",
        SpanKind.ENTITY: "xml-entity",
        SpanKind.CDATA: "xml-entity",
        SpanKind.INSTRUCTION: "xml-instruction",
        SpanKind.MARK: "muted",
    }
)


class XmlHighlighter(QSyntaxHighlighter):
    """Colours a document from the look's tokens; the names of elements are also heavier."""

    def __init__(self, look: Look, document: QTextDocument) -> None:
        super().__init__(document)
        self._look = look
        self._formats = self._make_formats()
        look.changed.connect(self._restyle)

    def highlightBlock(self, text: str) -> None:
        """Override QSyntaxHighlighter: colour one line."""
        spans, state = line_spans(text, self.previousBlockState())
        places = Utf16(text) if text else None
        for span in spans:
            if places is not None:
                start = places.to_qt(span.start)
                length = places.to_qt(span.start + span.length) - start
                self.setFormat(start, length, self._formats[span.kind])
        self.setCurrentBlockState(state)

    def _make_formats(self) -> dict[SpanKind, QTextCharFormat]:
        formats: dict[SpanKind, QTextCharFormat] = {}
        for kind, role in _ROLES.items():
            formats[kind] = QTextCharFormat()
            formats[kind].setForeground(self._look.color(role))
        formats[SpanKind.TAG].setFontWeight(QFont.Weight.Medium)
        return formats

    def _restyle(self) -> None:
        self._formats = self._make_formats()
        self.rehighlight()
