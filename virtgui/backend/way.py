"""The way to a node: what stands between libvirt here and libvirt there."""

from collections.abc import Callable
from typing import Protocol

import libvirt

from virtgui.backend.certificates import explain, goes_over_tls
from virtgui.backend.credentials import Credentials
from virtgui.backend.progress import Progress
from virtgui.core.uri import parse_uri
from virtgui.core.values.connection import ConnectionSpec, ConnectStep


class Way(Protocol):
    """Opens libvirt connections to one node, until it is closed."""

    def open(self) -> libvirt.virConnect:
        """Open a connection; the first call makes the way. Blocks; worker threads only.

        Raises:
            VirtguiError: why it cannot be done.
            libvirt.libvirtError: what libvirt says.
        """

    def close(self) -> None:
        """End it and take back its questions. Any thread; does not wait."""


WayMaker = Callable[[ConnectionSpec, Progress], Way]


class DirectWay:
    """libvirt goes itself: local sockets, TLS, the hypervisors' own protocols."""

    def __init__(self, spec: ConnectionSpec, progress: Progress, credentials: Credentials) -> None:
        self._spec = spec
        self._progress = progress
        self._credentials = credentials

    def open(self) -> libvirt.virConnect:
        """Open a connection. Blocks; worker threads only.

        Raises:
            VirtguiError: why it cannot be done.
            libvirt.libvirtError: what libvirt says.
        """
        self._credentials.agree_to_clear_text(self._spec)
        self._progress.step(ConnectStep.OPENING, "")
        try:
            return self._credentials.open(self._spec.uri, read_only=self._spec.read_only)
        except libvirt.libvirtError as error:
            uri = parse_uri(self._spec.uri)
            if goes_over_tls(uri):
                raise explain(error, uri) from None
            raise

    def close(self) -> None:
        """Take back what is asked."""
        self._credentials.close()
