"""Why a processor model cannot be had: asked once, when somebody has chosen it."""

import pytest

from tests.documents.editing.samples import TEXT
from tests.models.hardware.device_bench import scene
from tests.models.hardware.editing_world import EditorWorld
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer
from virtgui.core.ops.storage import CreateVolume
from virtgui.core.queries import ReadCpuBlockers, ReadDomainCaps, ReadNodeChoices, ReadNodeDevices
from virtgui.core.refs import ConnectionId, node_ref
from virtgui.core.values.domain_caps import CpuModel, DomainCaps
from virtgui.documents.settings.cpu import CpuView
from virtgui.models.hardware.entries import Target, findings_of

CPU = "<cpu mode='custom'><model>{}</model></cpu><os>"
CAPS = DomainCaps(
    cpu_models=(
        CpuModel("Good", True),
        CpuModel("Bad", False),
        CpuModel("Worse", False),
        CpuModel("Told", False, ("avx",)),
    )
)


@pytest.fixture
def world(feed):
    return EditorWorld(feed)


def with_model(name):
    return TEXT.replace("<os>", CPU.format(name))


def put_model(world, name):
    world.editor.edit("model", lambda document: CpuView.model.put(CpuView(document.element), name))


def asked(world):
    return [query.model for query in world.asked(ReadCpuBlockers)]


def test_it_is_asked_once_for_each_model_that_cannot_be_had(world):
    editor = world.open(with_model("Bad"))
    assert asked(world) == []
    world.answer(CAPS, kind=ReadDomainCaps)
    assert asked(world) == ["Bad"]
    world.answer(("avx512f", "mpx"), kind=ReadCpuBlockers)
    assert editor.scene.cpu_blockers == {"Bad": ("avx512f", "mpx")}
    put_model(world, "Worse")
    put_model(world, "Bad")
    assert asked(world) == ["Bad", "Worse"]


@pytest.mark.parametrize("name", ["Good", "Told", "Unknown"])
def test_nothing_is_asked_of_others(world, name):
    world.open(with_model(name))
    world.answer(CAPS, kind=ReadDomainCaps)
    assert asked(world) == []


def test_a_node_that_cannot_tell_is_not_asked_again(world):
    editor = world.open(with_model("Bad"))
    world.answer(CAPS, kind=ReadDomainCaps)
    error = ErrorInfo(ErrorKind.UNSUPPORTED, Remedy.NOTHING, "no")
    world.answer(error=error, kind=ReadCpuBlockers)
    put_model(world, "Good")
    put_model(world, "Bad")
    assert asked(world) == ["Bad"]
    assert editor.scene.cpu_blockers == {}


def test_what_another_kind_lacks_does_not_count(world):
    editor = world.open(with_model("Bad"))
    world.answer(CAPS, kind=ReadDomainCaps)
    number = len(world.backend.asked)
    old = next(q for q in reversed(world.backend.asked) if isinstance(q, ReadCpuBlockers))
    assert world.backend.asked[number - 1] is old
    editor.edit("machine", lambda document: document.element.find("os/type").set("machine", "pc"))
    world.post(Answer(number, ("avx",), None))
    assert editor.scene.cpu_blockers == {}


def test_the_finding_names_what_is_missing():
    view = scene(inside="<cpu mode='custom'><model>Bad</model></cpu>", caps=CAPS)
    told = scene(
        inside="<cpu mode='custom'><model>Bad</model></cpu>",
        caps=CAPS,
        cpu_blockers={"Bad": ("avx512f", "mpx")},
    )
    sentences = [
        findings_of(each.document.element, Target("cpu"), each)["model"].sentence
        for each in (view, told)
    ]
    assert sentences == ["node-a cannot give it.", "node-a lacks avx512f, mpx."]


def test_the_volumes_are_read_again_after_one_was_made(world):
    world.open(TEXT)
    before = len(world.asked(ReadNodeChoices))
    for connection in ("elsewhere", "kvm-01"):
        ref = node_ref(ConnectionId(connection))
        operation = CreateVolume(ref=ref, pool="p", name="n", capacity=1)
        world.dispatcher.submit(operation, "n")
        world.end()
    assert len(world.asked(ReadNodeChoices)) == before + 1
    assert len(world.asked(ReadNodeDevices)) == 1
