"""History of figures: curves of some hours or months, as a chart draws them."""

from array import array
from dataclasses import dataclass, field

from virtgui.core.errors import ErrorInfo
from virtgui.core.metrics import SeriesKey
from virtgui.core.refs import ObjectRef


@dataclass(frozen=True, slots=True)
class Curve:
    """One series over a time: what was least, mean and most in each step.

    All arrays are as long as `SeriesSpan.times`; NaN is a gap. Do not change them.
    """

    low: "array[float]"
    mean: "array[float]"
    high: "array[float]"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to an object, for the axis of its charts."""

    at: float
    """Wall clock, seconds."""
    what: str
    """The event's code, as in `Event.what`."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SeriesSpan:
    """The history of one object over a time."""

    ref: ObjectRef
    begin: float
    """Wall clock seconds, as all times here."""
    end: float
    step: float
    """Seconds that one point stands for; of what was just read, the pace of the polls."""
    times: "array[float]"
    """When each step ended, rising; where nothing is known a time whose figures are all NaN."""
    curves: dict[SeriesKey, Curve] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    oldest: float | None = None
    """Since when anything is known of the object; None for never."""
    older_error: ErrorInfo | None = None
    """Why a server with older figures has told none."""
