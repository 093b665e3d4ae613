"""Long runs: nodes killed, frozen and restarted again and again while everything is used."""

import random
import threading
from functools import partial

import pytest

from tests.lab.guest import define_guest, start_guest
from virtgui.core.ops import domain as ops
from virtgui.core.values.connection import ConnectionState

pytestmark = [pytest.mark.lab, pytest.mark.soak]


def test_ten_minutes_of_trouble(alpha, beta, gamma, opened, recorder, fleet):
    """After all of it every node is back, every row is right, and no task is left open."""
    nodes = {"alpha": alpha, "beta": beta, "gamma": gamma}
    for name, node in nodes.items():
        for number in range(3):
            start_guest(node, f"{name}-on-{number}")
            define_guest(node, f"{name}-off-{number}")
    connections = {name: opened(node.uri, name) for name, node in nodes.items()}
    chance, tasks = random.Random(7), []
    for _ in range(40):
        name = chance.choice(list(nodes))
        trouble = chance.choice(("kill", "freeze", "none"))
        for row in list(recorder.inventory.domains(connections[name])):
            kind = chance.choice((ops.PauseDomain, ops.ResumeDomain, ops.StartDomain))
            tasks.append(fleet.submit(kind(ref=row.ref), row.name, 1))
        if trouble == "kill":
            nodes[name].kill_daemon()
            nodes[name].start_daemon()
        elif trouble == "freeze":
            nodes[name].stop_daemon()
            threading.Event().wait(chance.uniform(1, 20))
            nodes[name].continue_daemon()
        recorder.wait_state(name, ConnectionState.CONNECTED, 60)
    for task in tasks:
        assert recorder.wait_task(task, 60).state.is_over
    for name, node in nodes.items():
        right = partial(_is_right, recorder, connections[name], node)
        recorder.wait(right, 30)
    assert threading.active_count() < 60


def _is_right(recorder, connection, node):
    """Whether the rows say what virsh says."""
    words = {"running": "running", "blocked": "running", "paused": "paused", "shutoff": "shut off"}
    rows = {row.name: words.get(row.state.value) for row in recorder.inventory.domains(connection)}
    told = {name: str(node.virsh("domstate", name)).strip() for name in rows}
    return rows == told
