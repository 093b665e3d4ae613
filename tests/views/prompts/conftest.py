"""One small world, and a clock that stands until it is turned."""

import pytest

from tests.views.dialogs.samples import World
from virtgui.core.messages import PromptAsked
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import HostKeyFacts, Prompt, PromptField, PromptKind

FINGERPRINT = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDOHEY3Lq7Ia3cyxgM"
HOST_KEY = HostKeyFacts("ssh-ed25519", FINGERPRINT, "/home/ops/.ssh/known_hosts")


def make_prompt(number=1, kind=PromptKind.PASSWORD, node="kvm-02", **values):
    base = {"user": "ops", "host": f"{node}.example"}
    if kind is PromptKind.HOST_KEY:
        base["host_key"] = HOST_KEY
    return Prompt(number, ConnectionId(node), node, kind, **{**base, **values})


def two_fields(**values):
    fields = (PromptField("Password: "), PromptField("Code: ", echo=True))
    return make_prompt(kind=PromptKind.CHALLENGE, fields=fields, **values)


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now

    def turn(self, seconds=1.0):
        self.now += seconds


@pytest.fixture
def world(qapp):
    return World()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ask(world):
    """Posts questions as the backend does."""
    return lambda *prompts: world.post(*(PromptAsked(prompt) for prompt in prompts))
