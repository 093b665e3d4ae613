"""From counters to rates: differences over monotonic time, with gaps where there is no truth."""

from collections.abc import Mapping

from virtgui.core.values.sample import DomainCounters, DomainLoad


class RateTracker:
    """Remembers the last counters of one node's domains.

    Used by one thread at a time: the poll lane of its connection.
    """

    def __init__(self) -> None:
        self._before: Mapping[str, DomainCounters] = {}
        self._at: float | None = None

    def update(self, counters: Mapping[str, DomainCounters], now: float) -> dict[str, DomainLoad]:
        """The loads since the last call.

        Args:
            counters: raw figures by domain key.
            now: monotonic seconds at which they were read.
        """
        span = None if self._at is None or now <= self._at else now - self._at
        loads = {
            key: domain_load(self._before.get(key), figures, span)
            for key, figures in counters.items()
        }
        self._before, self._at = counters, now
        return loads

    def reset(self) -> None:
        """Forget: the next call gives gaps, as after a lost connection."""
        self._before, self._at = {}, None


def domain_load(
    before: DomainCounters | None, now: DomainCounters, span: float | None
) -> DomainLoad:
    """The load between two readings `span` seconds apart."""
    memory = now.memory_kib
    share = memory / now.memory_limit_kib if memory is not None and now.memory_limit_kib else None
    if before is None or span is None:
        return DomainLoad(None, memory, share, None, None, None, now.pressure)
    return DomainLoad(
        _share(before.cpu_time_ns, now.cpu_time_ns, span, now.vcpus),
        memory,
        share,
        rate(before.disk_bytes, now.disk_bytes, span),
        rate(before.net_bytes, now.net_bytes, span),
        _share(before.wait_ns, now.wait_ns, span, now.vcpus),
        now.pressure,
    )


def _share(before: int | None, now: int | None, span: float, vcpus: int) -> float | None:
    """Nanoseconds spent, as a share of what that many vCPUs have."""
    spent = rate(before, now, span)
    return None if spent is None else min(1.0, spent / 1e9 / max(1, vcpus))


def rate(before: int | None, now: int | None, span: float) -> float | None:
    """Growth a second; None when a counter is missing or was reset."""
    if before is None or now is None or now < before:
        return None
    return (now - before) / span
