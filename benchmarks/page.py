"""The page docs/benchmarks.md: what is marked is replaced, the rest stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, Histogram, histograms_markdown, markdown
from benchmarks.machine import describe

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Section:
    """What one part measured.

    Attributes:
        date: When.
        seconds: How long it took.
        busy: Share of all processors' time that was busy meanwhile, whoever used it.
        quick: Whether it was repeated less.
    """

    figures: list[Figure]
    histograms: list[Histogram]
    date: str
    seconds: float
    busy: float
    quick: bool

    def text(self) -> str:
        """The part of the page."""
        pace = ", quick run" if self.quick else ""
        facts = f"{self.date}, {self.seconds:.0f} s, processors {self.busy:.0%} busy{pace}."
        parts = [facts, markdown(self.figures)]
        if self.histograms:
            parts += ["Beats by lateness in milliseconds:", histograms_markdown(self.histograms)]
        return "\n\n".join(parts)


def write_page(sections: Mapping[str, Section]) -> None:
    """Replace the parts that were measured, and what is said of the machine.

    Raises:
        ValueError: the page has no place for a part.
    """
    page = PAGE.read_text()
    for name, section in sections.items():
        page = _replaced(page, name, section.text())
    machine = "\n".join(f"- {line}" for line in describe())
    PAGE.write_text(_replaced(page, "machine", machine))


def _replaced(page: str, name: str, text: str) -> str:
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    changed, count = pattern.subn(lambda found: f"{begin}\n{text}\n{end}", page)
    if count != 1:
        raise ValueError(f"{PAGE} needs one part marked {begin} … {end}")
    return changed
