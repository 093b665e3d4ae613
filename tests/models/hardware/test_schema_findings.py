"""What the schema says stands at the field."""

import pytest

from tests.documents.editing.samples import domain
from virtgui.documents.schema_problem import SchemaCode, SchemaProblem
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.fields import Severity
from virtgui.models.hardware.schema_findings import WHOLE, place_problems


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Words are translated by Qt."""


def problem(path, subject="x"):
    return SchemaProblem(SchemaCode.BAD_VALUE, line=3, path=path, subject=subject, value="<b>")


@pytest.mark.parametrize(
    ("path", "target", "field"),
    [
        ("devices/disk[2]/driver/@cache", Target("disk", 1), "cache"),
        ("devices/disk/driver/@cache", Target("disk", 0), "cache"),
        ("devices/disk[1]", Target("disk", 0), WHOLE),
        ("devices/disk[1]/nonsense/@x", Target("disk", 0), WHOLE),
        ("title", Target("general"), "title"),
    ],
)
def test_a_problem_stands_at_its_field(path, target, field):
    found = place_problems(domain(), [problem(path)])
    assert {place: set(names) for place, names in found.items()} == {target: {field}}
    finding = found[target][field]
    assert finding.severity is Severity.WARN
    assert "<b>" in finding.sentence


@pytest.mark.parametrize("path", ["", "devices/disk[9]", "devices", "nonsense[1]/x", "devices/"])
def test_what_has_no_place_is_left_out(path):
    assert place_problems(domain(), [problem(path)]) == {}


def test_the_first_problem_of_a_field_counts():
    path = "devices/disk[1]/driver/@cache"
    found = place_problems(domain(), [problem(path, "first"), problem(path, "second")])
    assert "first" in found[Target("disk", 0)]["cache"].sentence
