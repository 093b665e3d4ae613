"""Where the data of a new disk are, as a part of the dialog "Add device"."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QRadioButton, QStackedWidget, QVBoxLayout, QWidget

from virtgui.models.hardware.fields import Choice, Control, Field, Finding, Severity
from virtgui.models.hardware.new import disk_storage as storage
from virtgui.models.hardware.new.disk import new_disk
from virtgui.models.hardware.new.disk_storage import NewImage
from virtgui.models.hardware.scene import Scene
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.controls import ValueControl, make_control
from virtgui.views.widgets.form import FormGrid, FormRow
from virtgui.views.widgets.text import TextLabel

IMAGE: Final = 0
VOLUME: Final = 1
LATER: Final = 2


class DiskStoragePane(QWidget):
    """New image, existing volume, or later.

    Signals:
        changed: something else is chosen or typed.
    """

    changed = Signal()

    def __init__(self, look: Look, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._scene = look, scene
        self._image = storage.first_image(scene)
        self._has_own_name = False
        choices = storage.volume_choices(scene)
        free = (choice.value for choice in choices if not choice.reason)
        self._volume = next(free, "")
        self._rows: dict[str, FormRow] = {}
        self._ways = [
            QRadioButton(text)
            for text in (self.tr("New image"), self.tr("Existing volume"), self.tr("Choose later"))
        ]
        self._pages = QStackedWidget()
        for page in (self._make_image(), self._make_volume(choices), self._make_later()):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(6))
        for name, way in zip(("new_image", "existing_volume", "later"), self._ways, strict=True):
            way.setObjectName(name)
            way.toggled.connect(self._show)
            column.addWidget(way)
        column.addSpacing(look.px(4))
        column.addWidget(self._pages)
        has_pool = "pool" not in storage.check_image(scene, self._image)
        self._ways[IMAGE if has_pool else LATER].setChecked(True)
        self._show()

    def _make_image(self) -> QWidget:
        form = FormGrid(self._look, bar_room=False)
        image, pools = self._image, storage.pool_choices(self._scene)
        formats = tuple(Choice(name) for name in storage.FORMATS)
        self._add(form, "pool", self.tr("Storage pool"), Control.CHOICE, image.pool, pools)
        self._add(form, "name", self.tr("Name"), Control.TEXT, image.name)
        self._add(form, "capacity", self.tr("Size"), Control.SIZE, image.capacity)
        self._add(form, "format", self.tr("Format"), Control.CHOICE, image.format, formats)
        self._add(
            form, "allocate", self.tr("Take all space now"), Control.SWITCH, image.allocate,
            hint=self.tr("Off: space is taken as the guest writes."),
        )  # fmt: skip
        form.add_sentence(self.tr("The image is created now; the disk is added with your changes."))
        return form

    def _make_volume(self, choices: Any) -> QWidget:
        form = FormGrid(self._look, bar_room=False)
        self._add(form, "volume", self.tr("Volume"), Control.CHOICE, self._volume, tuple(choices))
        return form

    def _make_later(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        sentence = self.tr("Its form asks for a file, a volume, a device or a server.")
        column.addWidget(TextLabel(self._look, sentence, ink="muted", wrap=True))
        column.addStretch(1)
        return page

    def _add(
        self,
        form: FormGrid,
        name: str,
        label: str,
        control: Control,
        value: Any,
        options: tuple[Choice, ...] = (),
        hint: str = "",
    ) -> None:
        widget: ValueControl = make_control(
            self._look, Field(id=name, label="", control=control, stretch=True)
        )
        widget.setObjectName(f"storage_{name}")
        widget.show_value(value, options)
        take: Callable[[Any], None] = (
            self._take_volume if name == "volume" else lambda new: self._take(name, new)
        )
        widget.edited.connect(take)
        self._rows[name] = form.add_row(label, widget, hint=hint, stretch=True)

    def _take(self, name: str, value: Any) -> None:
        self._image = replace(self._image, **{name: value})
        if name == "name":
            self._has_own_name = True
        elif name in ("pool", "format") and not self._has_own_name:
            proposed = storage.free_name(self._scene, self._image)
            self._image = replace(self._image, name=proposed)
            control = self._rows["name"].field
            if isinstance(control, ValueControl):
                control.show_value(proposed, ())
        self._show()

    def _take_volume(self, value: str) -> None:
        self._volume = value
        self._show()

    @property
    def way(self) -> int:
        """Which of the three is chosen."""
        return next((number for number, way in enumerate(self._ways) if way.isChecked()), LATER)

    @property
    def image(self) -> NewImage | None:
        """The image to be created."""
        return self._image if self.way == IMAGE else None

    @property
    def reason(self) -> str:
        """Why the disk cannot be added so; empty when it can."""
        errors = [
            found.sentence
            for found in self._findings().values()
            if found.severity is Severity.ERROR
        ]
        return next(iter(errors), "")

    def text(self) -> str:
        """The XML of the new disk."""
        volume = storage.volume_of(self._scene, self._volume)
        if self.way == IMAGE:
            return storage.disk_with_image(self._scene, self._image)
        if self.way == VOLUME and volume is not None:
            return storage.disk_with_volume(self._scene, volume)
        return new_disk(self._scene)

    def _findings(self) -> dict[str, Finding]:
        if self.way == IMAGE:
            return storage.check_image(self._scene, self._image)
        found = storage.check_volume(self._scene, self._volume) if self.way == VOLUME else None
        return {} if found is None else {"volume": found}

    def _show(self) -> None:
        self._pages.setCurrentIndex(self.way)
        findings = self._findings()
        for name, row in self._rows.items():
            found = findings.get(name)
            row.set_message(*((found.severity.value, found.sentence) if found else ("", "")))
        has_formats = storage.has_formats(self._scene, self._image.pool)
        for name in ("format", "allocate"):
            self._rows[name].setVisible(has_formats)
        self.changed.emit()
