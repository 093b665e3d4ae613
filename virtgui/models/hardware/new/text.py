"""The XML of new devices as text."""

from lxml import etree


def xml(element: etree._Element) -> str:
    """An element as text, indented."""
    etree.indent(element)
    return etree.tostring(element, encoding="unicode")
