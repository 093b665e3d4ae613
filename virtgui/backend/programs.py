"""Short runs of other programs, without a shell and with a deadline."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_GRACE: Final = 1.0
"""Seconds for a stopped program to let go of its output."""


@dataclass(frozen=True, slots=True)
class ProgramOutput:
    """How a program ended, and what it wrote."""

    code: int
    output: str
    errors: str


def run_program(command: Sequence[str], limit: float, environ: Mapping[str, str]) -> ProgramOutput:
    """Run a program with nothing on its standard input and wait for its end.

    The program is looked for on the PATH of `environ`. Blocks: call it in a worker thread.

    Args:
        command: the program's name and its arguments.
        limit: seconds that it may take.
        environ: its environment.

    Raises:
        FileNotFoundError: there is no such program.
        TimeoutError: it took too long; it and its children were ended.
    """
    program = shutil.which(command[0], path=environ.get("PATH", os.defpath))
    if program is None:
        raise FileNotFoundError(command[0])
    with (
        subprocess.Popen(  # noqa: S603  # a program by name with arguments of ours, no shell
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environ),
            start_new_session=True,
        ) as process
    ):
        try:
            output, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            _end(process)
            raise TimeoutError(f"{command[0]}: no answer within {limit:g} s") from None
    return ProgramOutput(process.returncode, os.fsdecode(output), os.fsdecode(errors))


def _end(process: subprocess.Popen[bytes]) -> None:
    # Its children hold the other ends of the pipes, so that the whole group must go.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=_GRACE)
