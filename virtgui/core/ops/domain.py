"""Operations on domains."""

from dataclasses import dataclass, field
from enum import Enum

from virtgui.core.ops.base import Lane, Operation

Commands = tuple[tuple[str, ...], ...]


def _flags(**chosen: bool) -> tuple[str, ...]:
    """Options of virsh for the flags that are set: ``force_boot`` becomes ``--force-boot``."""
    return tuple(f"--{name.replace('_', '-')}" for name, is_set in chosen.items() if is_set)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartDomain(Operation):
    """Start a domain, or restore it when it has a saved state."""

    code = "start"
    paused: bool = False
    bypass_cache: bool = False
    force_boot: bool = False
    """Throw a saved state away and boot afresh."""

    def commands(self, name: str) -> Commands:
        """``virsh start``."""
        flags = _flags(
            paused=self.paused, bypass_cache=self.bypass_cache, force_boot=self.force_boot
        )
        return (("start", name, *flags),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseDomain(Operation):
    """Stop a domain's CPUs; it keeps its memory."""

    code = "pause"

    def commands(self, name: str) -> Commands:
        """``virsh suspend``."""
        return (("suspend", name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeDomain(Operation):
    """Let a paused domain go on."""

    code = "resume"

    def commands(self, name: str) -> Commands:
        """``virsh resume``."""
        return (("resume", name),)


class PowerMode(Enum):
    """How a guest is asked to shut down or reboot."""

    DEFAULT = "default"
    ACPI = "acpi"
    AGENT = "agent"


def _mode(mode: PowerMode) -> tuple[str, ...]:
    return () if mode is PowerMode.DEFAULT else ("--mode", mode.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShutdownDomain(Operation):
    """Ask the guest to shut down; done when it has."""

    code = "shutdown"
    mode: PowerMode = PowerMode.DEFAULT

    def commands(self, name: str) -> Commands:
        """``virsh shutdown``."""
        return (("shutdown", name, *_mode(self.mode)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RebootDomain(Operation):
    """Ask the guest to reboot; done when it has begun to."""

    code = "reboot"
    mode: PowerMode = PowerMode.DEFAULT

    def commands(self, name: str) -> Commands:
        """``virsh reboot``."""
        return (("reboot", name, *_mode(self.mode)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetDomain(Operation):
    """Press the reset button."""

    code = "reset"
    lane = Lane.URGENT
    loses_data = True

    def commands(self, name: str) -> Commands:
        """``virsh reset``."""
        return (("reset", name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyDomain(Operation):
    """Force a domain off."""

    code = "destroy"
    lane = Lane.URGENT
    loses_data = True
    graceful: bool = False
    """Only when the process ends on a polite signal; otherwise it is killed at once."""

    def commands(self, name: str) -> Commands:
        """``virsh destroy``."""
        return (("destroy", name, *_flags(graceful=self.graceful)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagedSaveDomain(Operation):
    """Save the memory to the node's disk and stop; the next start restores it."""

    code = "managed_save"
    lane = Lane.BULK
    has_job = True
    bypass_cache: bool = False

    def commands(self, name: str) -> Commands:
        """``virsh managedsave``."""
        return (("managedsave", name, "--verbose", *_flags(bypass_cache=self.bypass_cache)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardSavedState(Operation):
    """Throw the saved memory away; the next start boots afresh."""

    code = "discard_saved"
    loses_data = True

    def commands(self, name: str) -> Commands:
        """``virsh managedsave-remove``."""
        return (("managedsave-remove", name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDomainToFile(Operation):
    """Save the memory to a file of the node and stop."""

    code = "save_file"
    lane = Lane.BULK
    has_job = True
    path: str
    bypass_cache: bool = False

    def commands(self, name: str) -> Commands:
        """``virsh save``."""
        return (("save", name, self.path, "--verbose", *_flags(bypass_cache=self.bypass_cache)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreDomainFromFile(Operation):
    """Start a domain from a file that a save has written; the reference is the node's."""

    code = "restore_file"
    lane = Lane.BULK
    path: str
    paused: bool = False

    def commands(self, name: str) -> Commands:
        """``virsh restore``."""
        del name
        return (("restore", self.path, *_flags(paused=self.paused)),)


class DumpFormat(Enum):
    """Formats of a memory-only dump (virDomainCoreDumpFormat)."""

    RAW = "raw"
    ELF_ZLIB = "kdump-zlib"
    ELF_LZO = "kdump-lzo"
    ELF_SNAPPY = "kdump-snappy"


class AfterDump(Enum):
    """What happens to the domain after a dump."""

    KEEP_RUNNING = "live"
    """Dumped while it runs."""
    RESUME = "resume"
    """Paused for the dump, then as before."""
    CRASH = "crash"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreDumpDomain(Operation):
    """Write the domain's memory to a file of the node, for debuggers."""

    code = "core_dump"
    lane = Lane.BULK
    has_job = True
    path: str
    memory_only: bool = True
    format: DumpFormat = DumpFormat.RAW
    after: AfterDump = AfterDump.RESUME
    bypass_cache: bool = False

    def commands(self, name: str) -> Commands:
        """``virsh dump``."""
        after = () if self.after is AfterDump.RESUME else (f"--{self.after.value}",)
        kind: tuple[str, ...] = ()
        if self.memory_only:
            kind = ("--memory-only",)
            if self.format is not DumpFormat.RAW:
                kind = ("--memory-only", "--format", self.format.value)
        flags = _flags(bypass_cache=self.bypass_cache)
        return (("dump", name, self.path, "--verbose", *after, *kind, *flags),)


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectNmi(Operation):
    """Send a non-maskable interrupt, which makes many systems dump their own memory."""

    code = "inject_nmi"
    loses_data = True

    def commands(self, name: str) -> Commands:
        """``virsh inject-nmi``."""
        return (("inject-nmi", name),)


class SleepTarget(Enum):
    """Where a guest sleeps."""

    MEMORY = "mem"
    DISK = "disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendDomainPm(Operation):
    """Ask the guest, through its agent, to sleep."""

    code = "pm_suspend"
    target: SleepTarget = SleepTarget.MEMORY

    def commands(self, name: str) -> Commands:
        """``virsh dompmsuspend``."""
        return (("dompmsuspend", name, self.target.value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeDomain(Operation):
    """Wake a guest that sleeps in memory."""

    code = "pm_wake"

    def commands(self, name: str) -> Commands:
        """``virsh dompmwakeup``."""
        return (("dompmwakeup", name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResizeDisk(Operation):
    """Make a disk larger; the guest sees it at once when it runs. Never smaller: data is lost."""

    code = "resize_disk"
    target: str
    """The disk's name in the guest: "vda"."""
    size_bytes: int

    def commands(self, name: str) -> Commands:
        """``virsh blockresize``."""
        return (("blockresize", name, self.target, f"{self.size_bytes}B"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAutostart(Operation):
    """Whether the node starts the domain when it starts itself."""

    code = "autostart"
    enabled: bool

    def commands(self, name: str) -> Commands:
        """``virsh autostart``."""
        return (("autostart", name, *_flags(disable=not self.enabled)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameDomain(Operation):
    """Give a shut off domain another name."""

    code = "rename"
    changes_definition = True
    new_name: str

    def commands(self, name: str) -> Commands:
        """``virsh domrename``."""
        return (("domrename", name, self.new_name),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTitle(Operation):
    """Give a domain a title: a line that is shown beside its name."""

    code = "set_title"
    changes_definition = True
    title: str

    def commands(self, name: str) -> Commands:
        """``virsh desc --title``."""
        return (("desc", name, "--title", "--live", "--config", "--new-desc", self.title),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDescription(Operation):
    """Give a domain a description."""

    code = "set_description"
    changes_definition = True
    description: str

    def commands(self, name: str) -> Commands:
        """``virsh desc``."""
        return (("desc", name, "--live", "--config", "--new-desc", self.description),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLabels(Operation):
    """Set tags, group and notes, which are kept in the domain's own metadata."""

    code = "set_labels"
    changes_definition = True
    tags: tuple[str, ...] = ()
    group: str = ""
    notes: str = ""
    element: str = ""
    """The metadata element as XML, made by `documents.metadata`; empty removes it."""
    namespace: str = ""
    prefix: str = ""

    def commands(self, name: str) -> Commands:
        """``virsh metadata``."""
        what: tuple[str, ...] = ("--remove",)
        if self.element:
            what = ("--key", self.prefix, "--set", self.element)
        return (("metadata", name, "--uri", self.namespace, "--live", "--config", *what),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteDomain(Operation):
    """Remove a domain's definition, and of its storage what was ticked."""

    code = "delete"
    loses_data = True
    changes_definition = True
    stop_first: bool = False
    nvram: bool = True
    managed_save: bool = True
    snapshots: bool = True
    checkpoints: bool = True
    tpm: bool = True
    volumes: tuple[str, ...] = ()
    """Paths of the volumes to delete; each is checked again before it is."""

    def commands(self, name: str) -> Commands:
        """``virsh destroy``, ``undefine``, ``vol-delete``."""
        flags = _flags(
            managed_save=self.managed_save,
            snapshots_metadata=self.snapshots,
            checkpoints_metadata=self.checkpoints,
            nvram=self.nvram,
            keep_nvram=not self.nvram,
            tpm=self.tpm,
            keep_tpm=not self.tpm,
        )
        first: Commands = (("destroy", name),) if self.stop_first else ()
        last = tuple(("vol-delete", path) for path in self.volumes)
        return (*first, ("undefine", name, *flags), *last)


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineDomain(Operation):
    """Define a domain from its XML; the reference is the node's, the UUID stands in the XML.

    A secret that the XML only says to be kept is taken from the domain that it replaces; where
    there is none, it is left out.
    """

    code = "define_domain"
    changes_definition = True
    xml: str = field(repr=False)
    """May have secrets, so it is never logged."""
    must_be_new: bool = True
    """Refused when a domain has that UUID or name, instead of changing it."""

    def commands(self, name: str) -> Commands:
        """``virsh define``; the file has the XML."""
        return (("define", "--validate", f"{name}.xml"),)
