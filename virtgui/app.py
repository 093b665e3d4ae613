"""The composition root: builds the long-lived objects, joins them, runs the program."""

import gc
import logging
import signal
import socket as socket_module
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QSocketNotifier,
    QTimer,
    QTranslator,
)
from PySide6.QtWidgets import QApplication

from virtgui import __version__, resources
from virtgui.backend.fleet import Fleet, start_event_loop
from virtgui.backend.places import Places
from virtgui.backend.ways import goes_over_ssh
from virtgui.bridge.collector import Collector
from virtgui.bridge.debug_log import DebugLog
from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.faults import FaultHooks
from virtgui.bridge.feed import Feed
from virtgui.bridge.instance import InstanceServer, hand_over
from virtgui.bridge.preload import load_later
from virtgui.cli import Arguments, parse
from virtgui.core.values.connection import ConnectionSpec
from virtgui.models.alert_book import AlertBook
from virtgui.models.connections_store import DEMO_ID, ConnectionsStore, new_connection
from virtgui.models.host_names import HostNames
from virtgui.models.rules_store import RulesStore
from virtgui.models.settings_store import Settings
from virtgui.views.look.look import Look

if TYPE_CHECKING:
    from virtgui.views.main_window import MainWindow

PRELOAD_AFTER_MS: Final = 1000
PRELOADED: Final = (
    "virtgui.views.pages.node_page",
    "virtgui.views.pages.domain_page",
    "virtgui.views.dialogs.delete",
    "virtgui.views.dialogs.labels",
    "virtgui.views.dialogs.add_connection",
    "virtgui.views.dialogs.host_files",
    "virtgui.views.dialogs.start_options",
    "virtgui.views.dialogs.preferences",
)
GC_THRESHOLDS: Final = (10_000, 20, 100)
"""Full collections hold up all threads, the window's too; rows are seldom garbage."""
SWITCH_INTERVAL: Final = 0.001
"""Seconds that a worker may keep the interpreter when the window wants it."""

EventStarter = Callable[[Callable[[BaseException], None]], object]


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the program keeps things."""

    config: Path
    cache: Path
    data: Path
    runtime: Path

    @classmethod
    def of(cls, config: str) -> "Folders":
        """The user's usual folders, or all under the one given."""
        if config:
            root = Path(config).expanduser().resolve()
            return cls(root, root / "cache", root / "data", root)
        dirs = platformdirs.PlatformDirs("virtgui", appauthor=False)
        config_dir, cache_dir = Path(dirs.user_config_dir), Path(dirs.user_cache_dir)
        return cls(config_dir, cache_dir, Path(dirs.user_data_dir), _runtime(dirs))

    def make(self) -> None:
        """Create them, for their owner only."""
        for folder in (self.config, self.cache, self.data, self.runtime):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def _runtime(dirs: platformdirs.PlatformDirs) -> Path:
    """A short folder for sockets: their paths may have 107 bytes only."""
    found = Path(dirs.user_runtime_dir)
    return found if found.parent.is_dir() else Path(dirs.user_config_dir)


class Program(QObject):
    """All long-lived objects of a running program.

    `start_events` starts libvirt's event thread, which a process can have once only. `places`
    are the backend's own; a test gives SSH files and a key ring that are not the user's.
    """

    def __init__(
        self,
        app: QApplication,
        arguments: Arguments,
        folders: Folders,
        start_events: EventStarter = start_event_loop,
        places: Places | None = None,
    ) -> None:
        super().__init__()
        self.look = Look(app, self)
        if not arguments.style:
            self.look.install_style()
        self.settings = Settings(folders.config / "settings.json", self)
        self.look.set_theme(self.settings.get("look.theme"))
        self.connections = ConnectionsStore(folders.config / "connections.json", self)
        self.feed = Feed(self)
        self.hooks = FaultHooks(self.feed)
        self.hooks.install()
        polling = self.settings.polling()
        places = places or Places(folders.config / "secrets.json", folders.runtime)
        self.backend = Fleet(
            self.feed,
            folders.cache / "definitions.sqlite",
            polling,
            places,
            folders.data / "history.sqlite",
        )
        self.event_loop = start_events(self.backend.report)
        self.dispatcher = Dispatcher(self.backend, self.feed, self)
        self.log = DebugLog(self.feed, self.dispatcher, self)
        self.host_names = HostNames(self.feed, self.connections, self)
        self.host_names.renamed.connect(self.dispatcher.update_node)
        self.rules = RulesStore(self.settings, self.dispatcher, self)
        self.alerts = AlertBook(self.feed, self.settings, self)
        self._demo_folder: tempfile.TemporaryDirectory[str] | None = None
        self._begun = arguments
        if any(goes_over_ssh(uri) for uri in self._first_uris(arguments)):
            # Two threads that import share one interpreter: the nodes' logins should begin first.
            self.backend.load_ssh()
        self._connect(arguments)
        self.window = self._make_window()
        self.window.demo_requested.connect(self._on_demo_requested)

    def _make_window(self) -> "MainWindow":
        """The window; its modules are loaded while the nodes already answer."""
        from virtgui.views.main_window import MainWindow

        return MainWindow(
            look=self.look,
            feed=self.feed,
            dispatcher=self.dispatcher,
            settings=self.settings,
            connections=self.connections,
            rules=self.rules,
            alerts=self.alerts,
        )

    def show(self) -> None:
        """Show the window, and say which file of ours could not be used."""
        self.window.show()
        problems = (self.settings.problem, self.connections.problem)
        self.window.notices.tell_problems(problems)

    def open(self, arguments: Arguments) -> None:
        """Connect what the arguments name, or what is saved; go where they say."""
        if arguments is not self._begun:
            self._connect(arguments)
        if arguments.domain:
            self.window.go_to_domain(arguments.domain, arguments.page)

    def _first_uris(self, arguments: Arguments) -> tuple[str, ...]:
        if arguments.uris or arguments.demo:
            return arguments.uris
        return tuple(spec.uri for spec in self.connections.all() if spec.autoconnect)

    def _connect(self, arguments: Arguments) -> None:
        if arguments.demo:
            self.connect_demo(arguments.demo_domains)
        for uri in arguments.uris:
            self._connect_uri(uri, read_only=arguments.read_only)
        if not arguments.demo and not arguments.uris:
            for spec in self.connections.all():
                if spec.autoconnect:
                    self.dispatcher.connect_node(spec)

    def receive(self, words: list[str]) -> None:
        """Do what a second start asked for, and come to the front."""
        self.open(parse(words))
        self.window.come_to_front()

    def connect_demo(self, count: int = 0) -> None:
        """Open the demo host; it lives in a file of this run."""
        if self._demo_folder is None:
            self._demo_folder = tempfile.TemporaryDirectory(prefix="virtgui-demo-")
        if self.connections.get(DEMO_ID) is None:
            from virtgui.backend.demo import write_demo

            uri = write_demo(Path(self._demo_folder.name) / "demo.xml", count)
            name = self.tr("Demo host")
            spec = ConnectionSpec(DEMO_ID, uri, name, autoconnect=False, is_demo=True)
            self.connections.add(spec, keep=False)
        found = self.connections.get(DEMO_ID)
        if found:
            self.dispatcher.connect_node(found)

    def close(self) -> None:
        """End everything; silent nodes are not waited for.

        Widgets go while Qt and their models are still there: left to the end of the interpreter,
        they would be taken down in no order at all.
        """
        self.window.hide()
        self.connections.flush()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.backend.close()
        self.hooks.remove()
        if self._demo_folder:
            self._demo_folder.cleanup()

    def _connect_uri(self, uri: str, *, read_only: bool) -> None:
        spec = self.connections.by_uri(uri) or new_connection(uri, read_only=read_only)
        if spec.read_only != read_only and read_only:
            spec = new_connection(uri, read_only=True)
        self.dispatcher.connect_node(self.connections.add(spec))

    def _on_demo_requested(self) -> None:
        self.connect_demo()


def run(arguments: Arguments) -> int:
    """Run the program; the exit code."""
    _log_to_stderr(debug=arguments.debug)
    folders = Folders.of(arguments.config)
    folders.make()
    socket = folders.runtime / "instance.sock"
    if hand_over(socket, sys.argv[1:]):
        return 0
    sys.setswitchinterval(SWITCH_INTERVAL)
    app = make_application(arguments)
    program = Program(app, arguments, folders)
    server = InstanceServer(socket, program)
    server.arguments_received.connect(program.receive)
    app.setWindowIcon(program.look.application_icon())
    program.show()
    program.open(arguments)
    QTimer.singleShot(PRELOAD_AFTER_MS, _settle)
    _end_on_signals(app)
    code = app.exec()
    program.window.keep_state()
    server.close()
    program.close()
    return code


def _settle() -> None:
    """After the start: keep the collector from what stays, load what was left out."""
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    Collector(QCoreApplication.instance())
    load_later(PRELOADED)


def make_application(arguments: Arguments) -> QApplication:
    """The QApplication with names, translations and the plain style, if that was asked for."""
    QApplication.setApplicationName("virtgui")
    QApplication.setApplicationDisplayName("virtgui")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("org.virtgui.virtgui")
    app = QApplication([sys.argv[0]])
    if arguments.style:
        app.setStyle(arguments.style)
    install_translations(app)
    return app


def install_translations(app: QApplication) -> None:
    """Qt's own words and ours, in the user's language where there are any.

    English comes first: it has the plural forms, and stands in for what others lack.
    """
    own = resources.translations_folder()
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    english = QLocale(QLocale.Language.English)
    for locale, name, folder in (
        (english, "virtgui", own),
        (QLocale(), "qtbase", qt),
        (QLocale(), "virtgui", own),
    ):
        translator = QTranslator(app)
        if translator.load(locale, name, "_", str(folder)):
            app.installTranslator(translator)


def _log_to_stderr(*, debug: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.WARNING, format="%(message)s", stream=sys.stderr
    )


def _end_on_signals(app: QApplication) -> None:
    """Let Ctrl+C and a polite kill end the program as its menu does.

    Python's own handlers run between byte codes only, so a waiting Qt loop would not see them:
    the interpreter writes each signal to a socket that Qt watches.
    """
    reading, writing = socket_module.socketpair()
    for end in (reading, writing):
        end.setblocking(False)
    signal.set_wakeup_fd(writing.fileno())
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(app.quit)
    # The sockets must live as long as the application does.
    app.setProperty("signal_sockets", (reading, writing))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
