"""The cache of definitions: private, and thrown away when broken."""

import threading

import pytest

from virtgui.backend.cache import ConfigCache
from virtgui.backend.reactor import Reactor
from virtgui.core.refs import ConnectionId

C = ConnectionId("c")
XML = "<domain type='kvm'><name>{}</name><os><type>hvm</type></os></domain>"


@pytest.fixture
def load(tmp_path):
    reactor = Reactor(lambda error: None)
    reactor.start()
    caches = []

    def make(path=tmp_path / "deep" / "c.sqlite"):
        cache = ConfigCache(path, reactor)
        caches.append(cache)

        def read(connection=C):
            found, done = [], threading.Event()
            cache.load(connection, lambda configs: (found.append(configs), done.set()))
            assert done.wait(5)
            return {key: config.name for key, config in found[0].items()}

        return cache, read, path

    yield make
    for cache in caches:
        cache.close()
    reactor.stop()


def test_store_load_remove_forget(load):
    cache, read, path = load()
    cache.store(C, [("u", XML.format("one")), ("v", XML.format("two"))])
    cache.store(ConnectionId("other"), [("u", XML.format("far"))])
    wait_for_rows(read, {"u": "one", "v": "two"})
    assert path.stat().st_mode & 0o077 == 0
    cache.remove(C, ["u"])
    wait_for_rows(read, {"v": "two"})
    cache.forget(C)
    wait_for_rows(read, {})
    assert read(ConnectionId("other")) == {"u": "far"}


def wait_for_rows(read, expected):
    for _ in range(200):
        if read() == expected:
            return
    assert read() == expected


def test_a_broken_file_is_thrown_away(load, tmp_path):
    path = tmp_path / "broken.sqlite"
    path.write_bytes(b"this is no database" * 100)
    cache, read, _ = load(path)
    assert read() == {}
    cache.store(C, [("u", XML.format("one"))])
    wait_for_rows(read, {"u": "one"})


def test_a_broken_document_is_left_out(load):
    cache, read, _ = load()
    cache.store(C, [("u", "<domain"), ("v", XML.format("two"))])
    wait_for_rows(read, {"v": "two"})
