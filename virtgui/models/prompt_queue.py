"""The questions that wait for the user, and the one that is shown."""

from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from virtgui.bridge.feed import Feed
from virtgui.core.refs import ConnectionId
from virtgui.core.values.prompt import Prompt
from virtgui.models.prompt_words import is_jump_host

NO_TEST: Final = -1
"""A test that is not there: its queue stays empty."""


class PromptQueue(QObject):
    """The waiting prompts in their order, and the current one.

    The current one stays while others come and go. One that is answered leaves at once, before
    the backend takes it back.

    Signals:
        changed: other prompts wait, or another one is current.
    """

    changed = Signal()

    def __init__(
        self,
        feed: Feed,
        *,
        diagnosis: int | None = None,
        uri: str = "",
        parent: QObject | None = None,
    ) -> None:
        """Makes a queue.

        Args:
            feed: where prompts come from.
            diagnosis: show only those of this test; None shows those of ordinary connections.
            uri: the tested address, for a connection that is not saved.
            parent: the parent object.
        """
        super().__init__(parent)
        self._feed = feed
        self._diagnosis = diagnosis
        self._uri = uri
        self._answered: set[int] = set()
        self._prompts: tuple[Prompt, ...] = ()
        self._current: Prompt | None = None
        feed.prompts_changed.connect(self._refresh)
        self._refresh()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """All that wait, the oldest first."""
        return self._prompts

    @property
    def current(self) -> Prompt | None:
        """The one that is shown."""
        return self._current

    @property
    def place(self) -> int:
        """Which of them is shown, counted from 0; -1 without any."""
        return self._prompts.index(self._current) if self._current else -1

    @property
    def connections(self) -> tuple[ConnectionId, ...]:
        """The connections that ask, each once, in the order of asking."""
        return tuple(dict.fromkeys(prompt.connection for prompt in self._prompts))

    def next(self) -> None:
        """Show the one after the current."""
        self._step(1)

    def previous(self) -> None:
        """Show the one before the current."""
        self._step(-1)

    def show_connection(self, connection: ConnectionId) -> bool:
        """Show the first question of a connection; False when it has none."""
        if self._current and self._current.connection == connection:
            return True
        found = next((one for one in self._prompts if one.connection == connection), None)
        if found is None:
            return False
        self._current = found
        self.changed.emit()
        return True

    def settle(self, prompt: int) -> None:
        """Take out one that was answered."""
        self._answered.add(prompt)
        self._refresh()

    def follow(self, diagnosis: int) -> None:
        """Show the questions of another test."""
        self._diagnosis = diagnosis
        self._refresh()

    def is_from_jump_host(self, prompt: Prompt) -> bool:
        """Whether a machine on the way asks, and not the node itself."""
        status = self._feed.status(prompt.connection)
        if prompt.diagnosis is not None or status is None:
            return is_jump_host(prompt, self._uri)
        return is_jump_host(prompt, status.spec.uri, status.step_host)

    def _step(self, by: int) -> None:
        place = self.place + by
        if self._current is not None and 0 <= place < len(self._prompts):
            self._current = self._prompts[place]
            self.changed.emit()

    @Slot()
    def _refresh(self) -> None:
        known = self._feed.prompts
        self._answered &= known.keys()
        prompts = tuple(
            prompt
            for prompt in known.values()
            if prompt.diagnosis == self._diagnosis and prompt.id not in self._answered
        )
        if prompts == self._prompts:
            return
        place = self.place
        self._prompts = prompts
        if self._current not in prompts:
            self._current = prompts[min(max(place, 0), len(prompts) - 1)] if prompts else None
        self.changed.emit()
