"""Parts of a placement in words: what runs and what is kept are told apart."""

from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.values.live_step import LiveKind, LiveStep, PartReport, PartState
from virtgui.models.part_words import part_name, parts_sentence

NOW = LiveStep(LiveKind.PIN_VCPU, "0", (("", "1"),))
LATER = LiveStep(LiveKind.PIN_VCPU, "0", (("", "1"),), is_kept=True)
NO = ErrorInfo(ErrorKind.INVALID, Remedy.NOTHING, "no")


def test_the_next_start_is_named():
    assert part_name(PartReport(NOW, PartState.DONE)) == "Pin vCPU 0"
    assert part_name(PartReport(LATER, PartState.DONE)) == "Pin vCPU 0, for the next start"


def test_what_was_not_kept_is_not_called_not_changed_now():
    done = PartReport(NOW, PartState.DONE)
    failed = PartReport(LATER, PartState.FAILED, NO)
    assert parts_sentence((done, failed)).startswith("Not changed: Pin vCPU 0, for the next start")
    missed = PartReport(NOW, PartState.FAILED, NO)
    assert parts_sentence((missed,)).startswith("Not changed now: Pin vCPU 0")
    assert parts_sentence((done,)) == ""
