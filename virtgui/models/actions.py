"""The actions on domains as data, and which of them are possible for a selection."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from virtgui.core.ops import domain as ops
from virtgui.core.ops.base import Operation
from virtgui.core.policy import Refusal, refusal
from virtgui.core.refs import ConnectionId, ObjectRef
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain

Maker = Callable[[ObjectRef], Operation]


@dataclass(frozen=True, slots=True)
class DomainAction:
    """One entry of menus, buttons and palette."""

    id: str
    operation: type[Operation]
    icon: str
    make: Maker | None = None
    """Makes the operation; None when a dialog has to ask first."""
    dialog: str = ""
    """The dialog that asks; it takes one domain unless `bulk`."""
    bulk: bool = True
    confirm: str = ""
    """The setting that says whether to confirm."""
    shortcut: str = ""
    menu: str = ""
    """The submenu it stands in; empty for the first level."""
    is_destructive: bool = False


_LIST: Final = (
    DomainAction("start", ops.StartDomain, "start", lambda ref: ops.StartDomain(ref=ref),
                 shortcut="Ctrl+Return"),
    DomainAction("start_paused", ops.StartDomain, "start",
                 lambda ref: ops.StartDomain(ref=ref, paused=True), menu="start"),
    DomainAction("start_fresh", ops.StartDomain, "start",
                 lambda ref: ops.StartDomain(ref=ref, force_boot=True),
                 confirm="always", menu="start"),
    DomainAction("start_options", ops.StartDomain, "start", dialog="start", menu="start"),
    DomainAction("pause", ops.PauseDomain, "pause", lambda ref: ops.PauseDomain(ref=ref),
                 confirm="confirm.pause"),
    DomainAction("resume", ops.ResumeDomain, "resume", lambda ref: ops.ResumeDomain(ref=ref)),
    DomainAction("shutdown", ops.ShutdownDomain, "shutdown",
                 lambda ref: ops.ShutdownDomain(ref=ref), confirm="confirm.shutdown"),
    DomainAction("shutdown_acpi", ops.ShutdownDomain, "shutdown",
                 lambda ref: ops.ShutdownDomain(ref=ref, mode=ops.PowerMode.ACPI),
                 confirm="confirm.shutdown", menu="shutdown"),
    DomainAction("shutdown_agent", ops.ShutdownDomain, "shutdown",
                 lambda ref: ops.ShutdownDomain(ref=ref, mode=ops.PowerMode.AGENT),
                 confirm="confirm.shutdown", menu="shutdown"),
    DomainAction("reboot", ops.RebootDomain, "reboot", lambda ref: ops.RebootDomain(ref=ref),
                 confirm="confirm.reboot", menu="shutdown"),
    DomainAction("reboot_acpi", ops.RebootDomain, "reboot",
                 lambda ref: ops.RebootDomain(ref=ref, mode=ops.PowerMode.ACPI),
                 confirm="confirm.reboot", menu="shutdown"),
    DomainAction("reboot_agent", ops.RebootDomain, "reboot",
                 lambda ref: ops.RebootDomain(ref=ref, mode=ops.PowerMode.AGENT),
                 confirm="confirm.reboot", menu="shutdown"),
    DomainAction("reset", ops.ResetDomain, "reboot", lambda ref: ops.ResetDomain(ref=ref),
                 confirm="confirm.reset", menu="shutdown", is_destructive=True),
    DomainAction("destroy_graceful", ops.DestroyDomain, "poweroff",
                 lambda ref: ops.DestroyDomain(ref=ref, graceful=True),
                 confirm="confirm.destroy", menu="shutdown", is_destructive=True),
    DomainAction("destroy", ops.DestroyDomain, "poweroff",
                 lambda ref: ops.DestroyDomain(ref=ref), confirm="confirm.destroy",
                 menu="shutdown", is_destructive=True),
    DomainAction("managed_save", ops.ManagedSaveDomain, "save",
                 lambda ref: ops.ManagedSaveDomain(ref=ref), confirm="confirm.managed_save",
                 menu="save"),
    DomainAction("discard_saved", ops.DiscardSavedState, "delete",
                 lambda ref: ops.DiscardSavedState(ref=ref), confirm="always", menu="save",
                 is_destructive=True),
    DomainAction("save_file", ops.SaveDomainToFile, "save", dialog="save_file", bulk=False,
                 menu="save"),
    DomainAction("core_dump", ops.CoreDumpDomain, "export", dialog="core_dump", bulk=False,
                 menu="save"),
    DomainAction("pm_suspend_mem", ops.SuspendDomainPm, "st-suspended",
                 lambda ref: ops.SuspendDomainPm(ref=ref), menu="more"),
    DomainAction("pm_suspend_disk", ops.SuspendDomainPm, "st-suspended",
                 lambda ref: ops.SuspendDomainPm(ref=ref, target=ops.SleepTarget.DISK),
                 menu="more"),
    DomainAction("pm_wake", ops.WakeDomain, "resume", lambda ref: ops.WakeDomain(ref=ref),
                 menu="more"),
    DomainAction("inject_nmi", ops.InjectNmi, "warn", lambda ref: ops.InjectNmi(ref=ref),
                 confirm="always", menu="more", is_destructive=True),
    DomainAction("autostart_on", ops.SetAutostart, "check",
                 lambda ref: ops.SetAutostart(ref=ref, enabled=True), menu="more"),
    DomainAction("autostart_off", ops.SetAutostart, "close",
                 lambda ref: ops.SetAutostart(ref=ref, enabled=False), menu="more"),
    DomainAction("rename", ops.RenameDomain, "edit", dialog="rename", bulk=False, shortcut="F2"),
    DomainAction("labels", ops.SetLabels, "tag", dialog="labels"),
    DomainAction("delete", ops.DeleteDomain, "delete", dialog="delete", shortcut="Delete",
                 is_destructive=True),
)  # fmt: skip

ACTIONS: Final[Mapping[str, DomainAction]] = MappingProxyType({item.id: item for item in _LIST})


@dataclass(frozen=True, slots=True)
class Possible:
    """What an action can do with a selection."""

    able: tuple[Domain, ...]
    unable: tuple[tuple[Domain, Refusal], ...]

    @property
    def reason(self) -> Refusal | None:
        """Why nothing can be done; None when something can, or nothing is selected."""
        return self.unable[0][1] if self.unable and not self.able else None


def possible(
    action: DomainAction,
    domains: Iterable[Domain],
    statuses: Mapping[ConnectionId, ConnectionStatus],
) -> Possible:
    """Sort a selection into what an action can take and what it cannot, with the reason."""
    able: list[Domain] = []
    unable: list[tuple[Domain, Refusal]] = []
    for domain in domains:
        reason = refusal(action.operation, domain, statuses.get(domain.ref.connection))
        reason = reason or _needless(action.id, domain)
        if reason is None:
            able.append(domain)
        else:
            unable.append((domain, reason))
    return Possible(tuple(able), tuple(unable))


def _needless(action_id: str, domain: Domain) -> Refusal | None:
    """Actions that are possible but would change nothing."""
    if action_id == "start_fresh" and not domain.managed_save:
        return Refusal.NO_SAVED_STATE
    if action_id == "autostart_on" and domain.autostart:
        return Refusal.ALREADY_SET
    if action_id == "autostart_off" and not domain.autostart:
        return Refusal.ALREADY_SET
    return None
