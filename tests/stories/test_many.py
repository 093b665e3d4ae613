"""Ten thousand machines on ten hosts."""

from PySide6.QtCore import QTimer

from tests.qt_fixtures import wait_for
from tests.stories.conftest import MACHINE, OFF, RUNNING

HOSTS, EACH = 10, 1000


def test_ten_thousand_machines(start, tmp_path):
    uris = []
    for host in range(HOSTS):
        rows = (
            MACHINE.format(name=f"vm-{host}-{number:04}", state=RUNNING if number % 2 else OFF)
            for number in range(EACH)
        )
        path = tmp_path / f"host-{host}.xml"
        path.write_text(f"<node>{''.join(rows)}</node>", "utf-8")
        uris.append(f"test://{path}")
    hands = start(*uris)
    beats = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(True))
    timer.start(20)
    wait_for(lambda: len(hands.shown_names()) == HOSTS * EACH, 60)
    assert beats
    hands.search("vm-3-05")
    assert len(hands.shown_names()) == 100
    hands.type("0")
    assert len(hands.shown_names()) == 10
    hands.press("Running 5")
    assert hands.shown_names() == [f"vm-3-050{number}" for number in (1, 3, 5, 7, 9)]
    hands.open_row("vm-3-0505")
    wait_for(lambda: hands.window.windowTitle().startswith("vm-3-0505"))
    before = len(beats)
    wait_for(lambda: len(beats) > before + 3)
    timer.stop()
