"""One look for the tests of all views."""

import pytest
from PySide6.QtGui import QFont, QFontInfo

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
def enlarge(qapp, look):
    """Makes the user's font so many times as large as it is; put back after the test."""
    before = QFont(qapp.font())

    def use(font):
        qapp.setFont(font)
        # Widgets, and with them the look, hear of it in a moment.
        qapp.processEvents()
        assert look.metrics.base.pointSizeF() == pytest.approx(font.pointSizeF())

    def make(times):
        font = QFont(before)
        font.setPointSizeF(QFontInfo(before).pointSizeF() * times)
        use(font)

    yield make
    use(before)
