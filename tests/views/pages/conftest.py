"""A world of one host."""

import pytest

from tests.views.pages.world import World


@pytest.fixture
def world(qapp, tmp_path):
    return World(tmp_path)
