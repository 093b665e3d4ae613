"""What a host's page says of its connection."""

import pytest

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    ConnectStep,
)
from virtgui.models.node_words import ANSWER, link_note, node_icon

NOW = 1000.0
SPEC = ConnectionSpec(ConnectionId("k"), "qemu+ssh://ops@kvm-02/system", "kvm-02")
JOIN = ErrorInfo(ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "denied", subject="ops")
CHANGED = ErrorInfo(
    ErrorKind.HOST_KEY,
    Remedy.CHANGED_HOST_KEY,
    "changed",
    subject="kvm-02",
    facts=(("file", "/home/jo/.ssh/known_hosts"), ("line", "12")),
)


def note(state, **rest):
    return link_note(ConnectionStatus(SPEC, state, **rest), NOW)


def test_a_host_that_asks_offers_the_answer_alone():
    assert [key for _, key in note(ConnectionState.ATTENTION).links] == [ANSWER]


def test_a_connecting_host_says_what_it_is_at():
    said = note(ConnectionState.CONNECTING, step=ConnectStep.REACHING, step_host="gate")
    assert said.sentence.startswith("Connecting to")
    assert "gate" in said.sentence


@pytest.mark.parametrize(("error", "is_there"), [(JOIN, True), (CHANGED, False)])
def test_a_command_that_needs_facts_stands_in_the_dialog_only(error, is_there):
    said = note(ConnectionState.FAILED, error=error)
    assert ("sudo usermod" in said.sentence) is is_there
    assert "ssh-keygen" not in said.sentence


@pytest.mark.parametrize(
    ("uri", "icon"),
    [
        ("qemu:///system", "node-local"),
        ("lxc:///system", "container"),
        ("qemu+ssh://far/system", "node"),
        ("test:///default", "demo"),
    ],
)
def test_icons(uri, icon):
    assert node_icon(ConnectionSpec(ConnectionId("k"), uri, "k")) == icon
