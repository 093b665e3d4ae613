"""Older figures from a Prometheus server: a real one with a real exporter, and one that fails."""

import http.server
import json
import math
import socket
import subprocess
import threading
import time
from array import array

import pytest

from tests.lab.guest import start_guest
from tests.lab.shell import wait_until
from virtgui.backend.prometheus import PrometheusServer, read_domain, with_older
from virtgui.core.errors import ErrorKind, InvalidError, UnreachableError
from virtgui.core.metrics import SeriesKey
from virtgui.core.queries import ReadSeries
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState
from virtgui.core.values.series import Curve, SeriesSpan


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


REF = domain_ref(ConnectionId("node"), "6695eb01-f6a4-8304-79aa-97f2502e193f")
CPU = SeriesKey("cpu.used")


@pytest.mark.parametrize("address", ["", "prometheus", "ftp://a", "http://", "file:///etc/passwd"])
def test_what_is_no_http_address_is_refused(address):
    with pytest.raises(InvalidError):
        PrometheusServer.of(address)


def test_a_password_in_the_address_is_refused_and_not_repeated():
    with pytest.raises(InvalidError) as caught:
        PrometheusServer.of("http://ann:geheim@prometheus:9090")
    assert "geheim" not in f"{caught.value}{caught.value.info}"


def test_labels_are_quoted():
    server = PrometheusServer.of('http://p:9090/x/?instance=kvm-01:9177&job=a"}or{&b-d=1')
    assert server.base == "http://p:9090/x"
    assert server.match("u") == 'instance="kvm-01:9177",job="a\\"}or{",uuid="u"'


class _Answers(http.server.BaseHTTPRequestHandler):
    """A stand-in for servers that answer something else."""

    def do_GET(self):  # the library's name
        status, body = self.server.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def stand_in():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>a login page</html>"),
        (200, b"[1, 2]"),
        (200, json.dumps({"status": "error", "error": "too many points"}).encode()),
        (401, b"no"),
        (503, b""),
    ],
)
def test_what_is_no_answer_is_said(stand_in, answer):
    stand_in.answer = answer
    server = PrometheusServer.of(f"http://127.0.0.1:{stand_in.server_address[1]}")
    with pytest.raises(UnreachableError):
        read_domain(server, REF, 0.0, 600.0, 60.0)


def test_a_server_that_is_not_there_is_said():
    server = PrometheusServer.of(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(UnreachableError):
        read_domain(server, REF, 0.0, 600.0, 60.0)


def test_a_server_that_knows_nothing_of_it_changes_nothing(stand_in):
    stand_in.answer = (200, json.dumps({"status": "success", "data": {"result": []}}).encode())
    server = PrometheusServer.of(f"http://127.0.0.1:{stand_in.server_address[1]}")
    curve = Curve(*[array("f", [0.5])] * 3)
    span = SeriesSpan(REF, 0.0, 1000.0, 60.0, array("d", [900.0]), {CPU: curve})
    assert with_older(server, span, 60.0) is span


@pytest.fixture
def scraped(alpha, tmp_path):
    """A Prometheus server that scrapes the exporter of a lab's node each second."""
    alpha.spawn(
        "prometheus-libvirt-exporter", "--libvirt.uri=qemu:///system",
        f"--web.listen-address={alpha.address}:9177",
    )  # fmt: skip
    port = free_port()
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s}\nscrape_configs:\n"
        f"- job_name: libvirt\n  static_configs: [{{targets: ['{alpha.address}:9177']}}]\n"
    )
    command = [
        "prometheus", f"--config.file={config}", f"--storage.tsdb.path={tmp_path / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.mark.lab
def test_real_figures_come_before_ours(alpha, scraped, fleet, recorder):
    start_guest(alpha, "old", arguments="spin=0").wait_ready()
    connection = ConnectionId("node")
    uuid = alpha.virsh("domuuid", "old").strip()
    ref = domain_ref(connection, uuid)
    server = PrometheusServer.of(f"{scraped}?instance={alpha.address}:9177")
    begin = time.time() - 600.0

    def known():
        try:
            return read_domain(server, ref, begin, time.time(), 15.0).curves
        except UnreachableError:
            return {}

    wait_until(
        lambda: sum(value > 0.3 for value in known().get(CPU, _EMPTY).mean) >= 2,
        "figures in Prometheus", 90.0,
    )  # fmt: skip
    found = read_domain(server, ref, begin, time.time(), 15.0)
    cores = [value for value in found.curves[SeriesKey("cpu.cores")].mean if value == value]
    assert 0.3 < cores[-1] < 1.6
    assert 160 * 1024**2 in set(found.curves[SeriesKey("memory.current")].mean)
    other = PrometheusServer.of(f"{scraped}?instance=other:9177")
    assert not read_domain(other, ref, begin, time.time(), 15.0).curves

    fleet.connect(ConnectionSpec(connection, alpha.uri, "node", prometheus=scraped))
    recorder.wait_state("node", ConnectionState.CONNECTED)
    recorder.wait(lambda: recorder.batches())
    span = _ask(fleet, recorder, ReadSeries(ref, begin, time.time()))
    assert span.older_error is None
    mean = span.curves[CPU].mean
    assert any(value > 0.3 for value in mean)
    assert list(span.times) == sorted(span.times)
    assert span.oldest < time.time() - 20.0
    assert any(math.isnan(value) for value in mean)

    fleet.update(ConnectionSpec(connection, alpha.uri, "node", prometheus="http://127.0.0.1:9"))
    span = _ask(fleet, recorder, ReadSeries(ref, begin, time.time()))
    assert span.older_error.kind is ErrorKind.UNREACHABLE


_EMPTY = Curve(array("f"), array("f"), array("f"))


def _ask(fleet, recorder, query):
    number = fleet.ask(query)
    return recorder.wait(lambda: recorder.answers.get(number), 30.0).value
