"""What the forms of the settings share: short ways to write fields, and conditions."""

from collections.abc import Callable
from typing import Any, Final

from virtgui.documents.properties import Declared, Path, Property, Size, XmlView
from virtgui.documents.settings.cpusets import CpusetError, format_cpuset, parse_cpuset
from virtgui.documents.settings.features import STATES
from virtgui.documents.settings.values import StateFlag
from virtgui.models.hardware.fields import (
    Choice,
    Chooser,
    Condition,
    Control,
    Field,
    Finding,
    choices_of,
    error,
    warning,
    words,
)
from virtgui.models.hardware.scene import Scene
from virtgui.models.noop import QT_TRANSLATE_NOOP

DEFAULT: Final = ("", QT_TRANSLATE_NOOP("Hardware", "Default of the hypervisor"))
"""The choice of those attributes that may be missing."""

X86: Final = ("x86_64", "i686")
"""The architectures of PCs."""


def field(name: str, label: str, control: Control, prop: Declared, **more: Any) -> Field:
    """A field that writes only what is another value than the document's.

    Without that a missing unit or an empty element would become a change by itself.

    Args:
        name: The field's id.
        label: Its words, untranslated.
        control: How it is edited.
        prop: The declared property.
        more: Further arguments of `Field`.
    """
    more.setdefault("put", keeping(prop))
    return Field(id=name, label=label, control=control, prop=prop, **more)


def keeping(prop: Declared) -> Callable[[XmlView, Any, Scene], None]:
    """A way to write that leaves a document alone that says the same already."""

    def put(view: XmlView, value: Any, scene: Scene) -> None:
        del scene
        if value == prop.of(view):
            return
        if value in ("", None) and _has_attributes(prop, view):
            _clear(prop.path, view)
        else:
            prop.put(view, value)

    return put


def _has_attributes(prop: Declared, view: XmlView) -> bool:
    """Whether an element says more than its text, so that it stays when the text goes."""
    is_text = isinstance(prop, Property | Size) and not prop.path.attribute
    element = prop.path.find(view.element) if is_text else None
    return element is not None and bool(set(map(str, element.attrib)) - {"unit"})


def _clear(path: Path, view: XmlView) -> None:
    element = path.find(view.element)
    if element is not None:
        element.text = None
        element.attrib.pop("unit", "")


def state(name: str, label: str, prop: StateFlag, **more: Any) -> Field:
    """A feature that is on, off, or left to the hypervisor."""
    more["paths"] = (*more.get("paths", ()), f"{prop.path.written}/@state")
    return field(name, label, Control.TRISTATE, prop, **more)


def on_arch(*architectures: str, paths: tuple[str, ...] = ()) -> Condition:
    """Whether the guest has one of some architectures, or the document has one of some paths."""

    def condition(view: XmlView, scene: Scene) -> bool:
        return scene.document.arch in architectures or has_any(view, paths)

    return condition


def has_any(view: XmlView, paths: tuple[str, ...]) -> bool:
    """Whether one of some paths leads to an element or attribute."""
    return any(Path(path).read(view.element) is not None for path in paths)


def has(*paths: str) -> Condition:
    """Whether the document has one of some paths: for what new machines do not need."""
    return lambda view, _scene: has_any(view, paths)


def for_machines(view: XmlView, scene: Scene) -> bool:
    """Whether it is a virtual machine and no container."""
    del view
    return not scene.is_container


def for_containers(view: XmlView, scene: Scene) -> bool:
    """Whether it is a container."""
    del view
    return scene.is_container


def for_qemu(view: XmlView, scene: Scene) -> bool:
    """Whether QEMU runs it."""
    del view
    return scene.is_qemu


def for_qemu_or(*paths: str) -> Condition:
    """Whether QEMU runs it, or the document has one of some paths all the same."""
    return lambda view, scene: scene.is_qemu or has_any(view, paths)


def listed(values: tuple[str, ...]) -> Chooser:
    """A chooser of values that are words for themselves, with the default first."""
    pairs = (DEFAULT, *((value, "") for value in values))
    return lambda _view, _scene: choices_of(pairs)


def plain(values: tuple[str, ...]) -> Chooser:
    """A chooser of values that are words for themselves, where one is needed."""
    return lambda _view, _scene: tuple(map(Choice, values))


def optional(chooser: Chooser) -> Chooser:
    """A chooser with the hypervisor's default before what another one offers."""
    return lambda view, scene: (Choice("", words(DEFAULT[1])), *chooser(view, scene))


def path_check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
    """Refuse a path that is not absolute."""
    del view, scene
    if value and not str(value).startswith("/"):
        return error(
            words(
                QT_TRANSLATE_NOOP("Hardware", "This is no full path; a full path begins with “/”.")
            )
        )
    return None


def cpuset_problem(value: str, count: int, *, what: str = "") -> Finding | None:
    """What is wrong with a set of processors or cells of the node.

    Args:
        value: As written.
        count: How many there are; 0 where that is not known.
        what: A sentence for what is not there, with {numbers} and {count}, translated.
    """
    try:
        numbers = parse_cpuset(value)
    except CpusetError:
        sentence = words(
            QT_TRANSLATE_NOOP(
                "Hardware", "“{text}” is no set of numbers; write it as in “0-3,7” or “0-7,^2”."
            )
        )
        return error(sentence.format(text=value))
    absent = {number for number in numbers if number >= count} if count else set()
    if absent:
        sentence = what or words(
            QT_TRANSLATE_NOOP(
                "Hardware", "The host has no CPU {numbers}; it has {count}, counted from 0."
            )
        )
        return warning(sentence.format(numbers=format_cpuset(absent), count=count))
    return None


def node_cpus(scene: Scene) -> int:
    """How many processors the node has; 0 where that is not known."""
    return 0 if scene.choices is None else scene.choices.cpus


def cpus_check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
    """Check a set of processors of the node."""
    del view
    return cpuset_problem(str(value or ""), node_cpus(scene))


def cells_check(value: Any, view: XmlView, scene: Scene) -> Finding | None:
    """Check a set of NUMA cells of the node."""
    del view
    cells = () if scene.choices is None else scene.choices.cells.items
    count = max((cell.id for cell in cells), default=-1) + 1
    sentence = words(
        QT_TRANSLATE_NOOP(
            "Hardware", "The host has no NUMA cell {numbers}; it has {count}, counted from 0."
        )
    )
    return cpuset_problem(str(value or ""), count, what=sentence)


def _no_put(view: XmlView, value: Any, scene: Scene) -> None:
    del view, value, scene


def fact(
    name: str, label: str, get: Callable[[Any], str], paths: tuple[str, ...], **more: Any
) -> Field:
    """Something that is only shown; `paths` are the leaves that it tells of."""
    return Field(
        id=name, label=label, control=Control.FACT, get=get, put=_no_put, paths=paths, **more
    )


def is_on(name: str) -> Condition:
    """Whether a feature is on, by its path below ``features``."""
    return lambda view, _scene: STATES[name].of(view) is True


def is_x86(view: XmlView, scene: Scene) -> bool:
    """Whether it is a machine with a PC's processor."""
    del view
    return scene.document.arch in X86 and not scene.is_container
