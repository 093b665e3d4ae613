"""The definition of an object, as it is edited."""

from dataclasses import dataclass
from typing import Final

KEPT: Final = "(kept)"
"""What stands in a definition for a secret that the node keeps: it goes back as it was."""


@dataclass(frozen=True, slots=True)
class DomainDefinition:
    """What a node says of one domain, read in one go; secrets are replaced by `KEPT`.

    Attributes:
        persistent: The XML of the next start; empty for a transient domain.
        running: The XML of what runs now; empty when nothing runs.
        digest: SHA-256 (hex) of the canonical form of `persistent`, or else of `running`: two
            readings with the same digest say the same.
        read_at: Wall clock, seconds.
        has_managed_save: Whether the next start restores a saved memory, for which libvirt
            refuses other hardware.
        is_complete: False where the node does not tell secrets to this connection (read-only, or
            the right is missing): they are absent then, so that defining this would lose them.
    """

    persistent: str
    running: str
    digest: str
    read_at: float
    has_managed_save: bool = False
    is_complete: bool = True

    @property
    def edited(self) -> str:
        """The XML that an editor works on."""
        return self.persistent or self.running
