"""Which charts are shown, and in which order."""

import pytest

from virtgui.core.refs import DOMAIN, NODE
from virtgui.models.charts.board import Board
from virtgui.models.settings_store import Settings


@pytest.fixture
def path(tmp_path):
    return tmp_path / "settings.json"


@pytest.fixture
def board(qapp, path):
    return Board(Settings(path), DOMAIN)


def keys(board):
    return [spec.key for spec in board.shown()]


def test_at_first_there_are_a_few(board):
    assert keys(board) == ["cpu", "memory", "disk", "net"]
    assert len(board.offered) > 20


def test_charts_are_added_removed_and_moved_and_kept(board, path):
    board.set_shown("vcpus", is_shown=True)
    board.set_shown("disk", is_shown=False)
    board.move("vcpus", 0)
    assert keys(board) == ["vcpus", "cpu", "memory", "net"]
    assert keys(Board(Settings(path), DOMAIN)) == keys(board)
    assert keys(Board(Settings(path), NODE))[0] == "node_cpu"


def test_splitting_is_kept(board, path):
    board.set_split("disk", is_split=True)
    again = Board(Settings(path), DOMAIN)
    assert again.is_split("disk")
    assert not again.is_split("net")
    board.set_split("disk", is_split=False)
    assert not board.is_split("disk")


def test_an_empty_board_stays_empty_until_it_is_reset(board):
    for key in keys(board):
        board.set_shown(key, is_shown=False)
    assert keys(board) == []
    board.reset()
    assert len(keys(board)) == 4


def test_what_an_older_or_broken_file_names_is_passed_over(qapp, path):
    settings = Settings(path)
    settings.set("charts.domain", ["net", "never", 7, None, "net", "cpu:split"])
    assert keys(Board(settings, DOMAIN)) == ["net", "cpu"]


def test_a_change_is_told(board, qtbot):
    with qtbot.waitSignal(board.changed):
        board.move("net", 1)
    assert keys(board) == ["cpu", "net", "memory", "disk"]
