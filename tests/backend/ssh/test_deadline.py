"""How long a step may take, and what does not count."""

import asyncio

import pytest

from virtgui.backend.ssh.deadline import Deadline


def test_without_a_sign_of_life_it_ends():
    async def story():
        async with Deadline(0.05).guard():
            await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        asyncio.run(story())


def test_a_person_may_take_as_long_as_they_like():
    async def story():
        deadline = Deadline(0.05)
        async with deadline.guard():
            with deadline.suspended(), deadline.suspended():
                await asyncio.sleep(0.1)
            deadline.extend()

    asyncio.run(story())


def test_a_login_may_take_longer_than_what_is_before_it_and_the_next_try_begins_anew():
    async def story():
        deadline = Deadline(0.05)
        async with deadline.guard():
            deadline.relax(10)
            await asyncio.sleep(0.1)
        assert deadline.limit == 10
        async with deadline.guard():
            await asyncio.sleep(10)

    with pytest.raises(TimeoutError):
        asyncio.run(story())
