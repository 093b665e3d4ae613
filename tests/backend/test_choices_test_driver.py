"""What the editor reads, on libvirt's test driver: poor in functions, rich in objects."""

import libvirt
import pytest

from virtgui.backend.libvirt.readers.node_choices import DETAIL_SECONDS, Patience, found
from virtgui.backend.libvirt.readers.node_devices import read_node_devices
from virtgui.core.errors import ErrorKind
from virtgui.core.queries import (
    ReadCpuBlockers,
    ReadDefinition,
    ReadDomainCaps,
    ReadNodeChoices,
    ReadNodeDevices,
    ReadVolume,
)
from virtgui.core.refs import node_ref
from virtgui.core.values.definition import KEPT
from virtgui.core.values.node_choices import NetworkChoice

VOLUME = """<volume><name>disk.img</name><capacity unit='MiB'>8</capacity>
<target><format type='qcow2'/></target></volume>"""
NODE = """<node>
  <domain type='test'><name>on</name><memory unit='MiB'>64</memory><os><type>hvm</type></os>
    <devices><disk type='volume'><source pool='images' volume='disk.img'/><target dev='vda'/></disk>
      <hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host1'/>
        <address bus='0' target='0' unit='0'/></source></hostdev>
      <graphics type='vnc' passwd='geheim'/></devices></domain>
  <domain type='test'><name>off</name><memory unit='MiB'>64</memory><os><type>hvm</type></os>
    <test:runstate xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>5</test:runstate>
    <devices><memballoon model='virtio'/></devices></domain>
  <network><name>lan</name><forward mode='nat'/><bridge name='virbr7'/>
    <ip address='192.168.7.1' netmask='255.255.255.0'/></network>
  <pool type='dir'><name>images</name><target><path>/images</path></target>VOLUMES</pool>
  <interface type='ethernet' name='eth3'><mac address='AA:bb:cc:dd:ee:01'/></interface>
  <device><name>computer</name><capability type='system'>
    <hardware><uuid>11111111-2222-3333-4444-555555555555</uuid></hardware></capability></device>
  <device><name>scsi_host1</name><parent>computer</parent>
    <capability type='scsi_host'><host>1</host></capability></device>
</node>"""


@pytest.fixture
def rich_node(tmp_path):
    path = tmp_path / "rich.xml"
    path.write_text(NODE.replace("VOLUMES", VOLUME), encoding="utf-8")
    return f"test://{path}"


@pytest.fixture
def ask(fleet, recorder):
    def ask_and_wait(query):
        number = fleet.ask(query)
        return recorder.wait(lambda: recorder.answers.get(number))

    return ask_and_wait


def test_a_running_definition_is_masked(rich_node, opened, recorder, ask):
    opened(rich_node)
    answer = ask(ReadDefinition(recorder.domain("on").ref)).value
    for text in (answer.persistent, answer.running):
        assert f"passwd='{KEPT}'" in text
        assert "geheim" not in text
    assert answer.running.startswith("<domain type='test' id=")
    assert " id=" not in answer.persistent.splitlines()[0]
    assert (answer.is_complete, answer.has_managed_save) == (True, False)
    assert answer.edited == answer.persistent


def test_a_definition_that_is_off_has_the_digest_of_the_list(rich_node, opened, recorder, ask):
    opened(rich_node)
    config = recorder.wait(lambda: recorder.domain("off") and recorder.domain("off").config)
    answer = ask(ReadDefinition(recorder.domain("off").ref)).value
    assert answer.running == ""
    assert answer.digest == config.digest
    assert ask(ReadDefinition(recorder.domain("off").ref)).value.digest == answer.digest


def test_a_domain_that_is_gone(rich_node, opened, recorder, ask):
    opened(rich_node)
    ref = recorder.domain("off").ref._replace(key="00000000-0000-0000-0000-000000000001")
    assert ask(ReadDefinition(ref)).error.kind is ErrorKind.NOT_FOUND


def test_choices_of_a_node_that_lacks_functions(rich_node, opened, recorder, ask):
    connection = opened(rich_node)
    recorder.wait(lambda: recorder.domain("on") and recorder.domain("on").config)
    choices = ask(ReadNodeChoices(node_ref(connection))).value
    assert choices.networks.items == (NetworkChoice("lan", True, "virbr7", "nat"),)
    (pool,) = choices.pools.items
    assert (pool.name, pool.is_active, pool.kind, pool.path) == ("images", True, "dir", "/images")
    assert pool.free is not None
    (volume,) = choices.volumes.items
    assert (volume.pool, volume.name, volume.path) == ("images", "disk.img", "/images/disk.img")
    assert (volume.format, volume.capacity, volume.users) == ("qcow2", 8 * 1024**2, ("on",))
    (interface,) = choices.interfaces.items
    assert (interface.name, interface.kind) == ("eth3", "ethernet")
    assert interface.mac == "aa:bb:cc:dd:ee:01"
    for lacking in (choices.filters, choices.secrets):
        assert lacking.error.kind is ErrorKind.UNSUPPORTED
        assert lacking.items == ()
    assert (choices.cells.items, choices.cells.error) == ((), None)


def test_cells_of_the_built_in_node(opened, ask):
    choices = ask(ReadNodeChoices(node_ref(opened("test:///default")))).value
    assert [(cell.id, cell.memory, cell.free) for cell in choices.cells.items] == [
        (0, 2 * 1024**3, 2 * 1024**2),
        (1, 4 * 1024**3, 4 * 1024**2),
    ]
    assert [page.kib for page in choices.cells.items[1].pages] == [2048, 1048576]
    assert (choices.cpus, choices.memory) == (16, 3072 * 1024**2)
    assert choices.has_iommu is False


def test_one_volume(rich_node, opened, recorder, ask):
    connection = opened(rich_node)
    recorder.wait(lambda: recorder.domain("on") and recorder.domain("on").config)
    volume = ask(ReadVolume(node_ref(connection), "images", "disk.img")).value
    assert (volume.capacity, volume.users) == (8 * 1024**2, ("on",))
    gone = ask(ReadVolume(node_ref(connection), "images", "gone"))
    assert gone.error.kind is ErrorKind.NOT_FOUND


def test_devices(rich_node, opened, ask):
    connection = opened(rich_node)
    devices = ask(ReadNodeDevices(node_ref(connection))).value
    assert devices.error is None
    assert [(device.name, device.kind) for device in devices.items] == [("scsi_host1", "scsi_host")]


def test_capabilities_are_those_of_the_node(rich_node, opened, ask):
    connection = opened(rich_node)
    caps = ask(ReadDomainCaps(node_ref(connection))).value
    assert (caps.virt_type, caps.arch, caps.emulator) == ("test", "i686", "/usr/bin/test-hv")
    assert (caps.vcpus_max, dict(caps.devices)) == (None, {})
    other = ask(ReadDomainCaps(node_ref(connection), virt_type="kvm", arch="x86_64")).value
    assert (other.virt_type, other.arch, other.machines) == ("kvm", "x86_64", ())
    blockers = ask(ReadCpuBlockers(node_ref(connection), "EPYC"))
    assert blockers.error.kind is ErrorKind.UNSUPPORTED


def test_a_lost_connection_is_no_empty_list():
    lost = libvirt.libvirtError("gone")
    lost.err = (libvirt.VIR_ERR_RPC, 0, "client socket is closed", 2, None, None, None, 0, 0)

    def fail():
        raise lost

    with pytest.raises(libvirt.libvirtError):
        found(fail)
    with pytest.raises(libvirt.libvirtError):
        Patience(DETAIL_SECONDS).detail(fail, None)


def test_details_end_with_the_time():
    patience = Patience(0.0)
    assert patience.detail(lambda: "read", "listed") == "listed"
    assert patience.has_skipped
    connection = libvirt.open("test:///default")
    devices = read_node_devices(connection, {}, longest=0.0)
    connection.close()
    assert devices.error.kind is ErrorKind.TIMEOUT


def test_an_older_libvirt_is_asked_for_fewer_kinds():
    class Older:
        asked = ()

        def listAllDevices(self, flags):  # noqa: N802
            self.asked += (flags,)
            if flags & libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA:
                error = libvirt.libvirtError("unsupported flags")
                error.err = (libvirt.VIR_ERR_INVALID_ARG, 0, "x", 2, None, None, None, 0, 0)
                raise error
            return []

    older = Older()
    assert read_node_devices(older, {}).error is None
    assert len(older.asked) == 2
