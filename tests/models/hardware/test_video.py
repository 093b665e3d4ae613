"""The form of graphics cards."""

import pytest

from tests.models.hardware.device_bench import Bench, same
from virtgui.core.values.domain_caps import DomainCaps

VIRTIO = "<video><model type='virtio' heads='2' primary='yes'/></video>"
QXL = (
    "<video><model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='2'/>"
    "<address type='pci' domain='0' bus='0' slot='1' function='0'/></video>"
)


@pytest.mark.parametrize(
    ("field", "value", "model"),
    [
        ("accel_3d", True, "<model type='virtio'><acceleration accel3d='yes'/></model>"),
        ("rendernode", "/a", "<model type='virtio'><acceleration rendernode='/a'/></model>"),
        ("heads", 4, "<model type='virtio' heads='4'/>"),
        ("primary", True, "<model type='virtio' primary='yes'/>"),
        ("width", 1920, "<model type='virtio'><resolution x='1920'/></model>"),
        ("vram", 16 * 1024**2, "<model type='virtio' vram='16384'/>"),
        ("driver", "vhostuser", "<driver name='vhostuser'/><model type='virtio'/>"),
        ("iommu", True, "<driver iommu='on'/><model type='virtio'/>"),
        ("blob", True, "<model type='virtio' blob='on'/>"),
    ],
)  # fmt: skip
def test_a_field_writes_its_place(field, value, model):
    bench = Bench("<video><model type='virtio'/></video>").put(field, value)
    assert bench.get(field) == value
    assert bench.xml == same(f"<video>{model}</video>")


def test_another_model_has_memory_of_its_own():
    bench = Bench(QXL).put("model", "virtio")
    assert bench.xml == same(
        "<video><model type='virtio' heads='2'/>"
        "<address type='pci' domain='0' bus='0' slot='1' function='0'/></video>"
    )
    bench.put("accel_3d", True).put("packed", True).put("model", "vga")
    assert '<model type="vga">' in bench.xml
    assert "packed" not in bench.xml
    bench.put("model", "none")
    assert bench.xml == same("<video><model type='none'/></video>")


def test_3d_needs_a_display_with_opengl():
    bench = Bench(VIRTIO, "<graphics type='vnc'/>").put("accel_3d", True)
    assert bench.says("accel_3d")[0] == "error"
    bench.cure("accel_3d")
    assert bench.scene.document.element.find("devices/graphics[@type='egl-headless']") is not None
    assert bench.finding("accel_3d") is None
    gl = "<graphics type='spice'><gl enable='yes'/></graphics>"
    assert Bench(VIRTIO, gl).put("accel_3d", True).finding("accel_3d") is None
    assert "virtio" in Bench(QXL, gl).put("accel_3d", True).says("accel_3d")[1]


@pytest.mark.parametrize(
    ("device", "others", "field", "severity"),
    [
        ("<video><model type='none'/></video>", VIRTIO, "model", "error"),
        (VIRTIO, "<video><model type='none'/></video>", "model", "error"),
        (QXL, "<graphics type='vnc'/>", "model", "warn"),
        (VIRTIO, VIRTIO, "primary", "error"),
        ("<video><model type='vga' heads='2'/></video>", "", "heads", "error"),
        ("<video><model type='vga'><resolution x='1'/></model></video>", "", "height", "error"),
        ("<video><model type='virtio'><acceleration rendernode='a'/></model></video>", "",
         "rendernode", "error"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(device, others, field, severity):
    assert Bench(device, others).says(field)[0] == severity


def test_nothing_is_said_of_what_is_right():
    for device in (VIRTIO, QXL):
        bench = Bench(device, "<graphics type='spice'/>")
        checked = [item.id for item in bench.form.items() if item.check is not None]
        assert [name for name in checked if bench.finding(name)] == []


def test_models_come_from_the_node():
    caps = DomainCaps(devices={"video": {"modelType": ("vga", "new")}})
    options = Bench(VIRTIO, caps=caps).options("model")
    assert options["virtio"]
    assert not options["vga"]
    assert not options["new"]
    assert not any(Bench(VIRTIO).options("model").values())


def test_only_what_a_model_has_is_shown():
    qxl, virtio = Bench(QXL), Bench(VIRTIO)
    for name in ("ram", "vgamem", "vram64", "vram"):
        assert qxl.is_shown(name)
        assert not virtio.is_shown(name)
    for name in ("accel_3d", "rendernode", "packed"):
        assert virtio.is_shown(name)
        assert not qxl.is_shown(name)
    none = Bench("<video><model type='none'/></video>")
    assert not any(none.is_shown(name) for name in ("heads", "width", "primary", "vram"))
    assert Bench("<video><model type='gop'/></video>").is_shown("vga_conf")


@pytest.mark.parametrize(
    ("device", "second"),
    [
        (VIRTIO, "virtio, 2 screens"),
        ("<video><model type='virtio'><acceleration accel3d='yes'/></model></video>", "virtio, 3D"),
        ("<video><model type='none'/></video>", "None"),
        ("<video><model type='odd'/></video>", "odd"),
    ],
)
def test_labels_tell_cards_apart(device, second):
    assert Bench(device).label() == ("Graphics card", second)
