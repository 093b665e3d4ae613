"""What pages with domains need from whoever carries out the actions on them."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtWidgets import QMenu

from virtgui.core.refs import ObjectRef
from virtgui.models.actions import Possible


class DomainActionsLike(Protocol):
    """Actions on a selection of domains, by the ids of `models.actions.ACTIONS`."""

    def fill_menu(self, menu: QMenu, refs: Sequence[ObjectRef]) -> None:
        """Add all actions on a selection to a menu, with reasons where they are disabled."""

    def trigger(self, action_id: str, refs: Sequence[ObjectRef]) -> None:
        """Do it, after asking where that is wanted."""

    def possible(self, action_id: str, refs: Sequence[ObjectRef]) -> Possible:
        """Which of the domains can take an action, and why others cannot."""
