"""Push buttons of every rank."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from virtgui.views.look.look import Look


class LookButton(QPushButton):
    """A button with a tinted icon, a reason when disabled, and a short form.

    Args of the constructor: look, text, icon name, tool-tip, `bar` for the lower height of
    tool bars.
    """

    def __init__(
        self,
        look: Look,
        text: str = "",
        icon: str = "",
        *,
        tip: str = "",
        bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon_name = icon
        self._icon_role = "muted"
        self._icon_size = 16
        self._label = text
        self._tip = tip
        self._reason = ""
        self._is_short = False
        self.setProperty("bar", bar)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self._restyle)
        self._restyle()
        self._tell()

    @property
    def label(self) -> str:
        """The words of the button, also while it shows its icon only."""
        return self._label

    @property
    def icon_name(self) -> str:
        """Name of the icon, or empty."""
        return self._icon_name

    @property
    def reason(self) -> str:
        """Why the button is disabled, or empty."""
        return self._reason

    def set_label(self, text: str) -> None:
        """Shows other words."""
        self._label = text
        self.setText("" if self._is_short else text)
        self._tell()

    def set_icon_name(self, name: str, role: str = "") -> None:
        """Shows another icon, in another colour role when one is given."""
        self._icon_name = name
        self._icon_role = role or self._icon_role
        self._restyle()

    def set_tip(self, tip: str) -> None:
        """Sets the tool-tip that shows while there is no reason to be disabled."""
        self._tip = tip
        self._tell()

    def set_reason(self, reason: str) -> None:
        """Disables the button and says why; an empty reason enables it."""
        self._reason = reason
        self.setEnabled(not reason)
        self._tell()

    def set_short(self, short: bool) -> None:
        """Shows the icon alone; its words go into the tool-tip."""
        if self._icon_name and short != self._is_short:
            self._is_short = short
            self.setText("" if short else self._label)
            self._tell()

    def _tell(self) -> None:
        words = self._tip or (self._label if not self.text() else "")
        self.setToolTip("\n".join(part for part in (self._reason, words) if part))
        self.setAccessibleName(self._label.replace("&", "") or self._tip)

    def _restyle(self) -> None:
        self.setFont(self._look.font("body"))
        edge = self._look.px(self._icon_size)
        self.setIconSize(QSize(edge, edge))
        if self._icon_name:
            self.setIcon(self._look.icon(self._icon_name, self._icon_role, self._icon_size))
        else:
            self.setIcon(QIcon())
        self.updateGeometry()


class PrimaryButton(LookButton):
    """The one filled button of a page, panel or dialog."""

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        tip: str = "",
        bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, icon, tip=tip, bar=bar, parent=parent)
        self.setProperty("primary", True)
        self.set_icon_name(icon, "on-accent")


class DestructiveButton(LookButton):
    """A button for what cannot be undone: its words in the error colour, never filled."""

    def __init__(
        self, look: Look, text: str, icon: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, text, icon, parent=parent)
        self.setProperty("destructive", True)
        self.set_icon_name(icon, "error")


class FlatButton(LookButton):
    """A button without outline, for bars and for verbs of second rank."""

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        tip: str = "",
        bar: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, icon, tip=tip, bar=bar, parent=parent)
        self.setProperty("quiet", True)


class LinkButton(LookButton):
    """A verb in link colour, underlined under the pointer."""

    def __init__(
        self, look: Look, text: str, *, tip: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(look, text, tip=tip, bar=True, parent=parent)
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class IconButton(LookButton):
    """A square button with an icon alone; its tip is also its accessible name.

    Raises:
        ValueError: the tip is empty.
    """

    def __init__(
        self,
        look: Look,
        icon: str,
        tip: str,
        *,
        framed: bool = False,
        bar: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        if not tip:
            raise ValueError("an icon alone needs a tip")
        super().__init__(look, "", icon, tip=tip, bar=bar, parent=parent)
        self.setProperty("quiet", not framed)


class MenuButton(LookButton):
    """A button that opens a menu, with a chevron."""

    def __init__(
        self,
        look: Look,
        text: str,
        icon: str = "",
        *,
        menu: QMenu | None = None,
        tip: str = "",
        bar: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, icon, tip=tip, bar=bar, parent=parent)
        self.setMenu(menu or QMenu(self))
