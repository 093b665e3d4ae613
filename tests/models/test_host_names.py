"""Unnamed connections take the name of their host."""

from tests.views.dialogs.samples import RecordingBackend
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.changes import ChangeSet
from virtgui.core.refs import node_ref
from virtgui.core.values.node import Node
from virtgui.models.connections_store import ConnectionsStore, new_connection
from virtgui.models.host_names import HostNames


def test_only_what_nobody_named(qapp, feed, tmp_path):
    store = ConnectionsStore(tmp_path / "c.json")
    plain = store.add(new_connection("qemu:///system"))
    boxes = store.add(new_connection("lxc:///system"))
    named = store.add(new_connection("qemu:///session", "Mine"))
    names = HostNames(feed, store)
    told = []
    names.renamed.connect(told.append)
    for spec, driver in ((plain, "QEMU"), (boxes, "LXC"), (named, "QEMU")):
        node = Node(node_ref(spec.id), "kvm-01.example.net", hypervisor=driver)
        feed.post(ChangeSet(spec.id, (node,)))
        feed.deliver()
    assert [spec.name for spec in store.all()] == ["kvm-01", "kvm-01 (LXC)", "Mine"]
    assert [spec.name for spec in told] == ["kvm-01", "kvm-01 (LXC)"]


def test_a_new_name_is_passed_on_and_nothing_is_opened_for_it(qapp, feed, tmp_path):
    backend = RecordingBackend()
    dispatcher = Dispatcher(backend, feed)
    store = ConnectionsStore(tmp_path / "c.json")
    spec = store.add(new_connection("qemu+ssh://10.0.0.5/system"))
    names = HostNames(feed, store)
    names.renamed.connect(dispatcher.update_node)
    feed.post(ChangeSet(spec.id, (Node(node_ref(spec.id), "kvm-01"),)))
    feed.deliver()
    assert [updated.name for updated in backend.updated] == ["kvm-01"]
    assert backend.connected == backend.disconnected == []
