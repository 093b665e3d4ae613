"""All figures of a domain from its record."""

import math
import time

import pytest

from virtgui.backend.libvirt import details as module
from virtgui.backend.libvirt.details import DetailTracker
from virtgui.core.metrics import METRICS, SeriesKey

RECORD = {
    "state.state": 1, "cpu.time": 10**9, "cpu.user": 4 * 10**8, "cpu.system": 10**8,
    "vcpu.current": 2, "vcpu.maximum": 2,
    "vcpu.0.state": 1, "vcpu.0.time": 10**9, "vcpu.0.wait": 0, "vcpu.0.delay": 10**8,
    "vcpu.1.state": 1, "vcpu.1.time": 10**7, "vcpu.1.wait": 0, "vcpu.1.delay": 0,
    "balloon.current": 4096, "balloon.maximum": 8192, "balloon.rss": 2048,
    "balloon.available": 4000, "balloon.usable": 1000, "balloon.unused": 500,
    "balloon.disk_caches": 100,
    "balloon.swap_in": 10, "balloon.swap_out": 0, "balloon.last-update": 0,
    "block.count": 2,
    "block.0.name": "vda", "block.0.rd.reqs": 10, "block.0.rd.bytes": 1000, "block.0.rd.times": 0,
    "block.0.wr.reqs": 0, "block.0.wr.bytes": 0, "block.0.wr.times": 0,
    "block.0.fl.reqs": 0, "block.0.fl.times": 0,
    "block.0.allocation": 5, "block.0.capacity": 10, "block.0.physical": 6,
    "block.1.name": "sda",
    "net.count": 1, "net.0.name": "vnet0", "net.0.rx.bytes": 100, "net.0.tx.bytes": 50,
    "net.0.rx.drop": 0, "net.0.tx.drop": 0,
    "iothread.count": 1, "iothread.1.poll-max-ns": 32768,
    "dirtyrate.megabytes_per_second": 3, "perf.cmt": 1000, "perf.instructions": 10**6,
}  # fmt: skip


def record(**changes):
    changed = {name.replace("__", "."): value for name, value in changes.items()}
    return {**RECORD, "balloon.last-update": int(time.time()), **changed}


def figures(details):
    return {key.text: value for key, value in zip(details.keys, details.values, strict=True)}


@pytest.fixture
def tracker():
    made = DetailTracker()
    made.node_cpus = 4
    return made


def test_a_first_reading_has_gaps_for_all_that_grows(tracker):
    found = figures(tracker.update({"u": record()}, 100.0)["u"])
    for text, value in found.items():
        metric = METRICS[SeriesKey.of(text).metric]
        assert math.isnan(value) == metric.is_rate, text
    assert found["memory.used"] == 3000 * 1024
    assert found["memory.usable_share"] == 0.25
    assert found["disk.capacity@vda"] == 10
    assert found["iothread.poll_max@1"] == pytest.approx(32768e-9)
    assert found["dirty.rate"] == 3 * 1024**2
    assert found["perf.bytes@cmt"] == 1000


def test_every_series_has_a_metric_and_keys_stay_the_same_object(tracker):
    first = tracker.update({"u": record(), "other": record()}, 100.0)
    again = tracker.update({"u": record(), "other": record()}, 102.0)
    assert first["u"].keys is again["u"].keys is again["other"].keys
    assert {key.metric for key in first["u"].keys} <= set(METRICS)
    assert len(set(first["u"].keys)) == len(first["u"].keys) == len(first["u"].values)


def test_rates_between_two_readings(tracker):
    tracker.update({"u": record()}, 100.0)
    later = record(
        cpu__time=3 * 10**9, vcpu__0__time=2 * 10**9, vcpu__0__delay=2 * 10**8,
        block__0__rd__bytes=3000, block__0__rd__reqs=14, block__0__rd__times=8 * 10**6,
        net__0__rx__bytes=300, net__0__rx__drop=4, perf__instructions=3 * 10**6,
        balloon__swap_in=14,
    )  # fmt: skip
    details = tracker.update({"u": later}, 102.0)["u"]
    found = figures(details)
    assert details.span == 2.0
    assert found["cpu.used"] == pytest.approx(0.5)
    assert found["cpu.node"] == pytest.approx(0.25)
    assert found["cpu.cores"] == pytest.approx(1.0)
    assert found["vcpu.used@0"] == pytest.approx(0.5)
    assert found["vcpu.used@1"] == 0.0
    assert found["cpu.wait"] == pytest.approx(0.025)
    assert found["disk.read@vda"] == found["disk.read"] == 1000.0
    assert found["disk.reads@vda"] == 2.0
    assert found["disk.read_latency@vda"] == pytest.approx(2e-3)
    assert math.isnan(found["disk.write_latency@vda"])
    assert found["net.received"] == 100.0
    assert found["net.drops"] == 2.0
    assert found["perf.count@instructions"] == 10**6
    assert found["memory.swap_in"] == 2 * 1024


def test_a_counter_that_went_back_is_a_gap(tracker):
    tracker.update({"u": record(cpu__time=5 * 10**9)}, 100.0)
    found = figures(tracker.update({"u": record(cpu__time=1)}, 102.0)["u"])
    assert math.isnan(found["cpu.used"])
    assert found["vcpu.used@0"] == 0.0


def test_another_device_begins_anew(tracker):
    tracker.update({"u": record()}, 100.0)
    details = tracker.update({"u": record(net__0__name="vnet7", net__0__rx__bytes=10**9)}, 102.0)
    found = figures(details["u"])
    assert math.isnan(found["net.received@vnet7"])
    assert details["u"].span == 0.0


def test_a_domain_that_was_away_begins_anew(tracker):
    tracker.update({"u": record()}, 100.0)
    tracker.update({}, 102.0)
    assert tracker.update({"u": record(cpu__time=9 * 10**9)}, 104.0)["u"].span == 0.0


def test_a_guest_that_fell_silent_is_not_believed(tracker):
    told = int(time.time())
    tracker.update({"u": record(**{"balloon__last-update": told})}, 100.0)
    at = 100.0 + module.GUEST_SILENT_AFTER + 1
    found = figures(tracker.update({"u": record(**{"balloon__last-update": told})}, at)["u"])
    assert math.isnan(found["memory.usable"])
    assert math.isnan(found["memory.usable_share"])
    assert found["memory.used"] == 2048 * 1024
    again = record(**{"balloon__last-update": told + 95})
    assert figures(tracker.update({"u": again}, at + 3)["u"])["memory.usable"] == 1000 * 1024


def test_words_of_a_guest_that_are_old_already_wait_for_news(tracker):
    found = figures(tracker.update({"u": record(**{"balloon__last-update": 1000})}, 100.0)["u"])
    assert math.isnan(found["memory.usable"])


def test_what_a_driver_does_not_tell_is_not_there(tracker):
    found = figures(tracker.update({"u": {"cpu.time": 5, "vcpu.current": 1}}, 1.0)["u"])
    assert set(found) == {
        "cpu.used", "cpu.cores", "cpu.node", "memory.used", "memory.available", "memory.unused",
        "memory.usable", "memory.disk_caches", "memory.usable_share", "memory.pressure",
    }  # fmt: skip
    assert all(math.isnan(value) for value in found.values())
