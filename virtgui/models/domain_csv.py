"""The domain table as comma-separated values."""

import csv
from collections.abc import Iterator, Sequence
from typing import Final, TextIO

from virtgui.models.columns import COLUMNS_BY_KEY
from virtgui.models.domain_table import DomainTableModel
from virtgui.models.plain_text import one_line

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def write_csv(file: TextIO, model: DomainTableModel, keys: Sequence[str]) -> int:
    """Write the domains that are shown, those of collapsed groups left out.

    Args:
        file: Opened with ``newline=""``.
        model: The table.
        keys: The columns, in order; the host is added where it is not among them.

    Returns:
        The number of domains.

    Raises:
        OSError: it could not be written.
    """
    chosen = [*keys] if "node" in keys else [*keys, "node"]
    writer = csv.writer(file)
    writer.writerow([COLUMNS_BY_KEY[key].heading for key in chosen])
    count = 0
    for line in _lines(model, chosen):
        writer.writerow(line)
        count += 1
    return count


def _lines(model: DomainTableModel, keys: Sequence[str]) -> Iterator[list[str]]:
    columns = [COLUMNS_BY_KEY[key] for key in keys]
    for row in model.domain_rows():
        yield [_harmless(model.cell(row, column).text) for column in columns]


def _harmless(text: str) -> str:
    """A text that spreadsheets do not take for a formula."""
    shown = one_line(text)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULA_STARTS) else shown
