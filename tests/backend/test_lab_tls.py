"""TLS to a real daemon: certificates that fit, and every way in which they do not."""

from pathlib import Path

import pytest

from tests.backend.desk import desk_in
from tests.lab.certificates import Authority
from tests.lab.daemons import extra_daemon, sasl_daemon, tls
from virtgui.backend.certificates import certificate_files, goes_over_tls
from virtgui.core.errors import ErrorKind, Remedy
from virtgui.core.uri import parse_uri
from virtgui.core.values.connection import ConnectionState, LinkSecurity
from virtgui.core.values.diagnosis import NET_STEPS, DoctorStep, StepState
from virtgui.core.values.prompt import PromptKind, PromptReply

lab_test = pytest.mark.lab


@pytest.fixture
def desk(event_loop_thread, tmp_path):
    with desk_in(tmp_path) as made:
        yield made


@pytest.fixture
def authority():
    return Authority()


@pytest.fixture
def mine(authority, tmp_path):
    """A folder with a client's certificates."""
    return authority.write(tmp_path / "mine", "client")


@pytest.fixture
def daemon(alpha, authority, tmp_path):
    """A daemon that listens for TLS, with a certificate for its address."""
    with extra_daemon(alpha, *tls(tmp_path / "server", authority, alpha.address)) as made:
        yield made


def refused(desk, daemon, folder):
    """The error of an opening with the certificates of a folder."""
    desk.fail(daemon.uri("tls", f"?pkipath={folder}"))
    error = desk.person.statuses["node"].error
    assert error.kind is ErrorKind.AUTHENTICATION
    assert error.remedy is Remedy.CHECK_CERTIFICATES
    assert error.subject == daemon.node.address
    names = ("cacert.pem", "clientcert.pem", "clientkey.pem")
    assert facts(error, "looked_at") == [str(folder / name) for name in names]
    return error


def facts(error, code):
    return [value for name, value in error.facts if name == code]


@lab_test
def test_certificates_that_fit_open_without_a_question(desk, daemon, mine):
    desk.open(daemon.uri("tls", f"?pkipath={mine}"))
    assert desk.person.statuses["node"].security is LinkSecurity.TLS
    assert desk.person.prompts == []


@lab_test
def test_a_remote_address_without_a_transport_means_tls(desk, daemon, mine):
    desk.open(f"qemu://{daemon.node.address}/system?pkipath={mine}")
    assert desk.person.statuses["node"].security is LinkSecurity.TLS


@lab_test
@pytest.mark.parametrize("name", ["cacert.pem", "clientcert.pem", "clientkey.pem"])
def test_a_missing_file_is_told_with_all_places(desk, daemon, mine, name):
    (mine / name).unlink()
    error = refused(desk, daemon, mine)
    assert facts(error, "missing") == [str(mine / name)]


@lab_test
def test_without_a_folder_in_the_address_the_systems_places_are_told(desk, daemon):
    assert not Path("/etc/pki/CA/cacert.pem").exists()
    desk.fail(daemon.uri("tls"))
    error = desk.person.statuses["node"].error
    assert error.remedy is Remedy.CHECK_CERTIFICATES
    assert "/etc/pki/libvirt/private/clientkey.pem" in facts(error, "looked_at")
    assert "/etc/pki/CA/cacert.pem" in facts(error, "missing")


@lab_test
def test_an_expired_certificate_of_ours_is_told(desk, daemon, authority, tmp_path):
    error = refused(desk, daemon, authority.write(tmp_path / "old", "client", days=0))
    assert "has expired" in error.detail


@lab_test
def test_a_certificate_that_cannot_be_read_is_told(desk, daemon, mine):
    (mine / "clientcert.pem").write_text("no certificate")
    assert "clientcert.pem" in refused(desk, daemon, mine).detail


@lab_test
def test_a_node_of_another_authority_is_not_trusted(desk, daemon, tmp_path):
    error = refused(desk, daemon, Authority("another").write(tmp_path / "other", "client"))
    assert "issuer" in facts(error, "reason")[0]


@lab_test
def test_a_certificate_of_ours_that_the_node_does_not_trust(desk, daemon, mine, tmp_path):
    other = Authority("another").write(tmp_path / "other", "client")
    for name in ("clientcert.pem", "clientkey.pem"):
        (other / name).replace(mine / name)
    assert "issuer" in refused(desk, daemon, mine).detail


@lab_test
def test_a_certificate_for_another_host_is_refused(desk, alpha, authority, mine, tmp_path):
    settings = tls(tmp_path / "server", authority, "192.0.2.1")
    with extra_daemon(alpha, *settings) as daemon:
        error = refused(desk, daemon, mine)
    assert "mismatch" in facts(error, "reason")[0]


@lab_test
def test_an_expired_certificate_of_the_node_is_refused(desk, alpha, authority, mine, tmp_path):
    settings = tls(tmp_path / "server", authority, alpha.address, days=0)
    with extra_daemon(alpha, *settings, "tls_no_sanity_certificate = 1") as daemon:
        error = refused(desk, daemon, mine)
    assert "expired" in facts(error, "reason")[0]


@lab_test
def test_a_name_that_the_node_does_not_allow_is_refused(desk, alpha, authority, mine, tmp_path):
    settings = tls(tmp_path / "server", authority, alpha.address)
    with extra_daemon(alpha, *settings, 'tls_allowed_dn_list = ["CN=somebody"]') as daemon:
        error = refused(desk, daemon, mine)
    assert facts(error, "missing") == []


@lab_test
def test_sasl_over_tls_asks_after_the_certificates_are_checked(
    desk, alpha, authority, mine, tmp_path
):
    settings = tls(tmp_path / "server", authority, alpha.address)
    desk.person.answer = lambda prompt: PromptReply(accepted=True, answers=("fred", "right"))
    with sasl_daemon(alpha, "fred", "right", *settings, 'auth_tls = "sasl"') as daemon:
        desk.open(daemon.uri("tls", f"?pkipath={mine}"))
    assert len(desk.person.asked(PromptKind.CREDENTIALS)) == 1


@lab_test
def test_a_daemon_that_does_not_listen_is_no_matter_of_certificates(desk, alpha, mine):
    desk.connect(f"qemu+tls://{alpha.address}/system?pkipath={mine}")
    desk.person.wait_state("node", ConnectionState.WAITING)
    error = desk.person.statuses["node"].error
    assert error.kind is ErrorKind.UNREACHABLE
    assert error.facts == ()


@lab_test
def test_the_doctor_goes_through_all_steps_over_tls(desk, daemon, mine):
    diagnosis = desk.diagnose(daemon.uri("tls", f"?pkipath={mine}"))
    assert [step.step for step in diagnosis.steps] == list(NET_STEPS)
    assert all(step.state is StepState.OK for step in diagnosis.steps)
    assert diagnosis.steps[0].found == (daemon.node.address,)
    assert diagnosis.steps[1].found == ("16514",)
    assert diagnosis.steps[3].found[1].startswith("QEMU ")


@lab_test
def test_the_doctor_says_which_certificates_are_missing(desk, daemon, tmp_path):
    failed = desk.diagnose(daemon.uri("tls", f"?pkipath={tmp_path / 'nowhere'}")).failed
    assert failed.step is DoctorStep.RPC
    assert failed.error.remedy is Remedy.CHECK_CERTIFICATES
    assert len(facts(failed.error, "missing")) == 3


SYSTEM = (
    "/etc/pki/CA/cacert.pem",
    "/etc/pki/libvirt/clientcert.pem",
    "/etc/pki/libvirt/private/clientkey.pem",
)


def test_root_has_the_systems_certificates_only(tmp_path):
    files = certificate_files(parse_uri("qemu+tls://h/system"), is_root=True, home=tmp_path)
    assert tuple(map(str, files.looked_at)) == SYSTEM
    assert (str(files.authority), str(files.certificate), str(files.key)) == SYSTEM


def test_others_have_their_own_first_and_a_certificate_only_with_its_key(tmp_path):
    own = tmp_path / ".pki" / "libvirt"
    own.mkdir(parents=True)
    for name in ("cacert.pem", "clientcert.pem"):
        (own / name).touch()
    uri = parse_uri("qemu+tls://h/system")
    files = certificate_files(uri, is_root=False, home=tmp_path)
    assert files.authority == own / "cacert.pem"
    assert (str(files.certificate), str(files.key)) == SYSTEM[1:]
    assert tuple(map(str, files.looked_at[3:])) == SYSTEM
    (own / "clientkey.pem").touch()
    files = certificate_files(uri, is_root=False, home=tmp_path)
    assert (files.certificate, files.key) == (own / "clientcert.pem", own / "clientkey.pem")
    assert files.missing == ()


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("qemu+tls://host/system", True),
        ("qemu://host/system", True),
        ("qemu:///system", False),
        ("esx://host/", False),
        ("qemu+ssh://host/system", False),
        ("qemu+tcp://host/system", False),
    ],
)
def test_which_addresses_need_certificates(uri, expected):
    assert goes_over_tls(parse_uri(uri)) is expected
