"""`python -m tests.lab up|down|status`: a lab for trying things by hand."""

# ruff: noqa: T201 - its output is what it is for

import argparse
import sys
import time
from pathlib import Path

from tests.lab.cluster import NAMES, Lab, lab_unavailable_reason, registered, remove_stale


def up(state: Path | None) -> int:
    """Bring a lab up that stays; print how to reach it."""
    reason = lab_unavailable_reason()
    if reason:
        sys.stderr.write(f"the lab {reason}\n")
        return 1
    begin = time.monotonic()
    lab = Lab(state, keep=True).up()
    for node in lab.nodes.values():
        print(f"{node.name:6} {node.address}  {node.uri}\n{'':20}  {node.lxc_uri}")
    print(f"ssh    -i {lab.ssh_key} root@ADDRESS, or password {lab['alpha'].password!r}")
    print(f"up in {time.monotonic() - begin:.1f} s; `python -m tests.lab down` ends it")
    return 0


def down(state: Path | None) -> int:
    """Remove labs that stay and what crashed runs left; those of running tests are not touched."""
    removed = remove_stale(kept=True, state=state.resolve() if state else None)
    print(f"removed: {', '.join(f'lab {number}' for number in removed) or 'nothing was there'}")
    return 0


def status() -> int:
    """Print every lab that is there."""
    for number, facts in registered().items():
        owner = facts["owner"]
        print(f"lab {number}: {facts['state']}, {f'of process {owner}' if owner else 'stays up'}")
        for name in NAMES:
            print(f"  qemu+unix:///system?socket={facts['state']}/{name}/run/libvirt/libvirt-sock")
    return 0


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab")
    parser.add_argument("what", choices=["up", "down", "status"])
    parser.add_argument("--state", type=Path, help="folder of the lab to bring up or to take down")
    arguments = parser.parse_args()
    if arguments.what == "up":
        return up(arguments.state)
    return down(arguments.state) if arguments.what == "down" else status()


if __name__ == "__main__":
    raise SystemExit(main())
