"""Operations that change a domain's definition as a whole, and what runs step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from virtgui.core.ops.base import Operation
from virtgui.core.values.live_step import LiveKind, LiveStep

Commands = tuple[tuple[str, ...], ...]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyDefinition(Operation):
    """Give a domain another definition, and change what runs, each part by its own call.

    The definition is refused when the one on the node is not the one that was edited. The live
    steps are tried one by one, each with its own outcome; one that fails stops no other.
    """

    code = "apply_definition"
    changes_definition = True
    has_parts = True
    xml: str = field(default="", repr=False)
    """The persistent definition; empty leaves it (transient domains have none)."""
    base_digest: str = ""
    """Of the definition that was edited; see `DomainDefinition.digest`."""
    steps: tuple[LiveStep, ...] = ()
    count: int = 0
    """How many changes the user has reviewed, for the task's words."""

    def commands(self, name: str) -> Commands:
        """``virsh define``, and a command per live step."""
        first: Commands = (("define", f"{name}.xml", "--validate"),) if self.xml else ()
        return (*first, *(step_command(name, step) for step in self.steps))


def step_command(name: str, step: LiveStep) -> Words:
    """The virsh command of one live step; XML stands in a file named after its device."""
    words = _COMMANDS[step.kind](name, step)
    return (
        tuple("--config" if word == "--live" else word for word in words) if step.is_kept else words
    )


def _device(command: str) -> Callable[[str, LiveStep], Words]:
    return lambda name, step: (command, name, f"{step.label or 'device'}.xml", "--live")


def _parameters(command: str) -> Callable[[str, LiveStep], Words]:
    def words(name: str, step: LiveStep) -> Words:
        target = (step.target,) if step.target else ()
        options = (
            word
            for key, value in step.values
            for word in (f"--{key.replace('_', '-').removeprefix('numa-')}", str(value))
        )
        return (command, name, *target, *options, "--live")

    return words


def _scheduler(name: str, step: LiveStep) -> Words:
    return ("schedinfo", name, "--live", *(f"{key}={value}" for key, value in step.values))


def _single(command: str, *options: str) -> Callable[[str, LiveStep], Words]:
    def words(name: str, step: LiveStep) -> Words:
        target = (step.target,) if step.target else ()
        # To virsh a pin without CPUs is a question; "r" takes the pin away.
        values = (str(value) or "r" for _key, value in step.values)
        return (command, name, *target, *values, *options)

    return words


def _metadata(name: str, step: LiveStep) -> Words:
    what = ("--key", step.label, "--set", step.xml) if step.xml else ("--remove",)
    return ("metadata", name, "--uri", step.target, "--live", *what)


def _balloon(name: str, step: LiveStep) -> Words:
    return ("dommemstat", name, "--period", str(step.values[0][1]), "--live")


def _title(name: str, step: LiveStep) -> Words:
    return ("desc", name, "--title", "--live", "--new-desc", str(step.values[0][1]))


def _description(name: str, step: LiveStep) -> Words:
    return ("desc", name, "--live", "--new-desc", str(step.values[0][1]))


def _lifecycle(name: str, step: LiveStep) -> Words:
    return ("set-lifecycle-action", name, step.target, str(step.values[0][1]), "--live")


_COMMANDS: Final[Mapping[LiveKind, Callable[[str, LiveStep], Words]]] = MappingProxyType(
    {
        LiveKind.ATTACH: _device("attach-device"),
        LiveKind.DETACH: _device("detach-device"),
        LiveKind.UPDATE: _device("update-device"),
        LiveKind.VCPUS: _single("setvcpus", "--live"),
        LiveKind.MEMORY: _single("setmem", "--live"),
        LiveKind.PIN_VCPU: _single("vcpupin", "--live"),
        LiveKind.PIN_EMULATOR: _single("emulatorpin", "--live"),
        LiveKind.PIN_IOTHREAD: _single("iothreadpin", "--live"),
        LiveKind.ADD_IOTHREAD: _single("iothreadadd", "--live"),
        LiveKind.REMOVE_IOTHREAD: _single("iothreaddel", "--live"),
        LiveKind.NUMA: _parameters("numatune"),
        LiveKind.SCHEDULER: _scheduler,
        LiveKind.MEMTUNE: _parameters("memtune"),
        LiveKind.BLKIO: _parameters("blkiotune"),
        LiveKind.IOTUNE: _parameters("blkdeviotune"),
        LiveKind.BALLOON_PERIOD: _balloon,
        LiveKind.LIFECYCLE: _lifecycle,
        LiveKind.TITLE: _title,
        LiveKind.DESCRIPTION: _description,
        LiveKind.METADATA: _metadata,
    }
)
