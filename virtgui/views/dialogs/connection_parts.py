"""Fields that only the connection dialog has."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QDir, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from virtgui.core.queries import SshHost
from virtgui.core.values.connection import LABEL_COLORS
from virtgui.views.dialogs.connection_words import color_word
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton, LinkButton
from virtgui.views.widgets.text import IconLabel, TextLabel

_SWATCH: Final = 12
_FEW_LETTERS: Final = 8
_Index = QModelIndex | QPersistentModelIndex


def address_line(placeholder: str = "") -> QLineEdit:
    """A line for what is written from left to right in every language."""
    line = QLineEdit()
    line.setPlaceholderText(placeholder)
    line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    line.setInputMethodHints(
        Qt.InputMethodHint.ImhNoAutoUppercase | Qt.InputMethodHint.ImhNoPredictiveText
    )
    return line


def set_line(line: QLineEdit, text: str) -> None:
    """Show a text; one that stands there already keeps its caret."""
    if line.text() != text:
        line.setText(text)
        line.setCursorPosition(0)


def let_grow(widget: QWidget) -> None:
    """Let a widget be as high as its wrapped words need in a narrow column."""
    policy = widget.sizePolicy()
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    widget.setSizePolicy(policy)


class SuggestionBox(QComboBox):
    """A line to type in, with a list of suggestions that also opens while typing.

    Args of the constructor: the line, or None for a plain one; what is suggested.
    """

    def __init__(
        self,
        line: QLineEdit | None = None,
        items: Sequence[str] = (),
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.line = line or QLineEdit()
        self.setEditable(True)
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEW_LETTERS)
        self.addItems(list(items))
        self.setCurrentIndex(-1)
        # The one of Qt completes from the start only, and in the line itself.
        self._completer = QCompleter(self.model(), self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(self._completer)


class Fold(QWidget):
    """A part that is shown when asked for; put its content into `body`.

    Signals:
        toggled: it was folded or unfolded.
    """

    toggled = Signal()

    def __init__(self, look: Look, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._is_open = False
        self.button = LinkButton(look, title)
        self.button.set_icon_name("chevron-right", "link")
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self.content)
        self.content.hide()
        self.button.clicked.connect(lambda: self.set_open(not self._is_open))
        self._tell()

    @property
    def is_open(self) -> bool:
        """Whether its content is shown."""
        return self._is_open

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        if is_open == self._is_open:
            return
        self._is_open = is_open
        self.content.setVisible(is_open)
        self._tell()
        self.toggled.emit()

    def _tell(self) -> None:
        self.button.set_icon_name("chevron-down" if self._is_open else "chevron-right")
        words = self.tr("Unfolded") if self._is_open else self.tr("Folded")
        self.button.setAccessibleDescription(words)


class MessageLine(QWidget):
    """An icon and a sentence that wraps."""

    def __init__(
        self, look: Look, severity: str, sentence: str, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.severity = severity
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        text = TextLabel(look, sentence, ink=severity, wrap=True)
        line.addWidget(IconLabel(look, severity, role=severity), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(text, 1)
        let_grow(self)


class HostField(SuggestionBox):
    """The name of a host, with those that the user's SSH files name, each with its source.

    Signals:
        host_edited: another text stands there; not told when `set_host` put it there.
        host_left: the user is done with it.
    """

    host_edited = Signal()
    host_left = Signal()

    def __init__(self, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(address_line(placeholder), parent=parent)
        self._is_setting = False
        self._marks = _SourceDelegate(self)
        self.setItemDelegate(self._marks)
        popup = self._completer.popup()
        if popup is not None:
            popup.setItemDelegate(self._marks)
        self.editTextChanged.connect(self._on_text)
        self.line.editingFinished.connect(self.host_left)
        self.activated.connect(self.host_left)

    @property
    def host(self) -> str:
        """The text as typed, without blanks around it."""
        return self.currentText().strip()

    def set_host(self, host: str) -> None:
        """Show a host."""
        if self.host != host:
            self._is_setting = True
            self.setEditText(host)
            self.line.setCursorPosition(0)
            self._is_setting = False

    def set_hosts(self, hosts: Sequence[SshHost]) -> None:
        """Offer hosts; what is typed stays."""
        typed = self.currentText()
        self._is_setting = True
        self.clear()
        for host in hosts:
            self.addItem(host.name)
            self.setItemData(self.count() - 1, self._source(host.source), _SOURCE)
        self.setCurrentIndex(-1)
        self.setEditText(typed)
        self._is_setting = False
        self._widen_lists()

    def _widen_lists(self) -> None:
        """A name is not cut for its source; the lists may be wider than the field."""
        needed = self.view().sizeHintForColumn(0) + 2 * self.fontMetrics().averageCharWidth()
        for view in (self.view(), self._completer.popup()):
            if view is not None:
                view.setMinimumWidth(needed)

    def _source(self, source: str) -> str:
        names = {
            "config": self.tr("SSH configuration"),
            "known_hosts": self.tr("known hosts"),
        }
        return names.get(source, "")

    @Slot()
    def _on_text(self) -> None:
        if not self._is_setting:
            self.host_edited.emit()


_SOURCE: Final = int(Qt.ItemDataRole.UserRole)


class _SourceDelegate(QStyledItemDelegate):
    """Says where a name comes from, after the name."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        source = index.data(_SOURCE)
        if source:
            option.text = f"{option.text}  ·  {source}"


class KeyField(QWidget):
    """The path of a key file, and a button to choose it."""

    def __init__(self, look: Look, placeholder: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = address_line(placeholder)
        self.line.setObjectName("key_file")
        self.choose = IconButton(
            look, "group", self.tr("Choose a key file…"), framed=True, bar=False
        )
        self.choose.setObjectName("choose_key")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.px(6))
        line.addWidget(self.line, 1)
        line.addWidget(self.choose)
        self.setFocusProxy(self.line)
        self.choose.clicked.connect(self._ask)

    @Slot()
    def _ask(self) -> None:
        title, start = self.tr("Private key"), self.line.text() or "~/.ssh"
        path, _ = QFileDialog.getOpenFileName(self.window(), title, home_path(start))
        if path:
            self.line.setText(path)
            self.line.textEdited.emit(path)


def home_path(path: str) -> str:
    """A path with the home folder for "~"."""
    return QDir.homePath() + path[1:] if path.startswith("~/") or path == "~" else path


class ColorField(QComboBox):
    """The colour that marks a connection, by name and swatch."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setIconSize(QSize(look.px(_SWATCH), look.px(_SWATCH)))
        for color in ("", *LABEL_COLORS):
            self.addItem(color_word(color), color)
        look.changed.connect(self._paint_swatches)
        self._paint_swatches()

    @property
    def color(self) -> str:
        """One of `LABEL_COLORS`, or empty."""
        return str(self.currentData())

    def set_color(self, color: str) -> None:
        """Choose a colour; one that is not known is none."""
        self.setCurrentIndex(max(0, self.findData(color)))

    @Slot()
    def _paint_swatches(self) -> None:
        for place in range(self.count()):
            color = str(self.itemData(place))
            self.setItemIcon(place, swatch(self._look, color, self.devicePixelRatioF()))


def swatch(look: Look, color: str, dpr: float) -> QIcon:
    """A dot in a connection's colour; a ring for none."""
    edge = look.px(_SWATCH)
    picture = QPixmap(round(edge * dpr), round(edge * dpr))
    picture.setDevicePixelRatio(dpr)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if color:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(f"label-{color}"))
    else:
        painter.setPen(look.color("control"))
    painter.drawEllipse(1, 1, edge - 2, edge - 2)
    painter.end()
    return QIcon(picture)
