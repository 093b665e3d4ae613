"""The history of definitions: bounded, private, whole after a crash, without secrets."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from tests.backend.historian import kept_texts
from virtgui.backend.history import HistoryStore, Sighting
from virtgui.backend.history_file import Entry, HistoryFile, Limits
from virtgui.backend.reactor import Reactor
from virtgui.core.errors import NotFoundError, UnsupportedError
from virtgui.core.queries import ReadRemoved, ReadVersions, ReadVersionText, SetVersionRemark
from virtgui.core.refs import DOMAIN, ConnectionId, domain_ref
from virtgui.core.values.definition import KEPT
from virtgui.core.values.version import Origin
from virtgui.documents.secrets import strip_secrets

C, OTHER = ConnectionId("c"), ConnectionId("other")
WEB, DB = domain_ref(C, "u-web"), domain_ref(C, "u-db")
SECRET = "geheim-Vn7xQ"


def entry(ref=WEB, digest="d1", at=1.0, **more):
    text = more.pop("text", f"<domain>{digest}</domain>")
    return Entry(ref, f"name of {digest}", digest, text, at, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "history.sqlite"


@pytest.fixture
def make(path):
    made = []

    def opened(limits=None):
        made.append(HistoryFile(path, lambda error: pytest.fail(str(error)), limits))
        return made[-1]

    yield opened
    for file in made:
        file.close()


@pytest.fixture
def file(make):
    return make()


def digests(file, ref=WEB):
    return [version.digest for version in file.versions(ref)]


def test_versions_come_newest_first_with_their_texts(file):
    file.record(entry(digest="d1", at=1.0))
    file.record(entry(DB, "other"))
    applied = entry(digest="d2", at=2.0, origin=Origin.APPLIED, operation="rename", user="joe")
    file.record(applied)
    new, old = file.versions(WEB)
    assert (new.digest, new.origin, new.operation, new.user) == (
        "d2", Origin.APPLIED, "rename", "joe",
    )  # fmt: skip
    assert (new.name, new.at, new.ref) == ("name of d2", 2.0, WEB)
    assert (old.digest, old.origin) == ("d1", Origin.SEEN)
    assert file.text("d1") == "<domain>d1</domain>"


def test_what_is_the_newest_already_is_not_kept_again_but_what_comes_back_is(file):
    for digest in ("d1", "d1", "d2", "d1", "d1"):
        file.record(entry(digest=digest))
    assert digests(file) == ["d1", "d2", "d1"]


def test_file_and_folder_are_the_owners_alone(file, path):
    file.record(entry())
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_object_that_is_gone_is_removed_once_and_can_come_back(file):
    file.remove(WEB, 5.0)
    assert file.versions(WEB) == ()
    file.record(entry(digest="d1"))
    file.remove(WEB, 6.0, "delete", "joe")
    file.remove(WEB, 7.0)
    removed, _ = file.versions(WEB)
    assert (removed.origin, removed.digest, removed.at) == (Origin.REMOVED, "d1", 6.0)
    assert (removed.operation, removed.user, removed.name) == ("delete", "joe", "name of d1")
    assert file.removed(C) == (removed,)
    assert file.removed(OTHER) == ()
    file.record(entry(digest="d1"))
    assert digests(file) == ["d1", "d1", "d1"]
    assert file.removed(C) == ()


def test_what_a_complete_list_lacks_is_gone(file):
    for ref in (WEB, DB, domain_ref(OTHER, "u-far")):
        file.record(entry(ref, plain="p"))
    file.keep_present(C, DOMAIN, frozenset({"u-db"}), 9.0)
    file.keep_present(C, DOMAIN, frozenset({"u-db"}), 10.0)
    assert [(version.ref, version.at) for version in file.removed(C)] == [(WEB, 9.0)]
    assert file.removed(OTHER) == ()
    assert file.checked(C, DOMAIN) == {"u-db": "p"}


def test_the_cheap_digest_is_kept_even_where_nothing_is_new(file, make):
    file.record(entry(plain="p1"))
    file.record(entry(plain="p2"))
    file.record(entry(plain=""))
    assert make().checked(C, DOMAIN) == {"u-web": "p2"}
    assert digests(file) == ["d1"]


def test_an_object_keeps_its_newest_and_those_with_a_remark(make):
    file = make(Limits(versions=3))
    for number in range(1, 4):
        file.record(entry(digest=f"d{number}"))
    oldest = file.versions(WEB)[-1]
    file.set_remark(oldest.id, "before the move")
    for number in range(4, 7):
        file.record(entry(digest=f"d{number}"))
    assert digests(file) == ["d6", "d5", "d1"]
    assert file.versions(WEB)[-1].remark == "before the move"
    with pytest.raises(NotFoundError):
        file.text("d2")
    assert file.text("d1")


def test_with_remarks_everywhere_the_oldest_go_all_the_same(make):
    file = make(Limits(versions=2))
    for number in range(1, 6):
        file.record(entry(digest=f"d{number}"))
        file.set_remark(file.versions(WEB)[0].id, "keep")
    assert digests(file) == ["d5", "d4"]


def random_text():
    return f"<domain>{os.urandom(5000).hex()}</domain>"


def test_all_texts_together_are_bounded_the_newest_of_what_exists_is_never_lost(make):
    file = make(Limits(bytes=50_000))
    file.record(entry(DB, "db", text=random_text()))
    for number in range(30):
        file.record(entry(digest=f"d{number}", text=random_text()))
    kept = digests(file)
    assert kept[0] == "d29"
    assert kept == [f"d{number}" for number in range(29, 29 - len(kept), -1)]
    assert 5 <= len(kept) <= 10
    assert digests(file, DB) == ["db"]


def test_the_bound_spares_remarks_then_objects_that_are_gone(make):
    file = make(Limits(bytes=50_000))
    gone = domain_ref(C, "u-gone")
    file.record(entry(gone, "gone", text=random_text()))
    file.remove(gone, 1.0)
    file.record(entry(digest="marked", text=random_text()))
    file.set_remark(file.versions(WEB)[0].id, "keep")
    for number in range(20):
        file.record(entry(digest=f"d{number}", text=random_text()))
    assert "marked" in digests(file)
    assert file.removed(C)
    for number in range(20):
        file.record(entry(domain_ref(C, f"u{number}"), f"e{number}", text=random_text()))
    assert digests(file) == ["d19"]
    assert file.removed(C) == ()
    assert len([n for n in range(20) if digests(file, domain_ref(C, f"u{n}"))]) == 20


def test_a_text_that_another_object_has_stays(make):
    file = make(Limits(versions=1))
    file.record(entry(DB, "same"))
    file.record(entry(WEB, "same"))
    file.record(entry(WEB, "new"))
    assert digests(file) == ["new"]
    assert file.text("same")


def test_forgetting_a_connection_leaves_nothing_of_it(file, path):
    file.record(entry(digest="d1", plain="p"))
    file.record(entry(domain_ref(OTHER, "u"), "far"))
    file.forget(C)
    assert file.versions(WEB) == ()
    assert file.checked(C, DOMAIN) == {}
    with pytest.raises(NotFoundError):
        file.text("d1")
    assert file.text("far")


def test_a_remark_on_nothing_is_refused(file):
    with pytest.raises(NotFoundError):
        file.set_remark(7, "?")


def test_a_file_of_a_newer_program_is_left_alone(file, path):
    file.record(entry())
    file.close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(UnsupportedError):
        file.record(entry(digest="d2"))
    assert [p.name for p in path.parent.iterdir()] == ["history.sqlite"]


@pytest.mark.parametrize("where", ["head", "middle"])
def test_a_damaged_file_is_moved_aside_and_said(path, where):
    told = []
    file = HistoryFile(path, told.append)
    for number in range(50):
        file.record(entry(digest=f"d{number}", text=random_text()))
    file.close()
    content = bytearray(path.read_bytes())
    start = 0 if where == "head" else 4096
    content[start : start + 8192] = b"\xff" * 8192
    path.write_bytes(content)
    file.record(entry(digest="after"))
    assert digests(file) == ["after"]
    assert [error.aside.name for error in told] == ["history.sqlite.damaged"]
    assert told[0].aside.read_bytes()[:8192] == bytes(content)[:8192]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.close()


def test_the_second_program_that_finds_the_damage_does_not_move_the_new_file(path):
    told = []
    first, second = HistoryFile(path, told.append), HistoryFile(path, told.append)
    for number in range(50):
        first.record(entry(digest=f"d{number}", text=random_text()))
    first.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    second._file._open()  # the damage shows only when more than the head is read
    first.record(entry(digest="new"))
    second.record(entry(digest="newer"))
    assert len(told) == 1
    assert digests(first) == ["newer", "new"]
    first.close()
    second.close()


WRITER = """
import sys
from pathlib import Path
from virtgui.backend.history_file import Entry, HistoryFile
from virtgui.core.refs import ConnectionId, domain_ref
name, count = sys.argv[2], int(sys.argv[3])
file = HistoryFile(Path(sys.argv[1]), lambda error: print(error, flush=True))
ref = domain_ref(ConnectionId("c"), "u-" + name)
for number in range(count):
    text = f"<domain>{name} {number} {'x' * 20000}</domain>"
    file.record(Entry(ref, name, f"{name}-{number}", text, float(number)))
    print(number, flush=True)
"""


def start_writer(path, name, count):
    words = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def whole(path):
    database = sqlite3.connect(path)
    try:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        query = "SELECT count(*) FROM versions WHERE digest NOT IN (SELECT digest FROM texts)"
        assert database.execute(query).fetchone() == (0,)
    finally:
        database.close()


def test_a_program_that_is_killed_leaves_all_that_it_has_said(file, path):
    for round_number in range(3):
        writer = start_writer(path, f"r{round_number}", 100_000)
        said = [int(writer.stdout.readline()) for _ in range(20 + 7 * round_number)]
        writer.send_signal(signal.SIGKILL)
        said += [int(line) for line in writer.stdout if line.endswith("\n")]
        writer.wait()
        writer.stdout.close()
        kept = file.versions(domain_ref(C, f"u-r{round_number}"))
        assert kept[0].digest in (f"r{round_number}-{said[-1]}", f"r{round_number}-{said[-1] + 1}")
        assert f" {said[-1]} " in file.text(f"r{round_number}-{said[-1]}")
    whole(path)


def test_two_programs_write_at_once(file, path):
    count = 120
    writers = [start_writer(path, name, count) for name in ("one", "two", "three")]
    outputs = [writer.communicate(timeout=60)[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert outputs == [[str(number) for number in range(count)]] * 3
    for name in ("one", "two", "three"):
        assert len(file.versions(domain_ref(C, f"u-{name}"))) == count
    whole(path)


XML = """<domain type='kvm'>
  <name>web</name><uuid>u-web</uuid><description>{0}</description>
  <devices><graphics type='vnc' port='-1' passwd='{1}'/></devices>
</domain>"""


class Desk:
    """A store with its reactor, asked as the rest of the backend does."""

    def __init__(self, path, clean=strip_secrets):
        self.faults = []
        self.reactor = Reactor(self.faults.append)
        self.reactor.start()
        self.store = HistoryStore(path, self.reactor, clean, self.faults.append)

    def ask(self, query):
        found, done = [], threading.Event()
        self.store.ask(query, lambda outcome: (found.append(outcome), done.set()))
        assert done.wait(10)
        return found[0].get()

    def load(self):
        """What is known; after all that was given to it before is written."""
        found, done = [], threading.Event()
        self.store.load(C, lambda checked: (found.append(checked), done.set()))
        assert done.wait(10)
        return found[0]

    def wait(self, condition):
        end = time.monotonic() + 10
        while not (found := condition()):
            assert time.monotonic() < end
        return found

    def close(self):
        self.store.close()
        self.reactor.stop()


@pytest.fixture
def desk(path):
    made = Desk(path)
    yield made
    made.close()
    assert not made.faults


def sighting(text="", secret=SECRET, ref=WEB, **more):
    return Sighting(ref, XML.format(text, secret), 1.0, **more)


def test_a_secret_never_gets_in_and_another_one_is_no_other_version(desk, path):
    desk.store.record(sighting())
    desk.store.record(sighting(secret="geheim-Ne8xQ"))
    desk.store.record(sighting("changed"))
    versions = desk.wait(lambda: len(v := desk.ask(ReadVersions(WEB))) == 2 and v)
    assert {version.name for version in versions} == {"web"}
    text = desk.ask(ReadVersionText(versions[1].digest))
    assert f"passwd='{KEPT}'" in text
    assert text == XML.format("", KEPT)
    desk.close()
    found = [*kept_texts(path), *(part.read_bytes() for part in path.parent.iterdir())]
    assert len(found) == 3
    assert not [part for part in found if b"geheim" in part]


def test_indentation_makes_no_version(desk):
    desk.store.record(sighting("same"))
    desk.store.record(replace(sighting(), xml=XML.format("same", SECRET).replace("\n  ", "\n\t")))
    desk.store.record(sighting("other"))
    desk.wait(lambda: len(desk.ask(ReadVersions(WEB))) == 2)


def test_questions_of_the_history_tab(desk):
    desk.store.record(sighting(plain="p"))
    desk.store.remove(WEB, 4.0, "delete", "joe")
    removed = desk.wait(lambda: desk.ask(ReadRemoved(C)))
    assert [version.operation for version in removed] == ["delete"]
    assert desk.ask(SetVersionRemark(removed[0].id, "bring it back")) is None
    assert desk.ask(ReadVersions(WEB))[0].remark == "bring it back"
    with pytest.raises(NotFoundError):
        desk.ask(ReadVersionText("0" * 64))


def test_what_is_given_before_the_end_is_written(path):
    first = Desk(path)
    for number in range(50):
        first.store.record(sighting(str(number), plain=f"p{number}"))
    first.close()
    second = Desk(path)
    assert second.load() == {"u-web": "p49"}
    assert len(second.ask(ReadVersions(WEB))) == 50
    second.close()
    assert not first.faults


def test_a_failure_is_told_once_until_it_works_again(path):
    path.parent.parent.mkdir(exist_ok=True)
    path.parent.write_text("a file where the folder should be")
    desk = Desk(path)
    for number in range(5):
        desk.store.record(sighting(str(number)))
    desk.wait(lambda: desk.faults)
    desk.load()
    assert [type(error) for error in desk.faults] == [FileExistsError]
    path.parent.unlink()
    desk.store.record(sighting())
    desk.wait(lambda: desk.ask(ReadVersions(WEB)))
    desk.close()
    assert len(desk.faults) == 1


def test_damage_is_told_and_a_new_history_begins(path):
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 1000)
    desk = Desk(path)
    desk.store.record(sighting())
    desk.wait(lambda: desk.ask(ReadVersions(WEB)))
    assert ["moved to" in str(error) for error in desk.faults] == [True]
    desk.close()
