"""What virt-manager and virsh know.

virt-manager's settings are written with the real `gsettings` and `dconf` where they are
installed; small programs on a PATH of the test's own stand in for their odd ways to answer.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from virtgui.backend import addresses
from virtgui.backend.addresses import find_addresses, parse_strings
from virtgui.core.queries import FoundAddress

URIS = ["qemu:///system", "qemu+ssh://root@a.org/system?x='y'"]
SCHEMA = """<schemalist><schema id="org.virt-manager.virt-manager.connections"
 path="/org/virt-manager/virt-manager/connections/">
<key name="uris" type="as"><default>[]</default></key></schema></schemalist>"""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def found(tmp_path: Path, **environ: str) -> list[tuple[str, str, str]]:
    system = tmp_path / "system.conf"
    made = find_addresses(tmp_path, {"PATH": "/nonexistent", **environ}, system)
    assert all(isinstance(address, FoundAddress) for address in made)
    return [(address.uri, address.name, address.source) for address in made]


def test_nothing_known(tmp_path):
    assert found(tmp_path) == []


@pytest.mark.parametrize("asked", ["gsettings", "dconf"])
def test_real_settings_of_virt_manager(tmp_path, programs, asked):
    """A real settings database; with one program only, so that the other one must do."""
    real = {name: shutil.which(name) for name in ("gsettings", "dconf", "glib-compile-schemas")}
    if not all(real.values()) or shutil.which("dbus-run-session") is None:
        pytest.fail("gsettings, dconf, glib-compile-schemas and dbus-run-session are needed")
    schemas = tmp_path / "data" / "glib-2.0" / "schemas"
    schemas.mkdir(parents=True)
    (schemas / "virt-manager.gschema.xml").write_text(SCHEMA)
    subprocess.run(["glib-compile-schemas", str(schemas)], check=True)
    (tmp_path / "run").mkdir(mode=0o700)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_DIRS": f"{tmp_path / 'data'}:/usr/share",
    }
    subprocess.run(
        [
            "dbus-run-session",
            "--",
            "gsettings",
            "set",
            "org.virt-manager.virt-manager.connections",
            "uris",
            str(URIS),
        ],
        check=True,
        env=environ,
        capture_output=True,
    )
    (programs / asked).symlink_to(str(real[asked]))
    made = find_addresses(tmp_path, {**environ, "PATH": str(programs)}, tmp_path / "none")
    assert [address.uri for address in made] == URIS
    assert {address.source for address in made} == {"virt-manager"}


def test_dconf_where_the_schema_is_not_installed(tmp_path, programs):
    program(programs, "gsettings", "echo 'No such schema' >&2; exit 1")
    program(programs, "dconf", "echo \"['qemu:///session']\"")
    assert found(tmp_path, PATH=str(programs)) == [("qemu:///session", "", "virt-manager")]


def test_a_program_that_hangs_or_babbles(tmp_path, programs, monkeypatch):
    monkeypatch.setattr(addresses, "DEADLINE", 0.3)
    program(programs, "gsettings", "/bin/sleep 60")
    program(programs, "dconf", "/bin/head -c 100000 /dev/urandom")
    begun = time.monotonic()
    assert found(tmp_path, PATH=str(programs)) == []
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("text", "strings"),
    [
        ("@as []\n", []),
        ("[]", []),
        ("['a', 'b']", ["a", "b"]),
        ("""["it's", 'say \\"x\\"', 'tab\\tline\\n']""", ["it's", 'say "x"', "tab\tline\n"]),
        (r"['\u00e9', '\U0001f600', '\\', '\'']", ["é", "😀", "\\", "'"]),
        (r"['\U99999999']", [""]),
        ("__import__('os')", []),
        ("uint32 5", []),
        ("", []),
    ],
)
def test_lists_of_strings(text, strings):
    assert parse_strings(text) == strings


def test_files_of_virsh(tmp_path):
    own = tmp_path / ".config" / "libvirt"
    own.mkdir(parents=True)
    (own / "libvirt.conf").write_text(
        '# uri_default = "no:///x"\nuri_aliases = [ # mine\n  "hail=qemu+ssh://root@hail/system",\n'
        '  \'sleet=xen:///system\', "broken", "empty=",\n]\nuri_default = "qemu:///session"\n'
        "other = 3\n"
    )
    (tmp_path / "system.conf").write_text(
        'uri_default="""qemu:///system"""\nuri_aliases=["again=xen:///system"]\n'
    )
    assert found(tmp_path) == [
        ("qemu+ssh://root@hail/system", "hail", "virsh"),
        ("xen:///system", "sleet", "virsh"),
        ("qemu:///session", "", "virsh"),
        ("qemu:///system", "", "virsh"),
    ]


def test_another_folder_for_configuration(tmp_path):
    (tmp_path / "xdg" / "libvirt").mkdir(parents=True)
    (tmp_path / "xdg" / "libvirt" / "libvirt.conf").write_text('uri_default = "lxc:///system"')
    home = str(tmp_path / "xdg")
    assert found(tmp_path, XDG_CONFIG_HOME=home) == [("lxc:///system", "", "virsh")]


def test_a_file_that_is_none(tmp_path):
    (tmp_path / "system.conf").write_bytes(b"\xff\x00 uri_default = [ \"unfinished\n ] = '")
    assert found(tmp_path) == []


def test_the_environment_and_duplicates(tmp_path, programs):
    program(programs, "gsettings", "echo \"['qemu:///a', 'qemu:///b\\n']\"")
    (tmp_path / "system.conf").write_text('uri_aliases = ["name=qemu:///a"]')
    assert found(
        tmp_path,
        PATH=str(programs),
        LIBVIRT_DEFAULT_URI=" qemu:///c ",
        VIRSH_DEFAULT_CONNECT_URI="qemu:///a",
    ) == [("qemu:///a", "name", "virt-manager"), ("qemu:///c", "", "environment")]
