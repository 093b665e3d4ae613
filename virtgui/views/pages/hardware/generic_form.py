"""What has no form of its own: its elements, attributes and texts as an editable tree."""

from collections.abc import Iterator
from typing import Final

from lxml import etree
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from virtgui.documents.editing.matching import element_at
from virtgui.views.look.look import Look
from virtgui.views.widgets.header_view import LookHeaderView
from virtgui.views.widgets.row_delegate import RowDelegate
from virtgui.views.widgets.text import TextLabel

_PATH: Final = Qt.ItemDataRole.UserRole
_NAME: Final = Qt.ItemDataRole.UserRole + 1


class GenericForm(QWidget):
    """A tree of an element; values are edited in place.

    Signals:
        edited: carries (path of child numbers, attribute or empty for the text, value).
    """

    edited = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = QTreeWidget()
        self._tree.setColumnCount(2)
        self._tree.setHeaderLabels([self.tr("Name"), self.tr("Value")])
        self._tree.setItemDelegate(_Delegate(look, parent=self._tree))
        self._tree.setAccessibleName(self.tr("Properties"))
        self._tree.setFrameShape(QTreeWidget.Shape.NoFrame)
        header = LookHeaderView(look, Qt.Orientation.Horizontal, self._tree)
        header.setStretchLastSection(True)
        self._tree.setHeader(header)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        sentence = self.tr(
            "virtgui has no form for this kind of device. Its properties can be edited here, "
            "or as XML; nothing of it is lost."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(TextLabel(look, sentence, ink="muted", wrap=True))
        column.addWidget(self._tree, 1)
        self._tree.itemChanged.connect(self._on_changed)
        self._shown: list[tuple[tuple[int, ...], str, str, bool]] = []

    def show_element(self, element: etree._Element, *, is_locked: bool) -> None:
        """Show an element as it is now."""
        rows = [(*row, is_locked) for row in _rows(element, ())]
        if rows == self._shown:
            return
        self._shown = rows
        self._tree.blockSignals(True)
        self._tree.clear()
        items: dict[tuple[int, ...], QTreeWidgetItem] = {}
        for path, name, value, locked in rows:
            self._add(items, element, path, name, value, locked=locked)
        self._tree.expandAll()
        self._tree.blockSignals(False)

    def _add(
        self,
        items: dict[tuple[int, ...], QTreeWidgetItem],
        element: etree._Element,
        path: tuple[int, ...],
        name: str,
        value: str,
        *,
        locked: bool,
    ) -> None:
        item = QTreeWidgetItem([name or _tag(element, path), value])
        item.setData(1, _PATH, path)
        item.setData(1, _NAME, name)
        if not locked and (name or value or not _has_inside(element, path)):
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        if name:
            items[path].addChild(item)
            return
        items[path] = item
        if path:
            items[path[:-1]].addChild(item)
        else:
            self._tree.addTopLevelItem(item)

    def _on_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 1:
            self.edited.emit((item.data(1, _PATH), item.data(1, _NAME), item.text(1)))


class _Delegate(RowDelegate):
    """Only values can be edited."""

    def createEditor(self, parent, option, index):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        """An editor for the second column."""
        return super().createEditor(parent, option, index) if index.column() == 1 else None


def _rows(
    element: etree._Element, path: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], str, str]]:
    yield path, "", (element.text or "").strip()
    for name, value in element.attrib.items():
        yield path, str(name), str(value)
    for number, child in enumerate(element.iterchildren(etree.Element)):
        yield from _rows(child, (*path, number))


def _tag(element: etree._Element, path: tuple[int, ...]) -> str:
    return etree.QName(element_at(element, path)).localname


def _has_inside(element: etree._Element, path: tuple[int, ...]) -> bool:
    found = element_at(element, path)
    return bool(len(found) or found.attrib)
