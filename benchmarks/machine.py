"""What the machine is and does: load, processor time, memory, versions."""

import contextlib
import os
import platform
import subprocess
import threading
import time
from pathlib import Path

BEAT = 0.01
MEASURED = -15
"""The nice value of what is measured."""
TICKS = os.sysconf("SC_CLK_TCK")


def load_average() -> float:
    """Load of the last minute."""
    return os.getloadavg()[0]


def cpu_seconds(pid: int) -> float:
    """Processor time of a process since its start, both kinds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mib(pid: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def busy_cores() -> tuple[float, float]:
    """Busy and total time of all processors since boot, in seconds."""
    fields = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / TICKS, sum(fields) / TICKS


def raise_priority(thread: int) -> None:
    """Put a process's or thread's work before that of other jobs on the machine, if allowed."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, thread, MEASURED)


def own_lateness(seconds: float) -> list[float]:
    """How late a thread that only sleeps wakes, milliseconds: what the machine itself does."""
    thread = threading.get_native_id()
    usual = os.getpriority(os.PRIO_PROCESS, thread)
    raise_priority(thread)
    end, late = time.monotonic() + seconds, []
    while (begun := time.monotonic()) < end:
        time.sleep(BEAT)
        late.append((time.monotonic() - begun - BEAT) * 1000)
    os.setpriority(os.PRIO_PROCESS, thread, usual)
    return late


def describe() -> list[str]:
    """Lines that say what was measured on."""
    import libvirt
    import PySide6

    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown",
    )
    number = libvirt.getVersion()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = f"{number // 10**6}.{number // 1000 % 1000}.{number % 1000}"
    python = f"Python {platform.python_version()}, PySide6 {PySide6.__version__}"
    return [
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB",
        f"{_system()}, kernel {platform.release()}",
        f"{python}, libvirt {version}, {_qemu()}",
        "Xvfb, software rendering, no window manager",
    ]


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _qemu() -> str:
    try:
        told = subprocess.run(
            ["qemu-system-x86_64", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "no QEMU"
    return told.stdout.splitlines()[0].removeprefix("QEMU emulator version ").join(("QEMU ", ""))
