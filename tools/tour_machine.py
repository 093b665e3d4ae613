"""The definition of a rich machine, as kept and as it runs, and what its host offers.

Nothing of this exists: the tour posts it to the editor by hand.
"""

from virtgui.core.values.domain_caps import CpuModel, DomainCaps
from virtgui.core.values.node_choices import (
    Found,
    HostInterfaceChoice,
    NetworkChoice,
    NodeChoices,
    NodeDeviceChoice,
    NumaCell,
    PageSize,
    PoolChoice,
    VolumeChoice,
)

GIB = 1024**3

_HEAD = """<domain type="kvm"{id}>
  <name>db-01</name>
  <uuid>{uuid}</uuid>
  <title>Orders database</title>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://debian.org/debian/12"/>
    </libosinfo:libosinfo>
  </metadata>
  <memory unit="GiB">64</memory>
  <currentMemory unit="GiB">32</currentMemory>
  <vcpu placement="static" current="8">16</vcpu>
  <iothreads>2</iothreads>
  <cputune>
    <vcpupin vcpu="0" cpuset="0-7"/>
    <vcpupin vcpu="1" cpuset="0-7"/>
    <emulatorpin cpuset="0-1"/>
  </cputune>
  <numatune>
    <memory mode="preferred" nodeset="0-1"/>
  </numatune>
  <os>
    <type arch="x86_64" machine="pc-q35-7.2">hvm</type>
    <loader readonly="yes" secure="yes" type="pflash">/usr/share/OVMF/OVMF_CODE_4M.ms.fd</loader>
    <nvram>/var/lib/libvirt/qemu/nvram/db-01_VARS.fd</nvram>
  </os>
  <features>
    <acpi/>
    <apic/>
    <smm state="on"/>
  </features>
  <cpu mode="host-passthrough" check="none" migratable="on">
    <topology sockets="1" dies="1" cores="8" threads="2"/>
  </cpu>
  <clock offset="utc">
    <timer name="rtc" tickpolicy="catchup"/>
    <timer name="hpet" present="no"/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
"""
_DEVICES = """    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2" cache="none" io="native" discard="unmap"/>
      <source file="/var/lib/libvirt/images/db-01.qcow2"/>
      <target dev="vda" bus="virtio"/>
      <boot order="1"/>
    </disk>
    <disk type="file" device="disk">
      <driver name="qemu" type="raw"/>
      <source file="/srv/data/data.raw"/>
      <target dev="vdb" bus="virtio"/>
      <iotune>
        <total_iops_sec>2000</total_iops_sec>
      </iotune>
    </disk>
    <disk type="file" device="cdrom">
      <driver name="qemu" type="raw"/>
      <source file="/srv/iso/debian-12.8.0-amd64-netinst.iso"/>
      <target dev="sda" bus="sata"/>
      <readonly/>
    </disk>
    <controller type="usb" index="0" model="qemu-xhci" ports="15"/>
    <controller type="pci" index="0" model="pcie-root"/>
    <controller type="sata" index="0"/>
    <controller type="virtio-serial" index="0"/>
    <filesystem type="mount">
      <driver type="virtiofs"/>
      <source dir="/srv/exchange"/>
      <target dir="exchange"/>
    </filesystem>
    <interface type="bridge">
      <mac address="52:54:00:8c:1f:02"/>
      <source bridge="br0"/>
      <vlan>
        <tag id="20"/>
      </vlan>
      <model type="virtio"/>
      <driver queues="4"/>
      <filterref filter="clean-traffic">
        <parameter name="IP" value="10.20.1.14"/>
      </filterref>
    </interface>
    <serial type="pty">
      <target type="isa-serial" port="0"/>
    </serial>
    <console type="pty">
      <target type="serial" port="0"/>
    </console>
    <channel type="unix">
      <target type="virtio" name="org.qemu.guest_agent.0"/>
    </channel>
    <input type="tablet" bus="usb"/>
    <tpm model="tpm-crb">
      <backend type="emulator" version="2.0"/>
    </tpm>
    <graphics type="vnc" port="-1" autoport="yes" listen="127.0.0.1" passwd="(kept)">
      <listen type="address" address="127.0.0.1"/>
    </graphics>
    <sound model="ich9"/>
    <video>
      <model type="virtio" heads="1" primary="yes"/>
    </video>
    <hostdev mode="subsystem" type="pci" managed="yes">
      <source>
        <address domain="0x0000" bus="0x41" slot="0x00" function="0x1"/>
      </source>
    </hostdev>
    <watchdog model="i6300esb" action="reset"/>
    <memballoon model="virtio">
      <stats period="5"/>
    </memballoon>
    <rng model="virtio">
      <backend model="random">/dev/urandom</backend>
    </rng>
    <vsock model="virtio">
      <cid auto="yes"/>
    </vsock>
    <teleporter colour="green">
      <range unit="m">12</range>
    </teleporter>
  </devices>
</domain>
"""


def kept(uuid: str) -> str:
    """The definition of the next start."""
    return _HEAD.format(id="", uuid=uuid) + _DEVICES


def running(uuid: str) -> str:
    """What runs: the passed-through card is not there yet, and the cache is another."""
    hostdev = _DEVICES.index("    <hostdev")
    end = _DEVICES.index("    <watchdog")
    devices = _DEVICES[:hostdev] + _DEVICES[end:]
    devices = devices.replace('discard="unmap"', 'discard="ignore"')
    return _HEAD.format(id=' id="4"', uuid=uuid) + devices


def theirs(uuid: str) -> str:
    """What somebody else made of it."""
    text = kept(uuid).replace("Orders database", "Orders and invoices")
    return text.replace('cache="none"', 'cache="writeback"')


def caps() -> DomainCaps:
    """What machines can have."""
    models = (
        CpuModel("Skylake-Server-v4", usable=True, vendor="Intel"),
        CpuModel("Cooperlake", usable=False, vendor="Intel"),
        CpuModel("EPYC-Rome", usable=False, vendor="AMD"),
    )
    return DomainCaps(
        emulator="/usr/bin/qemu-system-x86_64",
        machine="pc-q35-7.2",
        arch="x86_64",
        virt_type="kvm",
        vcpus_max=288,
        machines=("pc-q35-7.2", "pc-q35-6.2", "pc-i440fx-7.2"),
        devices={
            "disk": {
                "bus": ("fdc", "scsi", "virtio", "usb", "sata"),
                "diskDevice": ("disk", "cdrom", "floppy", "lun"),
                "model": ("virtio",),
            },
            "graphics": {"type": ("sdl", "vnc", "egl-headless")},
            "video": {"modelType": ("vga", "cirrus", "virtio", "none", "bochs", "ramfb")},
            "hostdev": {"mode": ("subsystem",), "subsysType": ("usb", "pci", "scsi")},
            "rng": {"model": ("virtio",), "backendModel": ("random", "egd", "builtin")},
            "filesystem": {"driverType": ("path", "handle", "virtiofs")},
            "tpm": {
                "model": ("tpm-tis", "tpm-crb"),
                "backendModel": ("passthrough", "emulator"),
                "backendVersion": ("1.2", "2.0"),
            },
        },
        firmwares=("bios", "efi"),
        loaders=("/usr/share/OVMF/OVMF_CODE_4M.ms.fd", "/usr/share/OVMF/OVMF_CODE_4M.fd"),
        secure_loader=True,
        cpu_modes=("host-passthrough", "maximum", "host-model", "custom"),
        host_model="Skylake-Server-v4",
        cpu_models=models,
    )


def choices() -> NodeChoices:
    """What the host offers."""
    cells = tuple(
        NumaCell(
            number,
            tuple(range(number * 16, number * 16 + 16)),
            128 * GIB,
            40 * GIB,
            (PageSize(2048, 1024, 512), PageSize(1048576, 24, 16)),
            ((0, 10 if not number else 21), (1, 21 if not number else 10)),
        )
        for number in (0, 1)
    )
    images = "/var/lib/libvirt/images"
    return NodeChoices(
        networks=Found(
            (
                NetworkChoice("default", is_active=True, bridge="virbr0", forward="nat"),
                NetworkChoice("lab", is_active=False),
            )
        ),
        pools=Found(
            (PoolChoice("images", is_active=True, kind="dir", path=images, free=GIB << 9),)
        ),
        volumes=Found(
            (
                VolumeChoice("images", "db-01.qcow2", f"{images}/db-01.qcow2", "qcow2", 80 * GIB,
                             ("db-01",)),
                VolumeChoice("images", "spare.qcow2", f"{images}/spare.qcow2", "qcow2", 20 * GIB),
            )
        ),
        interfaces=Found((HostInterfaceChoice("br0", "bridge", is_active=True),)),
        filters=Found(("clean-traffic", "no-mac-spoofing")),
        cells=Found(cells),
        security_models=("apparmor", "dac"),
        cpus=32,
        memory=256 * GIB,
        has_iommu=True,
    )  # fmt: skip


def devices() -> Found[NodeDeviceChoice]:
    """The host's devices."""
    cards = ("0000:41:00.0", "0000:41:00.1")
    return Found(
        tuple(
            NodeDeviceChoice(
                f"pci_0000_41_00_{number}", "pci", "Ethernet Controller X710", "Intel Corporation",
                "0x8086", "0x1572", address, "vfio-pci" if number else "i40e", 27, cards, 1,
                net_name="" if number else "enp65s0f0",
                users=("db-01",) if number else (),
            )
            for number, address in enumerate(cards)
        )
    )  # fmt: skip
