"""Why a chart is empty."""

from dataclasses import replace

import pytest

from tests.views.pages.world import DOMAIN as MACHINE
from tests.views.pages.world import OFF, STATUS
from virtgui.core.features import Feature
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, NODE
from virtgui.core.values.connection import ConnectionState
from virtgui.models.charts.chart_specs import CHARTS
from virtgui.models.charts.reasons import HARDWARE, Situation, why_empty

HERE = Situation(DOMAIN, STATUS, MACHINE, readings=10)


def why(key, present=(), situation=HERE, kind=DOMAIN):
    return why_empty(CHARTS[kind][key], present, situation)


def test_a_host_that_is_not_connected():
    away = replace(HERE, status=replace(STATUS, state=ConnectionState.WAITING))
    assert "not connected" in why("cpu", situation=away).sentence
    assert "not connected" in why("cpu", situation=replace(HERE, status=None)).sentence


def test_a_machine_that_is_shut_off():
    assert "shut off" in why("cpu", situation=replace(HERE, domain=OFF)).sentence


def test_before_the_second_reading():
    first = replace(HERE, readings=1)
    assert "next reading" in why("cpu", (SeriesKey("cpu.used"),), first).sentence
    assert "next reading" in why("cpu", situation=replace(HERE, readings=0)).sentence
    asking = replace(HERE, readings=0, is_asking=True)
    assert "being read" in why("cpu", situation=asking).sentence


def test_what_the_guest_does_not_tell_leads_to_the_hardware():
    reason = why("memory_guest")
    assert "balloon" in reason.sentence
    assert (reason.target, bool(reason.link)) == (HARDWARE, True)


@pytest.mark.parametrize(
    ("key", "word"),
    [("iothreads", "I/O threads"), ("perf", "perf events"), ("dirty", "dirty rate"),
     ("net", "network interface"), ("disk_latency", "no requests")],
)  # fmt: skip
def test_what_there_is_none_of(key, word):
    assert word in why(key).sentence


def test_a_driver_without_figures():
    poor = replace(STATUS, driver="TEST", features=frozenset(Feature) - {Feature.BULK_STATS})
    assert "TEST" in why("disk", situation=replace(HERE, status=poor)).sentence
    node = Situation(NODE, replace(STATUS, features=frozenset(), driver="ESX"), None, 9)
    assert "ESX" in why("node_cpu", situation=node, kind=NODE).sentence


@pytest.mark.parametrize("kind", [DOMAIN, NODE])
def test_every_chart_has_a_sentence(kind):
    for spec in CHARTS[kind].values():
        assert why_empty(spec, (), replace(HERE, kind=kind)).sentence
