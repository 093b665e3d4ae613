"""Hosts far away over SSH, by mouse and keys, on real SSH servers."""

import getpass
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QRadioButton
from pytestqt.qtbot import QtBot

from tests.lab.guest import start_guest
from tests.qt_fixtures import wait_for
from tests.stories.hands import field
from virtgui.backend.places import Places
from virtgui.backend.ssh.config import SshFiles
from virtgui.core.values.connection import ConnectionState

pytestmark = pytest.mark.lab


class Home:
    """A person's SSH files and private folders."""

    def __init__(self, folder: Path) -> None:
        self.ssh = folder / "home" / ".ssh"
        self.ssh.mkdir(parents=True, mode=0o700)
        (self.ssh / "config").write_text("")
        self.sockets = Path(tempfile.mkdtemp(prefix="vg-"))
        files = SshFiles(self.ssh.parent, getpass.getuser(), config=self.ssh / "config")
        self.places = Places(folder / "secrets.json", self.sockets, files)

    def know(self, *nodes) -> None:
        """Have the nodes' keys known."""
        lines = [node.host_key() for node in nodes]
        (self.ssh / "known_hosts").write_text("\n".join(lines) + "\n")

    def use_key(self, node) -> None:
        """Put the lab's key where OpenSSH looks for it."""
        shutil.copy(node.ssh_key, self.ssh / "id_ed25519")
        (self.ssh / "id_ed25519").chmod(0o600)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home without keys and known hosts."""
    made = Home(tmp_path)
    yield made
    assert list(made.sockets.iterdir()) == []
    made.sockets.rmdir()


def far(node, user="root"):
    """A node's address over SSH."""
    return f"qemu+ssh://{user}@{node.address}/system"


def panel(hands):
    """The card with the question that waits."""
    wait_for(lambda: hands.window.prompts.isVisible())
    return hands.window.prompts


def settle(qtbot: QtBot) -> None:
    """Wait until a card that has just appeared takes clicks."""
    qtbot.wait(450)


def test_a_host_is_added_by_the_form_tested_and_opened(alpha, home, start, qtbot, tmp_path):
    start_guest(alpha, "far-guest")
    hands = start(places=home.places)

    def test(dialog):
        wait_for(lambda: hands.says("Is this the right host?", dialog), 20)
        settle(qtbot)
        hands.press("prompt_keep", dialog)
        wait_for(lambda: hands.says("The host asks for the password", dialog), 20)
        settle(qtbot)
        field(dialog, "answer").setFocus()
        hands.type("lab")
        hands.key(Qt.Key.Key_Return)
        wait_for(lambda: hands.says("Everything works: libvirt", dialog), 20)
        hands.press("Close", dialog)

    def fill(dialog):
        hands.click(dialog.findChild(QRadioButton, "ssh"))
        host = next(line for line in dialog.findChildren(QLineEdit) if line.isVisible()
                    and line.placeholderText().startswith("kvm"))  # fmt: skip
        host.setFocus()
        hands.type(alpha.address)
        field(dialog, "user").setFocus()
        hands.type("root")
        wait_for(lambda: field(dialog, "uri").text() == far(alpha))
        with once_open("test_connection", test):
            hands.press("test_connection", dialog)
        hands.press("primary", dialog)

    with hands.answering(fill):
        hands.press("Add connection")
    hands.wait_state("far-guest", "Running")
    # What the test asked is known now: nothing is asked twice.
    assert not hands.window.prompts.isVisible()
    assert alpha.host_key() in (home.ssh / "known_hosts").read_text()
    assert "lab" not in (Path(hands.program.connections._path)).read_text().split('"')


@contextmanager
def once_open(name, act):
    """Do something with a dialog that waits in a loop of its own, as soon as it is there."""
    errors = []
    timer = QTimer()
    timer.setInterval(10)

    def look():
        dialog = QApplication.activeModalWidget()
        if dialog is None or dialog.objectName() != name:
            return
        timer.stop()
        try:
            act(dialog)
        except BaseException as error:
            errors.append(error)
            dialog.reject()

    timer.timeout.connect(look)
    timer.start()
    yield
    assert not timer.isActive(), f"{name} did not open"
    if errors:
        raise errors[0]


def test_the_first_start_leads_to_a_far_host(alpha, home, start):
    home.know(alpha)
    home.use_key(alpha)
    hands = start(places=home.places)

    def fill(dialog):
        assert dialog.findChild(QRadioButton, "ssh").isChecked()
        hands.type(f"root@{alpha.address}")
        hands.key(Qt.Key.Key_Tab)
        wait_for(lambda: field(dialog, "uri").text() == far(alpha))
        hands.press("primary", dialog)

    with hands.answering(fill):
        hands.press("add_address")
    wait_for(lambda: [s.state for s in _statuses(hands)] == [ConnectionState.CONNECTED], 20)


def test_questions_of_three_hosts_queue_in_one_place_and_leave_the_typing_alone(
    alpha, beta, gamma, home, start, qtbot
):
    hands = start(places=home.places)
    hands.program.open(_arguments(far(alpha), far(beta), far(gamma)))
    wait_for(lambda: hands.window.search.isVisible())
    hands.search("na")
    card = panel(hands)
    wait_for(lambda: hands.says("1 of 3", card), 20)
    hands.type("me")
    assert hands.window.search.text() == "name"
    settle(qtbot)
    for _ in range(3):
        hands.press("prompt_cancel", card)
        settle(qtbot)
    wait_for(lambda: not hands.window.prompts.isVisible())
    wait_for(lambda: {s.state for s in hands.feed.statuses.values()} == {ConnectionState.FAILED})


def _arguments(*uris):
    from virtgui.cli import Arguments

    return Arguments(uris=uris)


def test_a_changed_host_key_is_explained_and_there_is_no_way_around(alpha, home, start):
    home.know(alpha)
    home.use_key(alpha)
    alpha.new_host_keys()
    hands = start(far(alpha), places=home.places)
    (status,) = _statuses(hands)
    wait_for(lambda: _statuses(hands)[0].state is ConnectionState.FAILED, 20)
    hands.click_navigator(status.spec.name)
    wait_for(lambda: hands.says("another key"))
    seen = [b.text() for b in hands.window.findChildren(QAbstractButton) if b.isVisible()]
    assert not [words for words in seen if "anyway" in words.lower() or "accept" in words.lower()]


def _statuses(hands):
    wait_for(lambda: hands.feed.statuses)
    return list(hands.feed.statuses.values())


def test_a_wrong_password_three_times_ends_and_connect_asks_again(alpha, home, start, qtbot):
    home.know(alpha)
    hands = start(far(alpha), places=home.places)
    card = panel(hands)
    for number in range(3):
        settle(qtbot)
        field(card, "answer").setFocus()
        hands.type(f"wrong{number}")
        hands.key(Qt.Key.Key_Return)
        if number < 2:
            wait_for(lambda: hands.says("not accepted", card) or hands.says("refused", card))
    wait_for(lambda: _statuses(hands)[0].state is ConnectionState.FAILED, 20)
    wait_for(lambda: not hands.window.prompts.isVisible())
    hands.click_navigator(_statuses(hands)[0].spec.name)
    wait_for(lambda: hands.says("does not accept the login"))


def test_a_cut_link_greys_the_rows_and_they_come_back(alpha, beta, home, start):
    home.know(alpha, beta)
    home.use_key(alpha)
    start_guest(alpha, "cut")
    start_guest(beta, "near")
    hands = start(far(alpha), far(beta), places=home.places)
    hands.wait_state("cut", "Running")
    hands.wait_state("near", "Running")
    alpha.link_down()
    hands.wait_state("cut", "Was running", 20)
    assert hands.state("near") == "Running"
    alpha.link_up()
    hands.wait_state("cut", "Running", 40)
