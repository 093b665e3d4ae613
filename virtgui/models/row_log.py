"""Log lines for rows that enter the table: tools outside measure by them."""

import logging
from collections.abc import Sequence

from virtgui.models.domain_rows import DomainRow, Row
from virtgui.models.row_changes import Run


def announce(rows: Sequence[Row], inserted: Sequence[Run]) -> None:
    """Log each domain the first time that it is shown."""
    log = logging.getLogger("virtgui.table")
    if not log.isEnabledFor(logging.DEBUG):
        return
    for first, last in inserted:
        for row in rows[first : last + 1]:
            if isinstance(row, DomainRow) and not row.is_announced:
                row.is_announced = True
                log.debug("row added: %s", _escaped(row.domain.name))


def _escaped(name: str) -> str:
    """The name on one line, its control characters as Python writes them."""
    if name.isprintable():
        return name
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in name
    )
