"""The look of the running program: one object that views take colours, fonts and icons from."""

from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.views.look.busy import BusyClock
from virtgui.views.look.icons import IconStore, application_icon
from virtgui.views.look.metrics import Metrics
from virtgui.views.look.palette import application_palette, item_view_palette, menu_palette
from virtgui.views.look.style import LookStyle
from virtgui.views.look.tokens import DARK, HAIRLINE_SHARE, LIGHT, Scheme, Tokens, for_high_contrast

Theme = Literal["system", "light", "dark"]

_STILL: Final = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)


class _FontWatch(QWidget):
    """Hidden widget that hears of a new application font.

    Only widgets are told; a filter on the application would see every event of the program.
    """

    font_changed = Signal()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.font_changed.emit()
        super().changeEvent(event)


class Look(QObject):
    """Colours, fonts, measures and icons for the scheme in use.

    One is made by the composition root and given to every view.

    Signals:
        changed: the scheme, the font or the contrast changed; caches of colours, fonts and
            pixmaps are to be dropped and everything painted anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._theme: Theme = "system"
        self._system_palette = QPalette(app.palette())
        self._style: LookStyle | None = None
        self._settling = False
        self.tokens: Tokens = LIGHT
        self.metrics = Metrics(app.font())
        self._icons = IconStore(self.tokens, self.px)
        self.busy = BusyClock(self)
        self._watch = _FontWatch()
        self._quieten()
        self._listen()
        self._refresh()

    @property
    def scheme(self) -> Scheme:
        """Which of the two schemes is shown."""
        return self.tokens.scheme

    @property
    def theme(self) -> Theme:
        """What the user chose."""
        return self._theme

    def set_theme(self, theme: Theme) -> None:
        """Shows light, dark, or whatever the system asks for."""
        self._theme = theme
        hints = QGuiApplication.styleHints()
        # Qt announces the new scheme while it is set: answer once, afterwards.
        self._settling = True
        if theme == "system":
            hints.unsetColorScheme()
        else:
            wanted = Qt.ColorScheme.Dark if theme == "dark" else Qt.ColorScheme.Light
            hints.setColorScheme(wanted)
        self._settling = False
        self._refresh()

    def install_style(self) -> LookStyle:
        """Draws all controls of the application in this look; without it they stay plain."""
        if self._style is None:
            self._style = LookStyle(self.tokens, self.metrics)
            # Python would collect the style under the application.
            self._style.setParent(self._app)
            self._app.setStyle(self._style)
            self._apply_palette()
        return self._style

    def color(self, role: str) -> QColor:
        """Colour of a role, a copy.

        Raises:
            UnknownRoleError: no such role.
        """
        return self.tokens.color(role)

    def hairline_color(self) -> QColor:
        """The quieter hairline between rows of a table: border at 55 % on base."""
        return self.tokens.mixed("border", "base", HAIRLINE_SHARE)

    def icon(self, name: str, role: str = "muted", size: int = 16) -> QIcon:
        """Icon for a button, menu or action; take it again after `changed`."""
        return self._icons.icon(name, role, size)

    def pixmap(self, name: str, size: int = 16, role: str = "muted", dpr: float = 0) -> QPixmap:
        """Picture of an icon for painting.

        Args:
            name: the icon.
            size: edge in design pixels; the picture has `px(size)`.
            role: colour role.
            dpr: pixel ratio of the device; 0 takes the largest of the screens.
        """
        return self._icons.pixmap(name, size, role, dpr or self._app.devicePixelRatio())

    def application_icon(self) -> QIcon:
        """The program's own icon."""
        return application_icon()

    def px(self, n: float) -> int:
        """A design measure at the user's font size, in device-independent pixels."""
        return self.metrics.px(n)

    def font(self, role: str = "body") -> QFont:
        """Font of a text role.

        Raises:
            UnknownTextRoleError: no such role.
        """
        return self.metrics.font(role)

    def measure(self, role: str = "body") -> QFontMetrics:
        """Metrics of a text role's font."""
        return self.metrics.measure(role)

    def _quieten(self) -> None:
        for effect in _STILL:
            QApplication.setEffectEnabled(effect, False)

    def _listen(self) -> None:
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._refresh)
        self._watch.font_changed.connect(self._refresh)
        self._app.screenAdded.connect(self._refresh)
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(self._refresh)

    def _refresh(self) -> None:
        # Setting palette and font makes Qt announce both again.
        if self._settling:
            return
        self._settling = True
        self.tokens = self._resolve()
        self.metrics = Metrics(self._app.font())
        self._icons = IconStore(self.tokens, self.px)
        if self._style is not None:
            self._style.set_look(self.tokens, self.metrics)
        self._apply_palette()
        self._settling = False
        self.changed.emit()

    def _resolve(self) -> Tokens:
        tokens = DARK if self._wants_dark() else LIGHT
        if self._wants_contrast():
            return for_high_contrast(tokens, self._system_palette)
        return tokens

    def _wants_dark(self) -> bool:
        if self._theme != "system":
            return self._theme == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    @staticmethod
    def _wants_contrast() -> bool:
        hints = QGuiApplication.styleHints()
        if not hasattr(hints, "accessibility"):
            return False
        return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

    def _apply_palette(self) -> None:
        if self.tokens.high_contrast:
            self._app.setPalette(self._system_palette)
            return
        self._app.setPalette(application_palette(self.tokens))
        # The stub asks for bytes, the call takes str only.
        self._app.setPalette(item_view_palette(self.tokens), "QAbstractItemView")  # type: ignore[arg-type]
        self._app.setPalette(menu_palette(self.tokens), "QMenu")  # type: ignore[arg-type]
