"""Domain capabilities: all of libvirt's own examples, and what each part becomes."""

import os
from pathlib import Path

import pytest

from virtgui.core.values.domain_caps import CpuModel
from virtgui.documents.document import DocumentError, DocumentProblem
from virtgui.documents.domain_caps import read_domain_caps

CAPS = """<domainCapabilities>
  <path>/usr/bin/qemu-system-x86_64</path><domain>kvm</domain>
  <machine>pc-q35-7.2</machine><arch>x86_64</arch><vcpu max='288'/>
  <iothreads supported='yes'/>
  <os supported='yes'>
    <enum name='firmware'><value>bios</value><value>efi</value></enum>
    <loader supported='yes'><value>/usr/share/OVMF/OVMF_CODE.fd</value>
      <enum name='type'><value>rom</value><value>pflash</value></enum>
      <enum name='secure'><value>yes</value><value>no</value></enum></loader>
  </os>
  <cpu>
    <mode name='host-passthrough' supported='yes'>
      <enum name='hostPassthroughMigratable'><value>on</value><value>off</value></enum></mode>
    <mode name='maximum' supported='no'/>
    <mode name='host-model' supported='yes'>
      <model fallback='forbid'>EPYC-Rome</model><vendor>AMD</vendor>
      <feature policy='require' name='x2apic'/><feature policy='disable' name='svm'/></mode>
    <mode name='custom' supported='yes'>
      <model usable='yes' vendor='unknown'>qemu64</model>
      <model usable='no' deprecated='yes' vendor='Intel'>Icelake</model>
      <blockers model='Icelake'><feature name='pku'/><feature name='mpx'/></blockers>
      <model usable='unknown' vendor='IBM'>POWER9</model></mode>
  </cpu>
  <memoryBacking supported='yes'>
    <enum name='sourceType'><value>file</value><value>memfd</value></enum></memoryBacking>
  <devices>
    <disk supported='yes'><enum name='bus'><value>virtio</value><value>sata</value></enum>
      <enum name='model'/></disk>
    <graphics supported='no'/><panic supported='yes'/>
  </devices>
  <features><gic supported='no'/><genid supported='yes'/>
    <hyperv supported='yes'><enum name='features'><value>relaxed</value></enum></hyperv></features>
</domainCapabilities>"""


def test_every_part():
    caps = read_domain_caps(CAPS)
    assert (caps.emulator, caps.virt_type) == ("/usr/bin/qemu-system-x86_64", "kvm")
    assert (caps.machine, caps.arch, caps.vcpus_max) == ("pc-q35-7.2", "x86_64", 288)
    assert (caps.firmwares, caps.secure_loader) == (("bios", "efi"), True)
    assert caps.loaders == ("/usr/share/OVMF/OVMF_CODE.fd",)
    assert caps.cpu_modes == ("host-passthrough", "host-model", "custom")
    assert (caps.host_model, caps.cpu_features) == ("EPYC-Rome", ("x2apic",))
    assert caps.cpu_models == (
        CpuModel("qemu64", True),
        CpuModel("Icelake", False, ("pku", "mpx"), True, "Intel"),
        CpuModel("POWER9", None, vendor="IBM"),
    )
    assert caps.features == {"iothreads": True, "gic": False, "genid": True, "hyperv": True}
    assert caps.hyperv == ("relaxed",)


def test_what_can_be_chosen_what_is_not_there_and_what_is_not_told():
    caps = read_domain_caps(CAPS)
    assert caps.offers("disk", "bus") == ("virtio", "sata")
    assert caps.offers("disk", "model") == ()
    assert caps.offers("graphics", "type") == ()
    assert caps.offers("video", "modelType") is None
    assert caps.devices["panic"] == {"supported": ("yes",)}
    assert caps.offers("panic", "model") is None
    assert caps.offers("memoryBacking", "sourceType") == ("file", "memfd")
    assert caps.offers("loader", "type") == ("rom", "pflash")
    assert caps.offers("cpu", "hostPassthroughMigratable") == ("on", "off")


def test_little_is_enough():
    caps = read_domain_caps("<domainCapabilities/>")
    assert (caps.vcpus_max, caps.secure_loader, caps.cpu_models) == (None, None, ())
    assert (dict(caps.devices), dict(caps.features)) == ({}, {})


def test_other_documents_are_refused():
    with pytest.raises(DocumentError) as caught:
        read_domain_caps("<capabilities/>")
    assert caught.value.code is DocumentProblem.WRONG_ROOT


def test_the_corpus():
    folder = Path(os.environ.get("VIRTGUI_XML_CORPUS", ""), "domaincaps")
    files = sorted(folder.glob("*.xml"))
    assert not os.environ.get("VIRTGUI_XML_CORPUS") or len(files) > 20
    for path in files:
        caps = read_domain_caps(path.read_text(encoding="utf-8"))
        assert caps.emulator.startswith("/"), path
        assert bool(caps.host_model) == ("host-model" in caps.cpu_modes), path
        assert bool(caps.cpu_models) == ("custom" in caps.cpu_modes), path
        names = [model.name for model in caps.cpu_models]
        assert all(names), path
        assert len(set(names)) == len(names), path
        if "qemu" in path.name:
            assert caps.offers("disk", "bus"), path
            assert caps.vcpus_max, path
            assert {"genid", "backup", "iothreads"} <= caps.features.keys(), path
            assert {model.usable for model in caps.cpu_models} <= {True, False, None}, path
