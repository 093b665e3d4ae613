"""Contrast is promised in numbers; here it is measured."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QPalette

from virtgui.views.look.palette import application_palette, item_view_palette
from virtgui.views.look.tokens import (
    DARK,
    LIGHT,
    SEVERITIES,
    STATES,
    XML_KINDS,
    UnknownRoleError,
    for_high_contrast,
)

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=lambda tokens: tokens.scheme)
GROUNDS = ("base", "window", "raised", "hover", "selection")


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "role", ["text", "muted", "link", *STATES, *(f"xml-{kind}" for kind in XML_KINDS)]
)
def test_text_is_readable_on_every_ground(tokens, role, ground):
    assert contrast(tokens.color(role), tokens.color(ground)) >= 4.45


@BOTH
@pytest.mark.parametrize("ground", ["base", "window", "raised", "hover", "selection"])
@pytest.mark.parametrize("role", ["border-strong", "focus", "spark"])
def test_shapes_stand_out_on_every_ground(tokens, role, ground):
    assert contrast(tokens.color(role), tokens.color(ground)) >= 3.0


@BOTH
@pytest.mark.parametrize("role", ["axis", "disabled", *(f"series-{n}" for n in range(1, 7))])
def test_charts_stand_out_on_base(tokens, role):
    assert contrast(tokens.color(role), tokens.color("base")) >= 3.0


@BOTH
@pytest.mark.parametrize("severity", SEVERITIES)
def test_banners_are_readable_on_their_tint(tokens, severity):
    tint = tokens.color(f"{severity}-tint")
    assert contrast(tokens.color(severity), tint) >= 4.5
    assert contrast(tokens.color("text"), tint) >= 7
    assert contrast(tokens.color("link"), tint) >= 4.5


@BOTH
def test_primary_button_is_readable(tokens):
    assert contrast(tokens.color("on-accent"), tokens.color("accent-fill")) >= 4.5


@BOTH
@pytest.mark.parametrize("step", range(1, 8))
def test_numbers_in_heat_cells_are_readable(tokens, step):
    ink, fill = tokens.color(f"heat-ink-{step}"), tokens.color(f"heat-{step}")
    assert contrast(ink, fill) >= 4.5


@BOTH
def test_heat_changes_lightness_in_one_direction(tokens):
    steps = [luminance(tokens.color(f"heat-{n}")) for n in range(1, 8)]
    expected = sorted(steps, reverse=tokens.scheme == "light")
    assert steps == expected
    assert all(a != b for a, b in pairwise(steps))


@BOTH
def test_serial_console_colours_are_readable(tokens):
    dark_on_dark = {"ansi-0"}
    for number in range(16):
        role = f"ansi-{number}"
        if role not in dark_on_dark:
            assert contrast(tokens.color(role), tokens.color("base")) >= 4.5, role
    assert len({tokens.roles[f"ansi-{n}"] for n in range(16)}) == 16


def test_both_schemes_have_the_same_roles():
    assert set(LIGHT.roles) == set(DARK.roles)


def test_unknown_role_is_an_error():
    with pytest.raises(UnknownRoleError):
        LIGHT.color("mauve")


def test_color_is_a_copy():
    LIGHT.color("text").setRgb(1, 2, 3)
    assert LIGHT.color("text") != QColor(1, 2, 3)


def test_series_beyond_six_are_other():
    assert LIGHT.series(5) == LIGHT.color("series-6")
    assert LIGHT.series(6) == LIGHT.color("series-other")


@pytest.mark.parametrize(("share", "step"), [(0, 1), (0.5, 4), (1, 7), (7, 7), (-1, 1)])
def test_heat_of_a_load(share, step):
    assert LIGHT.heat(share)[0] == LIGHT.color(f"heat-{step}")


def test_mixing_is_between_both():
    assert LIGHT.mixed("screen", "base", 0.5) == QColor(128, 128, 128)
    assert LIGHT.mixed("text", "base", 1) == LIGHT.color("text")


@BOTH
def test_item_views_keep_text_colour_on_selection(tokens):
    palette = item_view_palette(tokens)
    assert palette.color(QPalette.ColorRole.HighlightedText) == tokens.color("text")
    assert palette.color(QPalette.ColorRole.Highlight) == tokens.color("selection")
    assert application_palette(tokens).color(QPalette.ColorRole.Highlight) == tokens.color(
        "accent-fill"
    )


def test_high_contrast_takes_the_systems_colours():
    system = QPalette()
    system.setColor(QPalette.ColorRole.Base, QColor("black"))
    system.setColor(QPalette.ColorRole.Text, QColor("yellow"))
    tokens = for_high_contrast(DARK, system)
    assert tokens.high_contrast
    assert tokens.color("border") == tokens.color("text") == QColor("yellow")
    assert tokens.color("warn-tint") == QColor("black")
    assert tokens.color("xml-comment") == QColor("yellow")
