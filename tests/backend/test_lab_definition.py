"""What the editor reads of real nodes: definitions, capabilities, choices."""

import uuid

import pytest

from tests.lab.guest import define_guest, make_disk, start_container, start_guest
from virtgui.core.errors import ErrorKind
from virtgui.core.queries import (
    ReadCpuBlockers,
    ReadDefinition,
    ReadDomainCaps,
    ReadNodeChoices,
    ReadNodeDevices,
)
from virtgui.core.refs import domain_ref, node_ref
from virtgui.core.values.definition import KEPT
from virtgui.documents.secrets import lost_secrets, unmask

pytestmark = pytest.mark.lab

VNC = "<graphics type='vnc' port='-1' autoport='yes' passwd='geheim'/>"
COOKIES = """<disk type='network' device='cdrom'><driver name='qemu' type='raw'/>
<source protocol='https' name='x.iso'><host name='h' port='443'/>
<cookies><cookie name='sid'>keks</cookie></cookies></source>
<target dev='sda' bus='sata'/><readonly/></disk>"""


@pytest.fixture
def ask(fleet, recorder):
    def ask_and_wait(query):
        number = fleet.ask(query)
        return recorder.wait(lambda: recorder.answers.get(number), 60.0)

    return ask_and_wait


def test_secrets_are_masked_and_survive_being_defined_again(alpha, opened, recorder, ask):
    guest = define_guest(alpha, "web", devices=VNC + COOKIES)
    opened(alpha.uri)
    definition = ask(ReadDefinition(recorder.domain("web").ref)).value
    assert f"passwd='{KEPT}'" in definition.persistent
    assert f"<cookie name='sid'>{KEPT}</cookie>" in definition.persistent
    assert "geheim" not in definition.persistent
    assert "keks" not in definition.persistent
    assert (definition.running, definition.is_complete) == ("", True)
    secure = guest.virsh("dumpxml", "--inactive", "--security-info")
    changed = definition.persistent.replace("<vcpu placement='static'>1<", "<vcpu>2<")
    assert changed != definition.persistent
    assert lost_secrets(changed, secure) == ()
    file = alpha.folder / "again.xml"
    file.write_text(unmask(changed, secure))
    alpha.virsh("define", "--validate", str(file))
    again = guest.virsh("dumpxml", "--inactive", "--security-info")
    assert "passwd='geheim'" in again
    assert "<cookie name='sid'>keks</cookie>" in again
    assert ">2</vcpu>" in again


def test_a_running_guest_has_both_texts_masked(alpha, opened, recorder, ask):
    guest = start_guest(alpha, "busy", devices=VNC)
    opened(alpha.uri)
    definition = ask(ReadDefinition(recorder.domain("busy").ref)).value
    for text in (definition.persistent, definition.running):
        assert f"passwd='{KEPT}'" in text
        assert "geheim" not in text
    assert "<alias" in definition.running
    assert "<alias" not in definition.persistent
    before = definition.digest
    alpha.virsh("desc", "busy", "--config", "--new-desc", "other")
    assert ask(ReadDefinition(recorder.domain("busy").ref)).value.digest != before
    guest.virsh("destroy")


def test_a_read_only_connection_is_not_told_secrets(alpha, opened, recorder, ask):
    define_guest(alpha, "web", devices=VNC)
    opened(alpha.uri, read_only=True)
    definition = ask(ReadDefinition(recorder.domain("web").ref)).value
    assert not definition.is_complete
    assert "passwd" not in definition.persistent
    assert "geheim" not in definition.persistent


def test_digest_managed_save_and_transient_domains(alpha, opened, recorder, ask):
    start_guest(alpha, "saved").wait_ready()
    alpha.virsh("managedsave", "saved")
    opened(alpha.uri)
    row = recorder.wait(lambda: recorder.domain("saved") and recorder.domain("saved").config
                        and recorder.domain("saved"))  # fmt: skip
    definition = ask(ReadDefinition(row.ref)).value
    assert definition.has_managed_save
    assert definition.digest == row.config.digest
    key = str(uuid.uuid4())
    file = alpha.folder / "transient.xml"
    file.write_text(
        f"<domain type='qemu'><name>gone</name><uuid>{key}</uuid><memory unit='MiB'>64</memory>"
        "<os><type arch='x86_64'>hvm</type></os></domain>"
    )
    alpha.virsh("create", str(file))
    definition = ask(ReadDefinition(domain_ref(row.ref.connection, key))).value
    assert definition.persistent == ""
    assert definition.edited == definition.running != ""


def test_capabilities_of_the_labs_emulator(alpha, opened, ask):
    ref = node_ref(opened(alpha.uri))
    caps = ask(ReadDomainCaps(ref, virt_type="qemu", arch="x86_64", machine="q35")).value
    assert (caps.virt_type, caps.arch) == ("qemu", "x86_64")
    assert caps.machine.startswith("pc-q35-")
    assert {"q35", "pc", caps.machine} <= set(caps.machines)
    assert {"virtio", "sata"} <= set(caps.offers("disk", "bus"))
    assert caps.host_model
    assert {"sse2", "lm"} <= set(caps.cpu_features)
    assert any(model.usable for model in caps.cpu_models)
    old = ask(ReadDomainCaps(ref, virt_type="qemu", arch="x86_64", machine="pc-q35-0.1")).value
    assert old.machine.startswith("pc-i440fx-")
    error = ask(ReadDomainCaps(ref, arch="s390x")).error
    assert error.kind in (ErrorKind.UNSUPPORTED, ErrorKind.INVALID)


def test_why_a_processor_model_cannot_be_had(alpha, opened, ask):
    ref = node_ref(opened(alpha.uri))
    caps = ask(ReadDomainCaps(ref, virt_type="qemu", arch="x86_64")).value
    model = next(item.name for item in caps.cpu_models if item.usable is False)
    kind = {"virt_type": "qemu", "arch": "x86_64"}
    blockers = ask(ReadCpuBlockers(ref, "Icelake-Server", **kind)).value
    assert "avx512-vpopcntdq" in blockers
    assert ask(ReadCpuBlockers(ref, "qemu64", **kind)).value == ()
    assert ask(ReadCpuBlockers(ref, model, **kind)).error is None
    assert ask(ReadCpuBlockers(ref, "<&no such>", **kind)).error.kind is not None


def test_choices_of_a_node_with_two_cells(beta, opened, recorder, ask):
    beta.virsh("pool-define-as", "images", "dir", "--target", "/var/lib/libvirt/images")
    beta.virsh("pool-start", "images")
    path = make_disk(beta, "mine", 8)
    beta.virsh("pool-refresh", "images")
    disk = f"<disk type='file'><source file='{path}'/><target dev='vdz' bus='virtio'/></disk>"
    define_guest(beta, "owner", devices=disk)
    file = beta.folder / "secret.xml"
    file.write_text("<secret><usage type='ceph'><name>key</name></usage></secret>")
    beta.virsh("secret-define", str(file))
    connection = opened(beta.uri)
    recorder.wait(lambda: recorder.domain("owner") and recorder.domain("owner").config)
    choices = ask(ReadNodeChoices(node_ref(connection))).value
    assert [network.name for network in choices.networks.items] == ["default"]
    assert choices.pools.items[0].free > 0
    (volume,) = (item for item in choices.volumes.items if item.name == "mine.qcow2")
    assert (volume.path, volume.format, volume.users) == (path, "qcow2", ("owner",))
    assert volume.capacity == 8 * 1024**2
    assert "lo" in {interface.name for interface in choices.interfaces.items}
    assert "clean-traffic" in choices.filters.items
    (secret,) = choices.secrets.items
    assert (secret.usage, secret.usage_name) == ("ceph", "key")
    first, second = choices.cells.items
    assert (first.memory, first.free) == (4 * 1024**3, 2 * 1024**3)
    assert (second.free, second.distances) == (1024**3, ((0, 21), (1, 10)))
    assert [(page.kib, page.free) for page in first.pages] == [(2048, 0)]
    assert set(first.cpus).isdisjoint(second.cpus)
    assert "dac" in choices.security_models
    assert choices.cpus > 0


def test_devices_with_their_users(alpha, opened, recorder, ask):
    connection = opened(alpha.uri)
    devices = ask(ReadNodeDevices(node_ref(connection))).value
    assert devices.error is None
    assert not any(device.kind in ("storage", "system") for device in devices.items)
    net = next(device for device in devices.items if device.kind == "net")
    assert net.net_name
    pci = [device for device in devices.items if device.kind == "pci"]
    for device in pci:
        assert device.address.count(":") == 2
    if pci:
        bus, rest = pci[0].address.split(":")[1:]
        slot, function = rest.split(".")
        define_guest(
            alpha,
            "owner",
            devices="<hostdev mode='subsystem' type='pci' managed='yes'><source><address "
            f"domain='0' bus='0x{bus}' slot='0x{slot}' function='{function}'/></source></hostdev>",
        )
        recorder.wait(lambda: recorder.domain("owner") and recorder.domain("owner").config)
        again = ask(ReadNodeDevices(node_ref(connection))).value
        used = {device.name: device.users for device in again.items if device.users}
        assert used == {pci[0].name: ("owner",)}


def test_containers(alpha, opened, recorder, ask):
    start_container(alpha, "box")
    connection = opened(alpha.lxc_uri)
    row = recorder.wait(lambda: recorder.domain("box"))
    definition = ask(ReadDefinition(row.ref)).value
    assert "<init>" in definition.persistent
    assert definition.running.startswith("<domain type='lxc' id=")
    assert not definition.has_managed_save
    caps = ask(ReadDomainCaps(node_ref(connection), virt_type="lxc", arch="x86_64")).value
    assert (caps.virt_type, caps.arch) == ("lxc", "x86_64")
    assert caps.emulator.endswith("libvirt_lxc")
    choices = ask(ReadNodeChoices(node_ref(connection))).value
    assert choices.filters.items
    assert choices.cells.error is None
