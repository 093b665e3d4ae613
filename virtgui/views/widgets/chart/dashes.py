"""How the lines of the seventh to twelfth series are told from those of the first six."""

from typing import Final

DASHES: Final = (4.0, 2.5)
"""Lengths of dash and space, in widths of the line."""
