"""From a name to a connected socket, with addresses that answer, refuse and stay silent."""

import asyncio
import contextlib
import socket
import time

import pytest

from virtgui.backend.ssh.reach import STAGGER, Address, connect, resolve


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def silent():
    """An address that neither answers nor refuses: a server whose queue is full."""
    with contextlib.ExitStack() as stack:
        made = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(made.getsockname())
        yield address_of(made)


@pytest.fixture
def refusing():
    with socket.create_server(("127.0.0.1", 0)) as made:
        return address_of(made)


def address_of(server):
    return Address(server.family, server.getsockname())


def connected(*addresses, limit=5.0, source=""):
    """The peer's port, and how long it took."""
    begun = time.monotonic()
    made = asyncio.run(connect(addresses, limit, source))
    with made:
        return made.getpeername()[1], time.monotonic() - begun


def test_a_live_address_beside_a_silent_one_is_found_after_the_stagger(server, silent):
    live = address_of(server)
    port, seconds = connected(silent, live)
    assert port == live.at[1]
    assert STAGGER <= seconds < STAGGER + 2


def test_a_live_address_after_one_that_refuses_is_found_at_once(server, refusing):
    live = address_of(server)
    port, seconds = connected(refusing, live)
    assert port == live.at[1]
    assert seconds < STAGGER


def test_the_first_that_answers_wins_although_a_silent_one_follows(server, silent):
    live = address_of(server)
    port, seconds = connected(live, silent)
    assert port == live.at[1]
    assert seconds < STAGGER


def test_when_all_refuse_the_first_reason_is_told(refusing):
    with pytest.raises(ConnectionRefusedError):
        connected(refusing, refusing)


def test_when_none_answers_in_time_the_addresses_are_told(silent):
    begun = time.monotonic()
    with pytest.raises(TimeoutError, match=r"127\.0\.0\.1: no answer within 0\.5 s"):
        connected(silent, limit=0.5)
    assert time.monotonic() - begun < 2


def test_the_local_address_may_be_chosen(server):
    found = address_of(server)
    with asyncio.run(connect((found,), 5, "127.0.0.2")) as made:
        assert made.getsockname()[0] == "127.0.0.2"


def test_a_name_becomes_addresses_of_the_wanted_family():
    found = asyncio.run(resolve("localhost", 22, "inet"))
    assert [(address.family, address.text) for address in found] == [(socket.AF_INET, "127.0.0.1")]
    assert found[0].at == ("127.0.0.1", 22)


def test_a_name_that_is_not_known_is_an_error():
    with pytest.raises(socket.gaierror):
        asyncio.run(resolve("no-such-host.invalid", 22))


def test_what_is_no_name_at_all_is_not_found():
    with pytest.raises(socket.gaierror, match=r"a\.\.b"):
        asyncio.run(resolve("a..b", 22))
