"""Where panels stand: left to right on Grafana's 24 columns, wrapped, so that nobody computes coordinates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

COLUMNS: Final = 24
"""Grafana's grid (`GRID_COLUMN_COUNT`, public/app/core/constants.ts)."""


class Place(NamedTuple):
    """A rectangle on the grid.

    Attributes:
        x: Columns from the left edge.
        y: Lines from the top.
        w: Width in columns.
        h: Height in lines of 30 pixels.
    """

    x: int
    y: int
    w: int
    h: int

    def wire(self) -> dict[str, int]:
        """Return the place as Grafana's `gridPos`."""
        return {"h": self.h, "w": self.w, "x": self.x, "y": self.y}


def flow(sizes: Iterable[tuple[int, int]], top: int) -> tuple[list[Place], int]:
    """Return a place for each size, and the first free line below them all.

    A panel that does not fit beside its predecessor begins a new band below the tallest panel of the last one.

    Args:
        sizes: Width in columns, at most 24, and height in lines.
        top: The first line to use.
    """
    places: list[Place] = []
    x, y, band = 0, top, 0
    for width, height in sizes:
        if x + width > COLUMNS:
            x, y, band = 0, y + band, 0
        places.append(Place(x, y, width, height))
        x += width
        band = max(band, height)
    return places, y + band
