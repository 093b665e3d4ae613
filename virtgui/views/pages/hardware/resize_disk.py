"""The dialog "Resize disk": a larger size."""

from PySide6.QtWidgets import QWidget

from virtgui.core.units import format_bytes
from virtgui.models.hardware.device_actions import Resizing
from virtgui.models.hardware.fields import Control, Field
from virtgui.models.plain_text import in_sentence, one_line
from virtgui.views.dialogs.fitted import FittedDialog
from virtgui.views.look.look import Look
from virtgui.views.pages.hardware.controls import make_control


class ResizeDiskDialog(FittedDialog):
    """Asks for a size; what would lose data is not offered. `size_bytes` is the answer."""

    def __init__(self, look: Look, resizing: Resizing, parent: QWidget | None = None) -> None:
        title = self.tr("Resize disk {name}").format(name=in_sentence(resizing.target))
        super().__init__(look, title, parent=parent)
        self.setObjectName("resize_disk_dialog")
        self._resizing = resizing
        self.size_bytes = resizing.capacity
        self.add_title(title, "disk")
        self.add_text(one_line(resizing.place), ink="muted")
        self.control = make_control(look, Field(id="size", label="", control=Control.SIZE))
        self.control.setObjectName("new_size")
        self.control.show_value(resizing.capacity, ())
        hint = ""
        if resizing.capacity is not None:
            hint = self.tr("Now {size}").format(size=format_bytes(resizing.capacity))
        self._row = self.add_form().add_row(self.tr("New size"), self.control, hint=hint)
        self.add_text(self._when(), ink="muted")
        self.body.addStretch(1)
        self.add_primary(self.tr("Resize"))
        self.add_cancel()
        self.control.edited.connect(self._take)
        self.control.setFocus()
        self._check()

    def _when(self) -> str:
        if self._resizing.is_live:
            return self.tr(
                "This is done at once. The guest sees the larger disk while it runs; its "
                "partitions and file systems stay as they are."
            )
        return self.tr(
            "This is done at once. The guest sees the larger disk at its next start; its "
            "partitions and file systems stay as they are."
        )

    def _take(self, value: int | None) -> None:
        self.size_bytes = value
        self._check()

    def _check(self) -> None:
        severity, sentence = self._problem()
        self._row.set_message(severity, sentence)
        reason = sentence if severity == "error" else ""
        if not self.size_bytes or self.size_bytes == self._resizing.capacity:
            reason = self.tr("No other size is given yet.")
        if self.primary is not None:
            self.primary.set_reason(reason)

    def _problem(self) -> tuple[str, str]:
        size, known = self.size_bytes, self._resizing
        if not size or size == known.capacity:
            return "", ""
        if known.capacity is not None and size < known.capacity:
            return "error", self.tr(
                "A disk is never made smaller: the data at its end would be lost. "
                "Copy them to a new, smaller disk instead."
            )
        more = size - (known.capacity or 0)
        if known.free is not None and more > known.free:
            sentence = self.tr("The pool has only {free} free; the guest may use it up.")
            return "warn", sentence.format(free=format_bytes(known.free))
        return "", ""

    def accept(self) -> None:
        """Take a size that can be had."""
        if self.primary is not None and not self.primary.reason:
            super().accept()
