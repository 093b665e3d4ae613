"""Settings and connections on disk: whole, private, and never lost."""

import json

import pytest

from virtgui.core.settings import SETTINGS
from virtgui.models.settings_store import Settings, StoreProblem


def test_defaults_changes_and_the_next_start(qapp, tmp_path):
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    told = []
    settings.changed.connect(told.append)
    assert settings.problem is None
    assert settings.get("poll.interval") == 3.0
    settings.set("poll.interval", 5)
    settings.keep_window_state("part", [1, 2])
    assert told == ["poll.interval"]
    again = Settings(path)
    assert again.get("poll.interval") == 5
    assert again.window_state("part") == [1, 2]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [("poll.interval", 0.1), ("poll.interval", True), ("look.theme", "pink"), ("poll.cpu", 1)],
)
def test_impossible_values_are_refused(qapp, tmp_path, key, value):
    with pytest.raises(ValueError, match=key):
        Settings(tmp_path / "s.json").set(key, value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{ broken", StoreProblem.BROKEN),
        ("[]", StoreProblem.BROKEN),
        ('{"format": 99, "values": {"poll.interval": 9}}', StoreProblem.NEWER),
    ],
)
def test_an_unusable_file_is_kept_aside(qapp, tmp_path, text, problem):
    path = tmp_path / "s.json"
    path.write_text(text)
    settings = Settings(path)
    assert settings.problem is problem
    assert settings.get("poll.interval") == 3.0
    assert (tmp_path / "s.json.backup-1").read_text() == text
    settings.set("poll.cpu", False)
    assert json.loads(path.read_text())["values"] == {"poll.cpu": False}


def test_nonsense_values_in_a_good_file_are_left_out(qapp, tmp_path):
    path = tmp_path / "s.json"
    values = {"poll.interval": -4, "no.such": 1, "poll.cpu": False, "look.theme": 7}
    path.write_text(json.dumps({"format": 1, "values": values, "window": []}))
    settings = Settings(path)
    assert settings.get("poll.interval") == 3.0
    assert settings.get("poll.cpu") is False
    assert settings.get("look.theme") == "system"


def test_each_default_is_a_value_that_its_setting_accepts():
    assert all(setting.accepts(setting.default) for setting in SETTINGS.values())
