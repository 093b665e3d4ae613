"""Defects of ours, and addresses that are wrong: said once, and the program goes on."""

import threading

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.qt_fixtures import wait_for
from virtgui.core.values.connection import ConnectionState
from virtgui.views.dialogs.fault import FaultDialog

SECRET = "hunter2-never-shown"


def _dialogs():
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, FaultDialog)]
    return [dialog for dialog in found if dialog.isVisible()]


def _fail():
    raise RuntimeError(f"cannot open qemu+ssh://root:{SECRET}@kvm/system password={SECRET}")


def test_a_slot_and_a_worker_fail(start, caplog):
    hands = start()
    QTimer.singleShot(0, hands.window, _fail)
    wait_for(_dialogs)
    worker = threading.Thread(target=_fail)
    worker.start()
    worker.join()
    hands.program.backend.report(ValueError(f"password: {SECRET}"))
    dialog = _dialogs()[0]
    wait_for(lambda: dialog.count == 3)
    assert _dialogs() == [dialog]
    assert SECRET not in caplog.text
    caplog.clear()
    shown = dialog.findChild(QPlainTextEdit).toPlainText()
    assert "RuntimeError" in shown
    assert "ValueError" in shown
    assert "_fail" in shown
    assert SECRET not in shown
    hands.press("copy_report", dialog)
    assert QGuiApplication.clipboard().text() == shown
    hands.press("cancel", dialog)
    assert not _dialogs()
    hands.press("open_demo")
    wait_for(lambda: hands.has_domain("web-01"))


def test_an_address_that_is_wrong(start):
    hands = start("qemu+nonsense://nowhere/system", "test:///no/such/file.xml")
    wait_for(lambda: len(hands.feed.statuses) == 2)
    bad = (ConnectionState.FAILED, ConnectionState.WAITING)
    wait_for(lambda: all(status.state in bad for status in hands.feed.statuses.values()))
    assert not _dialogs()
    hosts = hands.navigator_rows()[hands.navigator_rows().index("Hosts") + 1 :]
    assert len(hosts) == 2
    for host in hosts:
        hands.click_navigator(host)
        wait_for(lambda host=host: hands.window.windowTitle().startswith(host))
        status = next(s for s in hands.feed.statuses.values() if s.spec.name == host)
        assert status.error is not None
