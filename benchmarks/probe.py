"""Runs a program with eyes in it: `python -m benchmarks.probe ROWS virtgui|floor ARGUMENTS…`.

It tells on standard output, one JSON object a line with the monotonic time, when the window is
there, when ROWS rows are there and the loop answers; after that it does what comes in on standard
input, one JSON object a line.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

BEAT_MS = 10
ANSWERS_WITHIN = 0.1
BEATS_AFTER_ROWS = 2
"""The first may come between the last row and its painting."""
_out = os.fdopen(os.dup(1), "w", buffering=1)


def tell(what: str, **facts: Any) -> None:
    """Write a line for the benchmark."""
    _out.write(json.dumps({"what": what, "t": time.monotonic(), **facts}) + "\n")


class RowCounter(logging.Handler):
    """Counts the lines that the table writes for each row that enters it."""

    def __init__(self, wanted: int) -> None:
        super().__init__(logging.DEBUG)
        self.missing = wanted
        self.at = time.monotonic() if wanted == 0 else None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line."""
        if record.getMessage().startswith("row added: "):
            self.missing -= 1
            if self.missing == 0:
                self.at = time.monotonic()


class Probe(QObject):
    """A heartbeat in the GUI thread, and answers to commands."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = RowCounter(rows)
        log = logging.getLogger("virtgui.table")
        log.setLevel(logging.DEBUG)
        log.addHandler(self.rows)
        log.propagate = False
        self.window: QWidget | None = None
        self.program: Any = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = time.monotonic()
        self._good_beats = 0
        self._is_shown = self._is_usable = False
        self._kept: list[float] | None = None
        self._painting: QObject | None = None
        self._stdin: QSocketNotifier | None = None
        self._text = b""

    def attach(self, window: QWidget, program: Any = None) -> None:
        """Watch a window, and the program behind it."""
        self.window, self.program = window, program
        # Needs the application's event dispatcher, which is there by now.
        self._stdin = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._stdin.activated.connect(self._obey)
        self._last = time.monotonic()
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.monotonic()
        gap, self._last = now - self._last, now
        if self._kept is not None:
            self._kept.append(max(0.0, gap * 1000 - BEAT_MS))
        if not self._is_usable:
            self._look(gap)

    def _look(self, gap: float) -> None:
        handle = self.window.windowHandle() if self.window else None
        answers = gap - BEAT_MS / 1000 < ANSWERS_WITHIN
        if not self._is_shown and handle is not None and handle.isExposed() and answers:
            self._is_shown = True
            tell("window")
        if self._is_shown and self.rows.at is not None and answers:
            self._good_beats += 1
            if self._good_beats >= BEATS_AFTER_ROWS:
                self._is_usable = True
                self._timer.stop()
                tell("usable", rows_at=self.rows.at)

    def _obey(self) -> None:
        data = os.read(0, 1 << 16)
        if not data and self._stdin:
            self._stdin.setEnabled(False)
            return
        self._text += data
        *lines, self._text = self._text.split(b"\n")
        for line in lines:
            command = json.loads(line)
            act: Callable[..., None] = getattr(self, f"do_{command.pop('do')}")
            act(**command)

    def do_beat(self) -> None:
        """Begin to keep how late the heartbeat is."""
        self._kept, self._last = [], time.monotonic()
        self._timer.start(BEAT_MS)

    def do_rest(self) -> None:
        """End the heartbeat and tell how late it was, in milliseconds."""
        self._timer.stop()
        kept, self._kept = self._kept or [], None
        tell("beats", lateness=[round(late, 2) for late in kept])

    def do_follow(self) -> None:
        """Tell of changed states, paintings of the table, polls and connections from now on."""
        feed = self.program.feed
        feed.inventory_changed.connect(self._on_inventory)
        feed.samples_arrived.connect(self._on_samples)
        feed.statuses_changed.connect(self._on_statuses)
        self._painting = self._table().viewport()
        self._painting.installEventFilter(self)
        tell("following")

    def do_history(self, polls: int) -> None:
        """Fill the series of all running domains and nodes as so many polls would."""
        from virtgui.core.values.sample import DomainLoad, NodeLoad, SampleBatch

        feed = self.program.feed
        for number in range(polls):
            load = DomainLoad(number / polls, 1e6, 0.5, 1e5, 1e4)
            for connection in list(feed.statuses):
                domains = feed.inventory.domains(connection)
                loads = {item.ref.key: load for item in domains if item.is_active}
                node = NodeLoad(0.5, 1, 2)
                feed.series.append(SampleBatch(connection, 0.0, 0.0, loads, node))
        tell("history")

    def do_arrange(self, steps: list[list[Any]]) -> None:
        """Sort and filter the table on screen, each step with its repaint; tell milliseconds."""
        from PySide6.QtWidgets import QApplication

        from virtgui.core.search import parse_query

        table = self._table()
        model: Any = table.model()
        took = []
        for method, *arguments in steps:
            values = [parse_query(arguments[0])] if method == "set_query" else arguments
            begun = time.perf_counter()
            getattr(model, method)(*values)
            QApplication.sendPostedEvents()
            table.viewport().repaint()
            took.append((time.perf_counter() - begun) * 1000)
        tell("arranged", ms=took)

    def do_quit(self) -> None:
        """End the program."""
        from PySide6.QtWidgets import QApplication

        QApplication.quit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a painting after it, when what came before was told."""
        if watched is self._painting and event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        tell("painted")

    def _table(self) -> QAbstractItemView:
        found = self.window.findChildren(QAbstractItemView) if self.window else []
        tables = [view for view in found if view.isVisible() and "Table" in type(view).__name__]
        return tables[0]

    def _on_inventory(self, delta: Any) -> None:
        inventory = self.program.feed.inventory
        found = [inventory.domain(ref) for ref in delta.changed]
        states = {item.name: item.state.value for item in found if item is not None}
        if states:
            tell("states", states=states)

    def _on_samples(self, connections: frozenset[str]) -> None:
        tell("samples", connections=sorted(connections))

    def _on_statuses(self, connections: frozenset[str]) -> None:
        for key in connections:
            status = self.program.feed.status(key)
            if status is not None:
                tell("status", connection=key, uri=status.spec.uri, state=status.state.value)


def run_virtgui(probe: Probe, words: list[str]) -> int:
    """Run the program as its command does."""
    from virtgui import cli

    arguments = cli.parse(words)
    from virtgui import app

    class Watched(app.Program):
        """The program, known to the probe."""

        def __init__(self, *values: Any) -> None:
            super().__init__(*values)
            probe.attach(self.window, self)

    app.Program = Watched  # type: ignore[misc, assignment]
    return app.run(arguments)


def main() -> int:
    """Run what the command line names."""
    rows, program, *words = sys.argv[1:]
    probe = Probe(int(rows))
    if program == "floor":
        from benchmarks.floor import run_floor

        return run_floor(probe.attach, words)
    return run_virtgui(probe, words)


if __name__ == "__main__":
    sys.exit(main())
