"""What is typed into a question; secrets leave no trace in the widgets."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from virtgui.core.values.prompt import Prompt, PromptField
from virtgui.models.prompt_words import field_label, server_line, shown_fields
from virtgui.views.look.look import Look
from virtgui.views.widgets.buttons import IconButton
from virtgui.views.widgets.text import TextLabel

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class SecretField(QLineEdit):
    """A hidden text that can be shown; nothing that was typed comes back by undo."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_shown(shown=False)

    def set_shown(self, *, shown: bool) -> None:
        """Shows or hides what is typed."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(self.inputMethodHints() | hints)

    def wipe(self) -> None:
        """Forgets the text and the steps that led to it; `clear` would keep those."""
        self.setText("")
        self.set_shown(shown=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Knows no undo."""
        if any(event.matches(key) for key in _UNDO):
            event.accept()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offers no undo either."""
        menu = self.createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() in ("edit-undo", "edit-redo"):
                menu.removeAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class AnswerRow(QWidget):
    """One field with its label above it, and a way to look at what is hidden."""

    def __init__(
        self, look: Look, label: str, field: PromptField, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = TextLabel(look, label, font="body-medium", wrap=True)
        self.field = QLineEdit() if field.echo else SecretField()
        self.field.setObjectName("answer")
        self.field.setAccessibleName(label)
        self.field.setText(server_line(field.default) if field.echo else "")
        self._label.setBuddy(self.field)
        line = QHBoxLayout()
        line.setSpacing(look.px(4))
        line.addWidget(self.field, 1)
        if isinstance(self.field, SecretField):
            line.addWidget(self._make_eye(look))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(4))
        column.addWidget(self._label)
        column.addLayout(line)

    def wipe(self) -> None:
        """Forgets what was typed."""
        if isinstance(self.field, SecretField):
            self.field.wipe()
        else:
            self.field.setText("")

    def _make_eye(self, look: Look) -> IconButton:
        self._eye = IconButton(look, "eye", self.tr("Show what is typed"), bar=False)
        self._eye.setObjectName("eye")
        self._eye.setCheckable(True)
        # A click leaves the keyboard in the field.
        self._eye.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._eye.toggled.connect(self._on_eye)
        return self._eye

    def _on_eye(self, checked: bool) -> None:
        if isinstance(self.field, SecretField):
            self.field.set_shown(shown=checked)
        hide, show = self.tr("Hide what is typed"), self.tr("Show what is typed")
        self._eye.set_tip(hide if checked else show)


class AnswerRows(QWidget):
    """All fields of a question under each other."""

    def __init__(self, look: Look, prompt: Prompt, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = tuple(
            AnswerRow(look, field_label(prompt, field), field) for field in shown_fields(prompt)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        for row in self._rows:
            column.addWidget(row)
        self.setVisible(bool(self._rows))

    @property
    def first(self) -> QWidget | None:
        """Where typing begins: the first field that is still empty."""
        empty = (row.field for row in self._rows if not row.field.text())
        return next(empty, self._rows[0].field if self._rows else None)

    def answers(self) -> tuple[str, ...]:
        """What was typed, one for each field."""
        return tuple(row.field.text() for row in self._rows)

    def next_empty(self, after: QWidget | None) -> QWidget | None:
        """The field below this one that still wants a text."""
        fields = [row.field for row in self._rows]
        place = next((n for n, field in enumerate(fields) if field is after), len(fields))
        return next((field for field in fields[place + 1 :] if not field.text()), None)

    def wipe(self) -> None:
        """Forgets everything that was typed."""
        for row in self._rows:
            row.wipe()
