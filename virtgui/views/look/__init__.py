"""Colours, fonts, measures, icons and the style: what everything on screen is drawn with."""
