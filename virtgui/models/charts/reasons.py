"""Why a chart has nothing to show: never an empty chart without a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from virtgui.core.features import Feature
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import DOMAIN, Kind
from virtgui.core.values.connection import ConnectionStatus
from virtgui.core.values.domain import Domain
from virtgui.models.charts.chart_specs import ChartSpec
from virtgui.models.translate import translate

HARDWARE: Final = "hardware"
"""The tab in which something can be done about it."""
ENOUGH: Final = 3
"""So many readings without a figure mean that there will be none."""
_FROM_BALLOON: Final = frozenset({"memory_guest", "swap", "faults"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is nothing, as a sentence, and where that can be changed."""

    sentence: str
    link: str = ""
    """The words of the link, if there is one."""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the object whose charts are shown."""

    kind: Kind
    status: ConnectionStatus | None
    domain: Domain | None = None
    readings: int = 0
    """How many came live."""
    is_asking: bool = False
    """Whether the history has not answered yet."""


def why_empty(spec: ChartSpec, present: Iterable[SeriesKey], situation: Situation) -> Reason:
    """Why a chart without a single figure has none.

    Args:
        spec: the chart.
        present: the series of the newest reading.
        situation: what is known of the object.
    """
    general = _general(situation)
    if general is not None:
        return general
    told = {key.metric for key in present}
    if spec.metrics & told and situation.readings < ENOUGH:
        return Reason(translate("Charts", "The first figures come with the next reading."))
    return _of_driver(situation) or _of_chart(spec, situation)


def _general(situation: Situation) -> Reason | None:
    status, domain = situation.status, situation.domain
    if status is None or not status.is_live:
        return Reason(
            translate("Charts", "Nothing is known of this time: the host is not connected.")
        )
    if situation.kind == DOMAIN and domain is not None and not domain.is_active:
        return Reason(translate("Charts", "Nothing to show of this time: the machine is shut off."))
    if situation.readings:
        return None
    if situation.is_asking:
        return Reason(translate("Charts", "The history is being read…"))
    return Reason(translate("Charts", "The first figures come with the next reading."))


def _of_driver(situation: Situation) -> Reason | None:
    """What the driver of the host cannot tell at all."""
    status = situation.status
    if status is None:
        return None
    wanted = Feature.BULK_STATS if situation.kind == DOMAIN else Feature.NODE_STATS
    if wanted in status.features:
        return None
    return _not_told(status)


def _of_chart(spec: ChartSpec, situation: Situation) -> Reason:
    if spec.key in _FROM_BALLOON:
        return _guest_memory(situation)
    sentences = {
        "iothreads": translate("Charts", "Not available: the machine has no I/O threads."),
        "perf": translate("Charts", "Not available: no perf events are enabled for this machine."),
        "perf_bytes": translate(
            "Charts", "Not available: the events for cache occupancy are not enabled."
        ),
        "dirty": translate("Charts", "Not available: the dirty rate is not being measured."),
        "net": translate("Charts", "Not available: the machine has no network interface."),
        "net_packets": translate("Charts", "Not available: the machine has no network interface."),
        "disk": translate("Charts", "Not available: the machine has no disk that tells figures."),
        "disk_latency": translate(
            "Charts", "Nothing to show: the disks had no requests in this time."
        ),
        "disk_flush_latency": translate(
            "Charts", "Nothing to show: nothing was flushed in this time."
        ),
        "node_domains_cpu": translate("Charts", "Not available: no machine on this host tells it."),
    }
    sentence = sentences.get(spec.key)
    return Reason(sentence) if sentence else _not_told(situation.status)


def _not_told(status: ConnectionStatus | None) -> Reason:
    words = translate("Charts", "Not available: the driver {0} of this host does not tell it.")
    return Reason(words.format(status.driver if status and status.driver else "libvirt"))


def _guest_memory(situation: Situation) -> Reason:
    domain = situation.domain
    if domain is not None and domain.is_container:
        return Reason(translate("Charts", "Not available: a container has no memory of its own."))
    sentence = translate(
        "Charts",
        "Not available: the guest tells it only when its memory balloon has a driver and an "
        "interval of statistics.",
    )
    return Reason(sentence, translate("Charts", "Open hardware"), HARDWARE)
