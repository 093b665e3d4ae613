"""Series of loads: fixed rings with gaps, for sparklines and small charts.

Lives in the GUI thread. A gap is a NaN: a missed poll is a gap, not a zero.
"""

import math
from array import array
from collections.abc import Iterable
from typing import Final

from virtgui.core.refs import ConnectionId, ObjectRef, domain_ref, node_ref
from virtgui.core.values.sample import DomainLoad, NodeLoad, SampleBatch

GAP: Final = math.nan
METRICS: Final = DomainLoad._fields
POLLS_KEPT: Final = 600
"""Half an hour at the usual three seconds, ten minutes at the quickest pace; the history of figures
has the rest."""


class Ring:
    """The last `capacity` figures, oldest first; grows only as it fills."""

    __slots__ = ("_capacity", "_next", "_values")

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values = array("f")
        self._next = 0

    def __len__(self) -> int:
        return len(self._values)

    def append(self, value: float | None) -> None:
        """Add a figure; None is a gap."""
        figure = GAP if value is None else value
        if len(self._values) < self._capacity:
            self._values.append(figure)
        else:
            self._values[self._next] = figure
            self._next = (self._next + 1) % self._capacity

    def tail(self, count: int) -> list[float]:
        """The last `count` figures, oldest first; fewer when there are fewer."""
        values, split = self._values, self._next
        if split >= count:
            return list(values[split - count : split])
        older = count - split
        size = len(values)
        return [*values[max(split, size - older) : size], *values[:split]]

    def last(self) -> float:
        """The newest figure, or a gap."""
        return self._values[self._next - 1] if self._values else GAP


class LoadSeries:
    """The rings of one object: one per metric."""

    __slots__ = ("rings", "version")

    def __init__(self, metrics: Iterable[str], capacity: int) -> None:
        self.rings = {metric: Ring(capacity) for metric in metrics}
        self.version = 0
        """Grows with each figure, so that painters know when a cached curve is old."""

    def append(self, values: Iterable[float | None]) -> None:
        """Add one figure to each ring, in the order of the metrics."""
        for ring, value in zip(self.rings.values(), values, strict=True):
            ring.append(value)
        self.version += 1


class SeriesStore:
    """Series of all nodes and running domains of the fleet."""

    def __init__(self, capacity: int = POLLS_KEPT) -> None:
        self._capacity = capacity
        self._series: dict[ObjectRef, LoadSeries] = {}
        self._latest: dict[ObjectRef, DomainLoad] = {}
        self._nodes: dict[ConnectionId, NodeLoad] = {}
        self._seen: dict[ConnectionId, frozenset[str]] = {}

    def append(self, batch: SampleBatch) -> None:
        """Take the loads of one poll of one node."""
        for key, load in batch.domains.items():
            ref = domain_ref(batch.connection, key)
            self._of(ref, METRICS).append(load)
            self._latest[ref] = load
        self._forget_stopped(batch)
        if batch.node:
            self._nodes[batch.connection] = batch.node
            share = _share(batch.node.memory_used_kib, batch.node.memory_kib)
            self._of(node_ref(batch.connection), ("cpu", "memory")).append((batch.node.cpu, share))

    def gap(self, connection: ConnectionId) -> None:
        """Mark a missed poll in all series of a connection; nothing is current any more."""
        for ref, series in self._series.items():
            if ref.connection == connection:
                series.append(None for _ in series.rings)
        for ref in [ref for ref in self._latest if ref.connection == connection]:
            del self._latest[ref]
        self._nodes.pop(connection, None)
        self._seen.pop(connection, None)

    def drop(self, refs: Iterable[ObjectRef]) -> None:
        """Forget objects that are gone."""
        for ref in refs:
            self._series.pop(ref, None)
            self._latest.pop(ref, None)

    def load(self, ref: ObjectRef) -> DomainLoad | None:
        """The current load of a domain, or None when it has none."""
        return self._latest.get(ref)

    def node_load(self, connection: ConnectionId) -> NodeLoad | None:
        """The current load of a node, or None."""
        return self._nodes.get(connection)

    def tail(self, ref: ObjectRef, metric: str, count: int) -> list[float]:
        """The last figures of one metric; NaN is a gap; empty when there are none."""
        series = self._series.get(ref)
        return series.rings[metric].tail(count) if series else []

    def version(self, ref: ObjectRef) -> int:
        """The version of an object's series; 0 when there is none."""
        series = self._series.get(ref)
        return series.version if series else 0

    def _of(self, ref: ObjectRef, metrics: tuple[str, ...]) -> LoadSeries:
        series = self._series.get(ref)
        if series is None:
            series = self._series[ref] = LoadSeries(metrics, self._capacity)
        return series

    def _forget_stopped(self, batch: SampleBatch) -> None:
        now = frozenset(batch.domains)
        for key in self._seen.get(batch.connection, frozenset()) - now:
            self._latest.pop(domain_ref(batch.connection, key), None)
        self._seen[batch.connection] = now


def _share(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole else part / whole
