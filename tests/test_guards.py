"""Guards against defects of what we stand upon."""

import sys

from PySide6.QtCore import QObject, Signal


class Sender(QObject):
    """Emits."""

    sent = Signal(object)


def test_a_signal_does_not_lose_references_to_true(qapp):
    """PySide6 6.12.0 on Python 3.11 loses one at each emit, and aborts after some 500."""
    sender = Sender()
    sender.sent.connect(lambda value: None)
    before = sys.getrefcount(True)
    for _ in range(300):
        sender.sent.emit(True)
    assert abs(sys.getrefcount(True) - before) < 50
