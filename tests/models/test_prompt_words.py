"""A server's words made harmless, and our own around them."""

import pytest

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectStep
from virtgui.core.values.prompt import KeepRefusal, Prompt, PromptField, PromptKind
from virtgui.models import prompt_words as words
from virtgui.models.error_words import error_facts, error_text
from virtgui.models.words import step_word

FINGERPRINT = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDOHEY3Lq7Ia3cyxgM"


def make(kind=PromptKind.PASSWORD, **values):
    base = {"user": "ops", "host": "kvm-02.example"}
    return Prompt(1, ConnectionId("kvm-02"), "kvm-02", kind, **{**base, **values})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Password: ", "Password:"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;another title\x07after", "after"),
        ("\x1b]0;never ended", ""),
        ("\x9b2Jcleared", "cleared"),
        ("a\u202ebdetrevni\u202c", "abdetrevni"),
        ("\u2066a\u2069\u200f\u200bb\ufeff", "ab"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("bell\x07 nul\0 back\x08", "bell nul back"),
        ("tag \U000e0041s", "tag s"),
        ("Größe 日本 ü", "Größe 日本 ü"),
        ("<b>bold</b>", "<b>bold</b>"),
    ],
)
def test_nothing_of_a_server_acts(text, shown):
    assert words.server_text(text) == shown


def test_a_server_cannot_fill_the_screen():
    assert len(words.server_text("x" * 100_000)) == words.MOST_IN_LINE
    many = words.server_text("line\n" * 10_000)
    assert many.count("\n") < words.MOST_LINES
    assert many.endswith("…")
    assert len(words.server_text(("y" * 199 + "\n") * 24)) <= words.MOST_LETTERS
    assert words.server_line("a\n  b\t c") == "a b c"


@pytest.mark.parametrize("kind", PromptKind)
def test_every_kind_says_what_it_asks(kind):
    assert words.title(make(kind))
    assert words.sentence(make(kind))


def test_a_challenge_without_fields_only_says_something():
    asks = make(PromptKind.CHALLENGE, fields=(PromptField("Code"),))
    assert words.title(asks) != words.title(make(PromptKind.CHALLENGE))


def test_labels_are_the_servers_or_those_of_the_kind():
    challenge = make(PromptKind.CHALLENGE)
    assert words.field_label(challenge, PromptField("One-time \x1b[1mcode: ")) == "One-time code"
    assert words.field_label(challenge, PromptField("")) == "Answer"
    login = make(PromptKind.CREDENTIALS)
    fields = words.shown_fields(login)
    assert [words.field_label(login, field) for field in fields] == ["User name", "Password"]
    assert [field.echo for field in fields] == [True, False]
    assert fields[0].default == "ops"
    assert len(words.shown_fields(make())) == 1
    assert words.shown_fields(make(PromptKind.HOST_KEY)) == ()


@pytest.mark.parametrize(
    ("host", "uri", "step_host", "is_jump"),
    [
        ("kvm-02", "qemu+ssh://kvm-02/system", "", False),
        ("10.0.0.5", "qemu+ssh://alias/system", "", False),
        ("bastion:2222", "qemu+ssh://kvm-02/system?proxyjump=a,ops@bastion:2222", "", True),
        ("kvm-02", "qemu+ssh://kvm-02/system?proxyjump=bastion", "", False),
        ("[2001:db8::7]:2222", "qemu+ssh://kvm-02/system", "2001:db8::7", True),
        ("kvm-02", "qemu+ssh://kvm-02/system", "bastion", False),
        ("kvm-02", "no address", "", False),
    ],
)
def test_who_is_a_jump_host(host, uri, step_host, is_jump):
    assert words.is_jump_host(make(host=host), uri, step_host) is is_jump


def test_who_asks():
    assert words.asker(make()) == "ops@kvm-02.example"
    assert words.asker(make(), is_jump_host=True) == "ops@kvm-02.example · Jump host"
    assert words.asker(make(user="")) == "kvm-02.example"


def test_why_it_cannot_be_remembered():
    assert "no key ring" in words.keep_refusal_words(KeepRefusal.NO_KEYRING)
    assert "locked" in words.keep_refusal_words(KeepRefusal.KEYRING_LOCKED)
    assert words.keep_refusal_words(KeepRefusal.NOT_A_SECRET) == ""


@pytest.mark.parametrize(
    ("key_type", "name"),
    [
        ("ssh-ed25519", "ed25519"),
        ("ecdsa-sha2-nistp256", "ecdsa"),
        ("rsa-sha2-512", "rsa"),
        ("ssh-dss", "dsa"),
    ],
)
def test_how_to_verify_a_host_key(key_type, name):
    command = f"ssh-keygen -lf /etc/ssh/ssh_host_{name}_key.pub"
    assert words.verify_command(key_type) == command


def test_no_command_for_a_strange_key():
    assert words.verify_command("x; rm -rf /") == ""


def changed(subject="[kvm-02]:2222", file="/home/a b/.ssh/known_hosts"):
    facts = (
        ("known", f"ssh-ed25519 {FINGERPRINT}"), ("shown", "ssh-ed25519 SHA256:x"),
        ("file", file), ("line", "12"), ("sort_of_thing", "new"),
    )  # fmt: skip
    return ErrorInfo(
        ErrorKind.HOST_KEY, Remedy.CHANGED_HOST_KEY, "changed", subject=subject, facts=facts
    )


def test_a_changed_host_key_says_how_to_remove_the_old_one():
    text = error_text(changed())
    assert text.command == "ssh-keygen -R '[kvm-02]:2222' -f '/home/a b/.ssh/known_hosts'"
    assert error_text(changed(file="/etc/ssh/ssh_known_hosts")).command.startswith("sudo ")
    assert error_text(changed(subject="a\nrm -rf /")).command == ""
    labels = dict(error_facts(changed()))
    assert labels["Known key"].endswith(FINGERPRINT)
    assert labels["Line"] == "12"
    assert labels["sort of thing"] == "new"


@pytest.mark.parametrize(
    ("subject", "who"),
    [("ops", "ops"), ("", "$USER"), ("qemu:///system", "$USER"), ("a; reboot", "$USER")],
)
def test_the_group_is_joined_by_the_far_user(subject, who):
    error = ErrorInfo(ErrorKind.PERMISSION, Remedy.JOIN_GROUP, "", subject=subject)
    assert error_text(error).command == f"sudo usermod -aG libvirt {who}"


def test_certificates_are_listed_where_they_were_looked_for():
    facts = (("looked_at", "/etc/pki/CA/cacert.pem"), ("looked_at", "/root/.pki/libvirt/key.pem"))
    error = ErrorInfo(ErrorKind.NOT_FOUND, Remedy.CHECK_CERTIFICATES, "", facts=facts)
    assert [label for label, _ in error_facts(error)] == ["Looked for"] * 2
    assert error_text(error).command == "virt-pki-validate"


@pytest.mark.parametrize("step", ConnectStep)
def test_every_step_of_connecting_has_words(step):
    assert step_word(step)
    assert step_word(step, "bastion")


def test_steps_name_the_jump_host():
    assert step_word(ConnectStep.LOGGING_IN) == "Logging in"
    assert "bastion" in step_word(ConnectStep.LOGGING_IN, "bastion")
