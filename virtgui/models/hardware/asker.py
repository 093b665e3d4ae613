"""Questions of one asker, which can all be taken back at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.core.errors import ErrorInfo
from virtgui.core.queries import Query

T = TypeVar("T")


class Asker:
    """Asks the backend, and knows what it still waits for."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._waiting: set[int] = set()

    def ask(
        self,
        query: Query[T],
        on_answer: Callable[[T], None],
        on_error: Callable[[ErrorInfo], None],
    ) -> None:
        """Ask; one of the two is called later, unless it is taken back."""
        asked: list[int] = []

        def done(then: Callable[[Any], None]) -> Callable[[Any], None]:
            def told(value: Any) -> None:
                self._waiting.discard(asked[0])
                then(value)

            return told

        asked.append(self._dispatcher.ask(query, done(on_answer), done(on_error)))
        self._waiting.add(asked[0])

    def take_back(self) -> None:
        """Wait for nothing any more."""
        for query in self._waiting:
            self._dispatcher.take_back(query)
        self._waiting.clear()
