import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontInfo, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.views.look.busy import STEPS, BusyClock
from virtgui.views.look.metrics import Metrics, UnknownTextRoleError
from virtgui.views.look.paint import draw_box, hairline, snapped
from virtgui.views.look.tokens import DARK, LIGHT


def test_theme_changes_scheme_palette_and_tells(look, qtbot):
    with qtbot.waitSignal(look.changed, timeout=1000):
        look.set_theme("dark")
    assert look.scheme == "dark"
    assert look.color("base") == DARK.color("base")
    palette = QApplication.palette()
    assert palette.color(QPalette.ColorRole.Base) == DARK.color("base")


def test_theme_tells_once(look):
    heard = []
    look.changed.connect(lambda: heard.append(look.scheme))
    look.set_theme("dark")
    assert heard == ["dark"]


def test_chosen_theme_wins_over_the_system(look):
    look.set_theme("dark")
    look.set_theme("light")
    assert look.scheme == "light"
    assert look.theme == "light"


def test_menus_appear_at_once(look):
    from PySide6.QtCore import Qt

    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_AnimateCombo):
        assert not QApplication.isEffectEnabled(effect)


def test_new_application_font_changes_the_measures(look, qtbot, qapp):
    before, font = look.px(100), QFont(qapp.font())
    larger = QFont(font)
    larger.setPointSizeF(QFontInfo(font).pointSizeF() * 1.5)
    try:
        with qtbot.waitSignal(look.changed, timeout=1000):
            qapp.setFont(larger)
        assert look.px(100) > before * 1.3
    finally:
        with qtbot.waitSignal(look.changed, timeout=1000):
            qapp.setFont(font)
    assert look.px(100) == before


def test_text_roles_are_ordered_by_size(qapp):
    metrics = Metrics(QFont("Inter", 10))
    sizes = [
        metrics.font(role).pointSizeF() for role in ("display", "title", "section", "body", "small")
    ]
    assert sizes == [18, 14, 11, 10, 9]


def test_small_text_is_never_under_eight_points(qapp):
    assert Metrics(QFont("Inter", 8)).font("small").pointSizeF() == 8


def test_unknown_text_role_is_an_error(look):
    with pytest.raises(UnknownTextRoleError):
        look.font("huge")


def test_digits_are_equally_wide(qapp):
    measure = Metrics(QFont("Inter", 10)).measure("body")
    assert measure.horizontalAdvance("1111") == measure.horizontalAdvance("0000")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_hairlines_are_whole_device_pixels(qapp, ratio):
    image = QImage(60, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    width = hairline(painter) * ratio
    edge = snapped(painter, QRectF(3, 3, 7, 7))
    painter.end()
    assert width == pytest.approx(round(width))
    assert edge.left() * ratio == pytest.approx(round(edge.left() * ratio))


def test_box_outline_is_sharp_at_150_percent(qapp):
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(LIGHT.color("base"))
    image.setDevicePixelRatio(1.5)
    painter = QPainter(image)
    draw_box(painter, QRectF(1, 1, 30, 30), outline=LIGHT.color("screen"))
    painter.end()
    column = [image.pixelColor(x, 20).lightness() for x in range(6)]
    assert column == [255, 255, 0, 255, 255, 255]


def test_busy_clock_runs_only_while_held(qtbot):
    clock, holder = BusyClock(), QWidget()
    qtbot.addWidget(holder)
    assert not clock.is_running
    clock.hold(holder)
    assert clock.is_running
    with qtbot.waitSignal(clock.ticked, timeout=2000):
        pass
    assert 0 < clock.step < STEPS
    clock.release(holder)
    assert not clock.is_running


def test_busy_clock_stands_still_for_less_motion(qtbot):
    clock, holder = BusyClock(), QWidget()
    qtbot.addWidget(holder)
    clock.hold(holder)
    clock.set_still(True)
    assert not clock.is_running


def test_busy_clock_forgets_deleted_holders(qtbot):
    import shiboken6

    clock, holder = BusyClock(), QWidget()
    clock.hold(holder)
    shiboken6.delete(holder)
    with qtbot.waitSignal(clock.ticked, timeout=2000):
        pass
    assert not clock.is_running
