"""The tokens as QPalette, for everything that Qt draws by itself."""

from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QPalette

from virtgui.views.look.tokens import Tokens

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup

_SLOTS: Final = MappingProxyType(
    {
        _Role.Window: "window",
        _Role.Base: "base",
        _Role.AlternateBase: "sunken",
        _Role.Button: "raised",
        _Role.ToolTipBase: "raised",
        _Role.Light: "raised",
        _Role.WindowText: "text",
        _Role.Text: "text",
        _Role.ButtonText: "text",
        _Role.ToolTipText: "text",
        _Role.BrightText: "on-accent",
        _Role.PlaceholderText: "muted",
        _Role.Highlight: "accent-fill",
        _Role.Accent: "accent-fill",
        _Role.HighlightedText: "on-accent",
        _Role.Link: "link",
        _Role.LinkVisited: "link",
        _Role.Mid: "border",
        _Role.Midlight: "border",
        _Role.Dark: "border-strong",
        _Role.Shadow: "border-strong",
    }
)
_INKS: Final = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)


def application_palette(tokens: Tokens) -> QPalette:
    """The palette of the whole application."""
    palette = QPalette()
    for slot, role in _SLOTS.items():
        palette.setColor(slot, tokens.color(role))
    for slot in (*_INKS, _Role.PlaceholderText):
        palette.setColor(_Group.Disabled, slot, tokens.color("disabled"))
    palette.setColor(_Group.Disabled, _Role.Highlight, tokens.color("selection-off"))
    return palette


def item_view_palette(tokens: Tokens) -> QPalette:
    """As the application's, with selection as a tint on which text keeps its colour."""
    palette = application_palette(tokens)
    palette.setColor(_Role.Highlight, tokens.color("selection"))
    palette.setColor(_Role.HighlightedText, tokens.color("text"))
    palette.setColor(_Group.Inactive, _Role.Highlight, tokens.color("selection-off"))
    return palette


def menu_palette(tokens: Tokens) -> QPalette:
    """As for item views, on the raised surface."""
    palette = item_view_palette(tokens)
    for slot in (_Role.Window, _Role.Base):
        palette.setColor(slot, tokens.color("raised"))
    palette.setColor(_Group.Inactive, _Role.Highlight, tokens.color("selection"))
    return palette
