"""The words of the question for each action on domains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication

from virtgui.core.values.domain import Domain
from virtgui.core.values.task import Task
from virtgui.models.actions import DomainAction, Possible
from virtgui.models.guard import Guard, typed_for
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.models.plain_text import one_line
from virtgui.models.translate import tr
from virtgui.models.words import operation_word, refusal_word
from virtgui.views.dialogs.confirm import COUNT_FROM, ConfirmQuestion

_CONTEXT: Final = "Confirm"


@dataclass(frozen=True, slots=True)
class _Words:
    """Source texts; {0} is a name, or a number of machines."""

    title: str
    verb: str
    one: str
    """What happens to it and what stays."""
    many: str


_ASKS_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "The guest is asked and decides itself. Its disks stay."
)
_ASKS_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "The guests are asked and decide themselves. Their disks stay."
)
_LOSES_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "It loses what it has not written. Its disks stay."
)
_LOSES_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "They lose what they have not written. Their disks stay."
)
_SAVED_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "Its saved state is thrown away, with all that was open in it. Its disks stay."
)
_SAVED_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm",
    "Their saved states are thrown away, with all that was open in them. Their disks stay.",
)
_STOPS_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "It does not answer until it is resumed. Nothing is lost."
)
_STOPS_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "They do not answer until they are resumed. Nothing is lost."
)
_GOES_ON_ONE: Final = QT_TRANSLATE_NOOP("Confirm", "Nothing is lost.")
_SAVES_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm",
    "Its memory is written to the host's disk and it stops; the next start goes on from there. "
    "Its disks stay.",
)
_SAVES_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm",
    "Their memory is written to the hosts' disks and they stop; the next start goes on from "
    "there. Their disks stay.",
)
_SLEEPS_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "The guest sleeps until it is woken. Its disks stay."
)
_SLEEPS_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "The guests sleep until they are woken. Their disks stay."
)
_DUMPS_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "Its memory, with all secrets in it, is written to a file on the host."
)
_DUMPS_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "Their memory, with all secrets in it, is written to files on the hosts."
)
_NMI_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm",
    "Many systems answer with a crash and a dump of their memory. It may lose what it has not "
    "written. Its disks stay.",
)
_NMI_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm",
    "Many systems answer with a crash and a dump of their memory. They may lose what they have "
    "not written. Their disks stay.",
)
_DELETES_ONE: Final = QT_TRANSLATE_NOOP(
    "Confirm", "Its definition is deleted. Its disks stay unless they are ticked."
)
_DELETES_MANY: Final = QT_TRANSLATE_NOOP(
    "Confirm", "Their definitions are deleted. Their disks stay unless they are ticked."
)
_START: Final = QT_TRANSLATE_NOOP("Confirm", "Start")
_SHUT_DOWN: Final = QT_TRANSLATE_NOOP("Confirm", "Shut down")
_REBOOT: Final = QT_TRANSLATE_NOOP("Confirm", "Reboot")
_FORCE_OFF: Final = QT_TRANSLATE_NOOP("Confirm", "Force off")
_SHUT_DOWN_ASK: Final = QT_TRANSLATE_NOOP("Confirm", "Shut down {0}?")
_REBOOT_ASK: Final = QT_TRANSLATE_NOOP("Confirm", "Reboot {0}?")
_FORCE_OFF_ASK: Final = QT_TRANSLATE_NOOP("Confirm", "Force off {0}?")
_SLEEP_ASK: Final = QT_TRANSLATE_NOOP("Confirm", "Put {0} to sleep?")
_SLEEP: Final = QT_TRANSLATE_NOOP("Confirm", "Put to sleep")
_START_ASK: Final = QT_TRANSLATE_NOOP("Confirm", "Start {0}?")

_WORDS: Final[Mapping[str, _Words]] = MappingProxyType(
    {
        "start": _Words(_START_ASK, _START, _GOES_ON_ONE, _GOES_ON_ONE),
        "start_paused": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Start {0} paused?"),
            QT_TRANSLATE_NOOP("Confirm", "Start paused"),
            _STOPS_ONE,
            _STOPS_MANY,
        ),
        "start_fresh": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Start {0} without the saved state?"),
            QT_TRANSLATE_NOOP("Confirm", "Discard and start"),
            _SAVED_ONE,
            _SAVED_MANY,
        ),
        "start_options": _Words(_START_ASK, _START, _GOES_ON_ONE, _GOES_ON_ONE),
        "pause": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Pause {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Pause"),
            _STOPS_ONE,
            _STOPS_MANY,
        ),
        "resume": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Resume {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Resume"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "shutdown": _Words(_SHUT_DOWN_ASK, _SHUT_DOWN, _ASKS_ONE, _ASKS_MANY),
        "shutdown_acpi": _Words(_SHUT_DOWN_ASK, _SHUT_DOWN, _ASKS_ONE, _ASKS_MANY),
        "shutdown_agent": _Words(_SHUT_DOWN_ASK, _SHUT_DOWN, _ASKS_ONE, _ASKS_MANY),
        "reboot": _Words(_REBOOT_ASK, _REBOOT, _ASKS_ONE, _ASKS_MANY),
        "reboot_acpi": _Words(_REBOOT_ASK, _REBOOT, _ASKS_ONE, _ASKS_MANY),
        "reboot_agent": _Words(_REBOOT_ASK, _REBOOT, _ASKS_ONE, _ASKS_MANY),
        "reset": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Reset {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Reset"),
            _LOSES_ONE,
            _LOSES_MANY,
        ),
        "destroy_graceful": _Words(_FORCE_OFF_ASK, _FORCE_OFF, _LOSES_ONE, _LOSES_MANY),
        "destroy": _Words(_FORCE_OFF_ASK, _FORCE_OFF, _LOSES_ONE, _LOSES_MANY),
        "managed_save": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Save {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Save"),
            _SAVES_ONE,
            _SAVES_MANY,
        ),
        "discard_saved": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Discard the saved state of {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Discard saved state"),
            _SAVED_ONE,
            _SAVED_MANY,
        ),
        "save_file": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Save {0} to a file?"),
            QT_TRANSLATE_NOOP("Confirm", "Save to file"),
            _SAVES_ONE,
            _SAVES_MANY,
        ),
        "core_dump": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Dump the memory of {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Dump memory"),
            _DUMPS_ONE,
            _DUMPS_MANY,
        ),
        "pm_suspend_mem": _Words(_SLEEP_ASK, _SLEEP, _SLEEPS_ONE, _SLEEPS_MANY),
        "pm_suspend_disk": _Words(_SLEEP_ASK, _SLEEP, _SLEEPS_ONE, _SLEEPS_MANY),
        "pm_wake": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Wake {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Wake"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "inject_nmi": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Send an NMI to {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Send NMI"),
            _NMI_ONE,
            _NMI_MANY,
        ),
        "autostart_on": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Start {0} whenever the host starts?"),
            QT_TRANSLATE_NOOP("Confirm", "Start with host"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "autostart_off": _Words(
            QT_TRANSLATE_NOOP("Confirm", "No longer start {0} with the host?"),
            QT_TRANSLATE_NOOP("Confirm", "Do not start with host"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "rename": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Rename {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Rename"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "labels": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Change tags and notes of {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Change tags and notes"),
            _GOES_ON_ONE,
            _GOES_ON_ONE,
        ),
        "delete": _Words(
            QT_TRANSLATE_NOOP("Confirm", "Delete {0}?"),
            QT_TRANSLATE_NOOP("Confirm", "Delete virtual machine"),
            _DELETES_ONE,
            _DELETES_MANY,
        ),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate(_CONTEXT, source)


def things_word(domains: Sequence[Domain]) -> str:
    """One by its name, several by their number: "web-03", "12 virtual machines"."""
    count = len(domains)
    if count == 1:
        return one_line(domains[0].name)
    containers = sum(domain.is_container for domain in domains)
    if containers == count:
        return tr("%n containers", "", count)
    if containers:
        return tr("%n machines and containers", "", count)
    return tr("%n virtual machines", "", count)


def loses_something(action: DomainAction) -> bool:
    """Whether what it does cannot be undone."""
    return action.is_destructive or action.id == "start_fresh"


def confirm_question(
    action: DomainAction, possible: Possible, guard: Guard | None = None
) -> ConfirmQuestion:
    """The question before an action on those that it is possible for.

    Args:
        action: what is to be done.
        possible: to which machines.
        guard: the guarded hosts among theirs; something is typed then if it loses anything.

    Raises:
        KeyError: the action has no words.
    """
    words, able = _WORDS[action.id], possible.able
    several = len(able) > 1
    loses = loses_something(action)
    return ConfirmQuestion(
        title=_tr(words.title).format(things_word(able)),
        lines=(*_place(able), _tr(words.many if several else words.one)),
        verb=_tr(words.verb),
        names=tuple(one_line(domain.name) for domain in able) if several else (),
        left_out=tuple(
            (one_line(domain.name), refusal_word(why)) for domain, why in possible.unable
        ),
        count=len(able) if loses and len(able) >= COUNT_FROM else 0,
        is_destructive=loses,
        guard=guard,
        typed=typed_for(able) if guard and loses else "",
    )


def _place(able: Sequence[Domain]) -> tuple[str, ...]:
    """A warning for what is gone for good when it stops."""
    transient = [one_line(domain.name) for domain in able if not domain.persistent]
    if not transient:
        return ()
    source = QCoreApplication.translate(
        _CONTEXT, "Without a saved definition, and gone when it stops: {0}"
    )
    return (source.format(", ".join(transient[:5])),)


def again_question(task: Task, guard: Guard | None = None) -> ConfirmQuestion:
    """The question before an operation that loses data is run again."""
    verb = operation_word(task.operation.code)
    title = QCoreApplication.translate(_CONTEXT, "{0} again: {1}?").format(
        verb, one_line(task.name)
    )
    line = QCoreApplication.translate(
        _CONTEXT, "The same operation is sent again, with the same options. It may lose data."
    )
    typed = task.name.strip() if guard and task.name.isprintable() else ""
    return ConfirmQuestion(title, (line,), verb, guard=guard, typed=typed)
