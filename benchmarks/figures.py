"""Figures with their budgets, and the tables made of them."""

import bisect
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.machine import load_average


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def spread(values: Sequence[float], digits: int) -> str:
    """Median (least-most)."""
    if not values:
        return "–"
    middle = f"{statistics.median(values):,.{digits}f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


@dataclass
class Figure:
    """One thing measured, in one unit.

    Attributes:
        work: What was done.
        unit: Unit of the values and of the budget.
        values: One per repetition.
        budget: The most that the median may be; None for figures that only inform.
        budget_ratio: The budget as a multiple of the floor's median instead.
        floor: What the bare table needs for the same, in the same run.
        note: What else is worth knowing.
        digits: Decimals shown.
        load: The machine's load average when it was taken.
    """

    work: str
    unit: str
    values: list[float]
    budget: float | None = None
    budget_ratio: float | None = None
    floor: list[float] = field(default_factory=list)
    note: str = ""
    digits: int = 2
    load: float = field(default_factory=load_average)

    @property
    def limit(self) -> float | None:
        """The budget in the unit of the values."""
        if self.budget_ratio is not None and self.floor:
            return self.budget_ratio * statistics.median(self.floor)
        return self.budget

    @property
    def ratio(self) -> str:
        """The median as a multiple of the floor's."""
        if not self.floor or not statistics.median(self.floor):
            return ""
        return f"{statistics.median(self.values) / statistics.median(self.floor):.2f}"

    @property
    def verdict(self) -> str:
        """Whether the budget is kept."""
        if self.limit is None:
            return ""
        return "met" if statistics.median(self.values) <= self.limit else "missed"

    @property
    def budget_text(self) -> str:
        """The budget as the design has it."""
        if self.budget_ratio is not None:
            return f"{self.budget_ratio:g} × floor = {self.limit:,.{self.digits}f}"
        return "" if self.budget is None else f"{self.budget:,g}"

    def cells(self) -> list[str]:
        """The row of the table."""
        return [
            self.work,
            f"{spread(self.values, self.digits)} {self.unit}",
            f"{len(self.values)}",
            spread(self.floor, self.digits) if self.floor else "",
            self.ratio,
            self.budget_text,
            self.verdict,
            f"{self.load:.1f}",
            self.note,
        ]


HEADINGS = (
    "Work", "Median (min–max)", "n", "Floor", "× floor", "Budget", "Verdict", "Load", "Note",
)  # fmt: skip


def markdown(figures: Sequence[Figure]) -> str:
    """A table for the page."""
    lines = [_row(HEADINGS), _row(["---"] * len(HEADINGS))]
    lines += [_row(_marked(figure)) for figure in figures]
    return "\n".join(lines)


def plain(figures: Sequence[Figure]) -> str:
    """A table for the terminal."""
    rows = [list(HEADINGS), *[figure.cells() for figure in figures]]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _marked(figure: Figure) -> list[str]:
    cells = figure.cells()
    if figure.verdict == "missed":
        cells[6] = "**missed**"
    return [cell.replace("|", "\\|") for cell in cells]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass
class Histogram:
    """How late a heartbeat came, in classes of milliseconds."""

    name: str
    lateness: list[float]
    edges: tuple[float, ...] = (1, 2, 4, 8, 16, 32, 50, 100)

    def counts(self) -> list[int]:
        """How many beats fall into each class; the last is what is above all edges."""
        counts = [0] * (len(self.edges) + 1)
        for late in self.lateness:
            counts[bisect.bisect_right(self.edges, late)] += 1
        return counts

    def headings(self) -> list[str]:
        """Names of the classes."""
        names = [f"< {edge:g}" for edge in self.edges]
        return ["Case", "beats", *names, f"≥ {self.edges[-1]:g}"]

    def cells(self) -> list[str]:
        """The row of the table."""
        return [self.name, f"{len(self.lateness):,}", *[f"{count:,}" for count in self.counts()]]


def histograms_markdown(histograms: Sequence[Histogram]) -> str:
    """A table of histograms."""
    if not histograms:
        return ""
    headings = histograms[0].headings()
    rows = [_row(headings), _row(["---"] * len(headings))]
    return "\n".join(rows + [_row(histogram.cells()) for histogram in histograms])
