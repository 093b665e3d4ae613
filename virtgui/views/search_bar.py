"""The search field: a query as it is typed, with completion and with what is wrong in place."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from virtgui.core.search import Query, parse_query
from virtgui.core.search_complete import Completion, CompletionKind, Vocabulary, complete
from virtgui.models.search_words import field_words, problem_words
from virtgui.views.look.look import Look
from virtgui.views.popup_list import ROW_ROLE, PopupModel, PopupRow, make_list
from virtgui.views.widgets.fields import SearchField
from virtgui.views.widgets.text import TextLabel

_ROW: Final = 28
_MOST_ROWS: Final = 8
_ICONS: Final = MappingProxyType(
    {
        CompletionKind.FIELD: "search",
        CompletionKind.STATE: "st-running",
        CompletionKind.NODE: "node",
        CompletionKind.TAG: "tag",
        CompletionKind.GROUP: "group",
        CompletionKind.OS: "domain",
        CompletionKind.NETWORK: "network",
        CompletionKind.KIND: "domain",
        CompletionKind.FLAG: "check",
    }
)


class _Popup(QFrame):
    """The raised frame under the field: what is wrong, then what could follow."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._look = look
        self.model = PopupModel(self)
        self.view = make_list(look, self.model, _ROW, self)
        self.view.setAccessibleName(self.tr("Completions"))
        self.problem = TextLabel(look, font="small", ink="warn", wrap=True)
        self.problem.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.problem)
        layout.addWidget(self.view)

    def show_rows(self, rows: list[PopupRow], problem: str, field: QWidget) -> None:
        """Show below a field, as high as what there is to say."""
        self.model.set_rows(rows)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.view.setVisible(bool(rows))
        height = self._look.px(_ROW) * min(_MOST_ROWS, len(rows))
        self.view.setFixedHeight(height)
        self.setFixedWidth(field.width())
        self.adjustSize()
        self.move(field.mapToGlobal(QPoint(0, field.height() + self._look.px(4))))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Override QFrame: raised ground with a hairline."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("raised"))
        painter.setPen(QPen(self._look.color("border"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))


class SearchBar(SearchField):
    """The field in the top bar.

    Signals:
        query_changed: the `Query` after each key.
        list_wanted: Down or Enter: the reader wants the list that the query left.
    """

    query_changed = Signal(object)
    list_wanted = Signal()
    save_requested = Signal(object)

    def __init__(
        self, look: Look, vocabulary: Callable[[], Vocabulary], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            look,
            QCoreApplication.translate(
                "SearchBar", "Search: name, tag:web, state:running, host:kvm-01"
            ),
            parent=parent,
        )
        self.setObjectName("search")
        self._vocabulary = vocabulary
        self._popup: _Popup | None = None
        self.setFixedSize(look.px(420), look.px(28))
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_changed)

    @property
    def query(self) -> Query:
        """The query as it stands."""
        return parse_query(self.text())

    def set_query(self, text: str) -> None:
        """Put a query there."""
        self.setText(text)
        self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Override QLineEdit: arrows move in the pop-up, Tab and Enter take, Esc leaves."""
        key, shown = event.key(), self._popup is not None and self._popup.isVisible()
        if shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif (
            shown and key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take()
        ):
            return
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._close()
            self.list_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            self._leave(shown=shown)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Override QLineEdit: the pop-up goes with the focus."""
        self._close()
        super().focusOutEvent(event)

    def event(self, event: QEvent) -> bool:
        """Override QLineEdit: Tab takes a completion instead of leaving."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Tab
            and self._popup
            and self._popup.isVisible()
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        query = parse_query(text)
        self.setToolTip("\n".join(problem_words(problem) for problem in query.problems))
        self.query_changed.emit(query)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        found = complete(text, self.cursorPosition(), self._vocabulary()) if text else ()
        if (
            len(found) == 1
            and found[0].insert == text[found[0].replace_start : found[0].replace_end]
        ):
            found = ()
        # The term at the cursor is still being typed: it is not called wrong yet.
        cursor = self.cursorPosition()
        problems = [p for p in self.query.problems if not p.start <= cursor <= p.end or not found]
        problem = problem_words(problems[0]) if problems else ""
        if not found and not problem:
            self._close()
            return
        if self._popup is None:
            self._popup = _Popup(self._look, self)
            self._popup.view.clicked.connect(self._on_clicked)
        rows = [_row_of(completion) for completion in found]
        self._popup.show_rows(rows, problem, self)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._insert(index.data(ROW_ROLE).value)

    def _move(self, step: int) -> None:
        if self._popup is None:
            return
        view, model = self._popup.view, self._popup.model
        current = view.currentIndex()
        row = current.row() + step if current.isValid() else (0 if step > 0 else -1)
        view.setCurrentIndex(model.index(row % max(1, model.rowCount())))

    def _take(self) -> bool:
        index = self._popup.view.currentIndex() if self._popup else QModelIndex()
        if not index.isValid():
            return False
        self._insert(index.data(ROW_ROLE).value)
        return True

    def _insert(self, completion: Completion) -> None:
        text = self.text()
        head = text[: completion.replace_start] + completion.insert
        # A field waits for its value; a value is done, and the next term may follow.
        gap = "" if completion.kind is CompletionKind.FIELD else " "
        self.setText(head + gap + text[completion.replace_end :].lstrip())
        self.setCursorPosition(len(head + gap))
        self._on_edited(self.text()) if completion.kind is CompletionKind.FIELD else self._close()

    def _leave(self, *, shown: bool) -> None:
        if shown:
            self._close()
        elif self.text():
            self.clear()
        else:
            self.list_wanted.emit()

    def _close(self) -> None:
        if self._popup:
            self._popup.hide()


def _row_of(completion: Completion) -> PopupRow:
    is_field = completion.kind is CompletionKind.FIELD
    return PopupRow(
        label=completion.insert if is_field else completion.value,
        value=completion,
        icon=_ICONS[completion.kind],
        detail=field_words(completion.value.rstrip(":")) if is_field else "",
    )
