"""Files of our own that cannot be used."""

import json

import pytest

from tests.qt_fixtures import wait_for

BROKEN, NEWER = "{ not json", json.dumps({"format": 999, "values": {"look.theme": "dark"}})


@pytest.mark.parametrize("name", ["settings.json", "connections.json"])
@pytest.mark.parametrize(
    ("content", "words"), [(BROKEN, "could not be read"), (NEWER, "by a newer version")]
)
def test_it_is_kept_as_a_backup_and_said_once(start, tmp_path, name, content, words):
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / name).write_text(content)
    hands = start()
    wait_for(lambda: hands.says(words))
    assert (folder / f"{name}.backup-1").read_text() == content
    hands.press("open_demo")
    wait_for(lambda: hands.has_domain("web-01"))
    start.end(hands)
    again = start()
    assert not again.says("could not be read")
    assert not again.says("by a newer version")
    assert not (folder / f"{name}.backup-2").exists()
