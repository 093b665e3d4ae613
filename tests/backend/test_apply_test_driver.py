"""Applying on libvirt's test driver: what is kept, what is refused, whose work it is."""

import pytest

from tests.backend.applier import Applier, add, all_of, put, states
from tests.backend.historian import Historian
from virtgui.backend.libvirt.features import features_of_driver
from virtgui.backend.libvirt.handlers.live_steps import bare_element, cpu_map, do_step
from virtgui.core.errors import ErrorKind, InvalidError, Remedy
from virtgui.core.features import Feature
from virtgui.core.messages import StatusChanged
from virtgui.core.ops.definition import ApplyDefinition
from virtgui.core.values.connection import ConnectionState
from virtgui.core.values.live_step import LiveKind, LiveStep, PartState
from virtgui.core.values.task import TaskState
from virtgui.core.values.version import Origin

DONE, FAILED = PartState.DONE, PartState.FAILED


@pytest.fixture
def desk(opened, recorder, fleet, test_node):
    opened(test_node)
    return Applier(fleet, recorder, recorder.domain("one").ref, "one")


def test_a_definition_is_kept_and_is_this_programs_work(desk, fleet, recorder):
    historian = Historian(fleet, recorder)
    historian.wait_count(desk.ref, 1)
    task = desk.apply(all_of(put("memory", "131072"), put("description", "more")))
    assert task.state is TaskState.DONE
    assert states(task)[0] is DONE
    assert ">131072<" in desk.read().persistent
    version = historian.wait_count(desk.ref, 2)[0]
    assert (version.origin, version.operation) == (Origin.APPLIED, "apply_definition")


def test_what_failed_in_part_is_this_programs_work_as_well(desk, fleet, recorder):
    historian = Historian(fleet, recorder)
    historian.wait_count(desk.ref, 1)
    bad = LiveStep(LiveKind.PIN_VCPU, "99", (("", "0"),))
    task = desk.apply(put("title", "partly"), (bad,))
    assert task.state is TaskState.FAILED
    assert states(task)[0] is DONE
    assert states(task)[-1] is FAILED
    version = historian.wait_count(desk.ref, 2)[0]
    assert (version.origin, version.operation) == (Origin.APPLIED, "apply_definition")


def test_another_base_is_refused(desk):
    text, _ = desk.plan(put("title", "mine"))
    operation = ApplyDefinition(ref=desk.ref, xml=text, base_digest="0" * 64)
    task = desk.recorder.wait_task(desk.submit(operation))
    assert (task.state, task.error.remedy) == (TaskState.FAILED, Remedy.LOOK_AGAIN)
    assert "mine" not in desk.read().persistent


def test_what_is_no_definition_is_refused(desk):
    digest = desk.read().digest
    for xml in ("<domain", "<network><name>one</name></network>"):
        operation = ApplyDefinition(ref=desk.ref, xml=xml, base_digest=digest)
        task = desk.recorder.wait_task(desk.submit(operation))
        assert (task.state, task.error.kind) == (TaskState.FAILED, ErrorKind.INVALID)
        assert task.parts == ()


def test_parts_are_told_as_they_end(desk):
    task = desk.apply(put("title", "one by one"))
    told = [
        [part.state for part in message.task.parts]
        for message in desk.recorder.messages
        if getattr(getattr(message, "task", None), "parts", ())
    ]
    assert told[0] == [PartState.UNKNOWN, PartState.UNKNOWN]
    assert [DONE, PartState.UNKNOWN] in told
    assert told[-1] == states(task) == [DONE, DONE]


def test_an_unknown_element_is_refused_and_not_dropped(desk):
    task = desk.apply(add("devices", "<teapot/>"))
    assert task.state is TaskState.FAILED
    assert set(states(task)) == {FAILED}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("0-3,^2,7", {0, 1, 3, 7}), ("1", {1}), ("", set(range(8))), (" 0 , 2 ", {0, 2})],
)
def test_sets_of_cpus(text, chosen):
    assert {number for number, is_in in enumerate(cpu_map(text, 8)) if is_in} == chosen


@pytest.mark.parametrize("text", ["8", "a", "3-1", "0,,1", "-1"])
def test_sets_of_other_things(text):
    with pytest.raises(InvalidError):
        cpu_map(text, 8)


@pytest.mark.parametrize(
    ("xml", "prefix", "bare"),
    [
        ("<p:a xmlns:p='urn:x' k='1'><p:b>t</p:b></p:a>", "p",
         '<a k="1"><p:b xmlns:p="urn:x">t</p:b></a>'),
        ("<a xmlns='urn:x'><b/></a>", "own", '<a><ns0:b xmlns:ns0="urn:x"/></a>'),
        ("<p:a xmlns:p='urn:x' xmlns:q='urn:y' q:k='1'/>", "p",
         '<a xmlns:q="urn:y" q:k="1"/>'),
        ("<p:a xmlns:p='urn:x' p:k='1'/>", "p", '<a xmlns:ns0="urn:x" ns0:k="1"/>'),
        ("<a xmlns='urn:x' xmlns:own='urn:y' own:k='1'/>", "own_",
         '<a xmlns:own="urn:y" own:k="1"/>'),
    ],
)  # fmt: skip
def test_metadata_in_the_form_that_libvirt_takes(xml, prefix, bare):
    assert bare_element(xml) == (prefix, bare)


@pytest.mark.parametrize("driver", ["qemu", "QEMU", "lxc", "test", "xen", "Xen", "vbox"])
def test_each_driver_can_do_something_before_it_is_asked(driver):
    assert {Feature.DEFINE, Feature.SHUTDOWN} <= features_of_driver(driver)


def test_what_can_be_done_is_known_as_soon_as_it_is_connected(opened, recorder, test_node):
    opened(test_node)
    first = next(
        message.status
        for message in recorder.messages
        if isinstance(message, StatusChanged) and message.status.state is ConnectionState.CONNECTED
    )
    assert {Feature.PAUSE, Feature.DEFINE, Feature.EVENTS} <= first.features
    assert Feature.PM_SUSPEND not in first.features


def test_a_number_beyond_all_measure_is_refused():
    class Domain:
        def setMemoryStatsPeriod(self, period, flags):  # noqa: N802
            raise OverflowError("Python int too large to convert to C long")

    step = LiveStep(LiveKind.BALLOON_PERIOD, values=(("", 10**30),))
    with pytest.raises(InvalidError, match="too large"):
        do_step(Domain(), step)
