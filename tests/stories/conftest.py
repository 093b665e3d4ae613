"""The whole program on a real backend, used by mouse and keys."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from virtgui.app import Folders, Program
from virtgui.backend.places import Places
from virtgui.cli import Arguments

if TYPE_CHECKING:
    # pytest reads this file before the fixtures for Qt, which the hands use.
    from tests.stories.hands import Hands

MachineNames = tuple[str, ...]

MACHINE = """<domain type='test'><name>{name}</name><memory unit='MiB'>64</memory>
<vcpu>1</vcpu><os><type>hvm</type></os><devices><memballoon model='virtio'/></devices>
<test:runstate xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>{state}</test:runstate>
</domain>"""
RUNNING, OFF = 1, 5

Opener = Callable[..., "Hands"]


@pytest.fixture
def start(
    qapp: QApplication,
    event_loop_thread: None,
    tmp_path: Path,
    no_libvirt_in_gui: list[str],
) -> Iterator[Opener]:
    """Starts programs as `run` does; all are closed after the test."""
    from tests.qt_fixtures import wait_for
    from tests.stories.hands import Hands

    running: list[Hands] = []
    complaints = logging.getLogger("virtgui.faults")
    complaints.addFilter(_is_about_us)

    def begin(
        *uris: str,
        config: str = "config",
        size: tuple[int, int] | None = (1500, 950),
        places: Places | None = None,
        **arguments: object,
    ) -> "Hands":
        given = Arguments(uris=uris, **arguments)
        folders = Folders.of(str(tmp_path / config))
        folders.make()
        program = Program(qapp, given, folders, start_events=lambda report: None, places=places)
        hands = Hands(program)
        running.append(hands)
        if size:
            program.window.resize(*size)
        program.show()
        # Without a screen a wish to be active may get lost; a person would click once more.
        wait_for(lambda: program.window.isActiveWindow() or program.window.activateWindow())
        program.open(given)
        return hands

    def end(hands: "Hands") -> None:
        if hands in running:
            running.remove(hands)
            _end(hands)

    begin.end = end  # type: ignore[attr-defined]
    yield begin
    while running:
        _end(running.pop())
    complaints.removeFilter(_is_about_us)


def _is_about_us(record: logging.LogRecord) -> bool:
    """Qt without a screen complains of itself at each window."""
    return "This plugin does not support" not in record.getMessage()


def _end(hands: "Hands") -> None:
    """As `run` ends it: the backend's threads are over before Qt's objects go."""
    from tests.stories.hands import flush_deleted

    program = hands.program
    hands.close_menus()
    program.window.keep_state()
    program.close()
    QApplication.processEvents()
    program.deleteLater()
    flush_deleted()


@pytest.fixture
def make_node(tmp_path: Path) -> Callable[..., str]:
    """Makes private test hypervisors; gives the address."""

    def make(name: str = "node", running: MachineNames = (), off: MachineNames = ()) -> str:
        path = tmp_path / f"{name}.xml"
        parts = [MACHINE.format(name=one, state=RUNNING) for one in running]
        parts += [MACHINE.format(name=one, state=OFF) for one in off]
        path.write_text(f"<node>{''.join(parts)}</node>", "utf-8")
        return f"test://{path}"

    return make
