"""One look and one small world for the tests of dialogs."""

import pytest

from tests.views.dialogs.samples import World
from virtgui.models.settings_store import Settings
from virtgui.views.look.look import Look


@pytest.fixture(scope="session")
def shared_look(qapp):
    look = Look(qapp)
    look.install_style()
    return look


@pytest.fixture
def look(shared_look):
    """The look in light; whatever a test changes is put back."""
    shared_look.set_theme("light")
    yield shared_look
    shared_look.set_theme("light")


@pytest.fixture
def world(qapp):
    return World()


@pytest.fixture
def settings(qapp, tmp_path):
    return Settings(tmp_path / "settings.json")
