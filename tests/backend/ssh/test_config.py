"""The SSH configuration, read by the real `ssh` wherever that can be."""

import dataclasses
import os
import time
from pathlib import Path

import pytest

from virtgui.backend.ssh.config import Hop, HostConfig, SshFiles, parse_jump, read_host_config
from virtgui.core.errors import DeadlineError, InvalidError, Remedy
from virtgui.core.ssh_options import SshOptions

PATH = os.environ.get("PATH", os.defpath)


@pytest.fixture
def files(tmp_path: Path) -> SshFiles:
    (tmp_path / ".ssh").mkdir(mode=0o700)
    return SshFiles(
        tmp_path, "me", agent="/run/agent", environ={"PATH": PATH, "SHELL": "/bin/bash"}
    )


@pytest.fixture(params=["ssh", "own"])
def either(request: pytest.FixtureRequest, files: SshFiles) -> SshFiles:
    """With the `ssh` program, and as on a computer without it."""
    if request.param == "own":
        return dataclasses.replace(files, environ={"PATH": "/nonexistent", "SHELL": "/bin/bash"})
    return files


def write(files: SshFiles, text: str, name: str = "config") -> None:
    path = files.folder / name
    path.write_text(text)
    path.chmod(0o600)


def read(files: SshFiles, host: str = "web", **options: object) -> HostConfig:
    return read_host_config(SshOptions(host, **options), files)  # type: ignore[arg-type]


def test_without_a_configuration(either: SshFiles) -> None:
    config = read(either)
    reader = "own" if either.environ["PATH"] == "/nonexistent" else "ssh"
    assert (config.host, config.port, config.reader) == ("web", 22, reader)
    assert either.folder / "id_ed25519" in config.identity_files
    assert config.user_known_hosts[0] == either.folder / "known_hosts"
    assert Path("/etc/ssh/ssh_known_hosts") in config.global_known_hosts
    assert config.identity_agent == "/run/agent"
    assert config.methods == ("publickey", "keyboard-interactive", "password")
    assert config.connect_timeout is None
    assert config.proxy_command is None
    assert config.proxy_jump == ()
    assert not config.identities_only
    assert config.known_name == ("web", 22)


def test_what_the_file_says(either: SshFiles) -> None:
    write(
        either,
        """
Host web
  HostName %h.example.org
  Port 2022
  User bob
  IdentityFile ~/.ssh/%r_%h_%n_%p_key
  IdentityFile "~/with space"
  IdentitiesOnly yes
  CertificateFile ~/.ssh/%u-cert.pub
  HostKeyAlias alias
  UserKnownHostsFile ~/.ssh/known_%k "~/.ssh/with space"
  ConnectTimeout 7
  ServerAliveInterval 5
  ServerAliveCountMax 2
  PreferredAuthentications password,publickey,gssapi-with-mic
  PubkeyAuthentication no
  AddressFamily inet6
  BindAddress 192.0.2.1
  Compression yes
  Ciphers aes128-ctr,aes256-ctr
""",
    )
    config = read(either)
    folder = either.folder
    assert (config.original, config.host, config.port) == ("web", "web.example.org", 2022)
    assert config.user == "bob"
    assert config.identity_files == (
        folder / "bob_web.example.org_web_2022_key",
        either.home / "with space",
    )
    assert config.identities_only
    assert config.certificate_files == (folder / "me-cert.pub",)
    assert config.known_name == ("alias", 22)
    assert config.user_known_hosts == (folder / "known_alias", folder / "with space")
    assert (config.connect_timeout, config.keepalive_interval) == (7.0, 5.0)
    assert config.keepalive_count == 2
    assert config.methods == ("password",)
    assert (config.address_family, config.bind_address) == ("inet6", "192.0.2.1")
    assert config.compression
    assert config.ciphers == ("aes128-ctr", "aes256-ctr")


def test_the_rest_that_only_ssh_reads(files: SshFiles) -> None:
    write(
        files,
        "Host *\n RevokedHostKeys ~/.ssh/revoked\n HashKnownHosts yes\n NumberOfPasswordPrompts 1\n"
        " KexAlgorithms -curve25519-sha256\n PubkeyAcceptedAlgorithms ssh-ed25519\n"
        " IdentityFile %d/%%d-%k\n",
    )
    config = read(files)
    assert config.revoked_host_keys == files.folder / "revoked"
    assert config.hash_known_hosts
    assert config.identity_files == (files.home / "%d-web",)
    assert config.password_prompts == 1
    assert config.pubkey_algorithms == ("ssh-ed25519",)
    assert config.kex_algorithms
    assert "curve25519-sha256" not in config.kex_algorithms
    assert "ssh-ed25519" in config.host_key_algorithms


def test_match_include_and_order(either: SshFiles) -> None:
    write(either, "Host web\n Port 2001\n", "more.conf")
    write(
        either,
        f"Include {either.folder}/more.conf\n"
        "Match host web user bob\n Port 2002\n ConnectTimeout 9\n"
        "Host *.org !web.org\n ConnectTimeout 3\nHost *\n ConnectTimeout 4\n",
    )
    assert read(either, user="bob").port == 2001
    assert read(either, user="bob").connect_timeout == 9
    assert read(either, host="web.org").connect_timeout == 4
    assert read(either, host="x.org").connect_timeout == 3


def test_the_address_wins(either: SshFiles) -> None:
    write(
        either,
        "Host web\n User bob\n Port 2022\n IdentityFile ~/.ssh/configured\n ProxyCommand nc %h %p\n"
        " ProxyJump other\n UserKnownHostsFile /a\n PubkeyAuthentication no\n",
    )
    config = read(
        either,
        user="eve",
        port=2200,
        key_file="~/my key",
        jump="a@one:2201,ssh://b@two,[2001:db8::1]:2202",
        known_hosts="/other/known hosts",
        methods=("publickey", "password"),
    )
    assert (config.user, config.port) == ("eve", 2200)
    assert config.identity_files == (either.home / "my key", either.folder / "configured")
    assert config.identities_only
    assert config.proxy_jump == (
        Hop("one", "a", 2201),
        Hop("two", "b"),
        Hop("2001:db8::1", "", 2202),
    )
    assert config.proxy_command is None
    assert config.user_known_hosts == (Path("/other/known hosts"),)
    assert config.methods == ("publickey", "password")


def test_a_key_file_alone_leaves_the_usual_ones_out(either: SshFiles) -> None:
    assert read(either, key_file="/k").identity_files == (Path("/k"),)


def test_no_jump_although_the_file_has_one(either: SshFiles) -> None:
    write(either, "Host web\n ProxyJump other\n")
    assert read(either).proxy_jump == (Hop("other"),)
    assert read(either, jump="none").proxy_jump == ()


def test_proxy_command_is_for_the_users_shell(either: SshFiles) -> None:
    write(either, "Host web\n HostName h.org\n ProxyCommand nc -x 'a b' %h %p %n %r 100%%\n")
    config = read(either, user="bob")
    assert config.proxy_command == ("/bin/bash", "-c", "exec nc -x 'a b' h.org 22 web bob 100%")


def test_none_switches_off(either: SshFiles) -> None:
    write(
        either,
        "Host web\n ProxyCommand none\n IdentityAgent none\n UserKnownHostsFile none\n"
        " CertificateFile none\n",
    )
    config = read(either)
    assert config.proxy_command is None
    assert config.identity_agent is None
    assert config.user_known_hosts == ()
    assert config.certificate_files == ()


@pytest.mark.parametrize(
    ("value", "agent"),
    [
        ("SSH_AUTH_SOCK", "/run/agent"),
        ("$MY_AGENT", "/run/mine"),
        ("$NOT_SET", None),
        ("${MY_AGENT}.2", "/run/mine.2"),
        ("/run/%h", "/run/web"),
    ],
)
def test_agents(files: SshFiles, value: str, agent: str | None) -> None:
    environ = {**files.environ, "MY_AGENT": "/run/mine"}
    write(files, f"Host web\n IdentityAgent {value}\n")
    assert read(dataclasses.replace(files, environ=environ)).identity_agent == agent


def test_tokens_in_jump_hosts(files: SshFiles) -> None:
    write(files, "Host web\n ProxyJump %r@gate-%h:2022\n")
    assert read(files, user="bob").proxy_jump == (Hop("gate-web", "bob", 2022),)


@pytest.mark.parametrize("host", ["a;b", "$(x)", "a b", "-oProxyCommand=x", "a`b", "", "a\nb"])
def test_hosts_that_could_do_harm_are_refused(files: SshFiles, host: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read(files, host=host)
    assert caught.value.info.remedy is Remedy.CHECK_SSH_CONFIG


@pytest.mark.parametrize("user", ["a;b", "-x", "a$(b)", "x -y"])
def test_users_that_could_do_harm_are_refused(files: SshFiles, user: str) -> None:
    with pytest.raises(InvalidError):
        read(files, user=user)


def test_harm_by_the_file_is_refused_in_a_command(either: SshFiles) -> None:
    write(either, "Host web\n User a;reboot\n ProxyCommand nc %h %r\n")
    with pytest.raises(InvalidError, match="user name"):
        read(either)


def test_a_broken_file_is_told_in_ssh_own_words(files: SshFiles) -> None:
    write(files, "Host web\n Bogus yes\n")
    with pytest.raises(InvalidError) as caught:
        read(files)
    info = caught.value.info
    assert info.remedy is Remedy.CHECK_SSH_CONFIG
    assert "line 2" in info.detail
    assert "bogus" in info.detail.lower()


def test_a_broken_file_without_ssh(files: SshFiles) -> None:
    write(files, "Host web\n Port none\n")
    alone = dataclasses.replace(files, environ={"PATH": "/nonexistent"})
    with pytest.raises(InvalidError, match="line 2"):
        read(alone)


def test_a_configuration_that_is_not_there(files: SshFiles) -> None:
    with pytest.raises(InvalidError):
        read(dataclasses.replace(files, config=files.home / "nothing"))


def test_unknown_tokens_and_variables(files: SshFiles) -> None:
    write(files, "Host a\n IdentityFile /x/%z\nHost b\n IdentityFile ${NOT_SET}/x\n")
    for host in ("a", "b"):
        with pytest.raises(InvalidError):
            read(files, host=host)


def test_a_reader_that_hangs_is_ended(files: SshFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("virtgui.backend.ssh.config_reader.DEADLINE", 0.3)
    write(files, 'Match exec "sleep 60"\n Port 1\n')
    begun = time.monotonic()
    with pytest.raises(DeadlineError, match="no answer"):
        read(files)
    assert time.monotonic() - begun < 5


def test_of_user() -> None:
    files = SshFiles.of_user()
    assert files.user_name
    assert files.home.is_absolute()
    assert "SSH_AUTH_SOCK" not in repr(files)


@pytest.mark.parametrize(
    ("text", "hops"),
    [
        ("none", ()),
        ("h", (Hop("h"),)),
        ("a@b@h", (Hop("h", "a@b"),)),
        ("ssh://a%40b@h:1/", (Hop("h", "a@b", 1),)),
        ("ssh://[::1]:2222", (Hop("::1", "", 2222),)),
        ("u@[fe80::1]", (Hop("fe80::1", "u"),)),
        ("::1", (Hop("::1"),)),
        (" one , two:22 ", (Hop("one"), Hop("two", "", 22))),
    ],
)
def test_jumps(text: str, hops: tuple[Hop, ...]) -> None:
    assert parse_jump(text) == hops


@pytest.mark.parametrize("text", ["a,,b", "h:0", "h:70000", "h:x", "@h:", "[::1", "a/b"])
def test_jumps_that_are_none(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_jump(text)
