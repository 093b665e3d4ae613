"""What the domain table answers for each role, for domains and for headings."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, Qt

from virtgui.models.alert_words import alert_words
from virtgui.models.columns import COLUMNS_BY_KEY, Column, cell_words
from virtgui.models.domain_cells import name_alerts
from virtgui.models.domain_rows import DomainRow, GroupRow
from virtgui.models.plain_text import in_sentence, plain_tip
from virtgui.models.roles import Role

if TYPE_CHECKING:
    from virtgui.models.domain_table import DomainTableModel

_CONTEXT: Final = "DomainTable"
_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_DESCRIBED: Final = ("state", "cpu", "memory", "disk", "network", "node")

_DomainReader = Callable[["DomainTableModel", DomainRow, Column], Any]
_GroupReader = Callable[["DomainTableModel", GroupRow, Column], Any]


def domain_text(model: "DomainTableModel", row: DomainRow, column: Column, role: int) -> Any:
    """What a domain's cell answers for a role."""
    reader = _DOMAIN_READERS.get(role)
    return reader(model, row, column) if reader else None


def group_text(model: "DomainTableModel", row: GroupRow, column: Column, role: int) -> Any:
    """What a heading answers for a role."""
    reader = _GROUP_READERS.get(role)
    return reader(model, row, column) if reader else None


def _tip(model: "DomainTableModel", row: DomainRow, column: Column) -> str | None:
    text = column.tip(row, model.context) if column.tip else ""
    return plain_tip(text) or None


def _describe(model: "DomainTableModel", row: DomainRow, column: Column) -> str:
    """The whole row in one sentence for the screen reader."""
    del column
    words = [in_sentence(row.domain.name), *map(alert_words, name_alerts(row, model.context))]
    for key in _DESCRIBED:
        part = cell_words(COLUMNS_BY_KEY[key], row, model.context)
        if part and model.cell(row, COLUMNS_BY_KEY[key]).text not in ("", "–"):
            words.append(part)
    return ", ".join(words)


def _alignment(model: "DomainTableModel", row: DomainRow, column: Column) -> int | None:
    del model, row
    return _RIGHT if column.is_number else None


def _state_code(model: "DomainTableModel", row: DomainRow, column: Column) -> str:
    del model, column
    return "unknown" if row.host.is_old else row.shown_state.value


def _group_title(model: "DomainTableModel", row: GroupRow, column: Column) -> str:
    return model.facts(row).title if column.key == "name" else ""


def _group_words(model: "DomainTableModel", row: GroupRow, column: Column) -> str:
    if column.key != "name":
        return ""
    facts = model.facts(row)
    folded = QCoreApplication.translate(_CONTEXT, "collapsed")
    shown = QCoreApplication.translate(_CONTEXT, "expanded")
    parts = (facts.title, facts.facts, facts.aside, folded if row.is_collapsed else shown)
    return ", ".join(part for part in parts if part)


_DOMAIN_READERS: Final[Mapping[int, _DomainReader]] = MappingProxyType(
    {
        Qt.ItemDataRole.DisplayRole: lambda model, row, column: model.cell(row, column).text,
        Role.CELL: lambda model, row, column: model.cell(row, column),
        Role.REF: lambda model, row, column: row.ref,
        Role.STATE: _state_code,
        Role.IS_GROUP: lambda model, row, column: False,
        Role.CONNECTION: lambda model, row, column: row.ref.connection,
        Qt.ItemDataRole.ToolTipRole: _tip,
        Qt.ItemDataRole.TextAlignmentRole: _alignment,
        Qt.ItemDataRole.AccessibleTextRole: lambda model, row, column: cell_words(
            column, row, model.context
        ),
        Qt.ItemDataRole.AccessibleDescriptionRole: _describe,
    }
)

_GROUP_READERS: Final[Mapping[int, _GroupReader]] = MappingProxyType(
    {
        Qt.ItemDataRole.DisplayRole: _group_title,
        Role.IS_GROUP: lambda model, row, column: True,
        Role.GROUP_FACTS: lambda model, row, column: model.facts(row),
        Role.CONNECTION: lambda model, row, column: row.connection,
        Role.IS_COLLAPSED: lambda model, row, column: row.is_collapsed,
        Qt.ItemDataRole.AccessibleTextRole: _group_words,
        Qt.ItemDataRole.AccessibleDescriptionRole: _group_words,
    }
)
