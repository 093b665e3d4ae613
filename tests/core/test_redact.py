"""Secrets do not get through."""

import pytest

from virtgui.core.redact import redact


@pytest.mark.parametrize(
    "text",
    [
        "qemu+tcp://admin:hunter2@host/system",
        "password=hunter2&x=1",
        "PASSWD: 'hunter2', next",
        "<secret type='luks'>hunter2</secret>",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_secrets_become_dots(text):
    assert "hunter2" not in redact(text)
    assert "•••" in redact(text)


def test_plain_text_stays():
    assert redact("Failed to connect socket to '/run/x'") == "Failed to connect socket to '/run/x'"
