"""Names to offer while a host is typed."""

from pathlib import Path

import pytest

from virtgui.backend.ssh.config import SshFiles
from virtgui.backend.ssh.names import MOST, find_ssh_hosts

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA"


@pytest.fixture
def files(tmp_path: Path) -> SshFiles:
    (tmp_path / ".ssh").mkdir()
    return SshFiles(tmp_path, "me")


def names(files: SshFiles, source: str) -> list[str]:
    return [host.name for host in find_ssh_hosts(files) if host.source == source]


def test_nothing_there(files: SshFiles) -> None:
    assert find_ssh_hosts(files) == ()


def test_hosts_of_the_configuration(files: SshFiles) -> None:
    (files.folder / "config").write_text(
        'Host one two *.org !three "four" # five\n  HostName 192.0.2.1\nhost=six\n'
        "Match host seven\n#Host eight\nHost one\nHost 'broken\n\tHOST nine\nHostName ten\n"
    )
    assert names(files, "config") == ["one", "two", "four", "six", "nine"]


def test_included_files(files: SshFiles) -> None:
    folder = files.folder
    (folder / "config").write_text(
        f"Include conf.d/* ~/.ssh/more\nInclude {folder}/absent\nHost last\n"
    )
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "b").write_text("Host b\nInclude config\n")
    (folder / "conf.d" / "a").write_text("Host a\n")
    (folder / "more").write_text("Host more\nInclude more\n")
    assert names(files, "config") == ["a", "b", "more", "last"]


def test_include_is_followed_to_a_bound(files: SshFiles) -> None:
    for number in range(30):
        (files.folder / f"file-{number}").write_text(
            f"Host host-{number}\nInclude file-{number + 1}\n"
        )
    (files.folder / "config").write_text("Include file-0\n")
    found = names(files, "config")
    assert found[0] == "host-0"
    assert len(found) < 30


def test_names_of_known_hosts(files: SshFiles) -> None:
    (files.folder / "config").write_text("Host both\n")
    (files.folder / "known_hosts").write_text(
        f"web,192.0.2.1 {KEY}\n[port.org]:2222 {KEY}\n[2001:db8::1]:22 {KEY}\n"
        f"|1|abc|def {KEY}\n*.org,!x {KEY}\n@cert-authority ca {KEY}\n@revoked bad {KEY}\n"
        f"# comment {KEY}\nbroken\nboth {KEY}\nweb {KEY}\n"
    )
    (files.folder / "known_hosts2").write_text(f"old {KEY}\n")
    assert names(files, "config") == ["both"]
    assert names(files, "known_hosts") == [
        "web",
        "192.0.2.1",
        "port.org",
        "2001:db8::1",
        "old",
    ]


def test_not_more_than_can_be_looked_at(files: SshFiles) -> None:
    lines = (f"host-{number} {KEY}\n" for number in range(MOST + 100))
    (files.folder / "known_hosts").write_text("".join(lines))
    assert len(find_ssh_hosts(files)) == MOST


def test_another_configuration(files: SshFiles, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("Host other\n")
    found = find_ssh_hosts(SshFiles(tmp_path, "me", config=other))
    assert [host.name for host in found] == ["other"]
