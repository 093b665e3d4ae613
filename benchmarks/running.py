"""Programs under measurement: started, listened to, told what to do, ended."""

import atexit
import functools
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks.machine import own_lateness, raise_priority
from virtgui.models.columns import COLUMNS

Fact = dict[str, Any]
ROOT = Path(__file__).resolve().parents[1]


class Running:
    """One program with a probe in it; a context manager."""

    def __init__(self, program: str, rows: int, words: Sequence[str]) -> None:
        """Start it.

        Args:
            program: ``virtgui`` or ``floor``.
            rows: How many rows make its list usable.
            words: Its arguments.
        """
        self._facts: queue.Queue[Fact] = queue.Queue()
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed in __exit__
        command = [sys.executable, "-m", "benchmarks.probe", str(rows), program, *words]
        self.begun = time.monotonic()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
            env=environment(),
            text=True,
            bufsize=1,
        )
        self.pid = self._process.pid
        raise_priority(self.pid)
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._facts.put(json.loads(line))
        self._facts.put({"what": "ended", "t": time.monotonic()})

    def wait(self, what: str, timeout: float = 120.0) -> Fact:
        """The next fact of a kind; others before it are dropped."""
        return self.wait_for(lambda fact: fact["what"] == what, what, timeout)

    def wait_for(self, test: Callable[[Fact], bool], what: str, timeout: float = 60.0) -> Fact:
        """The next fact that passes a test; others before it are dropped.

        Raises:
            RuntimeError: the program ended.
            TimeoutError: there was none in time.
        """
        end = time.monotonic() + timeout
        while True:
            try:
                fact = self._facts.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no {what} within {timeout} s\n{self._last_words()}") from None
            if fact["what"] == "ended":
                raise RuntimeError(f"ended before {what}\n{self._last_words()}")
            if test(fact):
                return fact

    def gather(self, seconds: float) -> list[Fact]:
        """All facts of some time from now, and those not yet taken."""
        end = time.monotonic() + seconds
        found = []
        while (rest := end - time.monotonic()) > 0:
            try:
                found.append(self._facts.get(timeout=rest))
            except queue.Empty:
                break
        return found

    def do(self, what: str, **arguments: Any) -> None:
        """Send a command."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")

    def usable(self, timeout: float = 120.0) -> float:
        """Seconds from exec until its list is usable."""
        return float(self.wait("usable", timeout)["t"]) - self.begun

    def lateness(self, seconds: float) -> tuple[list[float], list[float]]:
        """How late each beat came, milliseconds; and how late the machine itself was."""
        self.do("beat")
        machine = own_lateness(seconds)
        self.do("rest")
        return list(self.wait("beats")["lateness"]), machine

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = [line for line in self._errors if not line.startswith("row added")]
        return "".join(lines[-30:])


def environment() -> dict[str, str]:
    """What a measured process gets: byte code is kept, as it is where the program is installed."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "NO_AT_BRIDGE": "1", "PYTHONPYCACHEPREFIX": str(scratch() / "bytecode")}


def warm_up() -> None:
    """Start program and floor once, so that their byte code and libraries are in memory."""
    for program in (virtgui(0, []), floor(0)):
        with program:
            program.usable()


@functools.cache
def scratch() -> Path:
    """A folder that goes with this process."""
    folder = tempfile.TemporaryDirectory(prefix="virtgui-bench-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def config_folder(*, interval: float = 3.0, all_columns: bool = False) -> str:
    """A new folder with settings for one run of the program."""
    folder = Path(tempfile.mkdtemp(dir=scratch()))
    columns = [{"key": column.key, "width": 0, "shown": True} for column in COLUMNS]
    content = {
        "format": 1,
        "values": {"poll.interval": interval},
        "window": {"table.columns": columns} if all_columns else {},
    }
    (folder / "settings.json").write_text(json.dumps(content))
    return str(folder)


def virtgui(
    rows: int, uris: Sequence[str], *, interval: float = 3.0, all_columns: bool = False
) -> Running:
    """Start the program on some connections."""
    folder = config_folder(interval=interval, all_columns=all_columns)
    return Running("virtgui", rows, ["--config", folder, "--debug", *uris])


def floor(rows: int, uri: str = "", *, interval: float = 3.0) -> Running:
    """Start the bare table."""
    return Running("floor", rows, [*([uri] if uri else []), "--interval", str(interval)])
