"""pytest's way to the lab: one for the session, its nodes put right after each test."""

import os
from collections.abc import Iterator

import pytest

from tests.lab.cluster import Lab, lab_unavailable_reason
from tests.lab.node import Node

REQUIRED = "VIRTGUI_LAB_REQUIRED"
LEFT_OUT = pytest.StashKey[str]()


def deselect_without_lab(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests marked `lab` out where the lab cannot run; the summary says so and why.

    Raises:
        pytest.UsageError: the environment says VIRTGUI_LAB_REQUIRED and the lab cannot run.
    """
    marked = [item for item in items if item.get_closest_marker("lab")]
    reason = lab_unavailable_reason() if marked else None
    if reason is None:
        return
    if os.environ.get(REQUIRED):
        raise pytest.UsageError(f"the lab {reason}")
    config.stash[LEFT_OUT] = f"{len(marked)} lab tests left out: the lab {reason}"
    config.hook.pytest_deselected(items=marked)
    items[:] = [item for item in items if item not in marked]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which tests were left out."""
    text = config.stash.get(LEFT_OUT, "")
    if text:
        terminalreporter.write_line(text, yellow=True)


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    """Three nodes, brought up once for the whole session."""
    with Lab() as ready:
        yield ready


def _lend(lab: Lab, name: str) -> Iterator[Node]:
    node = lab[name]
    yield node
    node.restore()
    node.sweep()


@pytest.fixture
def alpha(lab: Lab) -> Iterator[Node]:
    """The first node; emptied and put right after the test."""
    yield from _lend(lab, "alpha")


@pytest.fixture
def beta(lab: Lab) -> Iterator[Node]:
    """The node that shows two NUMA cells."""
    yield from _lend(lab, "beta")


@pytest.fixture
def gamma(lab: Lab) -> Iterator[Node]:
    """The third node."""
    yield from _lend(lab, "gamma")
