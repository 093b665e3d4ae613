"""What the XML editor offers at the cursor, and what is put in for it."""

from dataclasses import dataclass

from virtgui.documents.completion import CompletionModel
from virtgui.models.xml_text import CursorPlace, Wanted, cursor_place


@dataclass(frozen=True, slots=True)
class Offer:
    """One completion.

    Attributes:
        label: What is shown, and what the typed letters are compared with.
        insert: What replaces the typed letters.
        back: How many characters the cursor stands before the end of it.
        leads_on: The next thing can be offered at once: the value of an attribute.
    """

    label: str
    insert: str
    back: int = 0
    leads_on: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered, and the stretch of text (Python's offsets) that a choice replaces."""

    items: tuple[Offer, ...] = ()
    start: int = 0
    prefix: str = ""


def offers_at(text: str, position: int, model: CompletionModel | None) -> Offers:
    """Return what may be typed at an offset; nothing where it is there already."""
    place = cursor_place(text, position)
    items = _closing(place) if place.wanted is Wanted.CLOSING else ()
    if model is not None:
        items += _from_schema(place, text, position, model)
    found = _matching(items, place.prefix)
    if len(found) == 1 and found[0].label == place.prefix:
        found = ()
    return Offers(found, place.start, place.prefix)


def _closing(place: CursorPlace) -> tuple[Offer, ...]:
    return (Offer(place.path[-1], f"{place.path[-1]}>"),) if place.path else ()


def _from_schema(
    place: CursorPlace, text: str, position: int, model: CompletionModel
) -> tuple[Offer, ...]:
    if place.wanted is Wanted.ELEMENT:
        return tuple(Offer(name, name) for name in model.elements(place.path))
    if place.wanted is Wanted.ATTRIBUTE:
        names = (n for n in model.attributes(place.path) if n not in place.present)
        has_value = text[position : position + 1] == "="
        return tuple(
            Offer(name, name) if has_value else Offer(name, f"{name}=''", 1, leads_on=True)
            for name in names
        )
    if place.wanted in (Wanted.VALUE, Wanted.TEXT):
        known = model.values(place.path, place.attribute).known
        return tuple(Offer(value, value) for value in known)
    return ()


def _matching(items: tuple[Offer, ...], prefix: str) -> tuple[Offer, ...]:
    """Those that begin with the typed letters, then those that hold them."""
    wanted = prefix.lower()
    begin = tuple(item for item in items if item.label.lower().startswith(wanted))
    hold = tuple(i for i in items if wanted in i.label.lower() and i not in begin)
    return begin + hold
