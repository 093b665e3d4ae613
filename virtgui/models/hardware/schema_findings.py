"""Problems that the schema finds, placed at the fields of the forms that they concern."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from lxml import etree

from virtgui.documents.editing.matching import devices_of
from virtgui.documents.schema_problem import SchemaProblem
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.fields import Finding, warning
from virtgui.models.hardware.forms import form_of, settings_for
from virtgui.models.xml_words import schema_problem_text

_DEVICE: Final = re.compile(r"devices/(?P<tag>[^/\[]+)(?:\[(?P<number>\d+)\])?(?:/(?P<rest>.*))?$")
_NUMBERS: Final = re.compile(r"\[[^\]]*\]")
WHOLE: Final = ""
"""The field of what no field carries."""

Findings = Mapping[Target, Mapping[str, Finding]]


def place_problems(root: etree._Element, problems: Iterable[SchemaProblem]) -> Findings:
    """Findings by target and field: warnings, because the schema is this computer's."""
    found: dict[Target, dict[str, Finding]] = {}
    for problem in problems:
        target, path = _place(root, problem.path)
        if target is None:
            continue
        form = form_of(target.form) if target.is_device else settings_for(path)
        item = None if form is None else form.item_for(path)
        name = WHOLE if item is None else item.id
        found.setdefault(target, {}).setdefault(name, warning(schema_problem_text(problem)))
    return found


def _place(root: etree._Element, path: str) -> tuple[Target | None, str]:
    """The target of a path, and the rest of the path as declared properties write it."""
    device = _DEVICE.match(path)
    if device is None:
        plain = _NUMBERS.sub("", path)
        form = settings_for(plain)
        return (None if form is None else Target(form.id)), plain
    number = int(device["number"] or "1")
    places = [
        place for place, element in enumerate(devices_of(root)) if element.tag == device["tag"]
    ]
    if number > len(places):
        return None, ""
    return Target(device["tag"], places[number - 1]), _NUMBERS.sub("", device["rest"] or "")
