"""Whether a host is who it says, on real servers; and ways over other hosts."""

import re

import pytest

from tests.backend.ssh.conftest import accepting
from tests.lab.shell import run
from tests.lab.sshd import certify_host, extra_sshd
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.values.connection import ConnectionState, ConnectStep
from virtgui.core.values.prompt import PromptKind, PromptReply

pytestmark = pytest.mark.lab


def _accept_key(*, remember):
    return lambda prompt: PromptReply(accepted=True, remember=remember)


def test_an_unknown_host_is_asked_about_and_remembered(alpha, remote):
    remote.use_key()
    known = remote.ssh / "known_hosts"
    known.write_bytes(b"# mine\nother.example ssh-ed25519 AAAA")
    remote.person.answer = _accept_key(remember=True)
    remote.open(remote.uri())
    (prompt,) = remote.person.asked(PromptKind.HOST_KEY)
    listed = alpha.run("ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub")
    assert prompt.host_key.fingerprint in listed
    assert prompt.host_key.file == str(known)
    lines = known.read_text().splitlines()
    assert lines[:2] == ["# mine", "other.example ssh-ed25519 AAAA"]
    assert lines[2] == alpha.host_key()


def test_a_key_accepted_once_is_good_for_this_run_and_never_written(alpha, remote):
    remote.use_key()
    remote.person.answer = _accept_key(remember=False)
    name = remote.open(remote.uri())
    assert not (remote.ssh / "known_hosts").exists()
    remote.fleet.disconnect(name)
    remote.person.wait_state(name, ConnectionState.OFFLINE)
    remote.open(remote.uri())
    assert len(remote.person.prompts) == 1


def test_an_unknown_host_that_nobody_vouches_for_gets_no_login(alpha, remote):
    remote.use_key()
    remote.person.answer = lambda prompt: PromptReply(accepted=False)
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    assert remote.person.statuses[name].step is ConnectStep.CHECKING_KEY


def test_a_changed_key_is_refused_without_a_question(alpha, remote):
    remote.trust("alpha")
    remote.use_key()
    before = (remote.ssh / "known_hosts").read_text()
    alpha.new_host_keys()
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    assert remote.person.prompts == []
    error = remote.person.statuses[name].error
    assert (error.kind, error.remedy) == (ErrorKind.HOST_KEY, Remedy.CHANGED_HOST_KEY)
    facts = dict(error.facts)
    assert facts["known"] != facts["shown"]
    assert all(facts[name].startswith("ssh-ed25519 SHA256:") for name in ("known", "shown"))
    assert (facts["file"], facts["line"]) == (str(remote.ssh / "known_hosts"), "1")
    assert (remote.ssh / "known_hosts").read_text() == before


def test_a_revoked_key_is_refused(alpha, remote):
    remote.use_key()
    remote.trust("alpha")
    with (remote.ssh / "known_hosts").open("a") as known:
        known.write(f"@revoked * {' '.join(alpha.host_key().split()[1:])}\n")
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    error = remote.person.statuses[name].error
    assert error.remedy is Remedy.REVOKED_HOST_KEY
    assert remote.person.prompts == []


def test_an_authority_vouches_for_a_host_never_seen(alpha, remote, tmp_path):
    remote.use_key()
    authority = certify_host(alpha, tmp_path, alpha.address)
    (remote.ssh / "known_hosts").write_text(f"@cert-authority 10.213.* {authority}\n")
    certificate = "HostCertificate=/etc/ssh/ssh_host_ed25519_key-cert.pub"
    with extra_sshd(alpha, 2210, certificate) as port:
        remote.open(remote.uri(port=port))
    assert remote.person.prompts == []


def test_a_certificate_that_no_authority_vouches_for_leaves_the_plain_key(alpha, remote, tmp_path):
    remote.use_key()
    certify_host(alpha, tmp_path, alpha.address)
    remote.person.answer = _accept_key(remember=False)
    certificate = "HostCertificate=/etc/ssh/ssh_host_ed25519_key-cert.pub"
    with extra_sshd(alpha, 2212, certificate) as port:
        remote.open(remote.uri(port=port))
    (prompt,) = remote.person.asked(PromptKind.HOST_KEY)
    listed = alpha.run("ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub")
    assert prompt.host_key.fingerprint in listed


def test_a_certificate_of_another_host_leaves_the_plain_key(alpha, remote, tmp_path):
    remote.use_key()
    authority = certify_host(alpha, tmp_path, "somewhere.else")
    (remote.ssh / "known_hosts").write_text(f"@cert-authority * {authority}\n")
    remote.person.answer = _accept_key(remember=False)
    certificate = "HostCertificate=/etc/ssh/ssh_host_ed25519_key-cert.pub"
    with extra_sshd(alpha, 2213, certificate) as port:
        remote.open(remote.uri(port=port))
    assert len(remote.person.asked(PromptKind.HOST_KEY)) == 1


def test_a_known_hosts_file_that_cannot_be_written_is_told_and_the_key_is_good(alpha, remote):
    remote.use_key()
    (remote.ssh / "file").touch()
    remote.config(f"Host *\n UserKnownHostsFile {remote.ssh}/file/known_hosts\n")
    remote.person.answer = _accept_key(remember=True)
    remote.open(remote.uri())
    assert "host_key_not_kept" in [event.what for event in remote.person.events()]


def test_the_far_sides_own_name_of_the_address_is_what_is_opened(alpha, remote):
    remote.use_key()
    remote.trust()
    uri = f"qemu+ssh://root@{alpha.address}/?name=qemu:///system"
    name = remote.open(uri)
    node = remote.person.wait(lambda: remote.person.inventory.node(name))
    assert node.hostname == "alpha"


def test_a_jump_host_is_passed_and_each_host_has_its_own_key_and_login(alpha, beta, remote):
    remote.use_key()
    remote.config(f"Host inner\n HostName {beta.address}\n ProxyJump root@{alpha.address}\n")
    remote.person.answer = _accept_key(remember=True)
    name = remote.open("qemu+ssh://root@inner/system")
    assert [prompt.host for prompt in remote.person.prompts] == [alpha.address, beta.address]
    opened = beta.run("ss", "-Htn", "state", "established", "sport", "=", ":22")
    assert alpha.address in opened
    node = remote.person.wait(lambda: remote.person.inventory.node(name))
    assert node.hostname == "beta"


def test_a_jump_host_of_the_address_wins(alpha, beta, gamma, remote):
    remote.use_key()
    remote.trust()
    remote.config(f"Host {beta.address}\n ProxyJump root@{gamma.address}\n")
    remote.open(remote.uri("beta", query=f"?proxyjump=root@{alpha.address}"))
    opened = beta.run("ss", "-Htn", "state", "established", "sport", "=", ":22")
    assert alpha.address in opened
    assert gamma.address not in opened


def test_two_jump_hosts_in_a_row(alpha, beta, gamma, remote):
    remote.use_key()
    remote.trust()
    jump = f"root@{alpha.address},root@{beta.address}"
    remote.open(remote.uri("gamma", query=f"?proxyjump={jump}"))
    assert beta.address in gamma.run("ss", "-Htn", "state", "established", "sport", "=", ":22")


def test_a_host_that_a_jump_host_does_not_reach_is_named(alpha, remote):
    remote.use_key()
    remote.trust()
    name = remote.connect(f"qemu+ssh://root@127.0.0.1:9/system?proxyjump=root@{alpha.address}")
    remote.person.wait_state(name, ConnectionState.WAITING)
    error = remote.person.statuses[name].error
    assert (error.kind, error.remedy) == (ErrorKind.UNREACHABLE, Remedy.CHECK_NETWORK)
    assert "127.0.0.1:9" in error.detail


def test_a_proxy_command_leads_to_the_host(alpha, remote):
    remote.use_key()
    remote.trust()
    remote.config(f"Host way\n HostName {alpha.address}\n ProxyCommand busybox nc %h %p\n")
    with (remote.ssh / "known_hosts").open("a") as known:
        known.write(re.sub(r"^\S+", "way", alpha.host_key()) + "\n")
    remote.open("qemu+ssh://root@way/system")


def test_a_proxy_command_that_fails_is_named(alpha, remote):
    remote.config(f"Host way\n HostName {alpha.address}\n ProxyCommand /no/such/program\n")
    name = remote.connect("qemu+ssh://root@way/system")
    remote.person.wait_state(name, ConnectionState.WAITING)
    error = remote.person.statuses[name].error
    assert error.remedy is Remedy.CHECK_SSH_CONFIG
    assert "/no/such/program" in error.detail


def test_the_configuration_says_host_user_port_and_key(alpha, remote):
    key = remote.use_key("work_key")
    with extra_sshd(alpha, 2211) as port:
        remote.config(
            f"Include extra\nHost short\n HostName {alpha.address}\n IdentityFile {key}\n"
            f" HostKeyAlias known-as\n"
        )
        (remote.ssh / "extra").write_text(f"Host short\n User root\n Port {port}\n")
        (remote.ssh / "known_hosts").write_text(
            re.sub(r"^\S+", "known-as", alpha.host_key()) + "\n"
        )
        remote.open("qemu+ssh://short/system")
    assert remote.person.prompts == []


def test_a_broken_configuration_is_told_in_ssh_s_own_words(alpha, remote):
    remote.config("Host *\n ThisIsNoOption yes\n")
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    error = remote.person.statuses[name].error
    assert error.remedy is Remedy.CHECK_SSH_CONFIG
    assert "thisisnooption" in error.detail.lower()


def test_a_name_that_does_not_resolve(alpha, remote):
    remote.person.answer = accepting()
    name = remote.connect("qemu+ssh://no-such-host.invalid/system")
    remote.person.wait_state(name, ConnectionState.WAITING)
    error = remote.person.statuses[name].error
    assert (error.kind, error.remedy) == (ErrorKind.UNREACHABLE, Remedy.CORRECT_ADDRESS)


def test_an_ipv6_address_is_reached(alpha, remote, lab):
    remote.use_key()
    remote.person.answer = _accept_key(remember=True)
    inner, outer = "fd99:7::11", "fd99:7::1"
    alpha.run("ip", "addr", "add", f"{inner}/64", "dev", "eth0", "nodad")
    run(["ip", "addr", "add", f"{outer}/64", "dev", lab.name, "nodad"])
    try:
        remote.open(f"qemu+ssh://root@[{inner}]/system")
        assert remote.person.prompts[0].host == inner
        assert inner in (remote.ssh / "known_hosts").read_text()
        remote.fleet.close()
    finally:
        run(["ip", "addr", "del", f"{outer}/64", "dev", lab.name])
        alpha.run("ip", "addr", "del", f"{inner}/64", "dev", "eth0")
