"""One small world for the tests of dialogs."""

import pytest

from tests.views.dialogs.samples import World
from virtgui.models.settings_store import Settings


@pytest.fixture
def world(qapp):
    return World()


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")
