"""The history on real nodes: what others do, what we do, and no secret in any file."""

import pytest

from tests.backend.historian import Historian, kept_texts
from tests.backend.recorder import Recorder
from tests.lab.guest import define_guest, start_container
from virtgui.backend.fleet import Fleet
from virtgui.core.ops import domain as ops
from virtgui.core.ports import Polling
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.definition import KEPT
from virtgui.core.values.task import TaskState
from virtgui.core.values.version import Origin

pytestmark = pytest.mark.lab

PASSWORD = "geheim7Q"  # VNC takes eight characters


@pytest.fixture
def historian(fleet, recorder):
    return Historian(fleet, recorder)


def domain_xml(name, *, uuid="", text="first", password=PASSWORD, memory=64):
    known = f"<uuid>{uuid}</uuid>" if uuid else ""
    return f"""<domain type='qemu'><name>{name}</name>{known}<description>{text}</description>
<memory unit='MiB'>{memory}</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os>
<devices><graphics type='vnc' port='-1' passwd='{password}'/></devices></domain>"""


def define(node, name, **changes):
    """As a person with virsh does it."""
    path = node.path(f"/var/lib/libvirt/{name}.xml")
    path.write_text(domain_xml(name, **changes))
    node.virsh("define", str(path))
    path.unlink()


def ref_of(recorder, name):
    return recorder.wait(lambda: recorder.domain(name)).ref


def do(fleet, recorder, operation, name):
    task = recorder.wait_task(fleet.submit(operation, name, 1), 60.0)
    assert task.state is TaskState.DONE, task
    return task


def secure(node, name):
    return node.virsh("dumpxml", "--inactive", "--security-info", name)


def assert_no_secret(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]
    texts = [text for path in files if path.name == "history.sqlite" for text in kept_texts(path)]
    assert texts
    assert not [text for text in texts if PASSWORD.encode() in text]


def test_what_virsh_defines_and_edits_appears(alpha, opened, recorder, historian, tmp_path):
    define(alpha, "old")
    opened(alpha.uri)
    old = ref_of(recorder, "old")
    historian.wait_count(old, 1)
    define(alpha, "new")
    new = ref_of(recorder, "new")
    historian.wait_count(new, 1)
    define(alpha, "new", uuid=new.key, text="second")
    second, first = historian.wait_count(new, 2)
    assert {second.origin, first.origin} == {Origin.SEEN}
    assert "second" in historian.text(second)
    assert f"passwd='{KEPT}'" in historian.text(second)
    alpha.virsh("desc", "new", "--title", "--config", "--new-desc", "Titled")
    assert "Titled" in historian.text(historian.wait_count(new, 3)[0])
    assert_no_secret(tmp_path)


def test_of_a_running_guest_the_next_start_is_kept(alpha, opened, recorder, historian, tmp_path):
    define(alpha, "web")
    alpha.virsh("start", "web")
    opened(alpha.uri)
    ref = ref_of(recorder, "web")
    historian.wait_count(ref, 1)
    define(alpha, "web", uuid=ref.key, text="next time")
    version = historian.wait_count(ref, 2)[0]
    text = historian.text(version)
    assert "next time" in text
    assert "<alias" not in text
    alpha.virsh("destroy", "web")
    alpha.virsh("start", "web")
    recorder.wait(lambda: recorder.domain("web").config.description == "next time")
    assert len(historian.versions(ref)) == 2
    assert_no_secret(tmp_path)


def test_names_change_by_us_and_by_others(alpha, opened, recorder, fleet, historian):
    define(alpha, "before")
    opened(alpha.uri)
    ref = ref_of(recorder, "before")
    historian.wait_count(ref, 1)
    do(fleet, recorder, ops.RenameDomain(ref=ref, new_name="after"), "before")
    version = historian.wait_count(ref, 2)[0]
    assert (version.name, version.origin, version.operation) == ("after", Origin.APPLIED, "rename")
    alpha.virsh("domrename", "after", "last")
    version = historian.wait_count(ref, 3)[0]
    assert (version.name, version.origin) == ("last", Origin.SEEN)
    recorder.wait(lambda: recorder.domain("last"))


def test_undefined_by_virsh_and_brought_back(alpha, opened, recorder, fleet, historian, tmp_path):
    define(alpha, "lost")
    connection = opened(alpha.uri)
    ref = ref_of(recorder, "lost")
    historian.wait_count(ref, 1)
    alpha.virsh("undefine", "lost")
    removed = historian.wait_removed(connection, "lost")
    assert (removed.ref, removed.operation, removed.user) == (ref, "", "")
    text = historian.text(removed)
    task = do(fleet, recorder, ops.DefineDomain(ref=node_ref(connection), xml=text), "lost")
    assert task.remark == "secrets_lost"
    assert ref_of(recorder, "lost") == ref
    assert "passwd" not in secure(alpha, "lost")
    newest = historian.wait_count(ref, 3)[0]
    assert (newest.origin, newest.operation) == (Origin.APPLIED, "define_domain")
    assert_no_secret(tmp_path)


def test_an_older_version_comes_back_with_the_secret_that_the_node_has(
    alpha, opened, recorder, fleet, historian, tmp_path
):
    define(alpha, "web")
    connection = opened(alpha.uri)
    ref = ref_of(recorder, "web")
    historian.wait_count(ref, 1)
    define(alpha, "web", uuid=ref.key, text="second")
    first = historian.wait_count(ref, 2)[-1]
    back = ops.DefineDomain(ref=node_ref(connection), xml=historian.text(first), must_be_new=False)
    assert do(fleet, recorder, back, "web").remark == ""
    assert f"passwd='{PASSWORD}'" in secure(alpha, "web")
    newest = historian.wait_count(ref, 3)[0]
    assert (newest.digest, newest.operation) == (first.digest, "define_domain")
    assert_no_secret(tmp_path)


def test_what_the_schema_does_not_know_is_refused(alpha, opened, recorder, fleet):
    connection = opened(alpha.uri)
    xml = domain_xml("odd").replace("<devices>", "<devices><nonesuch/>")
    number = fleet.submit(ops.DefineDomain(ref=node_ref(connection), xml=xml), "odd", 1)
    task = recorder.wait_task(number)
    assert task.state is TaskState.FAILED
    assert "odd" not in alpha.virsh("list", "--all", "--name")
    assert PASSWORD not in repr(recorder.messages)


def test_what_happened_while_the_program_was_away(alpha, event_loop_thread, tmp_path):
    define(alpha, "stays")
    define(alpha, "runs")
    define(alpha, "goes")
    alpha.virsh("start", "runs")
    refs = {}
    for run in range(2):
        heard = Recorder()
        fleet = Fleet(heard, tmp_path / "cache.sqlite", Polling(interval=0.5))
        historian = Historian(fleet, heard)
        connection = ConnectionId("n")
        fleet.connect(ConnectionSpec(connection, alpha.uri, "n"))
        heard.wait(lambda heard=heard: heard.domain("runs"))
        if run == 0:
            refs = {row.name: row.ref for row in heard.inventory.domains()}
            for ref in refs.values():
                historian.wait_count(ref, 1)
        else:
            historian.wait_count(refs["runs"], 2)
            historian.wait_removed(connection, "goes")
            assert len(historian.versions(refs["stays"])) == 1
        fleet.close()
        assert not heard.faults()
        if run == 0:
            define(alpha, "runs", uuid=refs["runs"].key, text="changed meanwhile")
            alpha.virsh("undefine", "goes")
    assert_no_secret(tmp_path)


def test_a_transient_guest_is_kept_as_it_ran(alpha, opened, recorder, fleet, historian):
    path = alpha.path("/var/lib/libvirt/short.xml")
    path.write_text(domain_xml("short"))
    connection = opened(alpha.uri)
    alpha.virsh("create", str(path))
    path.unlink()
    historian.wait_count(ref_of(recorder, "short"), 1)
    alpha.virsh("destroy", "short")
    removed = historian.wait_removed(connection, "short")
    assert "<domain type='qemu'>" in historian.text(removed)  # without the run's number
    do(
        fleet,
        recorder,
        ops.DefineDomain(ref=node_ref(connection), xml=historian.text(removed)),
        "short",
    )
    recorder.wait(lambda: recorder.domain("short") and recorder.domain("short").persistent)


def test_a_read_only_connection_fills_the_history_too(alpha, opened, recorder, historian):
    define(alpha, "seen")
    opened(alpha.uri, "ro", read_only=True)
    ref = ref_of(recorder, "seen")
    (version,) = historian.wait_count(ref, 1)
    assert "passwd" not in historian.text(version)


def test_a_container_through_its_history(alpha, opened, recorder, fleet, historian):
    start_container(alpha, "box")
    connection = opened(alpha.lxc_uri)
    ref = ref_of(recorder, "box")
    historian.wait_count(ref, 1)
    do(fleet, recorder, ops.SetTitle(ref=ref, title="Box"), "box")
    version = historian.wait_count(ref, 2)[0]
    assert (version.origin, version.operation) == (Origin.APPLIED, "set_title")
    do(fleet, recorder, ops.DeleteDomain(ref=ref, stop_first=True), "box")
    removed = historian.wait_removed(connection, "box")
    assert removed.operation == "delete"
    xml = historian.text(removed)
    do(fleet, recorder, ops.DefineDomain(ref=node_ref(connection), xml=xml), "box")
    recorder.wait(lambda: recorder.domain("box") and recorder.domain("box").title == "Box")


def test_many_are_read_one_after_the_other(alpha, opened, recorder, historian):
    for number in range(12):
        define_guest(alpha, f"g{number:02}")
    opened(alpha.uri)
    refs = [ref_of(recorder, f"g{number:02}") for number in range(12)]
    for ref in refs:
        historian.wait_count(ref, 1)
