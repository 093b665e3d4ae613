"""known_hosts files; verdicts are compared with those of the real `ssh` before a real `sshd`."""

import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import asyncssh
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from virtgui.backend.files import write_atomically
from virtgui.backend.ssh.known_hosts import KnownHosts, Verdict, fingerprint, remember
from virtgui.core.errors import InvalidError, PermissionDeniedError

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") or "sshd"


@pytest.fixture(scope="module")
def keys() -> dict[str, asyncssh.SSHKey]:
    return {
        "shown": asyncssh.generate_private_key("ssh-ed25519"),
        "other": asyncssh.generate_private_key("ssh-ed25519"),
        "rsa": asyncssh.generate_private_key("ssh-rsa", key_size=2048),
        "ecdsa": asyncssh.generate_private_key("ecdsa-sha2-nistp256"),
    }


def text_of(key: asyncssh.SSHKey) -> str:
    return " ".join(key.export_public_key().decode().split()[:2])


def lines_of(keys: dict[str, asyncssh.SSHKey], *lines: str) -> str:
    """Lines in which a key's name stands for the key."""
    return "".join(
        f"{line.rpartition(' ')[0]} {text_of(keys[line.rpartition(' ')[2]])}\n" for line in lines
    )


class Peer:
    """An sshd without a network: ssh speaks to it through a pipe."""

    def __init__(self, folder: Path, key: asyncssh.SSHKey) -> None:
        self.known = folder / "known_hosts"
        self._config = folder / "sshd_config"
        host_key = folder / "host_key"
        key.write_private_key(host_key)
        host_key.chmod(0o600)
        self._config.write_text(
            f"HostKey {host_key}\nUsePAM no\nPidFile none\nStrictModes no\nLogLevel QUIET\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)

    def verdict(self, name: str, port: int) -> Verdict:
        """What ssh thinks of the host."""
        done = subprocess.run(
            [
                "ssh",
                "-F",
                "none",
                "-v",
                "-p",
                str(port),
                "-o",
                f"ProxyCommand={SSHD} -i -f {self._config}",
                "-o",
                f"UserKnownHostsFile={self.known}",
                "-o",
                "GlobalKnownHostsFile=none",
                "-o",
                "BatchMode=yes",
                "-o",
                "PreferredAuthentications=none",
                name,
                "true",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
        )
        for told, verdict in (
            ("REVOKED HOST KEY", Verdict.REVOKED),
            ("IDENTIFICATION HAS CHANGED", Verdict.CHANGED),
            ("is known and matches", Verdict.KNOWN),
            ("Host key verification failed", Verdict.UNKNOWN),
        ):
            if told in done.stderr:
                return verdict
        raise AssertionError(done.stderr)


@pytest.mark.parametrize(
    ("lines", "port", "expected"),
    [
        ((), 22, Verdict.UNKNOWN),
        (("web shown",), 22, Verdict.KNOWN),
        (("WEB shown",), 22, Verdict.KNOWN),
        (("web other",), 22, Verdict.CHANGED),
        (("web other", "web shown"), 22, Verdict.KNOWN),
        (("web rsa",), 22, Verdict.CHANGED),
        (("web rsa", "web shown"), 22, Verdict.KNOWN),
        (("other shown",), 22, Verdict.UNKNOWN),
        (("[web]:2222 shown",), 2222, Verdict.KNOWN),
        (("[web]:2222 shown",), 22, Verdict.UNKNOWN),
        (("web shown",), 2222, Verdict.KNOWN),
        (("web other",), 2222, Verdict.UNKNOWN),
        (("[web]:2222 rsa", "web shown"), 2222, Verdict.CHANGED),
        (("[web]:2222 other", "web shown"), 2222, Verdict.CHANGED),
        (("w?b,!web shown",), 22, Verdict.UNKNOWN),
        (("!web,w?b shown",), 22, Verdict.UNKNOWN),
        (("*.org,w*b shown",), 22, Verdict.KNOWN),
        (("[w*]:2222 shown",), 2222, Verdict.KNOWN),
        (("* shown",), 2222, Verdict.KNOWN),
        (("@cert-authority * other",), 22, Verdict.UNKNOWN),
        (("@cert-authority * shown",), 22, Verdict.UNKNOWN),
        (("@revoked * shown", "web shown"), 22, Verdict.REVOKED),
        (("web shown", "@revoked web shown"), 22, Verdict.REVOKED),
        (("@revoked web other", "web shown"), 22, Verdict.KNOWN),
        (("@revoked else shown", "web shown"), 22, Verdict.KNOWN),
        (("@unknown web shown",), 22, Verdict.UNKNOWN),
        (("# web shown",), 22, Verdict.UNKNOWN),
        (("  web\t shown",), 22, Verdict.KNOWN),
    ],
)
def test_verdicts_are_those_of_openssh(
    tmp_path: Path,
    keys: dict[str, asyncssh.SSHKey],
    lines: tuple[str, ...],
    port: int,
    expected: Verdict,
) -> None:
    peer = Peer(tmp_path, keys["shown"])
    peer.known.write_text(lines_of(keys, *lines))
    ours = KnownHosts.read((peer.known,)).verdict("web", port, keys["shown"])
    assert ours.verdict is expected
    assert peer.verdict("web", port) is expected


@pytest.mark.parametrize("port", [22, 2222])
@pytest.mark.parametrize("hashed", [False, True])
def test_what_we_write_openssh_reads(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey], port: int, hashed: bool
) -> None:
    peer = Peer(tmp_path, keys["shown"])
    remember(peer.known, "Web", port, keys["shown"], hashed)
    assert ("web" in peer.known.read_text()) != hashed
    assert peer.verdict("web", port) is Verdict.KNOWN
    ours = KnownHosts.read((peer.known,)).verdict("web", port, keys["shown"])
    assert ours.verdict is Verdict.KNOWN


def test_names_hashed_by_openssh(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(lines_of(keys, "web,192.0.2.1 shown", "[web]:2222 rsa"))
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(file)], check=True, capture_output=True)
    assert "web" not in file.read_text()
    known = KnownHosts.read((file,))
    assert known.verdict("192.0.2.1", 22, keys["shown"]).verdict is Verdict.KNOWN
    assert known.types("web", 2222) == ("ssh-rsa",)


def test_a_revoked_key_is_so_on_every_port(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey]
) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(lines_of(keys, "@revoked web shown"))
    verdict = KnownHosts.read((file,)).verdict("web", 2222, keys["shown"])
    assert verdict.verdict is Verdict.REVOKED


def test_the_lines_that_speak_against_a_key(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey]
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("# comment\n\nbroken line here\n" + lines_of(keys, "web rsa"))
    two.write_text(lines_of(keys, "web other", "web ecdsa"))
    known = KnownHosts.read((one, two, tmp_path / "absent"))
    verdict = known.verdict("web", 22, keys["shown"])
    assert verdict.verdict is Verdict.CHANGED
    assert [(line.file, line.number, line.key_type) for line in verdict.lines] == [
        (two, 1, "ssh-ed25519"),
        (one, 4, "ssh-rsa"),
        (two, 2, "ecdsa-sha2-nistp256"),
    ]
    assert verdict.lines[0].fingerprint == fingerprint(keys["other"])
    assert verdict.other_types == ("ssh-rsa", "ecdsa-sha2-nistp256")
    assert [(line.file, line.number) for line in known.problems] == [(one, 3)]


def test_other_keys_under_the_plain_name_are_told(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey]
) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(lines_of(keys, "web rsa"))
    verdict = KnownHosts.read((file,)).verdict("web", 2222, keys["shown"])
    assert verdict.verdict is Verdict.UNKNOWN
    assert verdict.other_types == ("ssh-rsa",)


def test_lines_that_are_none(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    file = tmp_path / "known_hosts"
    blob = text_of(keys["shown"]).split()[1]
    file.write_bytes(
        b"\xff\xfe garbage\nweb\nweb ssh-ed25519\nweb ssh-ed25519 !!!\n@revoked web\n"
        + f"web ssh-rsa {blob}\n|2|a|b ssh-ed25519 {blob}\n".encode()
        + f"|1|%%%|b ssh-ed25519 {blob}\nweb ssh-ed25519 {blob} a comment\r\n".encode()
    )
    known = KnownHosts.read((file,))
    assert [line.number for line in known.problems] == [1, 2, 3, 4, 5, 6, 7]
    verdict = known.verdict("web", 22, keys["shown"])
    assert [line.number for line in verdict.lines] == [9]


def test_what_asyncssh_gets(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(
        lines_of(keys, "web shown", "web rsa", "@cert-authority *.org,web ecdsa")
        + lines_of(keys, "@revoked * other")
        + "web x-unknown AAAACXgtdW5rbm93bg==\n"
    )
    revoked = tmp_path / "revoked"
    revoked.write_text(f"# gone\n{text_of(keys['rsa'])} comment\n")
    known = KnownHosts.read((file,), revoked)
    host_keys, authorities, gone, *rest = known.trusted("web", 22)
    assert [key.public_data for key in host_keys] == [
        keys["shown"].public_data,
        keys["rsa"].public_data,
    ]
    assert [key.public_data for key in authorities] == [keys["ecdsa"].public_data]
    assert {key.public_data for key in gone} == {
        keys["rsa"].public_data,
        keys["other"].public_data,
    }
    assert rest == [[], [], [], []]
    assert known.problems == ()
    assert known.verdict("web", 22, keys["rsa"]).verdict is Verdict.REVOKED
    assert known.verdict("anywhere", 22, keys["rsa"]).lines[0].file == revoked
    assert known.types("web", 22) == ("ssh-ed25519", "ssh-rsa", "x-unknown")


@pytest.mark.parametrize("content", [None, b"not a key\n", b"SSHKRL\n\0\0\0\0\1"])
def test_without_the_list_of_revoked_keys_nothing_is_trusted(
    tmp_path: Path, content: bytes | None
) -> None:
    revoked = tmp_path / "revoked"
    if content is not None:
        revoked.write_bytes(content)
    with pytest.raises(InvalidError):
        KnownHosts.read((), revoked)


def test_fingerprints_are_those_of_ssh_keygen(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey]
) -> None:
    for name, key in keys.items():
        file = tmp_path / f"{name}.pub"
        file.write_text(text_of(key) + "\n")
        done = subprocess.run(
            ["ssh-keygen", "-l", "-f", str(file)], check=True, capture_output=True, text=True
        )
        assert done.stdout.split()[1] == fingerprint(key)


@given(content=st.binary(max_size=400), hashed=st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_byte_stays(
    tmp_path_factory: pytest.TempPathFactory,
    keys: dict[str, asyncssh.SSHKey],
    content: bytes,
    hashed: bool,
) -> None:
    file = tmp_path_factory.mktemp("known") / "known_hosts"
    file.write_bytes(content)
    remember(file, "web", 22, keys["shown"], hashed)
    written = file.read_bytes()
    assert written.startswith(content)
    gap = b"" if not content or content.endswith(b"\n") else b"\n"
    assert written[len(content) :].startswith(gap)
    assert written[len(content) + len(gap) :].count(b"\n") == 1
    assert list(file.parent.iterdir()) == [file]
    assert KnownHosts.read((file,)).verdict("web", 22, keys["shown"]).verdict is Verdict.KNOWN


def test_modes_folders_and_links(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    new = tmp_path / "home" / ".ssh" / "known_hosts"
    remember(new, "web", 22, keys["shown"], False)
    assert stat.S_IMODE(new.stat().st_mode) == 0o600
    assert stat.S_IMODE(new.parent.stat().st_mode) == 0o700
    shared = tmp_path / "shared"
    shared.write_text("# ours\n")
    shared.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(shared)
    remember(link, "web", 22, keys["shown"], False)
    assert link.is_symlink()
    assert stat.S_IMODE(shared.stat().st_mode) == 0o640
    assert shared.read_text() == "# ours\n" + lines_of(keys, "web shown")


def test_the_same_key_is_written_once(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    file = tmp_path / "known_hosts"
    for _ in range(2):
        remember(file, "web", 22, keys["shown"], True)
    assert len(file.read_text().splitlines()) == 1


def test_writers_at_once_lose_nothing(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    file = tmp_path / "known_hosts"
    names = [f"host-{number}" for number in range(24)]

    def write(part: list[str]) -> None:
        for name in part:
            remember(file, name, 22, keys["shown"], False)

    threads = [threading.Thread(target=write, args=(names[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = sorted(line.split()[0] for line in file.read_text().splitlines())
    assert found == sorted(names)


def test_what_ssh_appends_meanwhile_is_kept(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "known_hosts"
    file.write_text("# ours")
    appended = iter(["\nfirst\n", "second\n"])

    def write_late(path: Path, content: bytes) -> None:
        with path.open("a") as other:  # after the file was read, before it is replaced
            other.write(next(appended, ""))
        write_atomically(path, content)

    monkeypatch.setattr("virtgui.backend.ssh.known_hosts.write_atomically", write_late)
    remember(file, "web", 22, keys["shown"], False)
    kept = [line for line in file.read_text().splitlines() if line]
    assert kept == ["# ours", f"web {text_of(keys['shown'])}", "first", "second"]


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "*", "a,b", "!a", "@revoked", "|1|x", "#"])
def test_names_that_would_mean_something_else(
    tmp_path: Path, keys: dict[str, asyncssh.SSHKey], name: str
) -> None:
    file = tmp_path / "known_hosts"
    with pytest.raises(InvalidError):
        remember(file, name, 22, keys["shown"], False)
    assert not file.exists()


def test_a_file_that_cannot_be_written(tmp_path: Path, keys: dict[str, asyncssh.SSHKey]) -> None:
    read_only = Path("/sys/known_hosts")
    with pytest.raises(PermissionDeniedError) as caught:
        remember(read_only, "web", 22, keys["shown"], False)
    assert caught.value.info.subject == str(read_only)
