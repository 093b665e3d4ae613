"""An editor with its host, whose backend only remembers what it was asked."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from tests.models.hardware.editing_world import EditorWorld
from virtgui.core.changes import ChangeSet
from virtgui.core.messages import StatusChanged
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.views.pages.hardware.host import EditorHost


class Actions:
    """Remembers what was triggered."""

    def __init__(self):
        self.triggered = []

    def trigger(self, action_id, refs):
        self.triggered.append((action_id, refs))


class TabWorld(EditorWorld):
    """An editor world with a host for tabs."""

    def __init__(self, feed, look, parent):
        super().__init__(feed)
        self.look, self.actions = look, Actions()
        self.host = EditorHost(look=look, feed=feed, dispatcher=self.dispatcher,
                               actions=self.actions, editor=self.editor,
                               window=lambda: parent, parent=parent)  # fmt: skip

    def connect(self, state=ConnectionState.CONNECTED, **more):
        """The state of the host's connection."""
        from tests.models.hardware.editing_world import REF

        spec = ConnectionSpec(REF.connection, "qemu:///system", "kvm-01", **more)
        self.post(StatusChanged(ConnectionStatus(spec, state)))
        self.post(ChangeSet(REF.connection, ()))


@pytest.fixture
def tab_world(feed, look, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    made = TabWorld(feed, look, parent)
    made.connect()
    yield made
    made.editor.close()


@pytest.fixture
def right_to_left(qapp):
    from PySide6.QtCore import Qt

    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def larger(qapp):
    """Letters of 150 %."""
    from PySide6.QtGui import QFont, QFontInfo

    font = qapp.font()
    more = QFont(font)
    more.setPointSizeF(QFontInfo(font).pointSizeF() * 1.5)
    qapp.setFont(more)
    QApplication.processEvents()
    yield
    qapp.setFont(font)
    QApplication.processEvents()
