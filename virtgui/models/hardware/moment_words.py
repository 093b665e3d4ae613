"""Words for when a change takes effect, and why not now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from virtgui.documents.editing.live_plan import Moment, MomentReason
from virtgui.models.hardware.fields import words
from virtgui.models.noop import QT_TRANSLATE_NOOP

MOMENT_ICONS: Final[Mapping[Moment, str]] = MappingProxyType(
    {Moment.NOW: "now", Moment.NEXT_START: "next-start", Moment.REFUSED: "refused"}
)
MOMENT_INKS: Final[Mapping[Moment, str]] = MappingProxyType(
    {Moment.NOW: "ok", Moment.NEXT_START: "info", Moment.REFUSED: "error"}
)
_MOMENTS: Final[Mapping[Moment, str]] = MappingProxyType(
    {
        Moment.NOW: QT_TRANSLATE_NOOP("Hardware", "Now"),
        Moment.NEXT_START: QT_TRANSLATE_NOOP("Hardware", "At next start"),
        Moment.REFUSED: QT_TRANSLATE_NOOP("Hardware", "Refused"),
    }
)
_REASONS: Final[Mapping[MomentReason, str]] = MappingProxyType(
    {
        MomentReason.ABOVE_MAXIMUM: QT_TRANSLATE_NOOP(
            "Hardware", "It is more than the maximum that the machine was started with."
        ),
        MomentReason.NOT_RUNNING_YET: QT_TRANSLATE_NOOP(
            "Hardware", "The device itself waits for the next start."
        ),
        MomentReason.CANNOT_BE_UNSET: QT_TRANSLATE_NOOP(
            "Hardware", "It can be taken away only while the machine is off."
        ),
        MomentReason.CHOSEN: QT_TRANSLATE_NOOP("Hardware", "You chose so."),
        MomentReason.TRANSIENT: QT_TRANSLATE_NOOP(
            "Hardware",
            "The machine has no definition that is kept, and this cannot change while it runs.",
        ),
    }
)


def moment_word(moment: Moment) -> str:
    """A word for when."""
    return words(_MOMENTS[moment])


def refusal_words(moment: Moment, reason: MomentReason) -> str:
    """Why not now; empty where there is nothing to say."""
    if moment is Moment.NOW or reason is MomentReason.NOT_WHILE_RUNNING:
        return ""  # the usual case: the mark says it
    return words(_REASONS.get(reason, ""))
