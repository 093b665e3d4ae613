"""The test of a connection: each kind of address, each step that can fail, questions, stopping."""

import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.backend.desk import desk_in, diagnoses, wait_diagnosis
from tests.backend.ssh.conftest import Remote, accepting
from tests.lab.daemons import hidden, plain_user
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.refs import ConnectionId
from virtgui.core.values.connection import ConnectionSpec
from virtgui.core.values.diagnosis import (
    LOCAL_STEPS,
    OTHER_STEPS,
    SSH_STEPS,
    DoctorStep,
    StepState,
)
from virtgui.core.values.prompt import PromptReply

HELPERS = ("virt-ssh-helper", "nc", "socat")


@pytest.fixture
def desk(event_loop_thread, tmp_path):
    with desk_in(tmp_path) as made:
        yield made


@pytest.fixture
def ready(lab, event_loop_thread, tmp_path):
    """A backend that knows the lab's hosts and has the key."""
    made = Remote(lab, tmp_path)
    made.trust()
    made.use_key()
    made.start()
    yield made
    made.close()
    assert not made.person.faults(), made.person.faults()[0].trace


def start(remote, uri):
    return remote.fleet.diagnose(ConnectionSpec(ConnectionId("tested"), uri, "tested"))


def diagnose(remote, uri, seconds=20.0):
    return wait_diagnosis(remote.person, start(remote, uri), seconds)


def found(diagnosis, step):
    return next(result.found for result in diagnosis.steps if result.step is step)


def assert_failed_at(diagnosis, step):
    """Those before it went well, those after it were not reached; the error."""
    assert diagnosis.is_over
    steps = [result.step for result in diagnosis.steps]
    states = [result.state for result in diagnosis.steps]
    at = steps.index(step)
    assert states[at] is StepState.FAILED, diagnosis.failed
    assert all(state in (StepState.OK, StepState.WARNING) for state in states[:at])
    assert set(states[at + 1 :]) <= {StepState.SKIPPED}
    return diagnosis.steps[at].error


def test_the_test_driver_has_two_steps(desk):
    diagnosis = desk.diagnose("test:///default")
    assert [step.step for step in diagnosis.steps] == list(OTHER_STEPS)
    assert [step.state for step in diagnosis.steps] == [StepState.OK] * 2
    libvirt, driver = found(diagnosis, DoctorStep.VERSIONS)
    assert libvirt.startswith("libvirt ")
    assert driver == "TEST 0.0.2"


@pytest.mark.parametrize("uri", ["", "word", "qemu+warp://host/system", "qemu+ssh:///system"])
def test_what_is_no_address_is_told_so(desk, uri):
    error = assert_failed_at(desk.diagnose(uri), DoctorStep.RPC)
    assert error.kind is ErrorKind.INVALID
    assert error.remedy is Remedy.CORRECT_ADDRESS


@pytest.mark.lab
def test_a_local_socket_goes_through_all_steps(alpha, desk):
    diagnosis = desk.diagnose(alpha.uri)
    assert [step.step for step in diagnosis.steps] == list(LOCAL_STEPS)
    assert all(step.state is StepState.OK for step in diagnosis.steps)
    assert found(diagnosis, DoctorStep.SOCKET) == (str(alpha.socket),)


def test_a_missing_socket_is_told_with_its_place(desk, tmp_path):
    place = tmp_path / "none"
    error = assert_failed_at(
        desk.diagnose(f"qemu+unix:///system?socket={place}"), DoctorStep.SOCKET
    )
    assert error.remedy is Remedy.START_DAEMON
    assert str(place) in error.detail


def test_a_socket_that_nobody_serves_fails_at_the_first_call(desk, tmp_path):
    place = tmp_path / "dead"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place))
    diagnosis = desk.diagnose(f"qemu+unix:///system?socket={place}")
    assert assert_failed_at(diagnosis, DoctorStep.RPC).remedy is Remedy.START_DAEMON


@pytest.fixture
def open_folder():
    """A folder that others can get to, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


AS_NOBODY = """
import json, os, sys
sys.path[:0] = json.loads(sys.argv[2])
from virtgui.backend.doctor import examine, steps_for
from virtgui.backend.examination import Examination
from virtgui.core.errors import VirtguiError
from virtgui.core.uri import parse_uri
from virtgui.core.values.connection import ConnectionSpec

os.setgroups([]); os.setgid(65534); os.setuid(65534)
uri = sys.argv[1]
told = []
examination = Examination(1, ConnectionSpec("x", uri, "x"), steps_for(parse_uri(uri)), told.append)
try:
    examine(None, uri, examination)
except VirtguiError as error:
    examination.finish(error.info)
failed = told[-1].diagnosis.failed
print(json.dumps([failed.step.value, failed.error.kind.value, failed.error.remedy.value]))
"""


@pytest.mark.lab
@pytest.mark.parametrize(("folder_mode", "mode"), [(0o755, 0o700), (0o700, 0o777)])
def test_a_user_without_rights_is_told_to_join_the_group(open_folder, folder_mode, mode):
    folder = open_folder
    folder.chmod(folder_mode)
    place = folder / "sock"
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(place))
        made.listen()
        place.chmod(mode)
        uri = f"qemu+unix:///system?socket={place}"
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, uri, json.dumps(sys.path)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert json.loads(done.stdout) == ["permission", "permission", "join_group"], done.stderr


@pytest.mark.lab
def test_over_ssh_all_nine_steps_have_their_time_and_what_was_found(alpha, ready):
    diagnosis = diagnose(ready, ready.uri())
    assert [step.step for step in diagnosis.steps] == list(SSH_STEPS)
    assert [step.state for step in diagnosis.steps] == [StepState.OK] * 9
    assert all(step.seconds is not None and 0 <= step.seconds < 10 for step in diagnosis.steps)
    assert found(diagnosis, DoctorStep.RESOLVE) == (alpha.address,)
    assert found(diagnosis, DoctorStep.PORT) == (f"{alpha.address} port 22",)
    assert "SHA256:" in found(diagnosis, DoctorStep.HOST_KEY)[0]
    assert found(diagnosis, DoctorStep.LOGIN)[0].startswith("publickey ssh-ed25519 SHA256:")
    assert any("virt-ssh-helper" in fact for fact in found(diagnosis, DoctorStep.HELPER))
    assert "/run/libvirt/libvirt-sock" in found(diagnosis, DoctorStep.SOCKET)
    assert found(diagnosis, DoctorStep.PERMISSION)[0].startswith("root (")
    assert found(diagnosis, DoctorStep.RPC)[-1].endswith(" ms")
    assert found(diagnosis, DoctorStep.VERSIONS)[1].startswith("QEMU ")


@pytest.mark.lab
def test_each_step_is_told_when_it_begins(alpha, ready):
    diagnosis = diagnose(ready, ready.uri())
    running = [
        result.step
        for told in diagnoses(ready.person, diagnosis.id)
        for result in told.steps
        if result.state is StepState.RUNNING
    ]
    assert tuple(dict.fromkeys(running)) == SSH_STEPS


@pytest.mark.lab
def test_a_name_that_is_not_known(ready):
    diagnosis = diagnose(ready, "qemu+ssh://root@no-such-host.invalid/system")
    assert assert_failed_at(diagnosis, DoctorStep.RESOLVE).remedy is Remedy.CORRECT_ADDRESS


@pytest.mark.lab
def test_a_port_that_is_closed(alpha, ready):
    diagnosis = diagnose(ready, ready.uri(port=9))
    assert assert_failed_at(diagnosis, DoctorStep.PORT).remedy is Remedy.CHECK_NETWORK


@pytest.mark.lab
def test_a_host_key_that_has_changed(alpha, beta, ready):
    wrong = beta.host_key().replace(beta.address, alpha.address)
    (ready.ssh / "known_hosts").write_text(wrong + "\n")
    error = assert_failed_at(diagnose(ready, ready.uri()), DoctorStep.HOST_KEY)
    assert error.remedy is Remedy.CHANGED_HOST_KEY
    assert dict(error.facts)["line"] == "1"


@pytest.mark.lab
def test_a_login_that_is_refused(alpha, ready):
    (ready.ssh / "id_ed25519").unlink()
    ready.person.answer = accepting("a", "b", "c")
    diagnosis = diagnose(ready, ready.uri())
    error = assert_failed_at(diagnosis, DoctorStep.LOGIN)
    assert error.kind is ErrorKind.AUTHENTICATION
    assert [prompt.diagnosis for prompt in ready.person.prompts] == [diagnosis.id] * 3


@pytest.mark.lab
def test_without_helpers_the_direct_way_is_taken_and_told_as_a_warning(alpha, ready):
    with hidden(alpha, *HELPERS):
        diagnosis = diagnose(ready, ready.uri())
    states = {step.step: step.state for step in diagnosis.steps}
    assert states.pop(DoctorStep.HELPER) is StepState.WARNING
    assert set(states.values()) == {StepState.OK}
    assert found(diagnosis, DoctorStep.HELPER) == ("direct-streamlocal",)
    assert "direct-streamlocal" in found(diagnosis, DoctorStep.RPC)


@pytest.mark.lab
def test_no_socket_on_the_far_side(alpha, ready):
    alpha.kill_daemon()
    for place in (alpha.run_folder / "libvirt").glob("libvirt-sock*"):
        place.unlink()
    error = assert_failed_at(diagnose(ready, ready.uri()), DoctorStep.SOCKET)
    assert error.remedy is Remedy.START_DAEMON
    assert "/run/libvirt/libvirt-sock" in error.detail


@pytest.mark.lab
def test_a_user_of_the_far_side_without_rights(alpha, ready):
    ready.person.answer = accepting(alpha.password)
    with plain_user(alpha, "guest1") as user:
        diagnosis = diagnose(ready, ready.uri(user=user))
    error = assert_failed_at(diagnosis, DoctorStep.PERMISSION)
    assert error.remedy is Remedy.JOIN_GROUP
    assert error.subject.startswith("guest1")
    assert found(diagnosis, DoctorStep.PERMISSION)[0].startswith("guest1 (")


@pytest.mark.lab
def test_a_question_is_asked_in_the_name_of_the_test_and_its_time_does_not_count(alpha, ready):
    (ready.ssh / "id_ed25519").unlink()
    number = start(ready, ready.uri())
    (prompt,) = ready.person.wait(lambda: ready.person.prompts)
    assert prompt.diagnosis == number
    ready.person.wait(lambda: state_of(ready, number, DoctorStep.LOGIN) is StepState.ASKING)
    alpha.run("sleep", "1.5")
    ready.fleet.reply(prompt.id, PromptReply(accepted=True, answers=(alpha.password,)))
    diagnosis = wait_diagnosis(ready.person, number)
    assert diagnosis.failed is None
    login = next(step for step in diagnosis.steps if step.step is DoctorStep.LOGIN)
    assert login.seconds < 1.4


def state_of(remote, number, step):
    """The latest state of a step; None before the test is told of."""
    told = diagnoses(remote.person, number)[-1:]
    states = [row.state for diagnosis in told for row in diagnosis.steps if row.step is step]
    return states[0] if states else None


@pytest.mark.lab
def test_stopping_withdraws_the_question_and_ends_the_test(alpha, ready):
    (ready.ssh / "id_ed25519").unlink()
    number = start(ready, ready.uri())
    ready.person.wait(lambda: ready.person.prompts)
    ready.fleet.stop_diagnosis(number)
    diagnosis = wait_diagnosis(ready.person, number, 5)
    assert assert_failed_at(diagnosis, DoctorStep.LOGIN).kind is ErrorKind.CANCELLED


@pytest.mark.lab
def test_stopping_ends_a_test_at_once_while_libvirt_waits_for_a_frozen_daemon(alpha, desk):
    alpha.stop_daemon()
    spec = ConnectionSpec(ConnectionId("tested"), alpha.uri, "tested")
    number = desk.fleet.diagnose(spec)
    desk.person.wait(lambda: state_of(desk, number, DoctorStep.RPC) is StepState.RUNNING)
    desk.fleet.stop_diagnosis(number)
    diagnosis = wait_diagnosis(desk.person, number, 5)
    assert assert_failed_at(diagnosis, DoctorStep.RPC).kind is ErrorKind.CANCELLED
    count = len(diagnoses(desk.person, number))
    alpha.continue_daemon()
    desk.diagnose(alpha.uri)
    assert len(diagnoses(desk.person, number)) == count


def test_a_closed_port_of_a_daemon_without_ssh(desk):
    with socket.create_server(("127.0.0.1", 0)) as made:
        port = made.getsockname()[1]
    diagnosis = desk.diagnose(f"qemu+tls://127.0.0.1:{port}/system")
    assert assert_failed_at(diagnosis, DoctorStep.PORT).remedy is Remedy.CHECK_NETWORK
