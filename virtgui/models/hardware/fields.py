"""What a form consists of: sections of fields, each a declared property with words and checks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Protocol

from PySide6.QtCore import QCoreApplication

from virtgui.documents.properties import Declared, Path, XmlView
from virtgui.models.hardware.scene import Scene

CONTEXT: Final = "Hardware"
"""The translation context of all texts here: write them with QT_TRANSLATE_NOOP."""

Value = Any
"""What a property reads and takes: str, int | None, bool | None or bool."""


class Control(Enum):
    """How a value is shown and edited."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    """int | None; empty is None, libvirt's default."""
    SIZE = "size"
    """bytes | None, edited with a unit."""
    CHOICE = "choice"
    """str; one of the choices, and whatever the document has."""
    COMBO = "combo"
    """str; the choices are suggestions, other text is taken."""
    SWITCH = "switch"
    """bool."""
    TRISTATE = "tristate"
    """bool | None: on, off, or the hypervisor's default."""
    SECRET = "secret"  # noqa: S105
    """str; hidden while it is typed."""
    FACT = "fact"
    """str; read only, selectable."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen.

    Attributes:
        value: What is written.
        label: What is shown, translated; empty shows the value itself.
        reason: Why it cannot be chosen, translated; empty when it can.
        hint: More about it, translated.
    """

    value: str
    label: str = ""
    reason: str = ""
    hint: str = ""

    @property
    def text(self) -> str:
        """What is shown."""
        return self.label or self.value


class RowList(Protocol):
    """A declared list of elements, as `documents.properties.Children`."""

    @property
    def path(self) -> Path:
        """Where the elements stand."""

    def of(self, view: XmlView) -> tuple[Any, ...]:
        """The elements in a document, each seen through its class."""

    def add(self, view: XmlView) -> Any:
        """Add one more, empty."""

    def remove(self, view: XmlView, number: int) -> None:
        """Remove one."""


class Severity(Enum):
    """How bad a finding is: an error keeps a change from being applied."""

    INFO = "info"
    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say, translated: what, and what fits."""

    severity: Severity
    sentence: str
    fix: "Fix | None" = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A way to cure a finding: a word for the link, and the edit."""

    label: str
    apply: Callable[[Scene], None]
    """Changes `scene.document`, which is a copy that becomes the next step of the draft."""


Chooser = Callable[[XmlView, Scene], Sequence[Choice]]
Check = Callable[[Value, XmlView, Scene], Finding | None]
Condition = Callable[[XmlView, Scene], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a form.

    Attributes:
        id: A stable name, unique in its form.
        label: The words before it, untranslated.
        prop: The declared property; None where `get` and `put` do it.
        control: How it is edited.
        hint: Explains it below, untranslated.
        unit: Stands inside a number ("%", "ms", "pages").
        low: The least number.
        high: The greatest number.
        choices: What can be chosen.
        check: Says what is wrong with a value, after it was set.
        shown: Whether the field has a meaning now; None for always.
        locked: Why it cannot be edited, translated; empty when it can. None for never locked.
        get: Reads the value, where more than one property is meant.
        get_in: Reads what is shown, where that depends on more than the document; of facts.
        put: Writes the value, where setting it means more than one property.
        paths: Further paths that it covers, as declared properties write them.
        words: A value in words, for reviews; None for the control's own way.
        stretch: Takes the width, as paths and texts do.
        browse: What a Browse button chooses ("file", "folder", "volume"); empty for none.
    """

    id: str
    label: str
    control: Control
    prop: Declared | None = None
    hint: str = ""
    unit: str = ""
    low: int = 0
    high: int = 2**63 - 1
    choices: Chooser | tuple[Choice, ...] = ()
    check: Check | None = None
    shown: Condition | None = None
    locked: Callable[[XmlView, Scene], str] | None = None
    get: Callable[[XmlView], Value] | None = None
    get_in: Callable[[XmlView, Scene], Value] | None = None
    put: Callable[[XmlView, Value, Scene], None] | None = None
    paths: tuple[str, ...] = ()
    words: Callable[[Value], str] | None = None
    stretch: bool = False
    browse: str = ""

    def read(self, view: XmlView) -> Value:
        """The value in a document."""
        if self.get is not None:
            return self.get(view)
        return None if self.prop is None else self.prop.of(view)

    def read_in(self, view: XmlView, scene: Scene) -> Value:
        """The value as it is shown among its surroundings."""
        return self.read(view) if self.get_in is None else self.get_in(view, scene)

    def write(self, view: XmlView, value: Value, scene: Scene) -> None:
        """Put a value into a document.

        Raises:
            ValueError: XML cannot carry it.
        """
        if self.put is not None:
            self.put(view, value, scene)
        elif self.prop is not None:
            self.prop.put(view, value)

    def options(self, view: XmlView, scene: Scene) -> tuple[Choice, ...]:
        """What can be chosen now."""
        return tuple(self.choices(view, scene) if callable(self.choices) else self.choices)

    def covers(self, path: str) -> bool:
        """Whether a leaf belongs to this field, by its path as properties write it."""
        own = () if self.prop is None else (self.prop.path.written,)
        return any(_covers(mine, path) for mine in (*own, *self.paths))


def _covers(mine: str, path: str) -> bool:
    return path == mine or path == f"{mine}/@unit" or (mine.endswith("/") and path.startswith(mine))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A list of elements of one name, edited as a table.

    Attributes:
        id: A stable name, unique in its form.
        label: The words above, untranslated.
        prop: The declared list.
        columns: A field per column; their `prop` is of the row's class.
        start: Fills a new row; it may look at the rest of the document.
        hint: Explains it, untranslated.
        empty: What is said when there are no rows, untranslated.
        add: The word of the button that adds a row, untranslated; empty for no button.
        shown: Whether the list has a meaning now.
        check: Says what is wrong with the whole list.
        ordered: Whether the order has a meaning: rows can be moved.
    """

    id: str
    label: str
    prop: RowList
    columns: tuple[Field, ...]
    start: Callable[[XmlView, XmlView, Scene], None] | None = None
    """Given the new row, its parent view and the scene."""
    hint: str = ""
    empty: str = ""
    add: str = ""
    shown: Condition | None = None
    check: Callable[[XmlView, Scene], Finding | None] | None = None
    ordered: bool = False

    def read(self, view: XmlView) -> tuple[XmlView, ...]:
        """The rows in a document."""
        return self.prop.of(view)

    def covers(self, path: str) -> bool:
        """Whether a leaf belongs to this list."""
        mine = self.prop.path.written
        return path == mine or path.startswith(f"{mine}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom:
    """Something that needs an editor of its own, such as the boot order.

    Attributes:
        id: A stable name, unique in its form.
        label: The words before it, untranslated.
        editor: Which editor: a name that `views.pages.hardware.custom` knows.
        paths: The beginnings of the paths that it edits; devices' own leaves are not among them.
        words: What it says in a document, in words, for reviews.
        hint: Explains it, untranslated.
        shown: Whether it has a meaning now.
        check: Says what is wrong with it.
    """

    id: str
    label: str
    editor: str
    paths: tuple[str, ...]
    words: Callable[[XmlView, Scene], str]
    hint: str = ""
    shown: Condition | None = None
    check: Callable[[XmlView, Scene], Finding | None] | None = None

    def covers(self, path: str) -> bool:
        """Whether a leaf belongs to it."""
        return any(path == mine.rstrip("/") or path.startswith(mine) for mine in self.paths)


Item = Field | Rows | Custom


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields under one heading.

    Attributes:
        title: The heading, untranslated; empty for the first one.
        items: Fields and lists, from top to bottom.
        folded: Whether it begins folded: what few people need.
        shown: Whether it has a meaning now.
        hint: A sentence under the heading, untranslated.
    """

    title: str
    items: tuple[Item, ...]
    folded: bool = False
    shown: Condition | None = None
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A page of the editor: one kind of device, or a part of the domain's own settings.

    Attributes:
        id: The element's name of a device; a name such as "cpu" of a part of the settings.
        title: The heading, untranslated: what a single one is called ("Disk").
        icon: The icon's name.
        view: The class that declares the properties.
        sections: What it consists of.
        label: The words for one of them in the list of devices: title and second line, both
            translated. None for settings.
        paths: Of a part of the settings: the beginnings of the paths that belong to it.
    """

    id: str
    title: str
    icon: str
    view: type[XmlView]
    sections: tuple[Section, ...]
    label: Callable[[Any, Scene], tuple[str, str]] | None = None
    paths: tuple[str, ...] = ()

    def items(self) -> Iterable[Item]:
        """All fields and lists."""
        for section in self.sections:
            yield from section.items

    def item_for(self, path: str) -> Item | None:
        """What a leaf belongs to."""
        return next((item for item in self.items() if item.covers(path)), None)

    def owns(self, path: str) -> bool:
        """Whether a leaf of the domain's own settings belongs to this page."""
        return any(path == mine.rstrip("/") or path.startswith(mine) for mine in self.paths)


def words(text: str) -> str:
    """A text of a form, translated."""
    return QCoreApplication.translate(CONTEXT, text) if text else ""


def choices_of(pairs: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices from values and untranslated labels; translated when they are looked up."""
    return tuple(Choice(value, words(label)) for value, label in pairs)


def fixed(*pairs: tuple[str, str]) -> Chooser:
    """A chooser of always the same values, with untranslated labels.

    Labels are translated at each call: the language is not known when modules are imported.
    """
    return lambda _view, _scene: choices_of(pairs)


def error(sentence: str, fix: Fix | None = None) -> Finding:
    """A finding that keeps the change from being applied."""
    return Finding(Severity.ERROR, sentence, fix)


def warning(sentence: str, fix: Fix | None = None) -> Finding:
    """A finding that is only said."""
    return Finding(Severity.WARN, sentence, fix)


def path_of(item: Field | Rows) -> str:
    """The path of a field's property; empty where it has none."""
    found: Path | None = None if item.prop is None else item.prop.path
    return "" if found is None else found.written
