"""One look for the tests of this folder, and a world of one host."""

import pytest

from tests.views.pages.world import World
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
def world(qapp, tmp_path):
    return World(tmp_path)
