"""The first process of a node: enters its namespaces, makes its mounts, starts what it is told to.

Run as a script, with the path of a JSON file. Standard library only, nothing of this package:
it runs with `-I -S` so that it is up in a few hundredths of a second.
"""

# pathlib would double the start-up time.
# ruff: noqa: PTH102, PTH104, PTH123

from __future__ import annotations

import ctypes
import json
import os
import select
import signal
import socket
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWCGROUP, CLONE_NEWNET = 0x20000, 0x4000000, 0x2000000, 0x40000000
MNT_DETACH = 2
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
PR_SET_CHILD_SUBREAPER = 36
LIBC = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), what)


def mount(source: str, target: str, kind: str = "", flags: int = 0, data: str = "") -> None:
    words = [word.encode() for word in (source, target, kind)]
    check(LIBC.mount(*words, ctypes.c_ulong(flags), data.encode()), f"mount {source} {target}")


def enter_namespaces(config: dict[str, Any]) -> None:
    for folder in config["cgroups"]:
        with open(f"{folder}/cgroup.procs", "w") as procs:
            procs.write("0")
    with open(f"/run/netns/{config['netns']}") as netns:
        check(LIBC.setns(netns.fileno(), CLONE_NEWNET), "setns")
    check(LIBC.unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWCGROUP), "unshare")
    mount("none", "/", flags=MS_REC | MS_PRIVATE)
    socket.sethostname(config["name"])


def mount_all(config: dict[str, Any]) -> None:
    # Out of the table, not only hidden: libvirt looks for control groups there.
    LIBC.umount2(b"/sys", MNT_DETACH)
    mount("sysfs", "/sys", "sysfs")
    mount_cgroups(config["hierarchies"])
    for target, upper, work in config["overlays"]:
        folders = f"lowerdir={target},upperdir={upper},workdir={work}"
        mount("overlay", target, "overlay", data=folders)
    for source, target in config["binds"]:
        mount(source, target, flags=MS_BIND)


def mount_cgroups(hierarchies: dict[str, str]) -> None:
    if "" in hierarchies:
        mount("cgroup2", "/sys/fs/cgroup", "cgroup2")
        leave_root_group()
        return
    mount("tmpfs", "/sys/fs/cgroup", "tmpfs", data="mode=755")
    for name, place in hierarchies.items():
        os.mkdir(place)
        mount("cgroup", place, "cgroup", data=name)


def leave_root_group() -> None:
    """Version 2 gives controllers only to children of a group that has no process itself."""
    os.mkdir("/sys/fs/cgroup/init")
    with open("/sys/fs/cgroup/init/cgroup.procs", "w") as procs:
        procs.write("0")
    with open("/sys/fs/cgroup/cgroup.controllers") as controllers:
        words = " ".join(f"+{word}" for word in controllers.read().split())
    with open("/sys/fs/cgroup/cgroup.subtree_control", "w") as control:
        control.write(words)


def spawn(arguments: list[str], log: str) -> int:
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    return os.posix_spawnp(
        arguments[0],
        arguments,
        environment,
        file_actions=actions,
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGCHLD],
    )


def answer(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rw") as stream:
        request = json.loads(stream.readline())
        try:
            reply: dict[str, object] = {"pid": spawn(request["arguments"], request["log"])}
        except OSError as error:
            reply = {"error": str(error)}
        stream.write(json.dumps(reply) + "\n")


def reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def serve(config: dict[str, Any]) -> None:
    """Start processes when asked and collect the dead, until the owner of the lab is gone."""
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    listener = socket.socket(socket.AF_UNIX)
    # Its final name says that it listens.
    listener.bind(config["agent"] + ".new")
    listener.listen(8)
    os.rename(config["agent"] + ".new", config["agent"])
    watched: list[Any] = [listener, wake_read]
    owner = os.pidfd_open(config["owner"]) if config["owner"] else -1
    watched += [owner] if owner >= 0 else []
    while True:
        ready, _, _ = select.select(watched, [], [])
        if owner in ready:
            return
        if listener in ready:
            answer(listener)
        if wake_read in ready:
            os.read(wake_read, 4096)
            reap()


def others(folder: str) -> set[int]:
    """Return the processes of this node but this one."""
    found: set[int] = set()
    for place, _, _ in os.walk(folder):
        with open(f"{place}/cgroup.procs") as procs:
            found.update(int(word) for word in procs.read().split())
    return found - {0, os.getpid()}


def end_others(folders: list[str]) -> None:
    """End every process of this node but this one, and collect them."""
    for _ in range(500):
        left: set[int] = set().union(*[others(folder) for folder in folders])
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        reap()
        if not left:
            return
        time.sleep(0.02)


def main() -> None:
    with open(sys.argv[1]) as file:
        config = json.load(file)
    LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    enter_namespaces(config)
    mount_all(config)
    serve(config)
    end_others(list(config["hierarchies"].values()))


if __name__ == "__main__":
    main()
