"""What a node can give to machines of one kind: libvirt's domain capabilities as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CpuModel:
    """A named processor model.

    Attributes:
        name: libvirt's name of it.
        usable: Whether this node can give it; None where libvirt does not say.
        blockers: The features that the node lacks for it, where libvirt tells.
        is_deprecated: Whether QEMU advises against it.
        vendor: Whose model it is, or empty.
    """

    name: str
    usable: bool | None = None
    blockers: tuple[str, ...] = ()
    is_deprecated: bool = False
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class DomainCaps:
    """What one kind of machine (emulator, architecture, machine type) can have on a node.

    Attributes:
        emulator: The path of the emulator that was asked about.
        machine: The canonical machine type.
        arch: The architecture.
        virt_type: "kvm", "qemu", ...
        vcpus_max: The most processors, or None where libvirt does not say.
        machines: The machine types of the architecture, from the node's capabilities.
        devices: Per device kind ("disk", "graphics", "video", "hostdev", "rng", "filesystem",
            "tpm", "redirdev", "channel", "crypto", ...) and enumeration ("bus", "model", ...)
            the values that can be chosen. A kind that maps to an empty mapping is known as not
            supported; a kind that is missing was not told. A supported kind without
            enumerations has "supported" alone. Beside the devices there are "memoryBacking",
            "loader" and "cpu" with the options of the modes.
        firmwares: "bios", "efi": what `os/@firmware` may say.
        loaders: Paths of loaders that the node offers.
        secure_loader: Whether a secure loader can be had; None where not told.
        cpu_modes: The processor modes that are supported: "host-passthrough", ...
        host_model: The model that "host-model" stands for, or empty.
        cpu_models: The named models.
        cpu_features: The names of features of the node's own processor.
        features: What the hypervisor offers besides: "iothreads", "gic", "vmcoreinfo", "genid",
            "backingStoreInput", "backup", "sev", "sgx", ... each with whether.
        hyperv: The enlightenments for Windows guests that can be set, where libvirt tells.
    """

    emulator: str = ""
    machine: str = ""
    arch: str = ""
    virt_type: str = ""
    vcpus_max: int | None = None
    machines: tuple[str, ...] = ()
    devices: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    firmwares: tuple[str, ...] = ()
    loaders: tuple[str, ...] = ()
    secure_loader: bool | None = None
    cpu_modes: tuple[str, ...] = ()
    host_model: str = ""
    cpu_models: tuple[CpuModel, ...] = ()
    cpu_features: tuple[str, ...] = ()
    features: Mapping[str, bool] = field(default_factory=dict)
    hyperv: tuple[str, ...] = ()

    def offers(self, kind: str, enumeration: str) -> tuple[str, ...] | None:
        """What can be chosen; None where libvirt did not tell."""
        told = self.devices.get(kind)
        return None if told is None else told.get(enumeration, None if told else ())
