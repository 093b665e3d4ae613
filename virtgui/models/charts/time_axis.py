"""Times below charts: round moments in local time, and spans in words."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt

_STEPS: Final = (
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    2 * 86_400, 7 * 86_400, 14 * 86_400,
)  # fmt: skip
DAY: Final = 86_400
_MONTHS_FROM: Final = 120 * DAY


@dataclass(frozen=True, slots=True)
class TimeTick:
    """One label below a chart."""

    at: float
    text: str


def time_ticks(begin: float, end: float, most: int = 6) -> tuple[TimeTick, ...]:
    """At most so many round moments between two times, in local time."""
    span = end - begin
    if span <= 0 or most < 1:
        return ()
    if span > _MONTHS_FROM:
        return _months(begin, end, most)
    step = next((size for size in _STEPS if span / size <= most), _STEPS[-1])
    offset = QDateTime.fromSecsSinceEpoch(int(begin)).offsetFromUtc()
    first = math.ceil((begin + offset) / step) * step - offset
    count = int((end - first) // step) + 1
    return tuple(_tick(first + step * number, step) for number in range(max(0, count)))


def _tick(at: float, step: int) -> TimeTick:
    moment = QDateTime.fromSecsSinceEpoch(round(at))
    if step >= DAY:
        return TimeTick(at, _date_text(moment))
    if moment.time().msecsSinceStartOfDay() == 0 and step >= 3600:
        return TimeTick(at, _date_text(moment))
    return TimeTick(at, moment.toString("HH:mm:ss" if step < 60 else "HH:mm"))


def _date_text(moment: QDateTime) -> str:
    pattern = QCoreApplication.translate("Charts", "d MMM", "a short date, Qt's letters")
    return QLocale().toString(moment.date(), pattern)


def _months(begin: float, end: float, most: int) -> tuple[TimeTick, ...]:
    moment = QDateTime.fromSecsSinceEpoch(int(begin))
    first = moment.date().addDays(1 - moment.date().day()).addMonths(1).startOfDay()
    months = max(1, math.ceil((end - begin) / (30.4 * DAY) / most))
    found: list[TimeTick] = []
    while first.toSecsSinceEpoch() <= end:
        text = QLocale().toString(first.date(), "MMM yyyy" if first.date().month() == 1 else "MMM")
        found.append(TimeTick(float(first.toSecsSinceEpoch()), text))
        first = first.addMonths(months)
    return tuple(found)


def exact_text(at: float, span: float) -> str:
    """A moment for the cross-hair: as exact as the time that is shown allows."""
    moment = QDateTime.fromSecsSinceEpoch(round(at))
    if span <= 6 * 3600:
        return moment.toString("HH:mm:ss")
    if span <= 2 * DAY:
        return moment.toString("HH:mm")
    return f"{_date_text(moment)} {moment.toString('HH:mm')}"


def span_text(begin: float, end: float) -> str:
    """A time in words: "13:56 to 14:06", with dates where it is longer than a day."""
    first = QDateTime.fromSecsSinceEpoch(round(begin))
    last = QDateTime.fromSecsSinceEpoch(round(end))
    words = QCoreApplication.translate("Charts", "{0} to {1}")
    if end - begin > 60 * DAY:
        return words.format(_year_text(first), _year_text(last))
    if end - begin >= DAY:
        return words.format(_date_text(first), _date_text(last))
    pattern = "HH:mm:ss" if end - begin < 300 else "HH:mm"
    text = words.format(first.toString(pattern), last.toString(pattern))
    today = QDateTime.currentDateTime().date()
    return text if last.date() == today else f"{_date_text(last)}, {text}"


def _year_text(moment: QDateTime) -> str:
    return QLocale().toString(moment.date(), "MMM yyyy")


def iso_text(at: float) -> str:
    """A moment for files, with the offset from UTC."""
    moment = QDateTime.fromMSecsSinceEpoch(round(at * 1000))
    with_offset = moment.toOffsetFromUtc(moment.offsetFromUtc())
    return str(with_offset.toString(Qt.DateFormat.ISODate))
