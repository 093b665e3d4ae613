"""How many machines can be compared in one chart."""

from typing import Final

from virtgui.models.translate import translate

LEAST_COMPARED: Final = 2
MOST_COMPARED: Final = 12
"""Six colours, each with a plain and a dashed line; more nobody tells apart."""


def compare_refusal(count: int) -> str:
    """Why so many machines cannot be compared, or nothing."""
    if LEAST_COMPARED <= count <= MOST_COMPARED:
        return ""
    return translate("Charts", "Select {0} to {1} machines to compare them.").format(
        LEAST_COMPARED, MOST_COMPARED
    )
