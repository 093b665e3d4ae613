"""Garbage is collected in the GUI thread only.

Python collects in whichever thread happens to make garbage; a QObject that is part of a cycle would
then be destroyed by a worker, which Qt does not survive.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS: Final = 500


class Collector(QObject):
    """Takes Python's collector over as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as Python would by itself."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [
            n for n, (count, limit) in enumerate(zip(counts, limits, strict=True)) if count > limit
        ]
        if due:
            gc.collect(max(due))
