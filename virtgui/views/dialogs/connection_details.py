"""How a connection is listed and treated here: name, folder, label, pace, notes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.domain_config import normal_group
from virtgui.views.dialogs.connection_parts import (
    ColorField,
    Fold,
    SuggestionBox,
    let_grow,
    set_line,
)
from virtgui.views.dialogs.connection_words import is_guarded_label, label_words
from virtgui.views.dialogs.fitted import CheckGroup, CheckRow
from virtgui.views.dialogs.label_fields import group_sentence
from virtgui.views.look.look import Look
from virtgui.views.widgets.fields import TextArea
from virtgui.views.widgets.form import FormGrid, FormRow
from virtgui.views.widgets.text import TextLabel

_PACES: Final = (1.0, 3.0, 10.0, 30.0, 60.0)
_NOTES_HEIGHT: Final = 76


class DetailsPanel(QWidget):
    """What is the user's own about a connection, apart from its address.

    Signals:
        edited: the folder was changed, which may be refused.
        resized: a part was folded or unfolded.
    """

    edited = Signal()
    resized = Signal()

    def __init__(
        self, look: Look, folders: Sequence[str], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._name_is_own = False
        self._guard_is_own = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(12))
        column.addWidget(TextLabel(look, self.tr("In the list"), font="section", wrap=True))
        column.addWidget(self._main_part(folders))
        self._more = Fold(look, self.tr("More"))
        self._more.button.setObjectName("more")
        self._more.body.addWidget(self._more_part())
        column.addWidget(self._more)
        column.addStretch(1)
        self._listen()

    def fill(self, spec: ConnectionSpec) -> None:
        """Show a saved connection."""
        self._name_is_own = True
        self._guard_is_own = True
        self.name.setText(spec.name)
        self.name.setCursorPosition(0)
        self.folder.setEditText(spec.group)
        self.read_only.box.setChecked(spec.read_only)
        self.autoconnect.box.setChecked(spec.autoconnect)
        self.label.setEditText(spec.label)
        self.color.set_color(spec.color)
        self.guard.box.setChecked(spec.is_guarded)
        self._set_pace(spec.poll_interval)
        self.notes.setPlainText(spec.notes)
        set_line(self.prometheus, spec.prometheus)
        usual = ("", "", False, None, "", "")
        said = (
            spec.label, spec.color, spec.is_guarded, spec.poll_interval, spec.notes,
            spec.prometheus,
        )  # fmt: skip
        self._more.set_open(said != usual)

    def applied(self, spec: ConnectionSpec, usual_name: str) -> ConnectionSpec:
        """The connection with what was filled in here."""
        return replace(
            spec,
            name=self.name.text().strip() or usual_name,
            group=normal_group(self.folder.currentText()),
            read_only=self.read_only.box.isChecked(),
            autoconnect=self.autoconnect.box.isChecked(),
            label=self.label.currentText().strip(),
            color=self.color.color,
            is_guarded=self.guard.box.isChecked(),
            poll_interval=self.pace.currentData(),
            notes=self.notes.toPlainText().strip(),
            prometheus=self.prometheus.text().strip(),
        )

    def suggest_name(self, name: str) -> None:
        """Name it after its address, as long as the user has not named it."""
        if not self._name_is_own:
            set_line(self.name, name)

    def problem(self) -> str:
        """What is wrong with the folder; shown there too."""
        sentence = group_sentence(normal_group(self.folder.currentText()))
        self._folder_row.set_message("error" if sentence else "", sentence)
        server = self._server_problem()
        self._older_row.set_message("error" if server else "", server)
        return sentence or server

    def _server_problem(self) -> str:
        """What is wrong with the address of a Prometheus server."""
        address = self.prometheus.text().strip()
        url = QUrl(address)
        if not address:
            return ""
        if url.userInfo():
            return self.tr("A password in the address would be kept in clear: leave it out.")
        if url.scheme() not in ("http", "https") or not url.host():
            return self.tr("An address such as http://prometheus:9090 fits here.")
        return ""

    def _main_part(self, folders: Sequence[str]) -> QWidget:
        grid = FormGrid(self._look, bar_room=False)
        self.name = QLineEdit()
        self.name.setObjectName("name")
        grid.add_row(self.tr("Shown as"), self.name, stretch=True)
        self.folder = self._choice("folder", sorted(set(filter(None, folders))))
        self.folder.line.setPlaceholderText(self.tr("None, or such as site/rack"))
        self._folder_row = self._named(grid.add_row(self.tr("Folder"), self.folder, stretch=True))
        self.read_only = self._tick("read_only", self.tr("Observe only, change nothing"))
        self.autoconnect = self._tick("autoconnect", self.tr("Connect when the program starts"))
        self.autoconnect.box.setChecked(True)
        grid.add_widget(self._ticks(self.read_only, self.autoconnect))
        return grid

    def _more_part(self) -> QWidget:
        grid = FormGrid(self._look, bar_room=False)
        self.label = self._choice("label", label_words())
        self._named(grid.add_row(self.tr("Label"), self.label, stretch=True))
        self.color = ColorField(self._look)
        self.color.setObjectName("color")
        grid.add_row(self.tr("Colour"), self.color, stretch=True)
        self.guard = self._tick("guard", self.tr("Ask twice before anything destructive"))
        grid.add_widget(self._ticks(self.guard))
        self.pace = QComboBox()
        self.pace.setObjectName("pace")
        self._set_pace(None)
        grid.add_row(self.tr("Poll every"), self.pace, stretch=True)
        self.prometheus = QLineEdit()
        self.prometheus.setObjectName("prometheus")
        self.prometheus.setPlaceholderText("http://prometheus:9090")
        self._older_row = grid.add_row(self.tr("Older figures"), self.prometheus, stretch=True)
        self._older_row.set_hint(
            self.tr(
                "A Prometheus server that scrapes prometheus-libvirt-exporter of this host; "
                "?instance=… chooses one of several."
            )
        )
        self.notes = TextArea(self._look)
        self.notes.setObjectName("notes")
        self.notes.setTabChangesFocus(True)
        self.notes.setFixedHeight(self._look.px(_NOTES_HEIGHT))
        grid.add_row(self.tr("Notes"), self.notes, stretch=True)
        return grid

    def _listen(self) -> None:
        self.name.textEdited.connect(self._on_name)
        self.folder.editTextChanged.connect(self.edited)
        self.prometheus.textEdited.connect(self.edited)
        self.label.editTextChanged.connect(self._on_label)
        self.guard.box.clicked.connect(self._on_guard)
        self._more.toggled.connect(self.resized)

    def _set_pace(self, seconds: float | None) -> None:
        paces = _PACES if seconds is None else sorted({*_PACES, seconds})
        self.pace.clear()
        self.pace.addItem(self.tr("As in the preferences"), None)
        for pace in paces:
            self.pace.addItem(self.tr("{0} s").format(f"{pace:g}"), pace)
        self.pace.setCurrentIndex(0 if seconds is None else self.pace.findData(seconds))

    @Slot()
    def _on_name(self) -> None:
        self._name_is_own = bool(self.name.text().strip())

    @Slot()
    def _on_label(self) -> None:
        if not self._guard_is_own:
            self.guard.box.setChecked(is_guarded_label(self.label.currentText()))

    @Slot()
    def _on_guard(self) -> None:
        self._guard_is_own = True

    def _choice(self, name: str, items: Sequence[str]) -> SuggestionBox:
        combo = SuggestionBox(items=items)
        combo.setObjectName(name)
        return combo

    def _named(self, row: FormRow) -> FormRow:
        if isinstance(row.field, SuggestionBox):
            row.field.line.setAccessibleName(row.label)
        let_grow(row)
        return row

    def _tick(self, name: str, words: str) -> CheckRow:
        row = CheckRow(self._look, words)
        row.box.setObjectName(name)
        return row

    def _ticks(self, *rows: CheckRow) -> QWidget:
        for row in rows:
            let_grow(row)
        return CheckGroup(self._look, rows)
