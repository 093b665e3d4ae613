"""One running program per configuration: a second start hands its arguments over.

A Unix socket in the configuration's own folder, readable by its owner only. A socket that
nobody answers is left over from a crash and is replaced.
"""

import json
import socket
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

_LIMIT: Final = 65536
_PATIENCE: Final = 2.0


def hand_over(path: Path, arguments: list[str]) -> bool:
    """Give the arguments to a running program; False when there is none."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(_PATIENCE)
        try:
            client.connect(str(path))
            client.sendall(json.dumps(arguments).encode() + b"\n")
            return client.recv(1) == b"+"
        except OSError:
            return False


class InstanceServer(QObject):
    """Listens for later starts. `arguments_received` carries their arguments as a list."""

    arguments_received = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen(8)
        self._socket.setblocking(False)
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_activated)

    def close(self) -> None:
        """Stop listening and remove the socket."""
        self._notifier.setEnabled(False)
        self._socket.close()
        self._path.unlink(missing_ok=True)

    @Slot()
    def _on_activated(self) -> None:
        try:
            peer, _ = self._socket.accept()
        except BlockingIOError:
            return
        with peer:
            # The sender writes its one line before it waits; a slow stranger is cut off.
            peer.settimeout(0.05)
            arguments = _read_arguments(peer)
            if arguments is not None:
                peer.sendall(b"+")
        if arguments is not None:
            self.arguments_received.emit(arguments)


def _read_arguments(peer: socket.socket) -> list[str] | None:
    data = b""
    try:
        while not data.endswith(b"\n") and len(data) < _LIMIT:
            part = peer.recv(4096)
            if not part:
                return None
            data += part
        found = json.loads(data)
    except (OSError, ValueError):
        return None
    is_list = isinstance(found, list) and all(isinstance(item, str) for item in found)
    return found if is_list else None
