"""Series: rings with gaps, and what is current."""

import math

from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.refs import ConnectionId, domain_ref, node_ref
from virtgui.core.series import Ring, SeriesStore
from virtgui.core.values.sample import DomainLoad, NodeLoad, SampleBatch

C = ConnectionId("c")
REF = domain_ref(C, "u")


def batch(number: float, *keys: str) -> SampleBatch:
    loads = {key: DomainLoad(number / 100, 10.0, 0.5, None, number) for key in keys}
    return SampleBatch(C, number, number, loads, NodeLoad(number / 100, 50, 100))


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 1000))),
    st.integers(1, 9),
    st.integers(0, 12),
)
def test_a_ring_keeps_the_last(values, capacity, count):
    ring = Ring(capacity)
    for value in values:
        ring.append(value)
    expected = [math.nan if value is None else float(value) for value in values[-capacity:]]
    found = ring.tail(count)
    wanted = expected[-count:] if count else []
    assert len(found) == len(wanted)
    assert all(
        a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(found, wanted, strict=True)
    )
    assert len(ring) == len(expected)


def test_loads_are_current_until_a_domain_stops():
    store = SeriesStore()
    store.append(batch(1, "u", "v"))
    store.append(batch(2, "u", "v"))
    assert store.load(REF).net == 2
    assert store.tail(REF, "net", 5) == [1.0, 2.0]
    store.append(batch(3, "v"))
    assert store.load(REF) is None
    assert store.tail(REF, "net", 5) == [1.0, 2.0]
    assert store.tail(node_ref(C), "memory", 5) == [0.5, 0.5, 0.5]


def test_a_missed_poll_is_a_gap_and_nothing_is_current():
    store = SeriesStore()
    store.append(batch(1, "u"))
    version = store.version(REF)
    store.gap(C)
    assert store.load(REF) is None
    assert store.node_load(C) is None
    assert math.isnan(store.tail(REF, "cpu", 5)[-1])
    assert store.version(REF) > version
    store.append(batch(2, "u"))
    assert store.load(REF).net == 2


def test_what_is_gone_is_forgotten():
    store = SeriesStore()
    store.append(batch(1, "u"))
    store.drop([REF])
    assert store.tail(REF, "cpu", 5) == []
    assert store.version(REF) == 0
