"""Export and import of connections."""

import json
import stat
from dataclasses import replace

import pytest

from tests.models.test_connections_store import FULL
from virtgui.models.connection_file import (
    FileProblem,
    address_key,
    problem_sentence,
    read_connections,
    write_connections,
)


def test_there_and_back_but_for_ids_and_what_was_agreed_to(qapp, tmp_path):
    path = tmp_path / "out.json"
    other = replace(FULL, id="other", name="Two", group="", uri="qemu:///system")
    assert write_connections(path, [FULL, other]) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert '"id"' not in path.read_text()
    found = read_connections(path)
    assert found.problem is None
    same = [replace(spec, id="", accepts_clear=False) for spec in (FULL, other)]
    assert [replace(spec, id="") for spec in found.specs] == same
    assert len({spec.id for spec in (*found.specs, FULL)}) == 3


def test_no_secret_comes_in(qapp, tmp_path):
    path = tmp_path / "in.json"
    entry = {"uri": "qemu+ssh://joe:hunter2@far/system", "unknown": 1}
    content = {"kind": "virtgui-connections", "format": 1, "connections": [entry, 7, {}]}
    path.write_text(json.dumps(content))
    found = read_connections(path)
    assert found.left_out == 2
    assert found.specs[0].name == "far"
    assert "hunter2" not in found.specs[0].uri


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"root:x:0:0", FileProblem.FOREIGN),
        (b"\xff\xfe", FileProblem.FOREIGN),
        (b"[]", FileProblem.FOREIGN),
        (b"[" * 100_000, FileProblem.FOREIGN),
        (b'{"format": 1, "connections": []}', FileProblem.FOREIGN),
        (b'{"kind": "virtgui-connections", "format": "1"}', FileProblem.FOREIGN),
        (b'{"kind": "virtgui-connections", "format": 9, "connections": []}', FileProblem.NEWER),
        (b'{"kind": "virtgui-connections", "format": 1, "connections": []}', FileProblem.EMPTY),
        (b" " * ((16 << 20) + 1), FileProblem.TOO_LARGE),
    ],
)
def test_other_files_are_refused(qapp, tmp_path, content, problem):
    path = tmp_path / "in.json"
    path.write_bytes(content)
    assert read_connections(path).problem is problem
    assert "in.json" in problem_sentence(problem, path)


def test_what_cannot_be_read_is_refused(tmp_path):
    assert read_connections(tmp_path / "none.json").problem is FileProblem.UNREADABLE
    assert read_connections(tmp_path).problem is FileProblem.UNREADABLE


def test_the_same_place_has_the_same_key():
    assert address_key("qemu:///system") == address_key(" qemu:///system".strip())
    assert address_key("qemu:///system") != address_key("qemu:///session")
    assert address_key(" nonsense ") == "nonsense"
