"""The first start: nothing is there yet."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from tests.qt_fixtures import wait_for


def test_from_nothing_to_the_demo_host_with_one_click(start):
    hands = start()
    assert hands.says("Connect your first host")
    assert hands.window.pages.stack.currentWidget().objectName() == "welcome_page"
    hands.press("open_demo")
    wait_for(lambda: hands.has_domain("web-01"))
    wait_for(lambda: len(hands.shown_names()) == 17)
    assert hands.state("web-01") == "Running"
    assert hands.state("ci-runner-02") == "Shut off"
    assert hands.state("legacy-erp").startswith("Crashed")
    assert hands.tasks() == []
    pane = hands.window.task_pane
    folded = pane.is_folded
    if folded:
        hands.press("unfold")
    assert not pane.is_folded
    assert pane.task_table.isVisible()
    assert pane.task_table.model().rowCount() == 0
    assert "Demo host" in hands.navigator_rows()


def test_the_demo_host_is_gone_at_the_next_start(start):
    hands = start()
    hands.press("open_demo")
    wait_for(lambda: hands.has_domain("web-01"))
    start.end(hands)
    again = start()
    assert again.says("Connect your first host")


class _Windows(QObject):
    """Notes every window that is shown, however briefly."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if is_shown and watched.windowType() == Qt.WindowType.Window:
            self.shown.append(watched)
        return False


def test_no_part_of_a_page_flashes_as_a_window_of_its_own(start, qapp):
    hands = start()
    watch = _Windows()
    qapp.installEventFilter(watch)
    try:
        hands.press("open_demo")
        wait_for(lambda: len(hands.shown_names()) == 17)
        hands.open_row("web-01")
        wait_for(lambda: hands.window.windowTitle().startswith("web-01"))
        hands.click_navigator("Demo host")
        wait_for(lambda: hands.window.windowTitle().startswith("Demo host"))
    finally:
        qapp.removeEventFilter(watch)
    assert watch.shown == []
    assert hands.window.isActiveWindow()
