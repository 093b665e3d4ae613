"""The program as a command."""

import os
import signal
import subprocess
import sys
import time

import pytest

from virtgui import __version__

COMMAND = [sys.executable, "-m", "virtgui"]


def _run(*words, **environment):
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [*COMMAND, *words], env=kept | environment, capture_output=True, text=True, timeout=60
    )
    assert "Traceback" not in done.stderr
    return done


def test_version():
    done = _run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"virtgui {__version__}")


def test_help_names_every_option():
    done = _run("--help")
    assert done.returncode == 0
    for word in ("--config", "--demo", "--read-only", "--debug", "--domain", "--page", "URI"):
        assert word in done.stdout
    assert "--demo-domains" not in done.stdout


@pytest.mark.parametrize("words", [["--nonsense"], ["--page", "cellar"], ["--config"]])
def test_wrong_arguments(words):
    done = _run(*words)
    assert done.returncode == 2
    assert "usage: virtgui" in done.stderr


def test_without_a_screen_it_says_what_to_do(tmp_path):
    done = _run("--config", str(tmp_path / "config"))
    assert done.returncode == 2
    assert "DISPLAY" in done.stderr
    assert "ssh -X" in done.stderr
    assert not (tmp_path / "config").exists()


def _start(tmp_path, *words):
    log = (tmp_path / "log").open("w")
    command = [*COMMAND, "--config", str(tmp_path / "config"), "--debug", *words]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, stdout=log, stderr=log, env=environment), log


def _wait_for_line(tmp_path, process, *lines):
    end = time.monotonic() + 30
    while True:
        said = (tmp_path / "log").read_text()
        if all(line in said for line in lines):
            return said
        assert process.poll() is None, said
        assert time.monotonic() < end, said
        time.sleep(0.02)


def _end(process, log):
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(20)
    finally:
        process.kill()
        log.close()


def test_debug_says_what_appears_and_a_polite_kill_ends_it(tmp_path):
    process, log = _start(tmp_path, "--demo")
    said = _wait_for_line(tmp_path, process, "row added: web-01", "row added: legacy-erp")
    assert _end(process, log) == 0, said
    assert "Traceback" not in (tmp_path / "log").read_text()
    assert not (tmp_path / "config" / "instance.sock").exists()


def test_a_bad_address_is_no_reason_to_end(tmp_path):
    process, log = _start(tmp_path, "qemu+nonsense://nowhere/system", "test:///default")
    said = _wait_for_line(tmp_path, process, "row added: test")
    assert _end(process, log) == 0, said
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_what_is_kept_is_for_its_owner_only(tmp_path):
    process, log = _start(tmp_path, "test:///default")
    _wait_for_line(tmp_path, process, "row added: test")
    assert _end(process, log) == 0
    kept = [tmp_path / "config", *(tmp_path / "config").rglob("*")]
    assert (tmp_path / "config" / "connections.json") in kept
    assert (tmp_path / "config" / "settings.json") in kept
    readable = [path for path in kept if path.stat().st_mode & 0o077]
    assert not [path for path in readable if path.parent.stat().st_mode & 0o077]
    assert not (tmp_path / "config").stat().st_mode & 0o077
