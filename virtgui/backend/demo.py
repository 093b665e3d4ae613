"""The demo host: a file for libvirt's built-in test driver, with machines as people have them."""

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from virtgui.core.values.domain_config import Labels
from virtgui.documents.metadata import NAMESPACE, labels_element

_RUNNING: Final = 1
_PAUSED: Final = 3
_OFF: Final = 5
_CRASHED: Final = 6

_TEST_NAMESPACE: Final = "http://libvirt.org/schemas/domain/test/1.0"
_OSINFO: Final = "http://libosinfo.org/xmlns/libvirt/domain/1.0"


@dataclass(frozen=True, slots=True)
class DemoDomain:
    """One pretended machine."""

    name: str
    os: str
    vcpus: int
    memory_gib: int
    state: int = _RUNNING
    tags: tuple[str, ...] = ()
    group: str = ""
    title: str = ""


_DOMAINS: Final = (
    DemoDomain("backup-01", "http://debian.org/debian/12", 2, 4, tags=("ops",)),
    DemoDomain("ci-runner-01", "http://fedoraproject.org/fedora/40", 8, 12, tags=("ci",),
               group="Build"),
    DemoDomain("ci-runner-02", "http://fedoraproject.org/fedora/40", 8, 12, _OFF, ("ci",), "Build"),
    DemoDomain("db-01", "http://debian.org/debian/12", 8, 32, tags=("prod", "db"),
               group="Databases", title="Orders, primary"),
    DemoDomain("db-02", "http://debian.org/debian/12", 8, 32, tags=("prod", "db"),
               group="Databases", title="Orders, standby"),
    DemoDomain("db-replica-fra-01", "http://debian.org/debian/12", 4, 24, _PAUSED, ("db",),
               "Databases"),
    DemoDomain("gitlab", "http://ubuntu.com/ubuntu/24.04", 4, 16, tags=("prod",), group="Build"),
    DemoDomain("grafana", "http://alpinelinux.org/alpinelinux/3.20", 1, 2, tags=("ops",)),
    DemoDomain("legacy-erp", "http://centos.org/centos/7.0", 2, 8, _CRASHED,
               ("prod", "no-agent")),
    DemoDomain("mail-01", "http://debian.org/debian/12", 2, 4, tags=("prod", "mail")),
    DemoDomain("proxy-01", "http://debian.org/debian/12", 1, 1, tags=("edge",)),
    DemoDomain("test-rhel9", "http://redhat.com/rhel/9.4", 2, 4, _OFF, ("test",)),
    DemoDomain("web-01", "http://debian.org/debian/12", 2, 4, tags=("prod", "web"),
               group="Web", title="Shop front"),
    DemoDomain("web-02", "http://debian.org/debian/12", 2, 4, tags=("prod", "web"), group="Web"),
    DemoDomain("web-03", "http://debian.org/debian/12", 2, 4, tags=("prod", "web"), group="Web"),
    DemoDomain("web-canary", "http://debian.org/debian/13", 2, 4, tags=("web",), group="Web"),
    DemoDomain("win-build", "http://microsoft.com/win/11", 4, 8, _OFF, ("ci", "windows"), "Build"),
)  # fmt: skip


def write_demo(path: Path, count: int = 0) -> str:
    """Write the file and give its libvirt address.

    Args:
        path: where; the folder must exist.
        count: how many machines to make up; 0 takes the usual ones.
    """
    domains = _made_up(count) if count else _DOMAINS
    body = "\n".join(_domain(number, domain) for number, domain in enumerate(domains))
    path.write_text(f"<node>\n{_CPU}{body}\n{_NETWORK}\n{_pool(domains)}\n</node>\n", "utf-8")
    return f"test://{path}"


_CPU: Final = """<cpu><mhz>2600</mhz><model>x86_64</model><active>32</active><nodes>2</nodes>
<sockets>1</sockets><cores>8</cores><threads>2</threads><memory>268435456</memory></cpu>
"""
_NETWORK: Final = """<network><name>default</name><forward/>
<ip address='192.168.122.1' netmask='255.255.255.0'/></network>"""


def _made_up(count: int) -> Iterable[DemoDomain]:
    """Many machines, two fifths running, one fifth paused, the rest off."""
    states = (_RUNNING, _RUNNING, _PAUSED, _OFF, _OFF)
    for number in range(count):
        model = _DOMAINS[number % len(_DOMAINS)]
        yield DemoDomain(
            f"vm-{number:04}", model.os, model.vcpus, model.memory_gib,
            states[number % len(states)], model.tags, model.group,
        )  # fmt: skip


def _domain(number: int, domain: DemoDomain) -> str:
    chance = random.Random(number)  # noqa: S311  # always the same addresses, no secret
    mac = ":".join(["52", "54", "00", *(f"{chance.randrange(256):02x}" for _ in range(3))])
    labels = labels_element(Labels(domain.tags, domain.group, ""))
    marked = labels.replace("<machine", f"<machine xmlns={quoteattr(NAMESPACE)}", 1)
    title = f"<title>{escape(domain.title)}</title>" if domain.title else ""
    return f"""<domain type='test'>
<name>{escape(domain.name)}</name>
<uuid>{uuid.UUID(int=chance.getrandbits(128), version=4)}</uuid>{title}
<metadata>{marked}
<libosinfo:libosinfo xmlns:libosinfo='{_OSINFO}'><libosinfo:os id='{domain.os}'/>
</libosinfo:libosinfo></metadata>
<memory unit='GiB'>{domain.memory_gib}</memory>
<vcpu>{domain.vcpus}</vcpu>
<os><type arch='x86_64'>hvm</type></os>
<devices>
<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='/var/lib/libvirt/images/{domain.name}.qcow2'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='{mac}'/><source network='default'/>
<target dev='vnet{number}'/><model type='virtio'/></interface>
<memballoon model='virtio'/>
</devices>
<test:runstate xmlns:test='{_TEST_NAMESPACE}'>{domain.state}</test:runstate>
</domain>"""


def _pool(domains: Iterable[DemoDomain]) -> str:
    volumes = "\n".join(
        f"<volume type='file'><name>{escape(domain.name)}.qcow2</name>"
        "<capacity unit='GiB'>40</capacity><allocation unit='GiB'>11</allocation>"
        f"<target><path>/var/lib/libvirt/images/{escape(domain.name)}.qcow2</path>"
        "<format type='qcow2'/></target></volume>"
        for domain in domains
    )
    return f"""<pool type='dir'><name>images</name><capacity unit='TiB'>4</capacity>
<allocation unit='TiB'>1</allocation><available unit='TiB'>3</available>
<target><path>/var/lib/libvirt/images</path></target>{volumes}</pool>"""
