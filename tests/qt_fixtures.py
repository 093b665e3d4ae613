"""Fixtures and guards for tests with Qt."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import libvirt
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from virtgui.backend.fleet import Fleet
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.ports import Polling

# What libvirt does without waiting for anybody, and what only releases memory.
_HARMLESS = ("Free", "virEvent", "virRegister", "virGetLastError", "virInitialize", "Dispatch")


@pytest.fixture(autouse=True)
def _no_window_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with widgets must not leave a visible window or a running timer behind."""
    if "qtbot" not in request.fixturenames and "qapp" not in request.fixturenames:
        yield
        return
    yield
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.processEvents()
    left = [widget for widget in app.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
    assert not [widget for widget in left if not _is_of_tooltip(widget)], left


def _is_of_tooltip(widget: object) -> bool:
    return type(widget).__name__ in ("QTipLabel", "QLabel")


@pytest.fixture
def no_libvirt_in_gui(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every libvirt call on the GUI thread is refused and remembered; none may have happened."""
    main = threading.main_thread()
    calls: list[str] = []
    real = libvirt.libvirtmod

    class Guard:
        def __getattr__(self, name: str) -> object:
            found = getattr(real, name)
            if not callable(found) or any(word in name for word in _HARMLESS):
                return found

            def guarded(*args: object) -> object:
                if threading.current_thread() is main:
                    calls.append(name)
                    raise AssertionError(f"{name} was called on the GUI thread")
                return found(*args)

            return guarded

    monkeypatch.setattr(libvirt, "libvirtmod", Guard())
    yield calls
    assert not calls, calls


@pytest.fixture
def feed(qapp: QApplication) -> Iterator[Feed]:
    """A feed without a backend: tests post to it."""
    made = Feed()
    yield made
    for timer in made.findChildren(QTimer):
        timer.stop()
    made.deleteLater()


@pytest.fixture
def make_fleet(
    event_loop_thread: None, tmp_path: Path
) -> Iterator[Callable[[Feed], tuple[Fleet, Dispatcher]]]:
    """Makes real backends, closed after the test."""
    made: list[Fleet] = []

    def make(feed: Feed, interval: float = 1.0) -> tuple[Fleet, Dispatcher]:
        fleet = Fleet(feed, tmp_path / f"cache-{len(made)}.sqlite", Polling(interval=interval))
        made.append(fleet)
        return fleet, Dispatcher(fleet, feed, feed)

    yield make
    for fleet in made:
        fleet.close()


def wait_for(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Run Qt's loop until something is so; fails when it does not become so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QApplication.processEvents()
        time.sleep(0.005)
