"""What libvirt itself asks: the test driver's user name and password, and SASL's."""

import socket
import threading

import pytest
from keyring.errors import KeyringLocked

from tests.backend.desk import desk_in
from tests.backend.ssh.conftest import MemoryRing
from tests.lab.daemons import extra_daemon, sasl_daemon
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.queries import ReadKeyRing
from virtgui.core.values.connection import ConnectionState, LinkSecurity
from virtgui.core.values.prompt import KeepRefusal, PromptKind, PromptReply

NODE = """<node><auth><user password='123'>fred</user><user password='456'>rosa</user></auth>
<domain type='test'><name>one</name><memory>65536</memory><os><type>hvm</type></os></domain></node>
"""


@pytest.fixture
def desk(event_loop_thread, tmp_path):
    with desk_in(tmp_path) as made:
        yield made


@pytest.fixture
def uri(tmp_path):
    """The address of a test driver that asks who comes."""
    path = tmp_path / "node.xml"
    path.write_text(NODE)
    return f"test://{path}"


def typing(name, password, *, remember=False):
    """Answers by what is asked for."""

    def answer(prompt):
        words = tuple(name if field.echo else password for field in prompt.fields)
        return PromptReply(accepted=True, answers=words, remember=remember)

    return answer


def test_name_and_password_are_asked_with_libvirts_own_words(desk, uri):
    desk.person.answer = typing("fred", "123")
    desk.open(uri)
    name, password = desk.person.asked(PromptKind.CREDENTIALS)
    assert name.fields[0].label == "Enter username for localhost"
    assert name.fields[0].echo
    assert name.keep_refusal is KeepRefusal.NOT_A_SECRET
    assert password.fields[0].label == "Enter fred's password for localhost"
    assert not password.fields[0].echo
    assert password.keep_refusal is KeepRefusal.NONE
    assert (password.node, password.host) == ("node", "localhost")
    assert desk.ring.entries == {}


def test_what_was_right_serves_again_in_this_run_only(desk, uri):
    desk.person.answer = typing("fred", "123")
    desk.open(uri)
    desk.disconnect()
    desk.open(uri)
    assert len(desk.person.prompts) == 2
    desk.start_again()
    desk.open(uri)
    assert len(desk.person.prompts) == 4


def test_a_wrong_password_fails_and_is_asked_for_again_when_the_user_tries_again(desk, uri):
    desk.person.answer = typing("fred", "wrong", remember=True)
    desk.fail(uri)
    error = desk.person.statuses["node"].error
    assert error.kind is ErrorKind.AUTHENTICATION
    assert error.remedy is Remedy.CHECK_CREDENTIALS
    assert desk.person.statuses["node"].retry_at is None
    assert desk.ring.entries == {}
    desk.person.answer = typing("fred", "123")
    desk.open(uri)
    assert len(desk.person.prompts) == 4


@pytest.mark.parametrize("at", [0, 1])
def test_a_cancelled_question_ends_the_try(desk, uri, at):
    def answer(prompt):
        accepted = len(desk.person.prompts) <= at
        return PromptReply(accepted=accepted, answers=("fred",))

    desk.person.answer = answer
    desk.fail(uri)
    assert desk.person.statuses["node"].error.kind is ErrorKind.CANCELLED
    assert len(desk.person.prompts) == at + 1


def test_disconnecting_withdraws_the_question(desk, uri):
    desk.connect(uri)
    desk.person.wait_state("node", ConnectionState.ATTENTION)
    desk.disconnect()
    (prompt,) = desk.person.prompts
    desk.fleet.reply(prompt.id, PromptReply(accepted=True, answers=("fred",)))
    assert desk.person.states[-1] is ConnectionState.OFFLINE


def test_what_is_remembered_serves_after_a_restart_without_a_question(desk, uri):
    desk.person.answer = typing("fred", "123", remember=True)
    desk.open(uri)
    assert sorted(desk.ring.entries.values()) == ["123", "fred"]
    desk.start_again()
    desk.open(uri)
    assert len(desk.person.prompts) == 2


def test_a_remembered_password_that_is_wrong_now_is_dropped(desk, uri):
    desk.person.answer = typing("fred", "123", remember=True)
    desk.open(uri)
    for entry, value in desk.ring.entries.items():
        desk.ring.entries[entry] = "old" if value == "123" else value
    desk.start_again()
    desk.fail(uri)
    assert desk.ring.entries == {}
    desk.person.answer = typing("fred", "123")
    desk.open(uri)
    assert len(desk.person.prompts) == 4


def test_another_name_does_not_get_the_remembered_password_of_the_first(desk, uri):
    desk.person.answer = typing("fred", "123", remember=True)
    desk.open(uri)
    for entry, value in tuple(desk.ring.entries.items()):
        if value == "fred":
            del desk.ring.entries[entry]
    desk.start_again()
    desk.person.answer = typing("rosa", "456")
    desk.open(uri)
    assert [prompt.fields[0].label for prompt in desk.person.prompts[2:]] == [
        "Enter username for localhost",
        "Enter rosa's password for localhost",
    ]


def test_a_test_of_the_connection_asks_in_its_own_name(desk, uri):
    desk.person.answer = typing("fred", "123")
    diagnosis = desk.diagnose(uri)
    assert diagnosis.failed is None
    assert [prompt.diagnosis for prompt in desk.person.prompts] == [diagnosis.id] * 2


@pytest.mark.lab
@pytest.mark.parametrize("mechanism", ["scram-sha-256", "digest-md5"])
def test_sasl_asks_for_name_and_password_in_one_question(alpha, desk, mechanism):
    desk.person.answer = typing("fred", "right", remember=True)
    with sasl_daemon(alpha, "fred", "right", mechanism=mechanism) as daemon:
        desk.open(daemon.uri("unix"))
        (prompt,) = desk.person.prompts
        labels = [field.label for field in prompt.fields]
        assert labels == ["Please enter your authentication name", "Please enter your password"]
        assert prompt.keep_refusal is KeepRefusal.NONE
        assert sorted(desk.ring.entries.values()) == ["fred", "right"]
        desk.start_again()
        desk.open(daemon.uri("unix"))
        assert len(desk.person.prompts) == 1


@pytest.mark.lab
def test_sasl_refuses_a_wrong_password_and_asks_again_on_the_next_try(alpha, desk):
    desk.person.answer = typing("fred", "wrong", remember=True)
    with sasl_daemon(alpha, "fred", "right") as daemon:
        desk.fail(daemon.uri("unix"))
        assert desk.person.statuses["node"].error.kind is ErrorKind.AUTHENTICATION
        assert desk.ring.entries == {}
        desk.person.answer = typing("fred", "right")
        desk.open(daemon.uri("unix"))
    assert len(desk.person.prompts) == 2


CLEAR = ("listen_tls = 0", "listen_tcp = 1", 'auth_tcp = "none"')


@pytest.mark.lab
def test_clear_text_is_agreed_to_once_in_a_run(alpha, desk):
    desk.person.answer = lambda prompt: PromptReply(accepted=True)
    with extra_daemon(alpha, *CLEAR) as daemon:
        desk.open(daemon.uri("tcp"))
        assert desk.person.statuses["node"].security is LinkSecurity.PLAIN
        (prompt,) = desk.person.prompts
        assert prompt.kind is PromptKind.CLEAR_TEXT
        assert prompt.host == alpha.address
        desk.disconnect()
        desk.open(daemon.uri("tcp"))
        assert len(desk.person.prompts) == 1


@pytest.mark.lab
def test_clear_text_that_was_agreed_to_for_good_is_not_asked_about(alpha, desk):
    with extra_daemon(alpha, *CLEAR) as daemon:
        desk.open(daemon.uri("tcp"), accepts_clear=True)
    assert desk.person.prompts == []


class Listener:
    """A server that notes who comes and what they say."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.came = 0
        self.heard = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        try:
            while True:
                made, _ = self._socket.accept()
                self.came += 1
                with made:
                    made.settimeout(5)
                    self.heard.append(made.recv(100))
        except OSError:
            return  # the test is over

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


def test_nothing_connects_before_clear_text_is_agreed_to_nor_when_it_is_not(desk, listener):
    uri = f"qemu+tcp://127.0.0.1:{listener.port}/system"
    desk.connect(uri)
    desk.person.wait_state("node", ConnectionState.ATTENTION)
    (prompt,) = desk.person.prompts
    assert listener.came == 0
    desk.fleet.reply(prompt.id, PromptReply(accepted=False))
    desk.person.wait_state("node", ConnectionState.FAILED)
    assert desk.person.statuses["node"].error.kind is ErrorKind.CANCELLED
    assert listener.came == 0
    desk.person.answer = lambda prompt: PromptReply(accepted=True)
    desk.connect(uri)
    desk.person.wait(lambda: listener.heard)
    assert listener.heard[0]


def test_a_test_of_the_connection_sends_nothing_before_clear_text_is_agreed_to(desk, listener):
    desk.person.answer = lambda prompt: PromptReply(accepted=False)
    diagnosis = desk.diagnose(f"qemu+tcp://127.0.0.1:{listener.port}/system")
    assert diagnosis.failed.error.kind is ErrorKind.CANCELLED
    assert set(listener.heard) <= {b""}


class FullRing(MemoryRing):
    """Takes nothing more."""

    def set_password(self, service, username, password):
        raise RuntimeError(f"no room for {password}")


def test_a_key_ring_that_takes_nothing_is_told_and_the_login_is_good(desk, uri):
    desk.ring = FullRing()
    desk.start_again()
    desk.person.answer = typing("fred", "123", remember=True)
    desk.open(uri)
    (event,) = [event for event in desk.person.events() if event.what == "secret_not_kept"]
    assert "no room" in dict(event.data)["reason"]
    assert "123" not in repr(event)


class LockedRing(MemoryRing):
    """Locked until its user acts, who dismisses the first question."""

    def __init__(self):
        super().__init__()
        self.is_locked = True
        self.asked = 0

    def get_password(self, service, username):
        self.asked += 1
        if self.is_locked:
            raise KeyringLocked("dismissed")
        return super().get_password(service, username)


def test_a_key_ring_that_stayed_locked_is_asked_again_when_the_user_connects(desk, uri):
    desk.ring = LockedRing()
    desk.start_again()
    desk.person.answer = typing("fred", "wrong")
    desk.fail(uri)
    assert desk.person.prompts[-1].keep_refusal is KeepRefusal.KEYRING_LOCKED
    asked, desk.ring.is_locked = desk.ring.asked, False
    desk.person.answer = typing("fred", "123")
    desk.open(uri)
    assert desk.ring.asked > asked
    assert desk.person.prompts[-1].keep_refusal is KeepRefusal.NONE


def test_a_key_ring_that_stayed_locked_is_asked_again_when_the_user_asks(desk, uri):
    desk.ring = LockedRing()
    desk.start_again()
    for refusal in (KeepRefusal.KEYRING_LOCKED, KeepRefusal.NONE):
        number = desk.fleet.ask(ReadKeyRing())
        answer = desk.person.wait(lambda: desk.person.answers.get(number))  # noqa: B023
        assert answer.value.refusal is refusal
        desk.ring.is_locked = False
        desk.person.answers.clear()
