"""Where the backend keeps things, besides the cache of definitions."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

    from virtgui.backend.ssh.config_reader import SshFiles


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files; the last two stand in for the user's own in tests."""

    secrets_index: Path
    """The list of what was put into the key ring."""
    sockets: Path
    """Where private folders for the local ends of SSH channels are made; a short path."""
    ssh: "SshFiles | None" = None
    """The SSH files that are read; None for the user's and the system's."""
    key_ring: "KeyringBackend | None" = None
    """The key ring; None for the system's."""

    @classmethod
    def under(cls, folder: Path) -> "Places":
        """Everything in one folder."""
        return cls(folder / "secrets.json", folder)
