"""Run commands and wait for conditions."""

import subprocess
import time
from collections.abc import Callable, Sequence

POLL_SECONDS = 0.02


class LabError(RuntimeError):
    """Something the lab needs did not happen."""


def run(
    arguments: Sequence[str], *, text: str | None = None, timeout: float = 60.0, check: bool = True
) -> str:
    """Run a command to its end and return what it printed.

    Raises:
        LabError: it failed (unless `check` is off) or took longer than `timeout` seconds.
    """
    try:
        done = subprocess.run(
            list(arguments),
            input=text or "",
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise LabError(f"{' '.join(arguments)}: {error}") from error
    if check and done.returncode:
        raise LabError(f"{' '.join(arguments)}: {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def wait_until(condition: Callable[[], bool], what: str, timeout: float = 20.0) -> None:
    """Return as soon as `condition` is true.

    Raises:
        LabError: it was still false after `timeout` seconds.
    """
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise LabError(f"not within {timeout:g} s: {what}")
        time.sleep(POLL_SECONDS)
