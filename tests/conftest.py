"""What all tests share: the lab, the guards, one event thread.

Qt is imported only where a test needs it, since core, documents and backend are tested in a run
in which PySide6 cannot be imported.
"""

import gc
import itertools
import logging
import os
import threading
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ["tests.lab.fixtures"]


COLLECT_EVERY = 25
_since_collection = itertools.count(1)


def pytest_runtest_logfinish():
    """Garbage is collected here only, as in the program: workers must not destroy Qt's objects."""
    if next(_since_collection) % COLLECT_EVERY == 0:
        gc.collect()


def pytest_configure(config):
    gc.disable()
    """Bring in the fixtures for Qt where Qt is there."""
    if config.pluginmanager.hasplugin("pytest-qt"):
        config.pluginmanager.import_plugin("tests.qt_fixtures")


def pytest_collection_modifyitems(config, items):
    """Leave out what cannot run here, and say why; soak tests only when asked for."""
    from tests.lab.fixtures import deselect_without_lab

    deselect_without_lab(config, items)
    for item in items:
        if "lab" in item.keywords:
            # One worker has the lab to itself: two labs at once would fight for two processors.
            item.add_marker(pytest.mark.xdist_group("lab"))
    if "soak" not in (config.option.markexpr or ""):
        kept = [item for item in items if "soak" not in item.keywords]
        gone = [item for item in items if "soak" in item.keywords]
        if gone:
            config.hook.pytest_deselected(items=gone)
            items[:] = kept


@pytest.fixture(scope="session")
def event_loop_thread():
    """libvirt's event thread, once for the whole run: it cannot be registered twice."""
    from virtgui.backend.fleet import start_event_loop

    faults: list[BaseException] = []
    start_event_loop(faults.append)
    yield
    assert not faults


@pytest.fixture(autouse=True)
def _no_unexpected_warnings(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or error in our log that a test did not expect fails it.

    A test that expects one clears `caplog` after looking at it.
    """
    yield
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("virtgui")
    ]
    assert not loud, [record.getMessage() for record in loud]


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A test must not leave a thread of ours that keeps the program alive."""
    before = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in before and not t.daemon and t.is_alive()]
    assert not left, [thread.name for thread in left]
