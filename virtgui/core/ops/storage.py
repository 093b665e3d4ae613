"""Operations on storage volumes; their reference is the node's."""

from dataclasses import dataclass

from virtgui.core.ops.base import Lane, Operation

Commands = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateVolume(Operation):
    """Create a volume in a pool of a node; what has that name already is never overwritten."""

    code = "create_volume"
    # Allocating writes all of it, which may take long.
    lane = Lane.BULK
    pool: str
    name: str
    capacity: int
    """Bytes that a guest sees."""
    format: str = ""
    """"qcow2", "raw", ...; empty in pools whose volumes have none."""
    allocate: bool = False
    """Whether all of its space is taken now, instead of as it is written."""

    @property
    def allocation(self) -> int | None:
        """Bytes to take now; None leaves it to the pool, which then takes all."""
        if not self.format:
            return None
        return self.capacity if self.allocate else 0

    @property
    def preallocates(self) -> bool:
        """Whether libvirt needs to be told by a flag that all space shall be taken."""
        return self.allocate and self.format == "qcow2"

    def commands(self, name: str) -> Commands:
        """``virsh vol-create-as``."""
        del name
        words = ["vol-create-as", self.pool, self.name, f"{self.capacity}B"]
        if self.format:
            words += ["--format", self.format, "--allocation", f"{self.allocation}B"]
        if self.preallocates:
            words.append("--prealloc-metadata")
        return (tuple(words),)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteVolume(Operation):
    """Delete a volume, unless some machine or another volume uses it."""

    code = "delete_volume"
    loses_data = True
    path: str

    def commands(self, name: str) -> Commands:
        """``virsh vol-delete``."""
        del name
        return (("vol-delete", self.path),)
