"""The inventory: any sequence of change sets gives the same state as one full reading."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from virtgui.core.changes import ChangeSet
from virtgui.core.inventory import Inventory
from virtgui.core.refs import DOMAIN, ConnectionId, domain_ref
from virtgui.core.values.domain import Domain, DomainState

A, B = ConnectionId("a"), ConnectionId("b")
ALL = frozenset((DOMAIN,))


def row(key: str, name: str = "x", state: DomainState = DomainState.RUNNING) -> Domain:
    return Domain(domain_ref(A, key), name, state)


rows = st.builds(
    row, st.sampled_from("uvwxyz"), st.sampled_from(("one", "two")), st.sampled_from(DomainState)
)
change_sets = st.one_of(
    st.builds(lambda values: ChangeSet(A, tuple(values)), st.lists(rows, max_size=4)),
    st.builds(
        lambda keys: ChangeSet(A, removed=tuple(domain_ref(A, key) for key in keys)),
        st.lists(st.sampled_from("uvwxyz"), max_size=3),
    ),
    st.builds(lambda values: ChangeSet(A, tuple(values), complete=ALL), st.lists(rows, max_size=6)),
)


def model(changes: list[ChangeSet]) -> dict[str, Domain]:
    found: dict[str, Domain] = {}
    for change in changes:
        if change.complete:
            found.clear()
        found.update({value.ref.key: value for value in change.values})
        for ref in change.removed:
            found.pop(ref.key, None)
    return found


@given(st.lists(change_sets, max_size=12))
def test_one_by_one_and_all_at_once_agree(changes):
    single, batch = Inventory(), Inventory()
    for change in changes:
        single.apply([change])
    batch.apply(changes)
    expected = model(changes)
    for inventory in (single, batch):
        assert {value.ref.key: value for value in inventory.domains()} == expected


@given(st.lists(change_sets, max_size=6), st.lists(change_sets, max_size=6))
def test_the_delta_is_the_difference(first, second):
    inventory = Inventory()
    inventory.apply(first)
    before = {value.ref: value for value in inventory.domains()}
    delta = inventory.apply(second)
    after = {value.ref: value for value in inventory.domains()}
    assert set(delta.added) == after.keys() - before.keys()
    assert set(delta.removed) == before.keys() - after.keys()
    changed = {ref for ref in before.keys() & after.keys() if before[ref] != after[ref]}
    assert set(delta.changed) == changed
    assert bool(delta) == (before != after)


def test_the_names_of_changed_fields_are_told():
    inventory = Inventory()
    old = row("u")
    inventory.apply([ChangeSet(A, (old,))])
    delta = inventory.apply([ChangeSet(A, (replace(old, name="new", autostart=True),))])
    assert delta.changed[old.ref] == {"name", "autostart"}


def test_a_complete_list_of_one_connection_leaves_the_others_alone():
    inventory = Inventory()
    other = Domain(domain_ref(B, "k"), "other", DomainState.SHUTOFF)
    inventory.apply([ChangeSet(A, (row("u"),)), ChangeSet(B, (other,))])
    inventory.apply([ChangeSet(A, (), complete=ALL)])
    assert list(inventory.domains()) == [other]
    assert inventory.count(A) == 0
    assert inventory.drop(B).removed == {other.ref: other}
    assert list(inventory.domains()) == []
