"""Logging in to real SSH servers, by every way there is."""

import asyncio
import subprocess

import pytest

from tests.backend.ssh.conftest import accepting
from tests.lab.sshd import agent_with, extra_sshd, one_time_code, two_factor_sshd
from virtgui.backend.ssh.config import HostConfig
from virtgui.backend.ssh.deadline import Deadline
from virtgui.backend.ssh.login import Login, is_password
from virtgui.core.errors import AuthenticationError, ErrorKind, Remedy
from virtgui.core.values.connection import ConnectionState, LinkSecurity
from virtgui.core.values.prompt import KeepRefusal, PromptKind, PromptReply

pytestmark = pytest.mark.lab


def test_a_key_of_the_usual_name_opens_without_a_question(alpha, remote):
    remote.trust()
    remote.use_key()
    name = remote.open(remote.uri())
    assert remote.person.prompts == []
    status = remote.person.statuses[name]
    assert status.security is LinkSecurity.SSH
    assert status.connected_at


def test_a_key_file_of_the_address_is_used(alpha, remote):
    remote.trust()
    key = remote.use_key("special")
    remote.open(remote.uri(query=f"?keyfile={key}"))


def test_a_pass_phrase_is_asked_until_it_is_right_and_then_remembered(alpha, remote):
    remote.trust()
    key = remote.use_key()
    _encrypt(key, "open sesame")
    remote.person.answer = accepting("wrong", "open sesame", remember=True)
    name = remote.open(remote.uri())
    asked = remote.person.asked(PromptKind.PASSPHRASE)
    assert [prompt.attempt for prompt in asked] == [1, 2]
    assert asked[0].subject == str(key)
    assert list(remote.ring.entries.values()) == ["open sesame"]
    _again(remote, name)
    assert len(remote.person.prompts) == 2


def test_no_pass_phrase_is_asked_for_a_key_that_the_server_does_not_want(alpha, remote):
    remote.trust()
    stranger = remote.ssh / "id_ed25519"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(stranger)], check=True
    )
    remote.person.answer = accepting("lab")
    remote.open(remote.uri())
    assert [prompt.kind for prompt in remote.person.prompts] == [PromptKind.PASSWORD]


def test_a_password_is_asked_and_held_for_this_run_only(alpha, remote):
    remote.trust()
    remote.person.answer = accepting("lab")
    name = remote.open(remote.uri())
    (prompt,) = remote.person.prompts
    assert (prompt.user, prompt.host, prompt.node) == ("root", alpha.address, "node")
    assert prompt.keep_refusal is KeepRefusal.NONE
    assert remote.ring.entries == {}
    _again(remote, name)
    assert len(remote.person.prompts) == 1


def test_a_password_in_the_key_ring_that_is_wrong_now_is_dropped_and_asked_for(alpha, remote):
    remote.trust()
    remote.person.answer = accepting("lab", remember=True)
    name = remote.open(remote.uri())
    (entry,) = remote.ring.entries
    remote.fleet.disconnect(name)
    remote.person.wait_state(name, ConnectionState.OFFLINE)
    remote.fleet.close()
    remote.ring.entries[entry] = "of yesterday"
    remote.person.answer = accepting("lab")
    remote.start()
    remote.open(remote.uri())
    assert len(remote.person.prompts) == 2
    assert remote.ring.entries == {}


def test_a_password_wrong_three_times_is_refused_and_not_tried_again(alpha, remote):
    remote.trust()
    remote.person.answer = accepting("one", "two", "three", "four")
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    error = remote.person.statuses[name].error
    assert error.kind is ErrorKind.AUTHENTICATION
    assert error.remedy is Remedy.CHECK_CREDENTIALS
    assert [prompt.attempt for prompt in remote.person.prompts] == [1, 2, 3]


def test_a_cancelled_question_ends_the_try(alpha, remote):
    remote.trust()
    remote.person.answer = lambda prompt: PromptReply(accepted=False)
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.FAILED)
    assert remote.person.statuses[name].error.kind is ErrorKind.CANCELLED
    assert len(remote.person.prompts) == 1


def test_a_question_needs_attention_and_disconnecting_withdraws_it(alpha, remote):
    remote.trust()
    name = remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.ATTENTION)
    remote.fleet.disconnect(name)
    remote.person.wait_state(name, ConnectionState.OFFLINE)
    assert len(remote.person.prompts) == 1


def test_a_forbidden_user_is_refused(alpha, remote):
    remote.trust()
    remote.use_key()
    remote.person.answer = accepting("a", "b", "c")
    name = remote.connect(remote.uri(user="nobody"))
    remote.person.wait_state(name, ConnectionState.FAILED)
    error = remote.person.statuses[name].error
    assert error.kind is ErrorKind.AUTHENTICATION
    assert "nobody" in error.detail


def test_two_factors_are_asked_one_after_the_other(alpha, remote):
    remote.trust()

    def answer(prompt):
        is_code = "verification" in prompt.fields[0].label.lower()
        words = one_time_code() if is_code else "lab"
        return PromptReply(accepted=True, answers=(words,))

    remote.person.answer = answer
    with two_factor_sshd(alpha, 2201) as port:
        remote.open(remote.uri(port=port))
    first, second = remote.person.asked(PromptKind.CHALLENGE)
    assert first.fields[0].label == "Password: "
    assert first.keep_refusal is KeepRefusal.NONE
    assert second.fields[0].label == "Verification code: "
    assert second.keep_refusal is KeepRefusal.NOT_A_SECRET


def test_an_agent_signs(alpha, remote, tmp_path):
    remote.trust()
    with agent_with(tmp_path, remote.lab.ssh_key) as socket:
        remote.agent = socket
        remote.open(remote.uri())
    assert remote.person.prompts == []


def test_a_full_agent_does_not_use_up_the_tries_when_the_configuration_names_the_key(
    alpha, remote, tmp_path
):
    remote.trust()
    strangers = [tmp_path / f"stranger{number}" for number in range(8)]
    for stranger in strangers:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True
        )
    key = remote.use_key("named")
    remote.config(f"Host {alpha.address}\n IdentityFile {key}\n")
    with agent_with(tmp_path, *strangers, key) as socket:
        remote.agent = socket
        remote.open(remote.uri())


def test_the_tries_that_a_server_allows_end_with_its_own_words(alpha, remote, tmp_path):
    remote.trust()
    strangers = [tmp_path / f"stranger{number}" for number in range(8)]
    for stranger in strangers:
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True
        )
    with agent_with(tmp_path, *strangers) as socket:
        remote.agent = socket
        name = remote.connect(remote.uri())
        remote.person.wait_state(name, ConnectionState.FAILED)
    assert "Too many authentication failures" in remote.person.statuses[name].error.detail


def test_a_server_that_hangs_up_while_the_user_types_gets_the_answer_at_once(alpha, remote):
    remote.trust()
    with extra_sshd(alpha, 2202, "LoginGraceTime=1") as port:
        name = remote.connect(remote.uri(port=port))
        remote.person.wait_state(name, ConnectionState.ATTENTION)
        (prompt,) = remote.person.prompts
        alpha.run("sleep", "2")
        remote.fleet.reply(prompt.id, PromptReply(accepted=True, answers=("lab",)))
        remote.person.wait_state(name, ConnectionState.CONNECTED)
    assert len(remote.person.prompts) == 1


def test_an_agent_with_a_certificate_signs(alpha, remote, tmp_path):
    remote.trust()
    key = remote.use_key("certified")
    authority = tmp_path / "authority"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", ""]
    subprocess.run([*make, "-f", str(authority)], check=True)
    public = ["ssh-keygen", "-q", "-y", "-P", "", "-f", str(key)]
    done = subprocess.run(public, check=True, stdout=subprocess.PIPE)
    (remote.ssh / "certified.pub").write_bytes(done.stdout)
    sign = ["ssh-keygen", "-q", "-s", str(authority), "-I", "id", "-n", "root"]
    subprocess.run([*sign, f"{key}.pub"], check=True)
    with agent_with(tmp_path, key) as socket:
        remote.agent = socket
        remote.open(remote.uri())
    assert remote.person.prompts == []


def test_an_agent_that_the_configuration_names_signs(alpha, remote, tmp_path):
    remote.trust()
    with agent_with(tmp_path, remote.lab.ssh_key) as socket:
        remote.config(f"Host {alpha.address}\n IdentityAgent {socket}\n")
        remote.open(remote.uri())
    assert remote.person.prompts == []


def test_a_certificate_that_the_configuration_names_opens_where_the_key_alone_does_not(
    alpha, remote, tmp_path
):
    remote.trust()
    key, authority = tmp_path / "certified", tmp_path / "authority"
    for made in (key, authority):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(made)], check=True)
    sign = ["ssh-keygen", "-q", "-s", str(authority), "-I", "id", "-n", "root"]
    subprocess.run([*sign, f"{key}.pub"], check=True)
    certificate = (tmp_path / "certified-cert.pub").rename(tmp_path / "elsewhere.pub")
    alpha.path("/root/authority.pub").write_text(authority.with_suffix(".pub").read_text())
    keys_only = f"Host *\n IdentityFile {key}\n PreferredAuthentications publickey\n"
    with extra_sshd(alpha, 2208, "TrustedUserCAKeys=/root/authority.pub") as port:
        remote.config(keys_only)
        name = remote.connect(remote.uri(port=port))
        remote.person.wait_state(name, ConnectionState.FAILED)
        remote.config(f"{keys_only} CertificateFile {certificate}\n")
        remote.open(remote.uri(port=port))
    alpha.path("/root/authority.pub").unlink()


def test_a_key_that_cannot_be_read_does_not_stand_in_the_way_of_the_next(alpha, remote):
    remote.trust()
    good, broken = remote.use_key("good"), remote.use_key("broken")
    _encrypt(broken, "phrase")
    lines = broken.read_text().splitlines()
    lines[-3] = lines[-3][::-1]
    broken.write_text("\n".join(lines) + "\n")
    remote.config(f"Host *\n IdentityFile {broken}\n IdentityFile {good}\n")
    remote.person.answer = accepting("phrase", "phrase", "phrase")
    remote.open(remote.uri())


def test_a_stored_password_that_uses_up_the_only_try_is_asked_for_the_next_time(alpha, remote):
    remote.trust()
    remote.config("Host *\n PreferredAuthentications password\n")
    remote.person.answer = accepting("lab", remember=True)
    with extra_sshd(alpha, 2206, "MaxAuthTries=1") as port:
        name = remote.open(remote.uri(port=port))
        remote.fleet.close()
        (entry,) = remote.ring.entries
        remote.ring.entries[entry] = "of yesterday"
        remote.person.statuses.clear()
        remote.person.answer = accepting("lab")
        remote.start()
        remote.connect(remote.uri(port=port))
        remote.person.wait_state(name, ConnectionState.FAILED)
        remote.fleet.connect(remote.person.statuses[name].spec)
        remote.person.wait_state(name, ConnectionState.CONNECTED)
    assert remote.ring.entries == {}
    assert len(remote.person.prompts) == 2


def test_a_banner_may_be_written_in_anything(alpha, remote):
    remote.trust()
    remote.use_key()
    banner = alpha.path("/root/banner")
    banner.write_bytes("Zugang nur für Befugte\n".encode("latin-1"))
    with extra_sshd(alpha, 2207, "Banner=/root/banner") as port:
        remote.open(remote.uri(port=port))
    banner.unlink()


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Password: ", True),
        ("Password for root@node:", True),
        ("(current) UNIX password: ", False),
        ("New password: ", False),
        ("One-time password (OATH) for `root': ", False),
        ("Enter your OTP password: ", False),
        ("Verification code: ", False),
    ],
)
def test_only_the_account_s_own_password_may_be_remembered(label, expected):
    assert is_password(((label, False),)) is expected
    assert not is_password(((label, True),))
    assert not is_password(((label, False), (label, False)))


def test_a_server_may_not_ask_without_end():
    async def story():
        login = Login(HostConfig("h", "h", 22, "root"), None, None, Deadline(1))
        await login.meet_challenge("", "", (("x", False),) * 21)

    with pytest.raises(AuthenticationError, match="21"):
        asyncio.run(story())


def _encrypt(key, pass_phrase):
    subprocess.run(
        ["ssh-keygen", "-q", "-p", "-P", "", "-N", pass_phrase, "-f", str(key)], check=True
    )


def _again(remote, name):
    """Close the connection and open it once more."""
    remote.fleet.disconnect(name)
    remote.person.wait_state(name, ConnectionState.OFFLINE)
    remote.connect(remote.uri())
    remote.person.wait_state(name, ConnectionState.CONNECTED)
