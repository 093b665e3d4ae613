"""The History tab: every definition seen of a machine, the difference of any two, the way back."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import ReadVersions, ReadVersionText, SetVersionRemark
from virtgui.core.refs import ObjectRef
from virtgui.core.values.version import Origin, Version
from virtgui.documents.editing.draft import parse_domain
from virtgui.models.durations import moment_text
from virtgui.models.error_words import error_text
from virtgui.models.hardware.asker import Asker
from virtgui.models.hardware.editor import HardwareEditor
from virtgui.models.version_list import VersionListModel
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.remark_dialog import RemarkDialog
from virtgui.views.widgets.buttons import FlatButton, LookButton
from virtgui.views.widgets.diff_view import DiffView
from virtgui.views.widgets.empty_state import EmptyState, ErrorState
from virtgui.views.widgets.header_view import LookHeaderView
from virtgui.views.widgets.row_delegate import COMFORTABLE_ROW, RowDelegate
from virtgui.views.widgets.surface import Hairline, Surface
from virtgui.views.widgets.text import TextLabel

_Index = QModelIndex | QPersistentModelIndex
_LIST_WIDTH: Final = 480
_SLACK: Final = 6
READ_AGAIN_MS: Final = 3000
"""A new version is kept some moments after the change; nobody tells of it."""


class _VersionDelegate(RowDelegate):
    """Leaves some room: a moment is a value, which is never cut."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as the text, and a little more."""
        # Whole letters round differently from their sum.
        return super().sizeHint(option, index) + QSize(self._look.px(_SLACK), 0)


class HistoryTab(Surface):
    """The versions at the left, a difference at the right.

    Signals:
        review_requested: a version was put into the edits: show what it would change.
        define_requested: bring a removed machine back; carries (`Version`, its text).
    """

    review_requested = Signal()
    define_requested = Signal(object)

    def __init__(
        self,
        *,
        look: Look,
        dispatcher: Dispatcher,
        editor: HardwareEditor,
        now: Callable[[], float] = time.time,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("history_tab")
        self._editor, self._now = editor, now
        self._ref: ObjectRef | None = None
        self._is_gone = False
        self._asker = Asker(dispatcher)
        self._again = QTimer(self)
        self._again.setInterval(READ_AGAIN_MS)
        self._texts: dict[str, str] = {}
        self.model = VersionListModel(now, self)
        self.list = QTreeView()
        self._diff = DiffView(look)
        self._what = TextLabel(look, font="section", wrap=True)
        self._roll_back = LookButton(look, self.tr("Roll back to this version"), "undo")
        self._roll_back.setObjectName("roll_back")
        self._remark = FlatButton(look, self.tr("Remark…"), "edit", bar=False)
        self._copy = FlatButton(look, self.tr("Copy XML"), "copy", bar=False)
        self._empty = EmptyState(
            look, "history", self.tr("No version yet"),
            self.tr("The first definition is kept as soon as it has been read; from then on each "
                    "change makes a version, whoever makes it."),
        )  # fmt: skip
        self._error = ErrorState(look, self.tr("The history could not be read"), "")
        self._stack = QStackedWidget()
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        look, px = self._look, self._look.px
        view = self.list
        view.setModel(self.model)
        view.setHeader(LookHeaderView(look, Qt.Orientation.Horizontal, view))
        view.setItemDelegate(_VersionDelegate(look, row_height=COMFORTABLE_ROW, parent=view))
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setFrameShape(QTreeView.Shape.NoFrame)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setAccessibleName(self.tr("Versions"))
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        view.header().setStretchLastSection(True)
        tools = QHBoxLayout()
        tools.setContentsMargins(px(6), px(4), px(16), px(8))
        tools.setSpacing(px(8))
        tools.addWidget(self._copy)
        tools.addWidget(self._remark)
        tools.addStretch(1)
        tools.addWidget(self._roll_back)
        title = QHBoxLayout()
        title.setContentsMargins(px(16), px(12), px(16), 0)
        title.addWidget(self._what)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(title)
        column.addLayout(tools)
        column.addWidget(Hairline(look))
        column.addWidget(self._diff, 1)
        split = QSplitter()
        split.addWidget(view)
        split.addWidget(right)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes([px(_LIST_WIDTH), 10_000])
        for page in (self._empty, self._error, split):
            self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack, 1)

    def _listen(self) -> None:
        self.list.selectionModel().selectionChanged.connect(self._show_selection)
        self._roll_back.clicked.connect(self._on_roll_back)
        self._remark.clicked.connect(self._on_remark)
        self._copy.clicked.connect(self._on_copy)
        self._error.retry_requested.connect(self.refresh)
        self._again.timeout.connect(self.refresh)
        self._editor.situation_changed.connect(self._on_change)
        self._editor.draft_changed.connect(self._on_change)

    def show_object(self, ref: ObjectRef, *, is_gone: bool) -> None:
        """Show the history of a machine, or of one that is gone."""
        if ref != self._ref:
            self._asker.take_back()
            self._ref = ref
            self._texts.clear()
            self.model.show_versions(())
        self._is_gone = is_gone
        back = self.tr("Bring the machine back…")
        self._roll_back.set_label(back if is_gone else self.tr("Roll back to this version"))
        self._on_change()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was kept meanwhile, and what is kept from now on."""
        super().showEvent(event)
        self.refresh()
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait for nothing that nobody sees."""
        super().hideEvent(event)
        self._again.stop()
        self._asker.take_back()

    def refresh(self) -> None:
        """Read the versions again."""
        if self._ref is not None and self.isVisible():
            self._asker.ask(ReadVersions(self._ref), self._take_versions, self._show_error)

    def _on_change(self) -> None:
        if self.isVisible():
            self.refresh()

    def _take_versions(self, versions: tuple[Version, ...]) -> None:
        chosen = [version.id for version in self.selected()]
        self.model.show_versions(versions)
        self._stack.setCurrentIndex(2 if versions else 0)
        rows = [row for row, version in enumerate(versions) if version.id in chosen] or [0]
        selection = self.list.selectionModel()
        if versions and not selection.hasSelection():
            flags = QItemSelectionModel.SelectionFlag
            for row in rows:
                selection.select(self.model.index(row, 0), flags.Select | flags.Rows)
        self._show_selection()

    def _show_error(self, error: ErrorInfo) -> None:
        told = error_text(error)
        self._stack.setCurrentIndex(1)
        self._error.set_error(self.tr("The history could not be read"), told.why, told.next)

    def selected(self) -> list[Version]:
        """The chosen versions, the newer first."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        versions = self.model.versions
        return [versions[row] for row in rows if row < len(versions)]

    def _pair(self) -> tuple[Version | None, Version] | None:
        """What is compared: the chosen one with the one before it, or two chosen ones."""
        chosen, versions = self.selected(), self.model.versions
        if not chosen:
            return None
        if len(chosen) > 1:
            return chosen[-1], chosen[0]
        row = versions.index(chosen[0])
        return (versions[row + 1] if row + 1 < len(versions) else None), chosen[0]

    def _show_selection(self, *_args: object) -> None:
        pair, chosen = self._pair(), self.selected()
        only = chosen[0] if len(chosen) == 1 else None
        one = "" if only else self.tr("Choose one version.")
        self._remark.set_reason(one)
        self._copy.set_reason(one)
        self._roll_back.set_reason(one or self._no_way_back(only))
        if pair is None:
            return
        old, new = pair
        missing = [v for v in pair if v is not None and v.digest not in self._texts]
        for version in missing:
            keep = self._keep_text(version.digest)
            self._asker.ask(ReadVersionText(version.digest), keep, self._show_error)
        if not missing:
            before = self._texts[old.digest] if old else ""
            names = (self._name(old), self._name(new))
            self._diff.set_texts(before, self._texts[new.digest], names)
            self._what.setText(" › ".join(name for name in names if name))

    def _keep_text(self, digest: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            self._texts[digest] = text
            self._show_selection()

        return keep

    def _name(self, version: Version | None) -> str:
        return "" if version is None else moment_text(version.at, self._now())

    def _no_way_back(self, version: Version | None) -> str:
        if version is None or self._is_gone:
            return ""
        definition, draft = self._editor.definition, self._editor.draft
        if definition is None or draft is None:
            return self.tr("The definition as it is now is not read yet.")
        if version.origin is not Origin.REMOVED and version.digest == definition.digest:
            return self.tr("It is this version already.")
        return ""

    def _on_roll_back(self) -> None:
        chosen = self.selected()
        if len(chosen) != 1 or chosen[0].digest not in self._texts:
            return
        text = self._texts[chosen[0].digest]
        if self._is_gone:
            self.define_requested.emit((chosen[0], text))
        elif self._editor.draft is not None:
            self._editor.set_text(parse_domain(text).text(), "roll_back")
            self.review_requested.emit()

    def _on_copy(self) -> None:
        chosen = self.selected()
        if chosen and chosen[0].digest in self._texts:
            QGuiApplication.clipboard().setText(self._texts[chosen[0].digest])

    def _on_remark(self) -> None:
        chosen = self.selected()
        if len(chosen) != 1:
            return
        dialog = RemarkDialog(self._look, chosen[0].remark, parent=self.window())
        if dialog.exec():
            query = SetVersionRemark(chosen[0].id, dialog.remark)
            self._asker.ask(query, lambda _nothing: self.refresh(), self._show_error)
