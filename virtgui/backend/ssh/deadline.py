"""How long a step on the way may take; the time that a person needs to answer does not count."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class Deadline:
    """A limit that each sign of life puts off. The SSH loop's thread."""

    def __init__(self, limit: float) -> None:
        self._usual = limit
        self.limit = limit
        """Seconds; what holds now."""
        self._clock: asyncio.Timeout | None = None
        self._suspended = 0

    @asynccontextmanager
    async def guard(self) -> AsyncIterator[None]:
        """The context in which the limit holds.

        Raises:
            TimeoutError: the limit was passed without a sign of life.
        """
        self.limit = self._usual
        async with asyncio.timeout(self.limit) as clock:
            self._clock = clock
            try:
                yield
            finally:
                self._clock = None

    def extend(self) -> None:
        """A sign of life: the limit counts from now."""
        if not self._suspended:
            self._set(asyncio.get_running_loop().time() + self.limit)

    def relax(self, limit: float) -> None:
        """What follows may take longer, until the guard is entered again."""
        self.limit = max(self._usual, limit)
        self.extend()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """No limit while a person is asked."""
        self._suspended += 1
        self._set(None)
        try:
            yield
        finally:
            self._suspended -= 1
            self.extend()

    def _set(self, when: float | None) -> None:
        if self._clock is not None and not self._clock.expired():
            self._clock.reschedule(when)
