"""Secrets of this run, in front of a key ring that may hang."""

import threading

import pytest

from tests.backend.ssh.conftest import MemoryRing
from virtgui.backend import answers as answers_module
from virtgui.backend.answers import Answers, Secret
from virtgui.backend.secrets import SecretKey, SecretStore
from virtgui.core.errors import PermissionDeniedError
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import KeepRefusal

KEY = SecretKey(ConnectionId("c"), "password", "root@host")
OTHER = SecretKey(ConnectionId("c"), "password", "root@other")


class HangingRing(MemoryRing):
    """Waits for its user, who is away, once it is told to."""

    def __init__(self):
        super().__init__()
        self.hangs = False
        self.back = threading.Event()

    def get_password(self, service, username):
        if self.hangs:
            self.back.wait(10)
        return super().get_password(service, username)


@pytest.fixture
def ring(monkeypatch):
    monkeypatch.setattr(answers_module, "UNLOCKING", 0.1)
    monkeypatch.setattr(answers_module, "PATIENCE", 0.1)
    made = HangingRing()
    yield made
    made.back.set()


@pytest.fixture
def answers(tmp_path, ring):
    return Answers(SecretStore(tmp_path / "index", ring))


def test_a_key_ring_that_hangs_has_no_secret_and_takes_none(answers, ring):
    answers.confirm(Secret(KEY, "one", remember=True))
    answers.forget(KEY.connection)
    ring.hangs = True
    assert answers.get(KEY) is None
    assert answers.keep_refusal() is KeepRefusal.KEYRING_LOCKED
    with pytest.raises(PermissionDeniedError, match="does not answer"):
        answers.confirm(Secret(OTHER, "two", remember=True))
    assert answers.get(OTHER) == "two"


def test_a_key_ring_whose_user_comes_back_serves_again(answers, ring):
    answers.confirm(Secret(KEY, "one", remember=True))
    answers.forget(KEY.connection)
    ring.hangs = True
    assert answers.get(KEY) is None
    ring.back.set()
    ring.hangs = False
    assert answers.get(KEY) == "one"
