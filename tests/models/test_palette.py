"""How commands are found by a few letters."""

import pytest

from virtgui.models.palette import MOST, Command, find, fit_of


def _commands(*labels, **more):
    return [Command(label, lambda: None, **more) for label in labels]


def _labels(commands, typed):
    return [match.command.label for match in find(commands, typed)]


@pytest.mark.parametrize(
    ("label", "typed", "positions"),
    [
        ("start", "sta", (0, 1, 2)),
        ("force off", "off", (6, 7, 8)),
        ("force off", "f o", (0, 1)),
        ("web-01", "w01", (0, 4, 5)),
    ],
)
def test_places_of_the_letters(label, typed, positions):
    score, places = fit_of(label, typed.split())
    assert places == positions
    assert score >= 0


@pytest.mark.parametrize("typed", ["xyz", "tas", "sw"])
def test_what_does_not_fit(typed):
    assert fit_of("start web", [typed]) is None


def test_a_start_before_a_part_before_the_inside_before_letters():
    commands = _commands("catalog-web", "my web", "w-e-b", "web-01", "cobweb")
    assert _labels(commands, "web") == ["web-01", "catalog-web", "my web", "cobweb", "w-e-b"]


def test_case_does_not_matter_and_all_words_must_fit():
    commands = _commands("Force off", "Force on")
    assert _labels(commands, "OFF force") == ["Force off"]


def test_actions_come_before_objects_and_the_impossible_last():
    commands = [
        *_commands("start-me", rank=3),
        *_commands("Start", rank=0),
        *_commands("Start paused", reason="It runs already."),
    ]
    assert _labels(commands, "start") == ["Start", "start-me", "Start paused"]


def test_nothing_typed_shows_all_in_order_up_to_a_limit():
    commands = _commands(*(f"command {number:03}" for number in range(MOST + 20)))
    found = _labels(commands, "  ")
    assert len(found) == MOST
    assert found == sorted(found)


def test_marks_stand_on_the_letters_of_the_label_as_shown():
    """Some letters become two when their case is folded."""
    (match,) = find(_commands("Straße west"), "west")
    assert [match.command.label[at] for at in match.positions] == list("west")
