import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon

from virtgui.resources import UnknownIconError, icon_bytes, icon_names, icon_path
from virtgui.views.look.icons import MIRRORED, IconStore
from virtgui.views.look.tokens import DARK, LIGHT

LINE_ICONS = sorted(icon_names() - {"app"})


@pytest.fixture
def store(qapp):
    return IconStore(LIGHT, round)


def inked(pixmap):
    """Pixels that are painted at full strength."""
    image = pixmap.toImage()
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return [image.pixelColor(*at) for at in pixels if image.pixelColor(*at).alpha() == 255]


@pytest.mark.parametrize("name", LINE_ICONS)
def test_every_icon_is_drawn_in_its_colour(store, name):
    colors = inked(store.pixmap(name, 24, "error", 2.0))
    assert colors
    assert all(color.rgb() == LIGHT.color("error").rgb() for color in colors)


def test_mirrored_icons_exist():
    assert icon_names() >= MIRRORED


def test_unknown_icon_is_an_error(store):
    with pytest.raises(UnknownIconError):
        store.pixmap("unicorn", 16, "text", 1.0)
    with pytest.raises(KeyError):
        icon_path("../icons/add")


def test_files_are_readable():
    assert icon_path("add").read_bytes() == icon_bytes("add")


def test_pixmap_has_the_devices_ratio(store):
    pixmap = store.pixmap("disk", 16, "muted", 1.5)
    assert pixmap.width() == 24
    assert pixmap.devicePixelRatio() == 1.5


def test_same_pixmap_comes_from_the_cache(store):
    first = store.pixmap("disk", 16, "muted", 1.0)
    assert store.pixmap("disk", 16, "muted", 1.0).cacheKey() == first.cacheKey()
    assert store.pixmap("disk", 16, "text", 1.0).cacheKey() != first.cacheKey()


def test_arrows_point_the_other_way_from_right_to_left(qapp, store):
    ahead = store.pixmap("forward", 24, "text", 1.0).toImage()
    play = store.pixmap("st-running", 24, "text", 1.0).toImage()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        back = store.pixmap("forward", 24, "text", 1.0).toImage()
        assert store.pixmap("st-running", 24, "text", 1.0).toImage() == play
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert back != ahead


def test_disabled_icon_has_the_disabled_colour(store):
    icon = store.icon("start", "muted", 24)
    colors = inked(icon.pixmap(24, 24, QIcon.Mode.Disabled))
    assert {color.rgb() for color in colors} == {LIGHT.color("disabled").rgb()}


def test_application_icon_is_coloured(look):
    image = look.application_icon().pixmap(64, 64).toImage()
    assert image.pixelColor(8, 32) == LIGHT.color("accent-fill")
    assert image.pixelColor(0, 0).alpha() == 0


def test_look_drops_icons_with_the_scheme(look):
    light = look.pixmap("st-running", 24, "running", 1.0)
    look.set_theme("dark")
    dark = look.pixmap("st-running", 24, "running", 1.0)
    assert {color.rgb() for color in inked(dark)} == {DARK.color("running").rgb()}
    assert {QColor(color).rgb() for color in inked(light)} == {LIGHT.color("running").rgb()}
