"""Sharing of SSH connections: who opens, who waits, who ends."""

import asyncio

import pytest

from virtgui.backend.ssh.pool import SshPool
from virtgui.core.errors import AuthenticationError, CancelledError

KEY = ("root", "host", 22)


class Connection:
    """Stands for an SSH connection: the pool asks only whether it is lost, and closes it."""

    def __init__(self):
        self.is_lost = False
        self.is_closed = False

    def close(self):
        self.is_closed = True


class Opening:
    """Openings that end when and how a test says."""

    def __init__(self):
        self.futures = []

    async def __call__(self):
        self.futures.append(asyncio.get_running_loop().create_future())
        return await self.futures[-1]


async def settled():
    """Let everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


def played(story):
    """Run a story in a loop of its own."""

    async def play():
        await story(SshPool(), Opening())

    asyncio.run(play())


def test_two_share_one_opening_and_the_last_ends_it():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        second = asyncio.ensure_future(pool.take(KEY, "b", opening))
        await settled()
        made = Connection()
        opening.futures[0].set_result(made)
        assert await first is await second is made
        assert len(opening.futures) == pool.count == 1
        pool.give_back(KEY, "a")
        assert not made.is_closed
        pool.give_back(KEY, "a")
        pool.give_back(KEY, "b")
        assert made.is_closed
        assert pool.count == 0

    played(story)


def test_another_route_is_another_connection():
    async def story(pool, opening):
        tasks = [
            asyncio.ensure_future(pool.take(key, "a", opening)) for key in (KEY, ("me", "host", 22))
        ]
        await settled()
        for future in opening.futures:
            future.set_result(Connection())
        first, second = [await task for task in tasks]
        assert first is not second

    played(story)


def test_a_lost_connection_is_not_given_out_again():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        await settled()
        opening.futures[0].set_result(Connection())
        (await first).is_lost = True
        second = asyncio.ensure_future(pool.take(KEY, "b", opening))
        await settled()
        made = Connection()
        opening.futures[1].set_result(made)
        assert await second is made
        pool.give_back(KEY, "a")
        assert not made.is_closed

    played(story)


@pytest.mark.parametrize("error", [AuthenticationError("refused"), CancelledError("cancelled")])
def test_a_failure_is_everybodys_and_the_next_one_tries_anew(error):
    async def story(pool, opening):
        tasks = [asyncio.ensure_future(pool.take(KEY, name, opening)) for name in "ab"]
        await settled()
        opening.futures[0].set_exception(error)
        assert await asyncio.gather(*tasks, return_exceptions=True) == [error, error]
        assert pool.count == 0
        again = asyncio.ensure_future(pool.take(KEY, "a", opening))
        await settled()
        made = Connection()
        opening.futures[1].set_result(made)
        assert await again is made

    played(story)


def test_when_the_first_goes_away_the_second_opens_for_itself():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        second = asyncio.ensure_future(pool.take(KEY, "b", opening))
        await settled()
        first.cancel()
        await settled()
        assert first.cancelled()
        made = Connection()
        opening.futures[1].set_result(made)
        assert await second is made
        assert not made.is_closed

    played(story)


def test_when_the_second_goes_away_the_first_goes_on():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        second = asyncio.ensure_future(pool.take(KEY, "b", opening))
        await settled()
        second.cancel()
        await settled()
        made = Connection()
        opening.futures[0].set_result(made)
        assert await first is made
        pool.give_back(KEY, "a")
        assert made.is_closed

    played(story)


def test_giving_back_while_it_is_opened_ends_the_opening():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        await settled()
        pool.give_back(KEY, "a")
        await settled()
        assert opening.futures[0].cancelled()
        assert first.cancelled()
        assert pool.count == 0

    played(story)


def test_closing_ends_all():
    async def story(pool, opening):
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        await settled()
        made = Connection()
        opening.futures[0].set_result(made)
        await first
        pool.close()
        assert made.is_closed
        assert pool.count == 0

    played(story)


def test_those_who_wait_are_told_while_the_first_is_asked():
    async def story(pool, opening):
        told = {"b": [], "c": []}
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        await settled()
        second = asyncio.ensure_future(pool.take(KEY, "b", opening, told["b"].append))
        await settled()
        pool.tell_asking(KEY, "a", True)
        third = asyncio.ensure_future(pool.take(KEY, "c", opening, told["c"].append))
        await settled()
        assert told == {"b": [True], "c": [True]}
        pool.tell_asking(KEY, "a", False)
        assert told == {"b": [True, False], "c": [True, False]}
        opening.futures[0].set_result(Connection())
        await asyncio.gather(first, second, third)
        pool.tell_asking(KEY, "a", True)
        assert told == {"b": [True, False], "c": [True, False]}

    played(story)


def test_who_goes_on_alone_is_not_told_of_the_firsts_question_any_more():
    async def story(pool, opening):
        told = []
        first = asyncio.ensure_future(pool.take(KEY, "a", opening))
        second = asyncio.ensure_future(pool.take(KEY, "b", opening, told.append))
        await settled()
        pool.tell_asking(KEY, "a", True)
        first.cancel()
        await settled()
        assert told == [True, False]
        assert len(opening.futures) == 2
        assert not second.done()

    played(story)


def test_who_goes_away_together_with_the_first_opens_nothing():
    async def story(pool, opening):
        tasks = [asyncio.ensure_future(pool.take(KEY, name, opening)) for name in "ab"]
        await settled()
        tasks[0].cancel()
        await asyncio.sleep(0)
        tasks[1].cancel()
        await settled()
        assert [task.cancelled() for task in tasks] == [True, True]
        assert pool.count == 0

    played(story)
