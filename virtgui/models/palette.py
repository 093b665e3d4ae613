"""What the command palette finds: objects, actions, pages, ranked by how well they match."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that the palette can do."""

    label: str
    run: Callable[[], None]
    icon: str = ""
    icon_role: str = "muted"
    detail: str = ""
    shortcut: str = ""
    reason: str = ""
    """Why it cannot be done now."""
    rank: int = 0
    """Lower ones come first among equal matches: actions before objects."""


@dataclass(frozen=True, slots=True)
class Match:
    """A command that fits what was typed."""

    command: Command
    positions: tuple[int, ...]


def find(commands: Iterable[Command], typed: str) -> tuple[Match, ...]:
    """The commands that fit, best first; those that cannot be done now come last."""
    words = folded(typed).split()
    found: list[tuple[tuple[bool, int, int, str], Match]] = []
    for command in commands:
        fit = fit_of(folded(command.label), words)
        if fit is None:
            continue
        score, positions = fit
        key = (bool(command.reason), score, command.rank, command.label.casefold())
        found.append((key, Match(command, positions)))
    found.sort(key=lambda pair: pair[0])
    return tuple(match for _, match in found[:MOST])


def folded(text: str) -> str:
    """The text without case, letter by letter, so that positions stay what they are."""
    return "".join(one if len(one := letter.casefold()) == 1 else letter for letter in text)


def fit_of(label: str, words: list[str]) -> tuple[int, tuple[int, ...]] | None:
    """How badly all words fit into a label, with the places; None when one does not.

    A word at the start is best, then at the start of a part, then inside, then as letters in
    their order.
    """
    total, places = 0, []
    for word in words:
        fit = _fit_word(label, word)
        if fit is None:
            return None
        total += fit[0]
        places += fit[1]
    return total, tuple(places)


def _fit_word(label: str, word: str) -> tuple[int, list[int]] | None:
    at = label.find(word)
    if at >= 0:
        starts = at == 0 or not label[at - 1].isalnum()
        score = 0 if at == 0 else 1 if starts else 2
        return score, list(range(at, at + len(word)))
    places: list[int] = []
    for letter in word:
        at = label.find(letter, places[-1] + 1 if places else 0)
        if at < 0:
            return None
        places.append(at)
    spread = places[-1] - places[0] - len(places) + 1
    return (10 + spread, places) if spread <= 2 * len(word) else None
