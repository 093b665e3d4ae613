"""Banners at the top of the page that they concern."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from virtgui.views.look.look import Look
from virtgui.views.look.metrics import PAGE_MARGIN
from virtgui.views.look.paint import draw_rule
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.text import IconLabel, TextLabel

_MOST_SHOWN: Final = 2


class Banner(QWidget):
    """A severity, one sentence and at most two links, on the severity's tint.

    Signals:
        link_activated: a link was used; carries its key.
    """

    link_activated = Signal(object)

    def __init__(
        self,
        look: Look,
        severity: str,
        sentence: str,
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._severity = severity
        self._icon = IconLabel(look, icon or severity, role=severity)
        self._sentence = TextLabel(look, sentence, wrap=True)
        self._line = QHBoxLayout(self)
        side, above = look.px(PAGE_MARGIN), look.px(6)
        self._line.setContentsMargins(side, above, side, above)
        self._line.setSpacing(look.px(8))
        self._line.addWidget(self._icon)
        self._line.addWidget(self._sentence, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(look.px(36))
        self.setAccessibleName(sentence)
        look.changed.connect(self.update)

    @property
    def severity(self) -> str:
        """info, ok, warn or error."""
        return self._severity

    def set_sentence(self, sentence: str, severity: str = "", icon: str = "") -> None:
        """Says something else, perhaps with another severity."""
        self._severity = severity or self._severity
        self._sentence.setText(sentence)
        self._icon.set_icon(icon or self._severity, self._severity)
        self.setAccessibleName(sentence)
        self.update()

    def add_link(self, text: str, key: object = None) -> LinkButton:
        """Adds a link at the right; `key` (its text by default) comes with the signal."""
        button = LinkButton(self._look, text, parent=self)
        value = text if key is None else key
        button.clicked.connect(lambda: self.link_activated.emit(value))
        self._line.addSpacing(self._look.px(4))
        self._line.addWidget(button)
        return button

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints tint and hairline."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color(f"{self._severity}-tint"))
        border = self._look.tokens.mixed(self._severity, f"{self._severity}-tint", 0.22)
        draw_rule(painter, self.rect(), Qt.Edge.BottomEdge, border)
        painter.end()


class BannerStack(QWidget):
    """The banners of a page: two are shown, the rest after "3 more"."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._banners: list[Banner] = []
        self._open = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._more = LinkButton(look, "", parent=self)
        self._more.clicked.connect(self._show_all)
        self._foot = QHBoxLayout()
        self._foot.addSpacing(look.px(PAGE_MARGIN + 22))
        self._foot.addWidget(self._more)
        self._foot.addStretch(1)
        self._column.addLayout(self._foot)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._settle()

    def set_banners(self, banners: list[Banner]) -> None:
        """Shows these banners and deletes those shown before."""
        for old in self._banners:
            if old not in banners:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._banners = list(banners)
        for place, banner in enumerate(self._banners):
            self._column.insertWidget(place, banner)
        self._settle()

    def _show_all(self) -> None:
        self._open = True
        self._settle()

    def _settle(self) -> None:
        hidden = 0 if self._open else max(0, len(self._banners) - _MOST_SHOWN)
        for place, banner in enumerate(self._banners):
            banner.setVisible(self._open or place < _MOST_SHOWN)
        self._more.set_label(self.tr("%n more", "", hidden))
        self._more.setVisible(hidden > 0)
        self.setVisible(bool(self._banners))
