"""One look for the tests of all views."""

import pytest

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
