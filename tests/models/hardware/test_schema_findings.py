"""What the schema says stands at the field."""

import pytest

from tests.documents.editing.samples import domain
from virtgui.documents.schema_problem import SchemaProblem
from virtgui.models.hardware.entries import Target
from virtgui.models.hardware.schema_findings import WHOLE, place_problems


@pytest.fixture(autouse=True)
def _qt(qapp):
    """Words are translated by Qt."""


def problem(path):
    import dataclasses

    known = {"path": path, "line": 3, "column": 1}
    fields = dataclasses.fields(SchemaProblem)
    missing = dataclasses.MISSING
    rest = {
        f.name: next(iter(f.type)) if isinstance(f.type, type) and f.type.__members__ else ""
        for f in fields
        if f.name not in known and f.default is missing and f.default_factory is missing
    }
    return SchemaProblem(**known, **rest)
