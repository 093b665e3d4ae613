"""Every colour of the program, by role, once for light and once for dark.

The one place with colour values. Contrast is promised per pair and checked by tests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from PySide6.QtGui import QColor, QPalette

from virtgui.core.values.connection import LABEL_COLORS

Scheme = Literal["light", "dark"]

STATES: Final = (
    "running", "paused", "shutoff", "crashed", "suspended", "saved", "unknown", "busy",
)  # fmt: skip
HAIRLINE_SHARE: Final = 0.55
"""How much of border the quiet hairlines between rows have, over base."""
SEVERITIES: Final = ("info", "ok", "warn", "error")
XML_KINDS: Final = ("tag", "attribute", "value", "comment", "entity", "instruction")
"""What XML is coloured by, as `xml-tag` and so on."""


class UnknownRoleError(KeyError):
    """No colour role of that name."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme.

    Roles are the surfaces, inks and states by name, and `info-tint` … `error-tint`,
    `series-1` … `series-6` and `series-other`, `heat-1` … `heat-7` with `heat-ink-1` …,
    `ansi-0` … `ansi-15` for serial consoles, `label-red` … `label-gray` for marks of connections,
    `xml-tag` … `xml-instruction` for XML.
    """

    scheme: Scheme
    roles: Mapping[str, str]
    high_contrast: bool = False

    def color(self, role: str) -> QColor:
        """The colour of a role, a copy that may be changed.

        Raises:
            UnknownRoleError: no such role.
        """
        try:
            return QColor(self.roles[role])
        except KeyError:
            raise UnknownRoleError(role) from None

    def faded(self, role: str, alpha: float) -> QColor:
        """The colour of a role with an opacity of 0 to 1."""
        color = self.color(role)
        color.setAlphaF(alpha)
        return color

    def mixed(self, role: str, over: str, amount: float) -> QColor:
        """`amount` (0 to 1) of one role laid over another, as an opaque colour."""
        top, below = self.color(role), self.color(over)
        rest = 1 - amount
        return QColor(
            round(top.red() * amount + below.red() * rest),
            round(top.green() * amount + below.green() * rest),
            round(top.blue() * amount + below.blue() * rest),
        )

    def series(self, number: int) -> QColor:
        """Colour of a chart series, counted from 0; from the seventh on it is "Other"."""
        return self.color(f"series-{number + 1}" if number < 6 else "series-other")

    def heat(self, share: float) -> tuple[QColor, QColor]:
        """Fill and ink of a heat map cell for a load of 0 to 1."""
        step = min(7, max(1, int(share * 7) + 1))
        return self.color(f"heat-{step}"), self.color(f"heat-ink-{step}")


def _numbered(prefix: str, values: str) -> dict[str, str]:
    return {f"{prefix}-{n}": value for n, value in enumerate(values.split(), 1)}


def _labels(values: str) -> dict[str, str]:
    return {
        f"label-{name}": value for name, value in zip(LABEL_COLORS, values.split(), strict=True)
    }


def _xml(values: str) -> dict[str, str]:
    return {f"xml-{name}": value for name, value in zip(XML_KINDS, values.split(), strict=True)}


def _ansi(values: str) -> dict[str, str]:
    return {f"ansi-{n}": value for n, value in enumerate(values.split())}


LIGHT: Final = Tokens(
    "light",
    MappingProxyType(
        {
            "window": "#F2F3F5",
            "base": "#FFFFFF",
            "sunken": "#F7F8F9",
            "raised": "#FFFFFF",
            "hover": "#F0F3F8",
            "border": "#DADDE2",
            "control": "#BFC4CD",
            "border-strong": "#78808D",
            "text": "#1B1E24",
            "muted": "#59606C",
            "disabled": "#8A919D",
            "accent": "#2A5BD7",
            "link": "#2A5BD7",
            "focus": "#2A5BD7",
            "accent-fill": "#2A5BD7",
            "on-accent": "#FFFFFF",
            "selection": "#DBE6FB",
            "selection-off": "#E6E8EC",
            "spark": "#4A6FB3",
            "grid": "#E6E8EC",
            "axis": "#8A909C",
            "screen": "#000000",
            "running": "#167036",
            "paused": "#8A5600",
            "shutoff": "#5C636F",
            "crashed": "#BF2718",
            "suspended": "#7443BF",
            "saved": "#146A8C",
            "unknown": "#5F6570",
            "busy": "#2A5BD7",
            "info": "#1F62C4",
            "ok": "#167036",
            "warn": "#8A5600",
            "error": "#BF2718",
            "info-tint": "#E8F0FC",
            "ok-tint": "#E5F4EA",
            "warn-tint": "#FCF1DC",
            "error-tint": "#FCE9E7",
            "series-other": "#8A909C",
        }
        | _numbered("series", "#4F7BF5 #D07F05 #0AA07C #960E4F #6836B4 #715D11")
        | _numbered("heat", "#EEF3FA #CFE0F5 #A5C6EE #73A5E1 #3B74BF #245CA4 #113A73")
        | _numbered("heat-ink", "#1B1E24 " * 4 + "#FFFFFF " * 3)
        | _xml("#2A5BD7 #8A5600 #167036 #59606C #7443BF #146A8C")
        | _labels("#C62F28 #B35309 #8A6D00 #2B7A38 #2A5BD7 #7443BF #667080")
        | _ansi(
            "#1B1E24 #B3261E #146C2E #7A5B00 #2456C7 #8A3AA8 #0B6B78 #59606C "
            "#4A505B #C4341F #1B7A3A #8A6100 #2A5BD7 #9A45BA #0C7482 #6A717D"
        )
    ),
)

DARK: Final = Tokens(
    "dark",
    MappingProxyType(
        {
            "window": "#1A1C20",
            "base": "#212429",
            "sunken": "#1D2024",
            "raised": "#2A2E35",
            "hover": "#282C33",
            "border": "#363B44",
            "control": "#4C535F",
            "border-strong": "#868E9C",
            "text": "#E7E9ED",
            "muted": "#A5ACB8",
            "disabled": "#767E8B",
            "accent": "#8DB2FF",
            "link": "#8DB2FF",
            "focus": "#8DB2FF",
            "accent-fill": "#3568DB",
            "on-accent": "#FFFFFF",
            "selection": "#2B3D66",
            "selection-off": "#32363E",
            "spark": "#86A8E6",
            "grid": "#2E323A",
            "axis": "#7C8492",
            "screen": "#000000",
            "running": "#62CB85",
            "paused": "#E8B250",
            "shutoff": "#AAB0BC",
            "crashed": "#FF8F84",
            "suspended": "#C6A8F7",
            "saved": "#74C6EA",
            "unknown": "#A3A9B5",
            "busy": "#8DB2FF",
            "info": "#86B4FF",
            "ok": "#62CB85",
            "warn": "#E8B250",
            "error": "#FF8F84",
            "info-tint": "#1F2D48",
            "ok-tint": "#1C3427",
            "warn-tint": "#3A2F19",
            "error-tint": "#432624",
            "series-other": "#7C8492",
        }
        | _numbered("series", "#87A9FA #F79C2C #4FE3BC #C9587F #8F66DD #8D7C32")
        | _numbered("heat", "#262C38 #263F63 #2A5790 #3470B2 #60A0DE #97C6F2 #D6EAFD")
        | _numbered("heat-ink", "#FFFFFF " * 4 + "#16181D " * 3)
        | _xml("#8DB2FF #E8B250 #62CB85 #A5ACB8 #C6A8F7 #74C6EA")
        | _labels("#F47C72 #F29A4E #E0C04A #5FC27D #82AAFF #BC97F6 #A0A7B3")
        | _ansi(
            "#8A919D #FF8F84 #62CB85 #E8B250 #86B4FF #D7A3F0 #5CCAD8 #C9CDD6 "
            "#A5ACB8 #FFB0A8 #8CE0A6 #F5CC7F #A9C8FF #E4C0F7 #8ADCE7 #E7E9ED"
        )
    ),
)

_SYSTEM_ROLES: Final = MappingProxyType(
    {
        "window": QPalette.ColorRole.Window,
        "base": QPalette.ColorRole.Base,
        "sunken": QPalette.ColorRole.Base,
        "raised": QPalette.ColorRole.Button,
        "hover": QPalette.ColorRole.Base,
        "text": QPalette.ColorRole.Text,
        "muted": QPalette.ColorRole.Text,
        "border": QPalette.ColorRole.Text,
        "control": QPalette.ColorRole.Text,
        "border-strong": QPalette.ColorRole.Text,
        "link": QPalette.ColorRole.Link,
        "accent": QPalette.ColorRole.Link,
        "focus": QPalette.ColorRole.Link,
        "accent-fill": QPalette.ColorRole.Highlight,
        "on-accent": QPalette.ColorRole.HighlightedText,
    }
)


def for_high_contrast(tokens: Tokens, system: QPalette) -> Tokens:
    """Tokens of the system's high contrast palette: no tints, borders as strong as text."""
    roles = dict(tokens.roles)
    roles |= {role: system.color(slot).name() for role, slot in _SYSTEM_ROLES.items()}
    roles |= {f"{severity}-tint": roles["base"] for severity in SEVERITIES}
    roles |= {f"xml-{kind}": roles["text"] for kind in XML_KINDS}
    plain = Tokens(tokens.scheme, MappingProxyType(roles), high_contrast=True)
    tint = plain.mixed("text", "base", 0.2).name()
    roles |= {"selection": tint, "selection-off": tint}
    return Tokens(tokens.scheme, MappingProxyType(roles), high_contrast=True)
