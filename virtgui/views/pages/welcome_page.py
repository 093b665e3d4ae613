"""The first start: three ways to a host."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.queries import FindLocalHypervisors, LocalHypervisor
from virtgui.models.error_words import error_text, one_line
from virtgui.models.noop import QT_TRANSLATE_NOOP
from virtgui.views.look.look import Look
from virtgui.views.look.metrics import RADIUS_CARD
from virtgui.views.look.paint import draw_box
from virtgui.views.widgets.buttons import LinkButton
from virtgui.views.widgets.fields import CodeLine
from virtgui.views.widgets.flow_layout import FlowLayout
from virtgui.views.widgets.keycap import KeyCap
from virtgui.views.widgets.surface import ScrollPage, Surface
from virtgui.views.widgets.text import IconLabel, TextLabel

CARD_WIDTH: Final = 252
CARD_HEIGHT: Final = 172
_CARD_GAP: Final = 16
_CARDS: Final = 3

_HYPERVISORS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "qemu:///system": QT_TRANSLATE_NOOP("Welcome", "QEMU/KVM, system"),
        "qemu:///session": QT_TRANSLATE_NOOP("Welcome", "QEMU/KVM, your session"),
        "lxc:///system": QT_TRANSLATE_NOOP("Welcome", "LXC containers"),
        "xen:///system": QT_TRANSLATE_NOOP("Welcome", "Xen"),
    }
)
# In this order: what a person can cure first.
_PROBLEMS: Final[Mapping[str, tuple[Remedy, str, str]]] = MappingProxyType(
    {
        "permission": (
            Remedy.JOIN_GROUP,
            QT_TRANSLATE_NOOP("Welcome", "You may not use it yet"),
            QT_TRANSLATE_NOOP(
                "Welcome",
                "You may not use libvirt here. An administrator adds you to the group libvirt with "
                "the command below; then log out and in again.",
            ),
        ),
        "no_socket": (
            Remedy.START_DAEMON,
            QT_TRANSLATE_NOOP("Welcome", "libvirt is not running"),
            QT_TRANSLATE_NOOP(
                "Welcome", "libvirt is installed, but not running. An administrator starts it with:"
            ),
        ),
        "no_driver": (
            Remedy.INSTALL_LIBVIRT,
            QT_TRANSLATE_NOOP("Welcome", "libvirt has no driver here"),
            QT_TRANSLATE_NOOP("Welcome", "An administrator installs the usual ones with:"),
        ),
        "": (
            Remedy.INSTALL_LIBVIRT,
            QT_TRANSLATE_NOOP("Welcome", "libvirt was not found here"),
            QT_TRANSLATE_NOOP(
                "Welcome",
                "libvirt is not installed on this computer, or is not running. "
                "An administrator installs it with:",
            ),
        ),
    }
)


def _tr(source: str) -> str:
    return QCoreApplication.translate("Welcome", source)


def hypervisor_name(uri: str) -> str:
    """A local address in words."""
    source = _HYPERVISORS.get(uri)
    return _tr(source) if source else uri


class WelcomeCard(QAbstractButton):
    """A large button: icon, title, what it is for, and at its foot what was found."""

    def __init__(self, look: Look, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self._look = look
        self._title, self._sentence = title, sentence
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._icon = IconLabel(look, icon, size=28, role="accent")
        self._heading = TextLabel(look, title, font="section")
        self._text = TextLabel(look, sentence, ink="muted", wrap=True)
        self._found_icon = IconLabel(look, "info")
        self._found = TextLabel(look, ink="muted", wrap=True)
        self._lay_out()
        look.changed.connect(self.updateGeometry)

    @property
    def found(self) -> str:
        """What stands at the foot."""
        return self._found.text()

    def set_found(self, words: str, icon: str = "info", role: str = "muted") -> None:
        """Shows what was found."""
        self._found.setText(words)
        self._found.set_ink("text" if role == "ok" else "muted")
        self._found_icon.set_icon(icon, role)
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(f"{self._sentence} {words}")
        self.updateGeometry()

    def set_reason(self, reason: str) -> None:
        """Disables the card and says why; an empty reason enables it."""
        self.setEnabled(not reason)
        self.setToolTip(reason)

    def sizeHint(self) -> QSize:
        """The size of the design, higher where the words need it."""
        width = self._look.px(CARD_WIDTH)
        needed = self._column.totalHeightForWidth(width)
        return QSize(width, max(self._look.px(CARD_HEIGHT), needed))

    def minimumSizeHint(self) -> QSize:
        """Words are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paints ground and outline; the ring of focus always, since one card is offered."""
        look, painter = self._look, QPainter(self)
        fill, outline, width = look.color("raised"), look.color("control"), 1
        if not self.isEnabled():
            fill, outline = look.color("base"), look.color("border")
        elif self.isDown():
            fill = look.color("selection")
        elif self.underMouse():
            fill = look.color("hover")
        if self.hasFocus():
            outline, width = look.color("focus"), 2
        radius = look.px(RADIUS_CARD)
        draw_box(painter, self.rect(), fill=fill, outline=outline, radius=radius, width=width)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follows being enabled."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.update()

    def _lay_out(self) -> None:
        px = self._look.px
        foot = QHBoxLayout()
        foot.setSpacing(px(6))
        foot.addWidget(self._found_icon, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._found, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(16))
        column.setSpacing(px(4))
        column.addWidget(self._icon)
        column.addSpacing(px(6))
        column.addWidget(self._heading)
        column.addWidget(self._text)
        column.addStretch(1)
        column.addSpacing(px(8))
        column.addLayout(foot)
        for part in (self._icon, self._heading, self._text, self._found_icon, self._found):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            # A button hands its own ink down to its children.
            part.setForegroundRole(QPalette.ColorRole.WindowText)


class _CardRow(QWidget):
    """The cards beside each other, wrapped where the width ends."""

    def __init__(self, look: Look, cards: tuple[WelcomeCard, ...]) -> None:
        super().__init__()
        self._flow = FlowLayout(self, gap=look.px(_CARD_GAP))
        for card in cards:
            self._flow.addWidget(card)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)


class WelcomePage(Surface):
    """What is shown while there is no host.

    Signals:
        connect_requested: a local hypervisor is wanted; carries its address.
        add_requested: another computer, or another address, is wanted.
        demo_requested: the demo host is wanted.
    """

    connect_requested = Signal(object)
    add_requested = Signal()
    demo_requested = Signal()

    def __init__(
        self, *, look: Look, dispatcher: Dispatcher, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "base", parent)
        self.setObjectName("welcome_page")
        self.setAccessibleName(self.tr("Welcome"))
        self._dispatcher = dispatcher
        self._query: int | None = None
        self._usable: tuple[LocalHypervisor, ...] = ()
        self._found: tuple[LocalHypervisor, ...] = ()
        self.local = self._card(
            "use_local", "node-local", self.tr("Use this computer"),
            self.tr("The virtual machines and containers that run here."),
        )  # fmt: skip
        self.other = self._card(
            "add_address", "node", self.tr("Connect over SSH…"),
            self.tr("Another computer, with your SSH keys; TLS and other libvirt addresses too."),
        )  # fmt: skip
        self.demo = self._card(
            "open_demo", "demo", self.tr("Open the demo host"),
            self.tr("Try everything on a pretended host. Nothing real changes."),
        )  # fmt: skip
        self.other.set_found(self.tr("Uses your SSH configuration"))
        self.demo.set_found(self.tr("Needs no hypervisor"))
        self.help = TextLabel(look, ink="muted", wrap=True)
        self.command = CodeLine(look, "")
        self.again = LinkButton(look, self.tr("Look again"))
        self.again.setObjectName("look_again")
        self._lay_out()
        self._wire()
        self._say_looking()

    def showEvent(self, event: QShowEvent) -> None:
        """Look what runs on this computer now."""
        super().showEvent(event)
        self.look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        """The answer is not wanted any more."""
        super().hideEvent(event)
        self._take_back()

    def look_again(self) -> None:
        """Ask what this computer offers."""
        self._take_back()
        if not self._found:
            self._say_looking()
        self._query = self._dispatcher.ask(FindLocalHypervisors(), self._on_found, self._on_error)

    def menu_of_local(self) -> QMenu:
        """The local hypervisors to choose from, with those that cannot be used and why."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for one in self._found:
            action = menu.addAction(hypervisor_name(one.uri))
            action.setObjectName(one.uri)
            action.setEnabled(one.usable)
            action.setToolTip(one.uri if one.usable else _tr(_problem(one.reason)[1]))
            action.triggered.connect(lambda _=False, uri=one.uri: self.connect_requested.emit(uri))
        return menu

    def _card(self, name: str, icon: str, title: str, sentence: str) -> WelcomeCard:
        card = WelcomeCard(self._look, icon, title, sentence)
        card.setObjectName(name)
        return card

    def _wire(self) -> None:
        self.local.clicked.connect(self._use_local)
        self.other.clicked.connect(self.add_requested)
        self.demo.clicked.connect(self.demo_requested)
        self.again.clicked.connect(self.look_again)

    def _lay_out(self) -> None:
        look = self._look
        block = QVBoxLayout()
        block.setContentsMargins(0, 0, 0, 0)
        block.setSpacing(look.px(4))
        sentence = self.tr(
            "virtgui shows and runs the virtual machines of any computer with libvirt. "
            "Nothing is installed on it."
        )
        block.addWidget(
            TextLabel(look, self.tr("Connect your first host"), font="display", wrap=True)
        )
        block.addWidget(TextLabel(look, sentence, ink="muted", wrap=True))
        block.addSpacing(look.px(20))
        block.addWidget(_CardRow(look, (self.local, self.other, self.demo)))
        block.addSpacing(look.px(16))
        block.addLayout(self._help_row())
        block.addSpacing(look.px(20))
        block.addLayout(self._key_row())
        self._centre(block)

    def _help_row(self) -> QVBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self.command, 1)
        line.addWidget(self.again)
        line.addStretch(0)
        rows = QVBoxLayout()
        rows.setSpacing(self._look.px(6))
        rows.addWidget(self.help)
        rows.addLayout(line)
        return rows

    def _key_row(self) -> QHBoxLayout:
        look, line = self._look, QHBoxLayout()
        line.setSpacing(look.px(8))
        native = QKeySequence.SequenceFormat.NativeText
        for keys, words in (("Ctrl+K", self.tr("all commands")), ("Ctrl+F", self.tr("search"))):
            line.addWidget(KeyCap(look, QKeySequence(keys).toString(native)))
            line.addWidget(TextLabel(look, words, ink="muted"))
            line.addSpacing(look.px(12))
        line.addStretch(1)
        return line

    def _centre(self, block: QVBoxLayout) -> None:
        look = self._look
        holder = QWidget()
        holder.setLayout(block)
        widest = _CARDS * look.px(CARD_WIDTH) + (_CARDS - 1) * look.px(_CARD_GAP)
        holder.setMaximumWidth(widest)
        page = ScrollPage(look, margin=24)
        grid = QGridLayout()
        grid.addWidget(holder, 1, 1)
        grid.setRowStretch(0, 2)
        grid.setRowStretch(2, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 100)
        grid.setColumnStretch(2, 1)
        page.body.addLayout(grid)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def _take_back(self) -> None:
        if self._query is not None:
            self._dispatcher.take_back(self._query)
            self._query = None

    def _say_looking(self) -> None:
        self.local.set_found(self.tr("Looking for libvirt"), "st-busy")
        self._say_help("", "")

    def _say_help(self, words: str, command: str) -> None:
        self.help.setText(words)
        self.help.setVisible(bool(words))
        self.command.set_text(command)
        self.command.setVisible(bool(command))
        self.again.setVisible(bool(words))

    def _on_found(self, found: tuple[LocalHypervisor, ...]) -> None:
        self._query = None
        self._found = found
        self._usable = tuple(one for one in found if one.usable)
        if self._usable:
            self._offer()
        else:
            self._explain()

    def _on_error(self, error: ErrorInfo) -> None:
        self._query = None
        self._found = self._usable = ()
        why = one_line(error)
        self.local.set_found(why, "warn", "warn")
        self.local.set_reason(why)
        self._say_help(why, "")

    def _offer(self) -> None:
        self.local.set_reason("")
        denied = next((one for one in self._found if one.reason == "permission"), None)
        if denied is not None:
            self._say_cure("permission", hypervisor_name(denied.uri))
        else:
            self._say_help("", "")
        if len(self._usable) > 1:
            words = self.tr("%n hypervisors found", "", len(self._usable))
            self.local.set_found(words, "ok", "ok")
            return
        name = hypervisor_name(self._usable[0].uri)
        self.local.set_found(name, "ok", "ok")
        self._give_focus()

    def _explain(self) -> None:
        reasons = {one.reason for one in self._found}
        code = next((code for code in _PROBLEMS if code in reasons), "")
        words = _tr(_problem(code)[1])
        self.local.set_found(words, "warn", "warn")
        self.local.set_reason(words)
        self._say_cure(code)

    def _say_cure(self, code: str, name: str = "") -> None:
        remedy, _, cure = _problem(code)
        words = f"{name}: {_tr(cure)}" if name else _tr(cure)
        error = ErrorInfo(ErrorKind.PERMISSION, remedy, "")
        self._say_help(words, error_text(error).command)

    def _give_focus(self) -> None:
        # Whoever types in the search field keeps the keyboard.
        current = self.window().focusWidget()
        if current is None or self.isAncestorOf(current):
            self.local.setFocus()

    def _use_local(self) -> None:
        if len(self._found) > 1 and self._usable:
            corner = QPoint(0, self.local.height())
            self.menu_of_local().popup(self.local.mapToGlobal(corner))
        elif self._usable:
            self.connect_requested.emit(self._usable[0].uri)


def _problem(code: str) -> tuple[Remedy, str, str]:
    return _PROBLEMS.get(code, _PROBLEMS[""])
