"""Checks in a worker: problems, completion, and what is said where there are no schemas."""

import pytest

from virtgui.documents.schema import find_schemas
from virtgui.models.xml_check import XmlChecker


@pytest.fixture
def told():
    return []


def checker(folder, told):
    made = XmlChecker(folder)
    made.checked.connect(told.append)
    return made


def test_problems_and_completion_are_told(qapp, told):
    made = checker(find_schemas(), told)
    made.check("<domain/>", "domain")
    assert made.flush()
    (check,) = told
    assert check.is_checked
    assert check.problems
    assert "devices" in check.completion.elements(("domain",))


def test_the_completion_of_a_schema_stays_the_same(qapp, told):
    made = checker(find_schemas(), told)
    for text in ("<domain/>", "<domain>"):
        made.check(text, "domain")
        assert made.flush()
    assert told[0].completion is told[1].completion


@pytest.mark.parametrize(("has_schemas", "root"), [(False, "domain"), (True, "bogus")])
def test_without_a_schema_nothing_is_checked(qapp, told, has_schemas, root):
    made = checker(find_schemas() if has_schemas else None, told)
    made.check("<bogus/>", root)
    assert made.flush()
    assert not told[0].is_checked
    assert told[0].completion is None
    assert told[0].problems == ()
