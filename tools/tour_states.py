"""States of connections for the pictures, made by hand: no host like these is anywhere near."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, Final

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer, Message
from virtgui.core.queries import (
    CountSecrets,
    FindAddresses,
    FindLocalHypervisors,
    FindSshHosts,
    FoundAddress,
    KeyRing,
    Query,
    ReadKeyRing,
    SshHost,
)
from virtgui.core.values.connection import (
    ConnectionSpec,
    ConnectionState,
    ConnectionStatus,
    ConnectStep,
    LinkSecurity,
)
from virtgui.core.values.diagnosis import SSH_STEPS, Diagnosis, DoctorStep, StepResult, StepState
from virtgui.core.values.prompt import (
    HostKeyFacts,
    KeepRefusal,
    Prompt,
    PromptField,
    PromptKind,
    PromptReply,
)
from virtgui.models.connections_store import new_connection

TEST: Final = 1_000_001
"""The id of the test that is pretended; a real one has never got so far."""
_FINGERPRINT: Final = "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDbzlBf1s2rVvH5bQ4"
_OTHER: Final = "SHA256:1Ck2QKm6Wl1hTIR9bLy6hB3lpiT6qYFvVxk1Zb5mH0E"
_FILE: Final = "/home/jo/.ssh/known_hosts"

CHANGED_KEY: Final = ErrorInfo(
    ErrorKind.HOST_KEY,
    Remedy.CHANGED_HOST_KEY,
    "the host key of kvm-04.example.net has changed",
    subject="kvm-04.example.net",
    facts=(
        ("known", f"ssh-ed25519 {_OTHER}"),
        ("shown", f"ssh-ed25519 {_FINGERPRINT}"),
        ("file", _FILE),
        ("line", "12"),
    ),
)
_SILENT: Final = ErrorInfo(
    ErrorKind.UNREACHABLE, Remedy.CHECK_NETWORK, "kvm-03.example.net: no answer for 10 s"
)
_NO_GROUP: Final = ErrorInfo(
    ErrorKind.PERMISSION,
    Remedy.JOIN_GROUP,
    "/run/libvirt/libvirt-sock: Permission denied",
    subject="ops",
)


class Stage:
    """Stands in for the backend under a dialog: answers like a computer that knows some hosts.

    Nothing of the user's is read: no SSH files, no key ring.
    """

    def __init__(self, post: Callable[[Message], None]) -> None:
        self._post = post
        self._ids = count(TEST)
        self._answers: dict[type[Query[Any]], object] = {
            FindLocalHypervisors: (),
            FindSshHosts: tuple(
                SshHost(name, source)
                for name, source in (
                    ("kvm-01.example.net", "config"), ("kvm-02.example.net", "config"),
                    ("kvm-lab.example.net", "known_hosts"), ("192.0.2.17", "known_hosts"),
                )
            ),
            FindAddresses: (
                FoundAddress("qemu+ssh://root@boxes.example.net/system", "", "virt-manager"),
                FoundAddress("qemu+ssh://ops@kvm-01.example.net/system", "", "virt-manager"),
                FoundAddress("lxc:///system", "containers", "virsh"),
                FoundAddress("qemu+tls://far.example.net/system", "far", "virsh"),
            ),
            ReadKeyRing: KeyRing("SecretService Keyring"),
            CountSecrets: 2,
        }  # fmt: skip

    def ask(self, query: Query[Any]) -> int:
        """Answer at once, from the table."""
        number = next(self._ids)
        self._post(Answer(number, self._answers.get(type(query))))
        return number

    def diagnose(self, spec: ConnectionSpec) -> int:
        """Start nothing."""
        del spec
        return TEST

    def stop_diagnosis(self, diagnosis: int) -> None:
        """There is nothing to stop."""

    def reply(self, prompt: int, reply: PromptReply) -> None:
        """Nobody waits for it."""


def fleet() -> tuple[ConnectionSpec, ...]:
    """Connections in folders, with labels."""

    def spec(uri: str, name: str, group: str = "", **rest: Any) -> ConnectionSpec:
        return replace(new_connection(uri, name), group=group, **rest)

    far = "qemu+ssh://ops@{0}.example.net/system"
    shop = {"label": "production", "color": "red", "is_guarded": True}
    return (
        spec("qemu:///system", "This computer"),
        spec(far.format("kvm-01"), "kvm-01", "berlin/rack 1", **shop, notes="Ask Kim first."),
        spec(far.format("kvm-02"), "kvm-02", "berlin/rack 1", **shop),
        spec(far.format("kvm-03"), "kvm-03", "berlin", label="production", color="red"),
        spec(far.format("kvm-04"), "kvm-04", "lab", label="staging", color="orange"),
        spec(far.format("kvm-05"), "kvm-05", "lab", label="test", color="green", read_only=True),
        spec("qemu+ssh://ops@kvm-06.example.net/system", "kvm-06", "lab", color="blue"),
        spec("qemu+tls://far.example.net/system", "far", autoconnect=False),
    )


def statuses(specs: tuple[ConnectionSpec, ...]) -> list[ConnectionStatus]:
    """One in each state there is."""
    now = time.time()
    live = {"connected_at": now - 9240, "last_answer_at": now - 1, "driver": "QEMU"}
    ssh, local = LinkSecurity.SSH, LinkSecurity.LOCAL_SOCKET
    states: tuple[tuple[ConnectionState, dict[str, Any]], ...] = (
        (ConnectionState.CONNECTED, {**live, "latency": 0.0004, "security": local}),
        (ConnectionState.CONNECTED, {**live, "latency": 0.012, "security": ssh}),
        (ConnectionState.ATTENTION, {"step": ConnectStep.LOGGING_IN}),
        (
            ConnectionState.WAITING,
            {"error": _SILENT, "retry_at": now + 24, "last_answer_at": now - 240},
        ),
        (ConnectionState.FAILED, {"error": CHANGED_KEY}),
        (ConnectionState.STALE, {**live, "last_answer_at": now - 35, "security": ssh}),
        (
            ConnectionState.CONNECTING,
            {"step": ConnectStep.REACHING, "step_host": "gate.example.net"},
        ),
        (ConnectionState.OFFLINE, {}),
    )
    return [
        ConnectionStatus(spec, state, **rest)
        for spec, (state, rest) in zip(specs, states, strict=True)
    ]


def prompts(spec: ConnectionSpec) -> dict[str, Prompt]:
    """A question of each kind, by the name of its picture."""
    machine = spec.uri.partition("@")[2].partition("/")[0]

    def prompt(kind: PromptKind, **rest: Any) -> Prompt:
        parts = {"user": "ops", "host": machine, **rest}
        return Prompt(TEST, spec.id, spec.name, kind, **parts)

    facts = HostKeyFacts("ssh-ed25519", _FINGERPRINT, _FILE)
    sign_in = (PromptField("Password: "), PromptField("One-time code: ", echo=True))
    kept = KeepRefusal.NONE
    return {
        "host-key": prompt(PromptKind.HOST_KEY, host_key=facts),
        "password": prompt(
            PromptKind.PASSWORD, fields=(PromptField(""),), attempt=2, keep_refusal=kept
        ),
        "pass-phrase": prompt(
            PromptKind.PASSPHRASE,
            fields=(PromptField(""),),
            subject="/home/jo/.ssh/id_ed25519",
            keep_refusal=KeepRefusal.NO_KEYRING,
        ),
        "challenge": prompt(
            PromptKind.CHALLENGE,
            fields=sign_in,
            title="Sign-in",
            instruction="Use the code of the day.\nIt changes at noon.",
        ),
        "credentials": prompt(
            PromptKind.CREDENTIALS,
            fields=(PromptField("Username", echo=True, default="ops"), PromptField("Password")),
            subject=spec.uri,
            keep_refusal=kept,
        ),
        "clear-text": prompt(PromptKind.CLEAR_TEXT, subject="qemu+tcp://kvm-02.example.net/system"),
    }


def tests(spec: ConnectionSpec) -> dict[str, Diagnosis]:
    """The test of a connection at several moments, by the name of its picture."""
    found = {
        DoctorStep.RESOLVE: (0.004, ("192.0.2.11", "2001:db8::11")),
        DoctorStep.PORT: (0.011, ("192.0.2.11:22",)),
        DoctorStep.HOST_KEY: (0.018, (f"ssh-ed25519 {_FINGERPRINT}",)),
        DoctorStep.LOGIN: (0.094, ("ops", "publickey")),
        DoctorStep.HELPER: (0.021, ("virt-ssh-helper",)),
        DoctorStep.SOCKET: (0.009, ("/run/libvirt/libvirt-sock",)),
        DoctorStep.PERMISSION: (0.008, ("ops",)),
        DoctorStep.RPC: (0.041, ("0.9 ms",)),
        DoctorStep.VERSIONS: (0.002, ("libvirt 9.0.0", "QEMU 7.2.11")),
    }

    def test(at: DoctorStep | None, state: StepState, error: ErrorInfo | None = None) -> Diagnosis:
        steps, rest = [], StepState.OK
        for step in SSH_STEPS:
            seconds, facts = found[step]
            if step is at:
                steps.append(StepResult(step, state, None, (), error))
                rest = StepState.SKIPPED if error else StepState.WAITING
            elif rest is StepState.OK:
                steps.append(StepResult(step, rest, seconds, facts))
            else:
                steps.append(StepResult(step, rest))
        return Diagnosis(TEST, spec, tuple(steps), is_over=at is None or error is not None)

    return {
        "running": test(DoctorStep.LOGIN, StepState.RUNNING),
        "asking": test(DoctorStep.HOST_KEY, StepState.ASKING),
        "good": test(None, StepState.OK),
        "failed": test(DoctorStep.PERMISSION, StepState.FAILED, _NO_GROUP),
        "changed-key": test(DoctorStep.HOST_KEY, StepState.FAILED, CHANGED_KEY),
    }
