"""Secrets that are known are fed through every path that fails; none may be found anywhere after.

Looked through are: all log records at the lowest level, asyncssh's own too; standard output and
error; everything that the backend told the window, the way it is written and the way it is shown;
every file that was written.
"""

import ast
import logging
import re
import subprocess
import traceback
from pathlib import Path

import libvirt
import pytest

import virtgui
from tests.backend.desk import desk_in, wait_diagnosis
from tests.backend.ssh.conftest import MemoryRing, Remote, accepting
from tests.lab.daemons import sasl_daemon
from tests.lab.shell import wait_until
from tests.lab.sshd import extra_sshd, two_factor_sshd
from virtgui.backend.answers import Secret
from virtgui.backend.certificates import explain
from virtgui.backend.fleet import fault_of
from virtgui.backend.libvirt.errors import translate
from virtgui.backend.secrets import SecretKey
from virtgui.core.errors import ErrorKind
from virtgui.core.messages import DiagnosisChanged, StatusChanged
from virtgui.core.ops import domain as ops
from virtgui.core.redact import redact
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.uri import parse_uri
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.prompt import PromptKind, PromptReply

WRONG = ("geheim-Wr1xQ", "geheim-Wr2xQ", "geheim-Wr3xQ")
PHRASE = "geheim-Ph4 mit Raum"
CODE = "geheim-Co5xQ"


class Search:
    """Gathers everything that a secret could have got into."""

    def __init__(self, folder: Path, caplog, capfd) -> None:
        self.folder = folder
        self._caplog = caplog
        self._capfd = capfd
        self.found: dict[str, str] = {}

    def gather(self, person=None) -> None:
        """Gather; a person's messages too."""
        printed = self._capfd.readouterr()
        self.found["printed"] = printed.out + printed.err
        self.found["log"] = self._caplog.text + repr([vars(r) for r in self._caplog.records])
        for path in self.folder.rglob("*"):
            if path.is_file():
                self.found[str(path)] = path.read_bytes().decode("utf-8", "replace")
        if person is not None:
            self.found["messages"] = repr(person.messages) + str(person.messages)

    def assert_none(self, *secrets: str) -> None:
        """None of the secrets is anywhere, though there is enough to look through."""
        for secret in secrets:
            places = [place for place, text in self.found.items() if secret in text]
            assert not places, f"{secret!r} in {places}"


@pytest.fixture
def search(tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "asyncssh")
    return Search(tmp_path, caplog, capfd)


@pytest.fixture
def desk(event_loop_thread, tmp_path):
    with desk_in(tmp_path / "desk") as made:
        yield made


@pytest.fixture
def remote(lab, event_loop_thread, tmp_path):
    made = Remote(lab, tmp_path)
    made.trust()
    yield made
    made.close()


def shown(person, request):
    """What the window makes of the messages: log, reports, sentences."""
    from virtgui.bridge.debug_log import DebugLog
    from virtgui.bridge.dispatcher import Dispatcher
    from virtgui.bridge.feed import Feed
    from virtgui.models.doctor_words import report
    from virtgui.models.error_words import error_facts, error_text

    request.getfixturevalue("qapp")
    feed = Feed()
    log = DebugLog(feed, Dispatcher(None, feed))
    texts = []
    for message in tuple(person.messages):
        feed.post(message)
        if isinstance(message, DiagnosisChanged):
            texts.append(report(message.diagnosis))
        if isinstance(message, StatusChanged) and message.status.error:
            texts.append(
                repr((error_text(message.status.error), error_facts(message.status.error)))
            )
    feed.deliver()
    log.deleteLater()
    feed.deleteLater()
    return "\n".join(texts)


def look_through(search, remote, request, *secrets):
    search.found["shown"] = shown(remote.person, request)
    search.gather(remote.person)
    assert "Auth" in search.found["log"] or "auth" in search.found["log"]
    search.assert_none(*secrets)


@pytest.mark.lab
def test_wrong_passwords(alpha, remote, search, request):
    remote.person.answer = accepting(*WRONG)
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    look_through(search, remote, request, *WRONG)


@pytest.mark.lab
def test_a_right_password_that_is_remembered_and_a_task_that_fails(alpha, remote, search, request):
    remote.person.answer = accepting(WRONG[0], alpha.password, remember=True)
    name = remote.open(remote.uri())
    ref = domain_ref(name, "c7a5fdbd-edaf-9455-926a-d65c16db1809")
    task = remote.fleet.submit(ops.StartDomain(ref=ref), "nobody", 1)
    assert remote.person.wait_task(task).error
    assert alpha.password in remote.ring.entries.values()
    look_through(search, remote, request, WRONG[0])
    index = (remote.home.parent / "secrets.json").read_text()
    assert "root@" in index
    assert f'"{alpha.password}"' not in index


@pytest.mark.lab
def test_a_question_that_is_cancelled_when_something_is_typed(alpha, remote, search, request):
    remote.person.answer = lambda prompt: PromptReply(accepted=False, answers=(WRONG[0],))
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    look_through(search, remote, request, WRONG[0])


@pytest.mark.lab
def test_a_server_that_is_gone_while_somebody_types(alpha, remote, search, request):
    with extra_sshd(alpha, 2203, "LoginGraceTime=1") as port:
        name = remote.connect(remote.uri(port=port))
        remote.person.wait_state(name, ConnectionState.ATTENTION)
        words = ("ss", "-Htn", "state", "established", "sport", "=", f":{port}")
        wait_until(lambda: not alpha.run(*words).strip(), "the server to hang up")
    (prompt,) = remote.person.prompts
    remote.fleet.reply(prompt.id, PromptReply(accepted=True, answers=(WRONG[0],)))
    remote.person.wait_state(name, ConnectionState.WAITING)
    look_through(search, remote, request, WRONG[0])


class OddError(Exception):
    """One that nobody has heard of."""


class FailingRing(MemoryRing):
    """A key ring that repeats in its errors what it was given."""

    def __init__(self, error):
        super().__init__()
        self._error = error
        self.was_asked = False

    def set_password(self, service, username, password):
        self.was_asked = True
        raise self._error(f"cannot store {password} for {username}")


@pytest.mark.lab
@pytest.mark.parametrize("error", [RuntimeError, OddError])
def test_a_key_ring_that_repeats_the_secret_in_its_error(alpha, remote, search, request, error):
    remote.ring = FailingRing(error)
    key = remote.use_key()
    encrypt(key, PHRASE)
    remote.person.answer = accepting(PHRASE, remember=True)
    name = remote.connect(remote.uri())
    remote.person.wait(lambda: remote.ring.was_asked)
    remote.person.wait_state(name, ConnectionState.CONNECTED)
    look_through(search, remote, request, PHRASE)


def encrypt(key, phrase):
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", phrase, "-f", str(key)], check=True)


@pytest.mark.lab
def test_pass_phrases_right_and_wrong_and_a_broken_key_file(alpha, remote, search, request):
    key = remote.use_key()
    encrypt(key, PHRASE)
    remote.person.answer = accepting(WRONG[0], PHRASE, remember=True)
    name = remote.open(remote.uri())
    assert list(remote.ring.entries.values()) == [PHRASE]
    remote.fleet.close()
    remote.person.statuses.clear()
    lines = key.read_text().splitlines()
    middle = len(lines) // 2
    lines[middle] = lines[middle][::-1]
    key.write_text("\n".join(lines) + "\n")
    remote.person.answer = accepting(*WRONG)
    remote.start()
    remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    look_through(search, remote, request, *WRONG, PHRASE)


@pytest.mark.lab
def test_second_factors(alpha, remote, search, request):
    def answer(prompt):
        is_code = "verification" in prompt.fields[0].label.lower()
        return PromptReply(accepted=True, answers=(CODE if is_code else alpha.password,))

    remote.person.answer = answer
    with two_factor_sshd(alpha, 2204) as port:
        name = remote.connect(remote.uri(port=port))
        remote.person.wait_state(name, ConnectionState.FAILED)
    assert len(remote.person.asked(PromptKind.CHALLENGE)) > 1
    look_through(search, remote, request, CODE)


@pytest.mark.lab
def test_the_test_of_a_connection(alpha, remote, search, request):
    remote.person.answer = accepting(*WRONG)
    fleet = remote.start()
    number = fleet.diagnose(ConnectionSpec(ConnectionId("tested"), remote.uri(), "tested"))
    assert wait_diagnosis(remote.person, number).failed.error.kind is ErrorKind.AUTHENTICATION
    look_through(search, remote, request, *WRONG)


@pytest.mark.lab
def test_sasl(alpha, desk, search):
    desk.person.answer = lambda prompt: PromptReply(
        accepted=True, answers=("fred", WRONG[len(desk.person.prompts) - 1]), remember=True
    )
    with sasl_daemon(alpha, "fred", WRONG[1]) as daemon:
        desk.fail(daemon.uri("unix"))
        desk.open(daemon.uri("unix"))
    assert WRONG[1] in desk.ring.entries.values()
    search.gather(desk.person)
    search.assert_none(*WRONG)


def test_libvirts_own_questions(desk, search, tmp_path_factory):
    path = tmp_path_factory.mktemp("other") / "node.xml"
    path.write_text(f"<node><auth><user password='{WRONG[1]}'>fred</user></auth></node>")
    words = ["fred", WRONG[0], "fred", WRONG[1]]
    desk.person.answer = lambda prompt: PromptReply(
        accepted=True, answers=(words.pop(0),), remember=True
    )
    desk.fail(f"test://{path}")
    desk.open(f"test://{path}")
    search.gather(desk.person)
    search.assert_none(*WRONG)


@pytest.mark.lab
def test_a_password_in_a_pasted_address(search, request, tmp_path):
    from virtgui.models.connections_store import ConnectionsStore

    request.getfixturevalue("qapp")
    store = ConnectionsStore(tmp_path / "connections.json")
    uri = f"qemu+ssh://root:{WRONG[0]}@host/system"
    kept = store.add(ConnectionSpec(ConnectionId("pasted"), uri, "pasted"))
    store.flush()
    search.found["kept"] = repr(kept)
    search.gather()
    assert "root@host" in search.found[str(tmp_path / "connections.json")]
    search.assert_none(WRONG[0])


@pytest.mark.parametrize("password", [WRONG[0], "geheim@Wr5", "geheim:Wr6"])
def test_errors_about_an_address_with_a_password(password):
    text = f"qemu+tcp://root:{password}@host/system"
    error = libvirt.libvirtError(f"cannot open {text}")
    told = [
        translate(error, opening=True, subject=text).info,
        translate(ValueError(text), subject=text).info,
        explain(error, parse_uri(text.replace("tcp", "tls"))).info,
        fault_of(error),
        redact(f"before {text} after"),
    ]
    assert password not in repr(told)
    assert "Wr" not in repr(told)


def test_a_fault_in_a_frame_that_holds_a_secret():
    def log_in(password):
        key = Secret(SecretKey(ConnectionId("c"), "password", "root@host"), password)
        reply = PromptReply(accepted=True, answers=(password,))
        raise ValueError(f"{key} {reply} password={password} 'passphrase': '{password} und mehr'")

    with pytest.raises(ValueError, match="root@host") as caught:
        log_in(WRONG[0])
    fault = fault_of(caught.value)
    assert "log_in" in fault.trace
    assert WRONG[0] not in repr(fault)
    assert "und mehr" not in repr(fault)
    assert WRONG[0] in "".join(traceback.format_exception(caught.value))


def test_asyncssh_is_never_told_to_log_more_than_it_does_of_itself():
    import asyncssh

    assert asyncssh.logging.logger._debug_level == 1
    words = re.compile("debug_level|log_packet|set_log_level")
    for path in Path(virtgui.__file__).parent.rglob("*.py"):
        names = [
            getattr(node, "attr", None) or getattr(node, "id", "")
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute | ast.Name)
        ]
        assert not [name for name in names if words.search(name)], path
