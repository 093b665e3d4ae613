"""A definition with something of each kind that the editor has to tell apart."""

from lxml import etree

from virtgui.documents.document import canonical_form, parse_root
from virtgui.documents.domain import DomainDocument

DISK = """<disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
<source file='/images/{name}.qcow2'/><target dev='{name}' bus='virtio'/></disk>"""

TEXT = """<domain type='kvm'>
  <name>db-01</name>
  <uuid>7d5d8a5c-2b7a-4d0c-9c63-f3bd2a1f8e11</uuid>
  <title>Orders</title>
  <metadata>
    <ex:note xmlns:ex='http://example.org/ns'>keep <ex:b>me</ex:b></ex:note>
  </metadata>
  <memory unit='KiB'>2097152</memory>
  <currentMemory unit='KiB'>1048576</currentMemory>
  <vcpu placement='static' current='2'>4</vcpu>
  <iothreads>1</iothreads>
  <cputune>
    <shares>1024</shares>
    <vcpupin vcpu='0' cpuset='0'/>
    <vcpupin vcpu='1' cpuset='1'/>
  </cputune>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
  </features>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/images/db-01.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/images/data.raw'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
      <readonly/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:aa:bb:cc'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
    <graphics type='vnc' port='-1' autoport='yes'/>
    <memballoon model='virtio'/>
    <rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
  </devices>
</domain>
"""


def domain(text=TEXT):
    """The sample, parsed anew."""
    return parse_root(text)


def document(text=TEXT):
    """The sample as a document."""
    return DomainDocument.parse(text)


def running(text=TEXT):
    """The sample as it runs: with what libvirt adds meanwhile."""
    found = DomainDocument.parse(text)
    found.element.set("id", "3")
    for number, device in enumerate(found.element.find("devices")):
        if device.tag != "emulator":
            etree.SubElement(device, "alias", name=f"dev{number}")
    target = found.element.find("devices/interface")
    etree.SubElement(target, "target", dev="vnet0")
    return found


def canonical(root):
    """The form in which indentation does not matter."""
    text = etree.tostring(root, encoding="unicode")
    return canonical_form(parse_root(text, keep_blanks=False))
