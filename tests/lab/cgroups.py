"""A branch of the control groups for each node: accounting inside, total clean-up from outside."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.lab.shell import wait_until

ROOT = Path("/sys/fs/cgroup")
TOP = "virtgui-lab"


def is_unified() -> bool:
    """Tell whether the machine has cgroup v2 only."""
    return (ROOT / "cgroup.controllers").exists()


def hierarchies() -> dict[str, Path]:
    """Return mount option -> mount point of every hierarchy (v2 alone: one, named "")."""
    if is_unified():
        return {"": ROOT}
    found = {}
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, place, kind, options = line.split()[:4]
        path = Path(place)
        if kind == "cgroup" and path.parent == ROOT:
            found[_hierarchy_name(options)] = path
    return found


def _hierarchy_name(options: str) -> str:
    plain = {"rw", "ro", "nosuid", "nodev", "noexec", "relatime", "xattr", "clone_children"}
    words = [word for word in options.split(",") if word not in plain]
    return ",".join(word for word in words if not word.startswith("release_agent="))


def writable() -> bool:
    """Tell whether groups can be made."""
    found = hierarchies()
    return bool(found) and all(os.access(place, os.W_OK) for place in found.values())


def branch(lab: str, node: str = "") -> list[Path]:
    """Return the folders of a lab or of a node in all hierarchies, made or not."""
    return [place / TOP / lab / node for place in hierarchies().values()]


def make_branch(lab: str, node: str) -> list[Path]:
    """Make the groups of one node, ready to hold processes."""
    made = branch(lab, node)
    for folder in made:
        base = folder.parents[2]
        for level in (base / TOP, base / TOP / lab, folder):
            _make_level(level)
    return made


def _make_level(level: Path) -> None:
    level.mkdir(exist_ok=True)
    if is_unified():
        _enable_controllers(level.parent)
    for name in ("cpuset.cpus", "cpuset.mems"):
        own = level / name
        if not is_unified() and own.exists() and not own.read_text().strip():
            own.write_text((level.parent / name).read_text())


def _enable_controllers(folder: Path) -> None:
    words = (folder / "cgroup.controllers").read_text().split()
    (folder / "cgroup.subtree_control").write_text(" ".join(f"+{word}" for word in words))


def processes(folders: list[Path]) -> set[int]:
    """Return the processes in these groups and everything below them."""
    found: set[int] = set()
    for folder in folders:
        for group in _walk(folder):
            try:
                found.update(int(word) for word in (group / "cgroup.procs").read_text().split())
            except OSError:
                continue
    return found


def _walk(folder: Path) -> Iterator[Path]:
    """Yield a group's descendants, deepest first, then itself."""
    try:
        children = [Path(entry) for entry in os.scandir(folder) if entry.is_dir()]
    except FileNotFoundError:
        return
    for child in children:
        yield from _walk(child)
    yield folder


def kill_all(folders: list[Path], *, spare: int = 0, timeout: float = 15.0) -> None:
    """Kill every process in these groups, those that start meanwhile included.

    Args:
        folders: The groups; what is below them counts.
        spare: A process that stays, to collect the dead.
        timeout: Seconds.

    Raises:
        LabError: some are still there in the end.
    """

    def gone() -> bool:
        # The dead that `spare` collects count until it has done so.
        left = processes(folders) - {spare}
        _thaw(folders)
        for process in alive(left):
            _kill(process)
        return not (left if spare else alive(left))

    wait_until(gone, f"processes of {folders[0] if folders else '-'} to end", timeout)


def _thaw(folders: list[Path]) -> None:
    """Let frozen containers and guests go on: a frozen process cannot be killed."""
    for folder in folders:
        for group in _walk(folder):
            state = group / "freezer.state"
            if state.exists() and "THAWED" not in state.read_text():
                state.write_text("THAWED")


def alive(candidates: set[int]) -> set[int]:
    """Return those that run: not gone, not merely waiting to be collected by their parent."""
    found = set()
    for process in candidates:
        try:
            text = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            continue
        if text.rpartition(")")[2].split()[0] not in "ZX":
            found.add(process)
    return found


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def remove(folders: list[Path]) -> None:
    """Remove emptied groups, and the common top when it is empty too.

    Raises:
        LabError: a group cannot be removed.
    """
    for folder in folders:
        for group in _walk(folder):
            wait_until(partial(_removed, group), f"{group} to go", 5.0)
        _removed(folder.parent)


def _removed(group: Path) -> bool:
    try:
        group.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True
