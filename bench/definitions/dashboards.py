"""Dashboards of 30 panels that draw all indicators between them, with the limits of the alerts."""

from vttalerts import Dashboard, Row, TimeSeriesPanel

from .indicators import ALL
from .sizes import DASHBOARDS

PANELS = 30
TARGETS = -(-len(ALL) // (DASHBOARDS * PANELS or 1))
"""How many indicators one panel draws, so that each has a place."""


def _panel(number: int) -> TimeSeriesPanel:
    drawn = tuple(ALL[(number * TARGETS + index) % len(ALL)] for index in range(TARGETS))
    return TimeSeriesPanel(title=f"Part {number}", description="How full the shards are.", targets=drawn)


BOARDS = tuple(
    Dashboard(
        uid=f"board-{board}",
        title=f"Board {board}",
        rows=(Row(title="Shards", panels=tuple(_panel(board * PANELS + panel) for panel in range(PANELS))),),
    )
    for board in range(DASHBOARDS)
)
