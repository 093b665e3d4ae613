"""Devices that say all that the schema knows: each part has its place in a form."""

import pytest
from lxml import etree

from tests.models.hardware.corpus import leaves, touch
from tests.models.hardware.device_bench import BASE, Bench
from virtgui.documents.document import canonical_form
from virtgui.documents.schema import Schema, find_schemas

VIRTIO = "iommu='on' ats='on' packed='on' page_per_vq='on'"
PCI = "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>"
ENDS = "<alias name='ua-one'/><acpi index='3'/>" + PCI
LABEL = "<seclabel model='dac' relabel='yes'><label>a</label></seclabel>"
UUID = "0c1f7a52-8e3b-4b62-9d0a-6a4e0f5b7c11"
LISTENS = (
    "<listen type='address' address='10.0.0.1'/><listen type='network' network='default'/>"
    "<listen type='socket' socket='/run/a'/><listen type='none'/>"
)
PASSWORD = "passwd='x' passwdValidTo='2030-01-01T00:00:00' keymap='de'"
STREAM = "mixingEngine='yes' fixedSettings='yes' voices='1' bufferLength='2'"
SETTINGS = "<settings frequency='1' channels='2' format='s16'/>"


def interface(kind, source, more="", attributes=""):
    return (
        f"<interface type='{kind}' trustGuestRxFilters='yes'{attributes}>"
        "<mac address='52:54:00:00:00:01' type='static' check='no'/>"
        f"{source}<model type='virtio'/>{more}</interface>"
    )


def audio(kind, own="", stream=""):
    both = "".join(f"<{tag} {STREAM} {stream}>{SETTINGS}</{tag}>" for tag in ("input", "output"))
    return f"<audio id='1' type='{kind}' timerPeriod='4' {own}>{both}</audio>"


def line(tag, kind, source, target):
    return f"<{tag} type='{kind}'>{source}<log file='/l' append='on'/>{target}</{tag}>"


OPTIONS = (
    "<link state='up'/><mtu size='1500'/><coalesce><rx><frames max='2'/></rx></coalesce>"
    "<target dev='web0' managed='no'/><guest dev='eth0' actual='eth1'/>"
    "<ip address='10.0.0.2' family='ipv4' prefix='8' peer='10.0.0.3'/>"
    "<route family='ipv4' address='10.0.0.0' prefix='8' gateway='10.0.0.1' metric='2'/>"
    "<route address='10.0.0.0' netmask='255.0.0.0' gateway='10.0.0.1'/>"
    "<portForward proto='tcp' address='10.0.0.9' dev='eth0'><range start='1' end='2' to='3' "
    "exclude='yes'/></portForward><script path='/a'/><downscript path='/b'/>"
    "<backenddomain name='dom0'/>"
    "<backend type='passt' tap='/dev/a' vhost='/dev/b' logFile='/l'/>"
    "<driver name='vhost' queues='2' rx_queue_size='256' tx_queue_size='256' txmode='timer' "
    f"ioeventfd='on' event_idx='on' {VIRTIO} rss='on' rss_hash_report='on'>"
    "<host csum='on' gso='on' tso4='on' tso6='on' ecn='on' ufo='on' mrg_rxbuf='on'/>"
    "<guest csum='on' tso4='on' tso6='on' ecn='on' ufo='on'/></driver>"
    "<filterref filter='clean-traffic'><parameter name='IP' value='1'/></filterref>"
    "<tune><sndbuf>0</sndbuf></tune><boot order='1' loadparm='2'/>"
    "<rom enabled='yes' bar='on' file='/r'/>"
    "<bandwidth classID='3'><inbound average='1' peak='2' floor='3' burst='4'/>"
    "<outbound average='1' peak='2' burst='4'/></bandwidth>"
    "<vlan trunk='yes'><tag id='1' nativeMode='tagged'/><tag id='2'/></vlan>"
    f"<port isolated='yes'/><teaming type='transient' persistent='ua-two'/>{ENDS}"
)
PORT = "<virtualport type='{}'><parameters {}/></virtualport>"
QBG = PORT.format("802.1Qbg", f"managerid='1' typeid='2' typeidversion='3' instanceid='{UUID}'")
NETWORK = f"<source network='a' portgroup='b' portid='{UUID}'/>"
SOCKET = "<source address='10.0.0.1' port='5'/>"
SWITCH = f"<source switchid='{UUID}' portid='1' portgroupid='b' connectionid='2'/>"

INTERFACES = (
    interface("network", NETWORK, QBG + OPTIONS),
    interface("bridge", "<source bridge='b' macTableManager='libvirt'/>",
              PORT.format("openvswitch", f"profileid='p' interfaceid='{UUID}'")),
    interface("direct", "<source dev='eth0' mode='vepa'/>",
              PORT.format("802.1Qbh", "profileid='p'")),
    interface("ethernet", "<source><ip address='10.0.0.1' family='ipv4' prefix='8' "
              "peer='10.0.0.2'/><route family='ipv4' address='10.0.0.0' prefix='8' "
              "gateway='10.0.0.1' metric='1'/></source>"),
    interface("vhostuser", "<source type='unix' path='/a' mode='client'>"
              "<reconnect enabled='yes' timeout='3'/></source>"),
    interface("user", "<source dev='eth0'/>"),
    interface("internal", "<source name='a'/>"),
    interface("mcast", SOCKET),
    interface("udp", SOCKET.replace("/>", "><local address='10.0.0.2' port='6'/></source>")),
    interface("hostdev", f"<source missing='yes'>{PCI}</source>", "<driver name='vfio'/>",
              " managed='yes'"),
    interface("hostdev", "<source><vendor id='0x0001'/><product id='0x0002'/></source>"),
    interface("hostdev", "<source><address type='usb' bus='1' device='2'/></source>"),
    interface("vdpa", "<source dev='/dev/vhost-vdpa-0'/>"),
    interface("null", ""),
    interface("vds", SWITCH),
)  # fmt: skip

GRAPHICS = (
    (
        f"<graphics type='vnc' port='5900' autoport='no' websocket='5' listen='10.0.0.1' {PASSWORD}"
        " sharePolicy='ignore' powerControl='yes' connected='keep'><audio id='1'/>"
        f"{LISTENS}</graphics>"
    ),
    f"<graphics type='vnc' socket='/run/a' {PASSWORD}/>",
    (
        f"<graphics type='spice' port='1' tlsPort='2' autoport='no' listen='a' {PASSWORD} "
        f"connected='fail' defaultMode='any'>{LISTENS}<channel name='main' mode='any'/>"
        "<image compression='glz'/><jpeg compression='auto'/><zlib compression='auto'/>"
        "<playback compression='on'/><streaming mode='all'/><clipboard copypaste='no'/>"
        "<mouse mode='client'/><filetransfer enable='no'/><gl enable='yes' rendernode='/dev/a'/>"
        "</graphics>"
    ),
    "<graphics type='sdl' display='a' xauth='b' fullscreen='yes'><gl enable='yes'/></graphics>",
    (
        "<graphics type='dbus' address='unix:path=/a'><gl enable='yes' rendernode='/a'/>"
        "<audio id='1'/></graphics>"
    ),
    "<graphics type='dbus' p2p='yes'/>",
    (
        "<graphics type='rdp' port='1' autoport='no' replaceUser='yes' multiUser='no' listen='a'>"
        "<listen type='address' address='a'/></graphics>"
    ),
    "<graphics type='desktop' display='a' fullscreen='no'/>",
    "<graphics type='egl-headless'><gl rendernode='/dev/a'/></graphics>",
)
VIDEOS = (
    (
        f"<video><driver name='qemu' vgaconf='io' {VIRTIO}/><model type='qxl' ram='1' vgamem='2' "
        "vram64='3' vram='4' heads='5' primary='yes'><acceleration accel3d='yes' accel2d='no' "
        f"rendernode='/a'/><resolution x='1' y='2'/></model>{ENDS}</video>"
    ),
)
SOUNDS = (
    f"<sound model='ich9'><codec type='duplex'/><codec type='micro'/><audio id='1'/>{ENDS}</sound>",
    audio("none"), audio("spice"), audio("dbus"), audio("file", "path='/a'"),
    audio("alsa", stream="dev='default'"), audio("coreaudio", stream="bufferCount='1'"),
    audio("jack", stream="serverName='a' clientName='b' connectPorts='c' exactName='yes'"),
    audio("oss", "tryMMap='yes' exclusive='no' dspPolicy='3'",
          "dev='/dev/dsp' bufferCount='1' tryPoll='no'"),
    audio("pulseaudio", "serverName='a'", "name='a' streamName='b' latency='3'"),
    audio("sdl", "driver='alsa'", "bufferCount='1'"),
)  # fmt: skip
INPUTS = (
    f"<input type='tablet' bus='virtio' model='virtio'><driver {VIRTIO}/>{ENDS}</input>",
    "<input type='passthrough' bus='virtio'><source evdev='/a'/></input>",
    "<input type='evdev'><source dev='/a' grab='all' grabToggle='alt-alt' repeat='on'/></input>",
)
TCP = (
    "<source mode='bind' host='a' service='1' tls='yes'><reconnect enabled='yes' timeout='2'/>"
    "</source><protocol type='raw'/>"
)
UDP = "<source mode='bind' host='a' service='1'/><source mode='connect' host='b' service='2'/>"
TARGET = "<target type='isa-serial' port='0'><model name='isa-serial'/></target>" + ENDS
LINES = (
    line("serial", "tcp", TCP, TARGET),
    line("serial", "udp", UDP, TARGET),
    line("serial", "file", f"<source path='/a' append='on'>{LABEL}</source>", TARGET),
    line("serial", "nmdm", "<source master='a' slave='b'/>", TARGET),
    line("parallel", "dev", "<source path='/dev/a'/>", TARGET),
    line("console", "unix", "<source mode='bind' path='/a'/>", "<target type='virtio' port='1'/>"),
    "<console type='pty' tty='/dev/pts/1'><target type='serial' port='0'/></console>",
    line("channel", "spiceport", "<source channel='a'/>",
         "<target type='virtio' name='a' state='connected'/>"),
    line("channel", "qemu-vdagent", "<source><clipboard copypaste='yes'/><mouse mode='client'/>"
         "</source>", "<target type='virtio' name='a'/><alias name='b'/>"),
    line("channel", "pty", "", "<target type='guestfwd' address='10.0.2.1' port='4600'/>"),
    line("channel", "pty", "", "<target type='xen' name='a'/>"),
)  # fmt: skip
SMALL = (
    (
        f"<rng model='virtio'><backend model='egd' type='tcp'>{TCP}<log file='/l' append='off'/>"
        f"</backend><driver {VIRTIO}/><rate bytes='1' period='2'/>{ENDS}</rng>"
    ),
    f"<rng model='virtio'><backend model='egd' type='udp'>{UDP}</backend></rng>",
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    (
        "<memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='5'/>"
        f"<driver {VIRTIO}/>{ENDS}</memballoon>"
    ),
)
ALL = (*INTERFACES, *GRAPHICS, *VIDEOS, *SOUNDS, *INPUTS, *LINES, *SMALL)


def short(text):
    return f"{ALL.index(text)}-{etree.fromstring(text).tag}"


@pytest.fixture(scope="module")
def schema():
    return Schema(find_schemas(), "domain")


@pytest.mark.parametrize("device", ALL, ids=short)
def test_the_sample_is_what_libvirt_takes(device, schema):
    text = BASE.format(
        device=device, others="", inside="", virt="kvm", arch="x86_64", machine="pc", kind="hvm"
    )
    assert schema.validate(text) == ()


@pytest.mark.parametrize("device", ALL, ids=short)
def test_every_part_has_a_field_and_stays_as_it_is(device):
    bench = Bench(device)
    before = canonical_form(bench.scene.document.element)
    lost = {path for path in leaves(bench.element) if path and not bench.form.item_for(path)}
    assert not lost
    touch(bench.form, bench.view, bench.scene)
    assert canonical_form(bench.scene.document.element) == before
    assert all(part.strip() for part in bench.label()[:1])


@pytest.mark.parametrize("device", ALL, ids=short)
def test_what_is_said_is_shown(device):
    """Nothing that stands in the document hides, but libvirt's own names."""
    bench = Bench(device)
    hidden = {
        path
        for path in leaves(bench.element)
        if path and not any(bench.is_shown(item.id) for item in bench.form.items()
                            if item.covers(path))
    }  # fmt: skip
    assert hidden <= {"alias/@name"}
