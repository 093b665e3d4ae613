"""New devices: what can be added to a machine, and the XML it begins with."""

from collections.abc import Callable
from dataclasses import dataclass

from virtgui.models.hardware.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """One entry of "Add device".

    Attributes:
        id: A stable name.
        title: What it is called there, untranslated, context "Hardware".
        group: The heading it stands under, untranslated: "Storage", "Network", "Display", …
        icon: The icon's name.
        tag: The element's name, which finds the form.
        make: The XML of a sensible new one.
        hint: What it is for, untranslated.
        blocked: Why it cannot be added now, translated; empty when it can.
    """

    id: str
    title: str
    group: str
    icon: str
    tag: str
    make: Callable[[Scene], str]
    hint: str = ""
    blocked: Callable[[Scene], str] | None = None
