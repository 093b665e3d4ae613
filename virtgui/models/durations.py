"""Words for spans and moments of time: "12 d 4 h", "2 min ago", "14:02"."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from virtgui.core.units import Duration, DurationUnit
from virtgui.models.noop import QT_TRANSLATE_NOOP

_CONTEXT: Final = "Durations"
_JUST_NOW: Final = 5.0

_UNITS: Final[Mapping[DurationUnit, str]] = MappingProxyType(
    {
        DurationUnit.DAY: QT_TRANSLATE_NOOP("Durations", "{0} d"),
        DurationUnit.HOUR: QT_TRANSLATE_NOOP("Durations", "{0} h"),
        DurationUnit.MINUTE: QT_TRANSLATE_NOOP("Durations", "{0} min"),
        DurationUnit.SECOND: QT_TRANSLATE_NOOP("Durations", "{0} s"),
    }
)


def duration_text(seconds: float, pieces: int = 2) -> str:
    """A span in words, its largest pieces only: "12 d 4 h"; with one piece "12 d"."""
    found = Duration.from_seconds(seconds).pieces(pieces)
    words = (QCoreApplication.translate(_CONTEXT, _UNITS[unit]) for _, unit in found)
    return " ".join(word.format(number) for word, (number, _) in zip(words, found, strict=True))


def age_text(seconds: float) -> str:
    """How long ago something was: "2 min ago", "just now"."""
    if seconds < _JUST_NOW:
        return QCoreApplication.translate(_CONTEXT, "just now")
    return QCoreApplication.translate(_CONTEXT, "{0} ago").format(duration_text(seconds, 1))


def moment_text(wall: float, now: float) -> str:
    """A moment in local time: the time of day alone when it is today's.

    Args:
        wall: The moment, seconds since the epoch.
        now: What counts as now, as `wall`.
    """
    moment = QDateTime.fromSecsSinceEpoch(int(wall))
    today = QDateTime.fromSecsSinceEpoch(int(now)).date()
    short = QLocale.FormatType.ShortFormat
    if moment.date() == today:
        return QLocale().toString(moment.time(), short)
    return QLocale().toString(moment, short)
