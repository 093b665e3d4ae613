"""Our own element in a domain's metadata: tags, group and notes.

libvirt keeps it for us by namespace. `virDomainSetMetadata` puts the namespace on by itself and
refuses an element that declares the same prefix; so the element is written without one. What
`virDomainGetMetadata` returns has none either, while the domain's XML has it: all are read.
"""

from typing import Final

from lxml import etree

from virtgui.core.values.domain_config import (
    LabelProblem,
    Labels,
    group_problem,
    normal_group,
    notes_problem,
    tag_problem,
)
from virtgui.documents.document import parse_root
from virtgui.documents.namespaces import NAMESPACES
from virtgui.documents.properties import Path

NAMESPACE: Final = NAMESPACES["virtgui"]
"""The namespace for `virDomainSetMetadata`."""

PREFIX: Final = "virtgui"
"""The prefix for `virDomainSetMetadata`."""

_MACHINE: Final = "machine"
_IN_DOMAIN: Final = Path("metadata/virtgui:machine")


class LabelError(ValueError):
    """Labels that cannot be kept.

    Attributes:
        code: Why.
        part: "tag", "group" or "notes".
        text: The refused text.
    """

    def __init__(self, code: LabelProblem, part: str, text: str) -> None:
        super().__init__(f"{part}: {code.value}")
        self.code = code
        self.part = part
        self.text = text


def read_labels(source: str | etree._Element) -> Labels:
    """Read the labels out of a domain's XML, or out of our element alone.

    Args:
        source: The domain or the ``machine`` element, parsed or as text; an empty text has no
            labels.

    Raises:
        DocumentError: The text is refused as XML.
    """
    if isinstance(source, str):
        if not source.strip():
            return Labels()
        source = parse_root(source)
    is_machine = etree.QName(source).localname == _MACHINE
    machine = source if is_machine else _IN_DOMAIN.find(source)
    return Labels() if machine is None else _labels_of(machine)


def _labels_of(machine: etree._Element) -> Labels:
    tags: dict[str, None] = {}
    group = notes = ""
    for element in machine.iterchildren(etree.Element):
        name, text = etree.QName(element).localname, element.text or ""
        if name == "tag" and text.strip():
            tags[text.strip()] = None
        elif name == "group":
            group = normal_group(text)
        elif name == "notes" and text.strip():
            notes = text
    return Labels(tuple(tags), group, notes)


def check_labels(labels: Labels) -> None:
    """Refuse labels that cannot be kept or found again.

    Raises:
        LabelError: The first tag, group or notes that is refused.
    """
    checks = [("tag", tag, tag_problem(tag)) for tag in labels.tags]
    checks.append(("group", labels.group, group_problem(labels.group)))
    checks.append(("notes", labels.notes, notes_problem(labels.notes)))
    for part, text, problem in checks:
        if problem is not None:
            raise LabelError(problem, part, text)


def labels_element(labels: Labels) -> str:
    """Return the element for `virDomainSetMetadata`; empty labels are the empty text.

    Raises:
        LabelError: A tag, the group or the notes are refused.
    """
    check_labels(labels)
    machine = etree.Element(_MACHINE)
    for tag in dict.fromkeys(labels.tags):
        etree.SubElement(machine, "tag").text = tag
    group = normal_group(labels.group)
    if group:
        etree.SubElement(machine, "group").text = group
    if labels.notes.strip():
        etree.SubElement(machine, "notes").text = labels.notes
    return etree.tostring(machine, encoding="unicode") if len(machine) else ""
