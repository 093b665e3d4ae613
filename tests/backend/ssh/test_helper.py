"""The script that joins a channel to the socket, run by a real shell with programs of our own."""

import os
import pwd
import shutil
import socket
import subprocess

import pytest

from virtgui.backend.ssh.helper import NO_HELPER, NO_SOCKET, FarSide, far_side
from virtgui.backend.ssh.survey import read_survey, survey_script
from virtgui.core.ssh_options import SshOptions

NASTY = (
    "plain",
    "with space",
    "it's",
    'say "hi"',
    "$(touch hacked)",
    "`touch hacked`",
    "$HOME",
    "a;touch hacked",
    "line\nbreak",
    "back\\slash",
    "-dash",
    "*",
)
ECHO = '#!/bin/sh\nfor A; do printf "%s\\0" "$(basename "$0")" "$A"; done\n'
NEW_NC = f'#!/bin/sh\nif [ "$1" = -h ]; then echo "  -q secs  quit" >&2; exit; fi\n{ECHO[10:]}'


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with programs that alone are found, and a folder for sockets to be in."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "grep", "basename", "id"):
        (programs / name).symlink_to(shutil.which(name))
    work = tmp_path / "w"
    work.mkdir()
    monkeypatch.chdir(work)
    return programs


def program(place, name, text=ECHO):
    path = place / name
    path.write_text(text)
    path.chmod(0o755)


def far(path="", **more):
    return FarSide("qemu:///system", "qemu", False, False, socket=path, **more)


def run(place, command, **environ):
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=False,
        env={"PATH": str(place), "HOME": "/nowhere", **environ},
    )  # fmt: skip
    words = [word for word in done.stdout.split("\0") if word]
    return done.returncode, words, done.stderr


@pytest.fixture
def listening():
    """Makes sockets."""
    made = []

    def make(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        made.append(socket.socket(socket.AF_UNIX))
        made[-1].bind(str(path))
        return path

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("helper", ["nc", "socat"])
def test_a_socket_path_reaches_the_program_whole_whatever_is_in_it(
    place, listening, tmp_path, name, helper
):
    program(place, helper)
    path = str(listening(tmp_path / "w" / name))
    code, words, _ = run(place, far(path).command())
    expected = ["-U", path] if helper == "nc" else ["-", f"UNIX-CONNECT:{path}"]
    assert (code, words[1::2]) == (0, expected)
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.parametrize("name", NASTY)
def test_a_missing_socket_is_told_and_nothing_in_its_path_is_run(place, tmp_path, name):
    program(place, "nc")
    code, words, errors = run(place, far(str(tmp_path / name)).command())
    assert (code, words) == (NO_SOCKET, [])
    assert errors.startswith(f"no socket at {tmp_path}")
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.parametrize("name", NASTY)
def test_the_far_sides_netcat_may_have_any_name(place, listening, tmp_path, name):
    path = str(listening(tmp_path / "w" / "s"))
    program(place, name)
    code, words, _ = run(place, far(path, netcat=str(place / name)).command())
    assert (code, words[1::2]) == (0, ["-U", path])
    assert not list(tmp_path.rglob("hacked"))


def test_a_netcat_that_knows_it_is_told_to_end_with_the_channel(place, listening, tmp_path):
    program(place, "nc", NEW_NC)
    path = str(listening(tmp_path / "w" / "s"))
    _, words, _ = run(place, far(path).command())
    assert words[1::2] == ["-q", "0", "-U", path]


@pytest.mark.parametrize("uri", ["qemu:///system", "test:///it's", "lxc:///x?a=$(touch hacked)"])
@pytest.mark.parametrize("read_only", [False, True])
def test_libvirts_own_helper_comes_first_and_gets_the_address(place, tmp_path, uri, read_only):
    program(place, "virt-ssh-helper")
    program(place, "nc")
    side = FarSide(uri, "qemu", False, read_only)
    code, words, _ = run(place, side.command())
    assert (code, words[::2][0]) == (0, "virt-ssh-helper")
    assert words[1::2] == [*(["-r"] if read_only else []), uri]
    assert not list(tmp_path.rglob("hacked"))


def test_a_socket_of_the_users_own_is_nothing_for_libvirts_helper(place, listening, tmp_path):
    program(place, "virt-ssh-helper")
    program(place, "nc")
    path = str(listening(tmp_path / "w" / "s"))
    _, words, _ = run(place, far(path).command())
    assert words[0] == "nc"


def test_without_any_program_the_script_says_so(place):
    code, words, _ = run(place, far().command())
    assert (code, words) == (NO_HELPER, [])


@pytest.mark.parametrize(
    ("proxy", "ran"), [("auto", "virt-ssh-helper"), ("native", "virt-ssh-helper"), ("netcat", "")]
)
def test_the_kind_of_helper_may_be_chosen(place, proxy, ran):
    program(place, "virt-ssh-helper")
    _, words, _ = run(place, far(proxy=proxy).command())
    assert (words[0] if words else "") == ran


def test_a_session_is_looked_for_in_the_users_own_folders(place, listening, tmp_path):
    program(place, "nc")
    home, run_folder = tmp_path / "ho me", tmp_path / "ru n"
    side = FarSide("qemu:///session", "qemu", True, False, proxy="netcat")
    path = listening(home / ".cache" / "libvirt" / "libvirt-sock")
    environ = {"HOME": str(home), "XDG_RUNTIME_DIR": str(run_folder)}
    assert run(place, side.command(), **environ)[1][1::2] == ["-U", str(path)]
    path = listening(run_folder / "libvirt" / "virtqemud-sock")
    assert run(place, side.command(), **environ)[1][1::2] == ["-U", str(path)]


@pytest.mark.parametrize(
    ("mode", "names"),
    [
        ("auto", ["virtqemud-sock", "libvirt-sock"]),
        ("direct", ["virtqemud-sock"]),
        ("legacy", ["libvirt-sock"]),
    ],
)
def test_the_modular_daemon_comes_before_the_one_for_all(mode, names):
    side = far_side(SshOptions("h", mode=mode, far_uri="qemu:///system"), read_only=False)
    assert [path.rsplit("/", 1)[1] for path in side.direct_sockets][: len(names)] == names
    side = far_side(SshOptions("h", mode=mode, far_uri="qemu:///system"), read_only=True)
    assert all(path.endswith("-sock-ro") for path in side.sockets)


@pytest.mark.parametrize("path", ["$(touch hacked)", "$HOME/x", "${IFS}`touch hacked`"])
def test_a_path_of_the_address_is_never_run_whatever_it_begins_with(place, tmp_path, path):
    (place / "touch").symlink_to(shutil.which("touch"))
    program(place, "nc")
    code, _, errors = run(place, far(path, proxy="netcat").command())
    assert code == NO_SOCKET
    assert "no socket" in errors
    assert "/nowhere" not in errors
    assert not list(tmp_path.rglob("hacked"))


@pytest.mark.parametrize("name", [name for name in NASTY if "\n" not in name])
def test_the_look_around_tells_helpers_sockets_and_rights(place, listening, tmp_path, name):
    program(place, "socat")
    path = listening(tmp_path / "w" / name)
    done = subprocess.run(
        ["/bin/sh", "-c", survey_script(far(str(path)))], capture_output=True, text=True,
        check=True, env={"PATH": str(place)},
    )  # fmt: skip
    seen = read_survey(done.stdout)
    assert seen.helpers == (str(place / "socat"),)
    assert seen.sockets == seen.usable == (str(path),)
    assert seen.user.startswith(f"{pwd.getpwuid(os.getuid()).pw_name} (")
    assert not list(tmp_path.rglob("hacked"))
