"""The command line. Imports little, so that --help and --version answer at once."""

import argparse
import gc
import os
import sys
from dataclasses import dataclass
from typing import Final

from virtgui import __version__

PAGES: Final = ("overview", "console", "performance", "hardware", "snapshots", "xml", "history")
NO_DISPLAY: Final = 2


@dataclass(frozen=True, slots=True)
class Arguments:
    """What was asked for on the command line."""

    uris: tuple[str, ...] = ()
    config: str = ""
    demo: bool = False
    demo_domains: int = 0
    read_only: bool = False
    debug: bool = False
    domain: str = ""
    page: str = "overview"
    style: str = ""
    theme: str = ""


def make_parser() -> argparse.ArgumentParser:
    """The parser of all arguments."""
    parser = argparse.ArgumentParser(
        prog="virtgui",
        description="See and run virtual machines and containers on any number of libvirt hosts.",
    )
    parser.add_argument("uris", metavar="URI", nargs="*", help="libvirt address to connect to")
    parser.add_argument("--config", metavar="DIR", default="", help="folder for all settings")
    parser.add_argument("--demo", action="store_true", help="open a pretended host")
    parser.add_argument("--demo-domains", type=int, default=0, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--read-only", action="store_true", help="observe, change nothing")
    parser.add_argument("--debug", action="store_true", help="log to standard error")
    parser.add_argument("--domain", metavar="NAME", default="", help="go to this machine")
    parser.add_argument("--page", choices=PAGES, default="overview", help="its page to show")
    parser.add_argument("--style", metavar="NAME", default="", help="use a plain Qt style")
    parser.add_argument("--version", action="version", version=f"virtgui {__version__}")
    return parser


def parse(words: list[str]) -> Arguments:
    """Read the arguments; ends the program on wrong ones, as command lines do."""
    found = make_parser().parse_args(words)
    return Arguments(
        uris=tuple(found.uris),
        config=found.config,
        demo=found.demo or found.demo_domains > 0,
        demo_domains=found.demo_domains,
        read_only=found.read_only,
        debug=found.debug,
        domain=found.domain,
        page=found.page,
        style=found.style,
    )


def has_display() -> bool:
    """Whether there is a screen to show a window on."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(words: list[str] | None = None) -> int:
    """Start the program; the exit code."""
    arguments = parse(sys.argv[1:] if words is None else words)
    if not has_display():
        print(  # noqa: T201  # there is no window to say it in
            "virtgui needs a graphical session, and DISPLAY and WAYLAND_DISPLAY are not set.\n"
            "Start it from a desktop, use 'ssh -X' to bring its window here, or connect from\n"
            "your own computer instead: virtgui qemu+ssh://USER@THIS-HOST/system",
            file=sys.stderr,
        )
        return NO_DISPLAY
    # What is made while the program starts is there to stay: looking for garbage in it only
    # costs. `run` turns the collector on again when the window stands.
    gc.disable()
    from virtgui.app import run

    return run(arguments)
