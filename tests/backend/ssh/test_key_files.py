"""Key files of every kind, most of them made by the real `ssh-keygen`."""

import os
import subprocess
import traceback
from pathlib import Path

import asyncssh
import pytest

from virtgui.backend.ssh.key_files import (
    KeyProblem,
    NeedsPassphraseError,
    UnreadableKeyError,
    WrongPassphraseError,
    load_private_key,
    read_key_file,
)
from virtgui.core.errors import Remedy

SECRET = "correct horse"
TYPES = {
    "ed25519": "ssh-ed25519",
    "rsa": "ssh-rsa",
    "ecdsa": "ecdsa-sha2-nistp256",
}
KINDS = [(kind, form) for kind in TYPES for form in ("RFC4716", "PEM", "PKCS8")]


def keygen(path: Path, kind: str, form: str, passphrase: str) -> bytes:
    """Make a key and return its public part."""
    bits = ["-b", "2048"] if kind == "rsa" else []
    subprocess.run(
        [
            "ssh-keygen",
            "-q",
            "-t",
            kind,
            *bits,
            "-m",
            form,
            "-N",
            passphrase,
            "-C",
            "a comment",
            "-f",
            str(path),
        ],
        check=True,
        capture_output=True,
    )
    return asyncssh.read_public_key(f"{path}.pub").public_data


@pytest.mark.parametrize(("kind", "form"), KINDS)
def test_open_keys(tmp_path: Path, kind: str, form: str) -> None:
    path = tmp_path / "key"
    public = keygen(path, kind, form, "")
    Path(f"{path}.pub").unlink()
    file = read_key_file(path)
    assert (file.public, file.algorithm) == (public, TYPES[kind])
    assert not file.is_encrypted
    assert not file.problem
    assert load_private_key(path, None).public_data == public
    assert load_private_key(path, "not needed").public_data == public


@pytest.mark.parametrize(("kind", "form"), KINDS)
def test_encrypted_keys(tmp_path: Path, kind: str, form: str) -> None:
    path = tmp_path / "key"
    public = keygen(path, kind, form, SECRET)
    file = read_key_file(path)
    assert (file.public, file.algorithm, file.problem) == (public, TYPES[kind], "")
    assert file.is_encrypted
    assert load_private_key(path, SECRET).public_data == public
    with pytest.raises(NeedsPassphraseError):
        load_private_key(path, None)
    for wrong in ("wrong horse", ""):
        with pytest.raises(WrongPassphraseError) as caught:
            load_private_key(path, wrong)
        assert caught.value.__context__ is None
        assert "horse" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.info.subject == str(path)


@pytest.mark.parametrize("cipher", ["aes128-cbc", "aes256-gcm@openssh.com", "3des-cbc"])
def test_ciphers_of_openssh(tmp_path: Path, cipher: str) -> None:
    path = tmp_path / "key"
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-Z", cipher, "-N", SECRET, "-f", str(path)],
        check=True,
    )
    assert load_private_key(path, SECRET).algorithm == b"ssh-ed25519"
    with pytest.raises(WrongPassphraseError):
        load_private_key(path, "wrong")


def test_keys_of_openssl(tmp_path: Path) -> None:
    key = asyncssh.generate_private_key("ecdsa-sha2-nistp384")
    path = tmp_path / "key"
    for name, options in (
        ("pkcs8-pem", {"passphrase": SECRET, "pbe_version": 2}),
        ("pkcs1-pem", {"passphrase": SECRET}),
        ("pkcs8-pem", {}),
    ):
        path.write_bytes(key.export_private_key(name, **options))
        path.chmod(0o600)
        file = read_key_file(path)
        assert file.is_encrypted == bool(options)
        assert file.public == (None if options else key.public_data)
        assert load_private_key(path, SECRET).public_data == key.public_data


def test_the_open_part_counts_more_than_an_old_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "key"
    public = keygen(path, "ed25519", "RFC4716", SECRET)
    keygen(tmp_path / "old", "rsa", "RFC4716", "")
    (tmp_path / "old.pub").replace(f"{path}.pub")
    assert read_key_file(path).public == public


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    public = keygen(path, "ed25519", "RFC4716", "")
    path.chmod(mode)
    file = read_key_file(path)
    assert (file.problem, file.public) == (KeyProblem.TOO_OPEN, public)
    with pytest.raises(UnreadableKeyError) as caught:
        load_private_key(path, None)
    info = caught.value.info
    assert str(path) in info.detail
    assert f"{mode:04o}" in info.detail
    assert info.remedy is Remedy.CHECK_CREDENTIALS
    # ssh-keygen, which has the same rule, agrees.
    done = subprocess.run(["ssh-keygen", "-y", "-f", str(path)], capture_output=True, text=True)
    assert "too open" in done.stderr


def test_a_private_part_that_only_the_agent_has(tmp_path: Path) -> None:
    path = tmp_path / "key"
    public = keygen(path, "ed25519", "RFC4716", "")
    path.unlink()
    file = read_key_file(path)
    assert (file.problem, file.public) == (KeyProblem.MISSING, public)
    file = read_key_file(Path(f"{path}.pub"))
    assert (file.problem, file.public) == (KeyProblem.PUBLIC_ONLY, public)
    with pytest.raises(UnreadableKeyError):
        load_private_key(path, None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello\n",
        b"\xff" * 100,
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA/////w==\n-----END",
        b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
        b"PuTTY-User-Key-File-3: ssh-ed25519\n",
    ],
)
def test_what_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    assert read_key_file(path).problem == KeyProblem.UNKNOWN_FORMAT
    with pytest.raises(UnreadableKeyError):
        load_private_key(path, SECRET)


def test_what_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path):
        assert read_key_file(path).problem == KeyProblem.UNREADABLE
        with pytest.raises(UnreadableKeyError):
            load_private_key(path, None)
