"""One look for the tests of this folder, and a world of one host."""

import pytest

from tests.views.pages.world import World
from virtgui.views.look.look import Look


@pytest.fixture(scope="session")
def shared_look(qapp):
    look = Look(qapp)
    look.install_style()
    look.set_theme("light")
    return look


@pytest.fixture
def look(shared_look):
    """The look in light; whatever a test changes is put back."""
    yield shared_look
    if shared_look.theme != "light":
        shared_look.set_theme("light")


@pytest.fixture
def world(qapp, tmp_path):
    return World(tmp_path)
