"""Looks at what was painted."""

NEAR = 24
"""Edges are smoothed: a channel may differ by so much."""


def near_pixels(widget, box, color):
    """How many points in a box of a widget have nearly a colour."""
    picture = widget.grab(box).toImage()
    wanted = color.getRgb()[:3]
    return sum(
        all(abs(one - other) <= NEAR for one, other in zip(found, wanted, strict=True))
        for y in range(picture.height())
        for x in range(picture.width())
        for found in [picture.pixelColor(x, y).getRgb()[:3]]
    )
