"""The form of network interfaces."""

import pytest

from tests.models.hardware.device_bench import Bench, same, scene
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.node_choices import (
    Found,
    HostInterfaceChoice,
    NetworkChoice,
    NodeChoices,
    NodeDeviceChoice,
)
from virtgui.models.hardware.interface_switch import network_cards, new_mac

MAC = "52:54:00:8c:1f:02"
NETWORK = (
    f"<interface type='network'><mac address='{MAC}'/><source network='default'/>"
    "<model type='virtio'/></interface>"
)
VHOST = "<source type='unix' path='/var/run/openvswitch/vhost-user1' mode='server'/>"
UDP = "<source address='127.0.0.1' port='5558'><local address='127.0.0.1' port='5559'/></source>"
CHOICES = NodeChoices(
    networks=Found(
        (
            NetworkChoice("default", True, "virbr0", "nat"),
            NetworkChoice("lab", False, "virbr1", "", ("fast", "slow")),
        )
    ),
    interfaces=Found(
        (
            HostInterfaceChoice("lo", "ethernet", True),
            HostInterfaceChoice("eth0", "ethernet", False),
            HostInterfaceChoice("eth1", "ethernet", True, "02:00:00:00:00:01"),
            HostInterfaceChoice("br0", "bridge", True),
        )
    ),
    filters=Found(("clean-traffic",)),
)
VF = NodeDeviceChoice(
    "pci_vf", "pci", "X710 Virtual Function", "Intel", address="0000:41:02.1", net_name="eth9"
)
USED = NodeDeviceChoice(
    "pci_vg", "pci", "X710 Virtual Function", "Intel", address="0000:41:02.0", users=("db-01",)
)
DEVICES = Found((USED, VF, NodeDeviceChoice("pci_gpu", "pci", "GPU", address="0000:01:00.0")))


def nic(inside="", kind="network", attributes=""):
    source = {"network": "<source network='default'/>", "bridge": "<source bridge='br0'/>"}
    return (
        f"<interface type='{kind}'{attributes}><mac address='{MAC}'/>"
        f"{source.get(kind, '')}<model type='virtio'/>{inside}</interface>"
    )


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("link", "down", nic("<link state='down'/>")),
        ("mtu", 9000, nic("<mtu size='9000'/>")),
        ("isolated", True, nic("<port isolated='yes'/>")),
        ("boot_order", 2, nic("<boot order='2'/>")),
        ("in_average", 1000, nic("<bandwidth><inbound average='1000'/></bandwidth>")),
        ("out_burst", 64, nic("<bandwidth><outbound burst='64'/></bandwidth>")),
        ("in_floor", 5, nic("<bandwidth><inbound floor='5'/></bandwidth>")),
        ("filter", "clean-traffic", nic("<filterref filter='clean-traffic'/>")),
        ("target", "web0", NETWORK.replace("<model", "<target dev='web0'/><model")),
        ("queues", 4, nic("<driver queues='4'/>")),
        ("host_tso4", False, nic("<driver><host tso4='off'/></driver>")),
        ("guest_ufo", True, nic("<driver><guest ufo='on'/></driver>")),
        ("rx_queue_size", 512, nic("<driver rx_queue_size='512'/>")),
        ("packed", True, nic("<driver packed='on'/>")),
        ("coalesce", 32, nic("<coalesce><rx><frames max='32'/></rx></coalesce>")),
        ("send_buffer", "1600", nic("<tune><sndbuf>1600</sndbuf></tune>")),
        ("rom_file", "/srv/pxe.rom", nic("<rom file='/srv/pxe.rom'/>")),
        ("rom_enabled", False, nic("<rom enabled='no'/>")),
        ("trust_filters", True, nic(attributes=" trustGuestRxFilters='yes'")),
        ("interface_id", "x", nic().replace(
            "<model", "<virtualport><parameters interfaceid='x'/></virtualport><model")),
        ("acpi_index", 3, nic("<acpi index='3'/>")),
    ],
)  # fmt: skip
def test_a_field_writes_its_place(field, value, expected):
    bench = Bench(NETWORK).put(field, value)
    assert bench.get(field) == value
    assert bench.xml == same(expected)


def test_every_limit_of_the_bandwidth_has_a_place():
    bench = Bench(NETWORK)
    for number, name in enumerate(
        ("in_average", "in_peak", "in_burst", "out_average", "out_peak", "out_burst"), 1
    ):
        bench.put(name, number)
    assert bench.xml == same(
        nic(
            "<bandwidth><inbound average='1' peak='2' burst='3'/>"
            "<outbound average='4' peak='5' burst='6'/></bandwidth>"
        )
    )


def test_a_network_becomes_its_bridge_and_goes_back():
    bench = Bench(NETWORK, choices=CHOICES).put("type", "bridge")
    assert bench.xml == same(nic(kind="bridge").replace("br0", "virbr0"))
    bench.put("type", "network")
    assert bench.xml == same(NETWORK)


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("direct", "<source dev='eth1' mode='bridge'/>"),
        ("vdpa", "<source dev='/dev/vhost-vdpa-0'/>"),
        ("vhostuser", VHOST),
        ("udp", UDP),
        ("mcast", "<source address='230.0.0.1' port='5558'/>"),
        ("server", "<source address='127.0.0.1' port='5558'/>"),
        ("user", ""),
        ("ethernet", ""),
        ("null", ""),
    ],
)  # fmt: skip
def test_another_source_brings_what_it_needs(kind, source):
    bench = Bench(NETWORK, choices=CHOICES).put("type", kind)
    expected = NETWORK.replace("<source network='default'/>", source)
    assert bench.xml == same(expected.replace("type='network'", f"type='{kind}'", 1))


def test_sources_drop_what_fits_no_more_and_keep_the_rest():
    full = nic(
        "<filterref filter='clean-traffic'/><link state='down'/><mtu size='1400'/>"
        "<vlan><tag id='4'/></vlan><port isolated='yes'/><foo bar='1'/>"
    )
    bench = Bench(full, choices=CHOICES).put("type", "user")
    assert bench.xml == same(
        f"<interface type='user'><mac address='{MAC}'/><model type='virtio'/>"
        "<link state='down'/><mtu size='1400'/><foo bar='1'/></interface>"
    )


def test_sockets_keep_their_address():
    text = "<interface type='client'><source address='10.0.0.1' port='7'/></interface>"
    bench = Bench(text).put("type", "server")
    assert bench.xml == same(text.replace("client", "server"))


def test_a_card_is_passed_through_and_given_back():
    bench = Bench(nic("<driver name='vhost' queues='2'/>"), devices=DEVICES)
    bench.put("type", "hostdev")
    address = "<address domain='0x0000' bus='0x41' slot='0x02' function='0x1' type='pci'/>"
    assert bench.xml == same(
        f"<interface type='hostdev' managed='yes'><mac address='{MAC}'/>"
        f"<source>{address}</source><model type='virtio'/><driver queues='2'/></interface>"
    )
    assert bench.get("pci") == "0000:41:02.1"
    assert list(bench.options("pci")) == ["0000:41:02.1", "0000:41:02.0"]
    assert "managed" not in bench.put("type", "user").element.attrib
    assert bench.element.find("source") is None
    assert network_cards(scene(devices=DEVICES))[0] == VF


@pytest.mark.parametrize(
    ("mac", "severity"),
    [
        (MAC, None),
        ("52:54:00:AB:cd:EF", None),
        ("", "info"),
        ("52:54:00:8c:1f", "error"),
        ("53:54:00:8c:1f:02", "error"),
        ("ff:ff:ff:ff:ff:ff", "error"),
        ("zz:54:00:8c:1f:02", "error"),
    ],
)
def test_how_an_address_is_written(mac, severity):
    bench = Bench(NETWORK).put("mac", mac)
    found = bench.finding("mac")
    assert (None if found is None else found.severity.value) == severity
    if severity:
        bench.cure("mac")
        assert bench.element.find("mac").get("address").startswith("52:54:00:")
        assert bench.finding("mac") is None


def test_an_address_that_another_has_is_said_with_its_machine():
    bench = Bench(NETWORK, macs={MAC: ("db-01", "db-02")})
    assert bench.says("mac")[0] == "warn"
    assert "db-01, db-02" in bench.says("mac")[1]
    bench.cure("mac")
    assert bench.element.find("mac").get("address") != MAC
    assert "this machine" in Bench(NETWORK, NETWORK.replace("8c", "8C")).says("mac")[1]


def test_new_addresses_are_nobody_elses(monkeypatch):
    numbers = iter([1, 2, 3, 4, 5, 6])
    monkeypatch.setattr("secrets.randbelow", lambda _most: next(numbers))
    taken = {"52:54:00:01:02:03": ("db-01",)}
    assert new_mac(scene(macs=taken)) == "52:54:00:04:05:06"


@pytest.mark.parametrize(
    ("device", "field", "said"),
    [
        (nic().replace("default", "away"), "network", "has no network away"),
        (nic().replace("default", "lab"), "network", "is off"),
        (nic().replace("'default'", "''"), "network", "Choose"),
        (nic(kind="bridge").replace("br0", "br7"), "bridge", "br7"),
        (nic().replace("'default'", "'lab' portgroup='x'"), "port_group", "fast, slow"),
        ("<interface type='direct'><source dev='eth7'/></interface>", "device", "eth7"),
        ("<interface type='direct'/>", "device", "Choose"),
        ("<interface type='vdpa'/>", "device", "path"),
        (nic("<filterref filter='x'/>"), "filter", "rule set x"),
        (nic("<mtu size='20'/>"), "mtu", "68"),
        (nic("<driver rx_queue_size='300'/>"), "rx_queue_size", "Powers of two"),
        (nic("<driver rx_queue_size='128'/>"), "rx_queue_size", "256"),
        (nic("<driver name='qemu' queues='2'/>"), "queues", "vhost"),
        (nic("<driver queues='8'/>"), "queues", "4 vCPUs"),
        (nic("<bandwidth><inbound peak='2'/></bandwidth>"), "in_average", "average"),
        (nic("<bandwidth><outbound average='5' peak='2'/></bandwidth>"), "out_peak", "below"),
        (nic("<bandwidth><inbound floor='1'/></bandwidth>", "bridge"), "in_floor", "virtual"),
        (nic("<bandwidth><outbound floor='1'/></bandwidth>"), "out_floor", "receiving"),
        (nic("<target dev='0123456789abcdef'/>"), "target", "15"),
        (nic("<target dev='vnet3'/>"), "target", "drops"),
        (nic("<vlan trunk='yes'/>"), "vlans", "Trunk"),
        (nic("<vlan><tag/></vlan>"), "vlans", "number"),
        (nic("<vlan><tag id='1'/><tag id='1'/></vlan>"), "vlans", "twice"),
        (nic("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"), "vlans", "trunk"),
        (nic("<vlan><tag id='1' nativeMode='tagged'/><tag id='2' nativeMode='tagged'/></vlan>"),
         "vlans", "native"),
        (nic("<vlan><tag id='1'/></vlan>", "bridge"), "vlans", "Open vSwitch"),
        (nic("<virtualport type='midonet'/>"), "profile_kind", "MidoNet"),
        (nic("<virtualport type='802.1Qbg'/>"), "profile_kind", "manager"),
        (nic("<virtualport type='802.1Qbh'/>"), "profile_kind", "profile"),
        (nic("<virtualport><parameters instanceid='x'/></virtualport>"), "instance_id", "UUID"),
        (nic("<teaming type='transient'/>", "bridge"), "teaming", "passed through"),
        (nic("<teaming type='persistent'/>").replace("virtio", "e1000"), "teaming", "virtio"),
        (nic("<filterref filter='clean-traffic'><parameter name='a-b' value='1'/></filterref>"),
         "filter_parameters", "name"),
        (nic("<filterref filter='clean-traffic'><parameter name='IP' value='a b'/></filterref>"),
         "filter_parameters", "IP"),
        (nic("<portForward proto='tcp'><range start='1'/></portForward>", "user"),
         "forwards", "passt"),
        (nic("<portForward proto='tcp'><range start='x'/></portForward>", "user"),
         "forwards", "range"),
        (nic("<alias name='ua-a b'/>"), "alias", "ua-"),
        (nic(kind="vhostuser").replace("virtio", "e1000"), "model", "virtio"),
        ("<interface type='mcast'><source address='10.0.0.1' port='1'/></interface>",
         "source_address", "224.0.0.0"),
        ("<interface type='client'/>", "source_address", "address"),
        ("<interface type='client'/>", "source_port", "port"),
        ("<interface type='vhostuser'/>", "socket_path", "socket"),
        (nic(kind="internal"), "type", "QEMU"),
        ("<interface type='direct'><source dev='eth1'/></interface>", "mode", "switch"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(device, field, said):
    bench = Bench(device, choices=CHOICES)
    assert said in bench.says(field)[1]


def test_nothing_is_said_of_what_is_right_or_not_known():
    team = "<alias name='ua-b'/><teaming type='persistent'/>"
    full = nic(
        f"<driver queues='4'/><target dev='web0'/>{team}<mtu size='1500'/><vlan><tag id='1'/>"
        "</vlan><bandwidth><inbound average='2' peak='3'/></bandwidth>"
    )
    for choices in (CHOICES, None, NodeChoices(networks=Found(error=_failed()))):
        bench = Bench(full, choices=choices)
        wrong = [name for name in _checked(bench) if bench.is_shown(name) and bench.finding(name)]
        assert wrong == []


def _failed():
    return ErrorInfo(ErrorKind.PERMISSION, Remedy.LOOK_AGAIN, "")


def _checked(bench):
    return [item.id for item in bench.form.items() if item.check is not None]


def test_choices_come_from_the_node_with_a_reason_when_they_do_not():
    bench = Bench(NETWORK, choices=CHOICES)
    assert list(bench.options("network")) == ["default", "lab"]
    assert list(bench.options("bridge")) == ["br0", "virbr0", "virbr1"]
    assert list(bench.options("filter")) == ["", "clean-traffic"]
    bench = Bench("<interface type='direct'/>", choices=CHOICES)
    assert list(bench.options("device")) == ["eth0", "eth1"]
    for name in ("network", "bridge", "filter", "port_group", "pci"):
        assert any(Bench(NETWORK).options(name).values())
    failed = NodeChoices(networks=Found(error=_failed()))
    assert any(Bench(NETWORK, choices=failed).options("network").values())


def test_containers_and_qemu_have_kinds_of_their_own():
    assert Bench(NETWORK).options("type")["internal"] == "QEMU does not have it."
    container = Bench(NETWORK, virt="lxc", machine="")
    assert container.options("type")["user"]
    assert not container.options("type")["bridge"]
    assert container.is_shown("guest_name")
    assert container.is_shown("ips")


def test_only_what_has_a_meaning_is_shown():
    bench = Bench(NETWORK)
    names = ("network", "bridge", "device", "mode", "socket_path", "queues", "forwards")
    assert [name for name in names if bench.is_shown(name)] == ["network", "queues"]
    user = Bench(nic(kind="user"))
    assert user.is_shown("backend")
    assert not user.is_shown("forwards")
    user.put("backend", "passt")
    assert user.is_shown("forwards")
    assert user.is_shown("log_file")
    assert not user.is_shown("filter")
    assert not Bench(nic().replace("virtio", "e1000")).is_shown("queues")
    assert not Bench(nic(kind="hostdev")).is_shown("link")
    source = "<source><vendor id='0x1'/><product id='0x2'/></source>"
    usb = f"<interface type='hostdev'>{source}</interface>"
    assert not Bench(usb).is_shown("pci")
    assert Bench(usb).is_shown("usb_vendor")
    assert Bench(usb).says("pci") == ()


def test_another_model_drops_the_options_of_virtio():
    bench = Bench(nic("<driver name='vhost' queues='2'><host tso4='on'/></driver>"))
    bench.put("model", "e1000e")
    assert bench.xml == same(nic().replace("virtio", "e1000e"))


def test_vlans_are_rows():
    bench = Bench(nic("<virtualport type='openvswitch'/>"))
    bench.add("vlans")
    bench.add("vlans", native_mode="untagged")
    assert bench.xml == same(
        nic(
            "<virtualport type='openvswitch'/>"
            "<vlan trunk='yes'><tag id='1'/><tag id='2' nativeMode='untagged'/></vlan>"
        )
    )
    assert bench.finding("vlans") is None


def test_parameters_go_with_their_filter():
    bench = Bench(nic("<filterref filter='clean-traffic'/>"))
    bench.add("filter_parameters", parameter="IP", value="10.0.0.1")
    assert bench.xml == same(
        nic("<filterref filter='clean-traffic'><parameter name='IP' value='10.0.0.1'/></filterref>")
    )
    assert bench.put("filter", "").xml == same(nic())


def test_addresses_routes_and_ports_are_rows():
    bench = Bench("<interface type='user'><backend type='passt'/></interface>")
    bench.add("ips", address="10.0.0.2", prefix=8)
    bench.add("routes", target="0.0.0.0", prefix=0, gateway="10.0.0.1", metric=4)
    row = bench.add("forwards", protocol="udp", ranges="53 2000:2010:3000", host_address="10.0.0.9")
    assert len(row.element) == 2
    assert bench.xml == same(
        "<interface type='user'><backend type='passt'/>"
        "<portForward proto='udp' address='10.0.0.9'><range start='53'/>"
        "<range start='2000' end='2010' to='3000'/></portForward>"
        "<ip address='10.0.0.2' family='ipv4' prefix='8'/>"
        "<route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.0.0.1' metric='4'/>"
        "</interface>"
    )
    assert bench.finding("forwards") is None
    column = next(one for one in bench.item("ips").columns if one.id == "address")
    assert column.check("10.0.0.300", row, bench.scene).severity.value == "error"


def test_ports_of_switches_have_parameters_of_their_own():
    bench = Bench(nic("<virtualport type='802.1Qbg'><parameters managerid='1' typeid='2' "
                      "typeidversion='3' foo='4'/></virtualport>"))  # fmt: skip
    assert bench.finding("profile_kind") is None
    bench.put("profile_kind", "openvswitch").put("profile_id", "p")
    assert bench.element.find("virtualport/parameters").attrib == {"foo": "4", "profileid": "p"}
    assert bench.is_shown("interface_id")
    assert not bench.is_shown("manager_id")
    bench.put("interface_id", "a").put("profile_kind", "midonet")
    assert bench.element.find("virtualport/parameters").get("interfaceid") == "a"


def test_a_team_has_one_that_stays_and_one_that_goes():
    stays = nic("<teaming type='persistent'/>")
    bench = Bench(stays)
    assert bench.says("teaming")[0] == "warn"
    bench.cure("teaming")
    assert bench.get("alias") == "ua-backup0"
    other = stays.replace("8c", "8d").replace("<teaming", "<alias name='ua-x'/><teaming")
    goes = Bench(nic(kind="hostdev"), other).put("teaming", "transient")
    assert goes.element.find("teaming").attrib == {"type": "transient", "persistent": "ua-x"}
    assert goes.finding("teaming") is None
    assert list(goes.options("teaming_partner")) == ["ua-x"]
    assert goes.put("teaming", "").element.find("teaming") is None


def test_a_switch_in_user_space_needs_shared_memory():
    text = (
        "<interface type='vhostuser'><source type='unix' path='/run/a' mode='client'/></interface>"
    )
    bench = Bench(text)
    assert bench.says("socket_path")[0] == "warn"
    bench.cure("socket_path")
    root = bench.scene.document.element
    assert root.find("memoryBacking/access").get("mode") == "shared"
    assert root.find("memoryBacking/source").get("type") == "memfd"
    assert bench.finding("socket_path") is None
    bench.put("reconnect", True).put("reconnect_timeout", 5)
    assert bench.element.find("source/reconnect").attrib == {"enabled": "yes", "timeout": "5"}
    assert bench.put("reconnect", None).element.find("source/reconnect") is None


def test_only_virtio_works_with_user_space():
    bench = Bench("<interface type='vdpa'><model type='e1000'/></interface>")
    bench.cure("model")
    assert bench.get("model") == "virtio"


def test_cards_are_looked_at():
    card = (
        "<interface type='hostdev'><source><address type='pci' domain='0x0000' bus='0x41' "
        "slot='0x02' function='0x0'/></source></interface>"
    )
    assert "db-01" in Bench(card, devices=DEVICES).says("pci")[1]
    assert "already" in Bench(card, card, devices=DEVICES).says("pci")[1]


@pytest.mark.parametrize(
    ("device", "title", "second"),
    [
        (NETWORK, f"Network {MAC}", "default, virtio"),
        (nic("<link state='down'/>", "bridge"), f"Network {MAC}", "br0, virtio, unplugged"),
        ("<interface type='user'/>", "Network", "User networking, no rights needed"),
        ("<interface type='udp'><source address='a' port='5'/></interface>", "Network", "a:5"),
        ("<interface type='other'/>", "Network", "other"),
    ],
)
def test_labels_tell_interfaces_apart(device, title, second):
    assert Bench(device).label() == (title, second)
