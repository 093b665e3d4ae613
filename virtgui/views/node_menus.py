"""What can be done with hosts, as entries of menus and buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from virtgui.bridge.feed import Feed
from virtgui.core.policy import link_refusal
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionState
from virtgui.models.connection_texts import state_of
from virtgui.models.connections_store import ConnectionsStore
from virtgui.models.plain_text import one_line
from virtgui.models.words import refusal_word
from virtgui.views.look.look import Look

if TYPE_CHECKING:
    from virtgui.views.node_actions import NodeActions

_State = ConnectionState
_ASKABLE: Final = (_State.STALE, _State.WAITING, _State.FAILED)
_SETTLED: Final = (_State.CONNECTED, _State.CONNECTING, _State.ATTENTION)


@dataclass(frozen=True, slots=True)
class NodeEntry:
    """One thing that can be done; `reason` says why not now."""

    key: str
    icon: str
    words: str
    act: Callable[[], None]
    reason: str = ""


class NodeMenus(QObject):
    """Makes menus on hosts."""

    def __init__(
        self, actions: "NodeActions", *, look: Look, feed: Feed, connections: ConnectionsStore
    ) -> None:
        super().__init__(actions)
        self._actions, self._look = actions, look
        self._feed, self._connections = feed, connections

    def entries(self, connections: Sequence[ConnectionId]) -> list[list[NodeEntry]]:
        """What can be done with connections, in groups."""
        ids = tuple(connections)
        groups = [self._link_entries(ids), self._single_entries(ids), self._list_entries(ids)]
        return [group for group in groups if group]

    def fill(self, menu: QMenu, connections: Sequence[ConnectionId]) -> None:
        """Put all actions on connections into a menu, and the choice of a folder."""
        ids = tuple(key for key in connections if self._connections.get(key) is not None)
        if not ids:
            return
        menu.setToolTipsVisible(True)
        for group in self.entries(ids):
            if not menu.isEmpty():
                menu.addSeparator()
            for entry in group:
                if entry.key == "forget":
                    self._add_folders(menu, ids)
                self._add(menu, entry)

    def fill_folder(self, menu: QMenu, folder: str) -> None:
        """Put all actions on a folder into a menu."""
        actions, ids = self._actions, self._connections.inside(folder)
        for entry in self._link_entries(ids):
            self._add(menu, entry)
        menu.addSeparator()
        rename = NodeEntry(
            "rename", "edit", self.tr("Rename folder…"), partial(actions.rename_folder, folder)
        )
        dissolve = NodeEntry(
            "dissolve", "close", self.tr("Remove folder"), partial(actions.dissolve_folder, folder)
        )
        export = NodeEntry("export", "export", self.tr("Export…"), partial(actions.export, ids))
        for entry in (rename, dissolve, export):
            self._add(menu, entry)

    def _link_entries(self, ids: tuple[ConnectionId, ...]) -> list[NodeEntry]:
        actions, states = self._actions, [state_of(self._feed.status(key)) for key in ids]
        found: list[NodeEntry] = []
        if _State.ATTENTION in states:
            asking = ids[states.index(_State.ATTENTION)]
            answer = partial(actions.answer, asking)
            found.append(NodeEntry("answer", "question", self.tr("Answer…"), answer))
        idle = [key for key, state in zip(ids, states, strict=True) if state not in _SETTLED]
        is_again = idle and _State.OFFLINE not in states
        words = self.tr("Retry now") if is_again else self.tr("Connect")
        reason = "" if idle else self._why_not_connect(states)
        icon = "refresh" if is_again else "connect"
        found.append(
            NodeEntry("connect", icon, words, partial(actions.connect_nodes, idle), reason)
        )
        if len(ids) == 1 and states[0] in _ASKABLE:
            why = partial(actions.explain, ids[0])
            found.append(NodeEntry("explain", "question", self.tr("Find out why…"), why))
        up = [key for key, state in zip(ids, states, strict=True) if state is not _State.OFFLINE]
        down = "" if up else self.tr("It is not connected.")
        words, act = self.tr("Disconnect"), partial(actions.disconnect_nodes, up)
        found.append(NodeEntry("disconnect", "close", words, act, down))
        words, act = self.tr("Reconnect"), partial(actions.reconnect_nodes, up)
        found.append(NodeEntry("reconnect", "refresh", words, act, down))
        return found

    def _why_not_connect(self, states: list[ConnectionState]) -> str:
        if _State.ATTENTION in states:
            return self.tr("It waits for your answer.")
        if _State.CONNECTING in states:
            return self.tr("It is connecting.")
        return self.tr("It is connected already.")

    def _single_entries(self, ids: tuple[ConnectionId, ...]) -> list[NodeEntry]:
        if len(ids) != 1:
            return []
        actions, key = self._actions, ids[0]
        spec = self._connections.get(key)
        if spec is None:
            return []
        refusal = link_refusal(self._feed.status(key))
        why = refusal_word(refusal) if refusal else ""
        restore = self.tr("Restore a machine from a file…")
        return [
            NodeEntry("edit", "settings", self.tr("Edit connection…"), partial(actions.edit, spec)),
            NodeEntry("test", "check", self.tr("Test connection…"), partial(actions.test, key)),
            NodeEntry("rename", "edit", self.tr("Rename…"), partial(actions.rename, key)),
            NodeEntry(
                "thresholds", "warn", self.tr("Thresholds…"), partial(actions.thresholds, key)
            ),
            NodeEntry("restore", "resume", restore, partial(actions.restore, key), why),
            NodeEntry(
                "removed", "history", self.tr("Removed machines…"), partial(actions.removed, key)
            ),
        ]

    def _list_entries(self, ids: tuple[ConnectionId, ...]) -> list[NodeEntry]:
        actions = self._actions
        copy = self.tr("Copy address") if len(ids) == 1 else self.tr("Copy addresses")
        found = [NodeEntry("copy", "copy", copy, partial(actions.copy_addresses, ids))]
        if len(ids) == 1:
            act = partial(actions.duplicate, ids[0])
            found.append(NodeEntry("duplicate", "clone", self.tr("Duplicate"), act))
        act = partial(actions.export, ids)
        found.append(NodeEntry("export", "export", self.tr("Export…"), act))
        act = partial(actions.forget_nodes, ids)
        found.append(NodeEntry("forget", "delete", self.tr("Forget…"), act))
        return found

    def _add(self, menu: QMenu, entry: NodeEntry) -> QAction:
        action = menu.addAction(self._look.icon(entry.icon), entry.words)
        action.setObjectName(entry.key)
        action.setEnabled(not entry.reason)
        action.setToolTip(entry.reason)
        action.triggered.connect(lambda _checked=False: entry.act())
        return action

    def _add_folders(self, menu: QMenu, ids: tuple[ConnectionId, ...]) -> None:
        """A submenu with the folders that there are, and a new one."""
        inner = menu.addMenu(self._look.icon("group"), self.tr("Move to folder"))
        inner.menuAction().setObjectName("folders")
        specs = [spec for spec in self._connections.all() if spec.id in ids]
        now = {spec.group for spec in specs}
        for folder in ("", *self._connections.folders()):
            # "&" is doubled, as menus take it for a key's mark.
            words = one_line(folder).replace("&", "&&") or self.tr("No folder")
            action = inner.addAction(words)
            action.setObjectName(f"folder.{folder}")
            action.setCheckable(True)
            action.setChecked(now == {folder})
            act = partial(self._actions.move_to, ids, folder)
            action.triggered.connect(lambda _checked=False, act=act: act())
        inner.addSeparator()
        new = inner.addAction(self._look.icon("add"), self.tr("New folder…"))
        new.setObjectName("new_folder")
        new.triggered.connect(lambda _checked=False: self._actions.move_to_new(ids))
