"""Two panels of one row have the same title.

## What it does
Compares the titles of the panels in each row. Panels without a title, and those that repeat for a variable, are not
looked at.

## Why it is bad
"Look at the errors panel" is said on the phone, and two people look at two panels.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(title="Usage", targets=memory_usage),
                TimeSeriesPanel(title="Usage", targets=error_ratio),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(title="Memory", targets=memory_usage),
                TimeSeriesPanel(title="Errors", targets=error_ratio),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.panel import Panel


@check(level=Level.WARNING)
def dsh002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every panel whose title an earlier one of its row has."""
    for board in graph.dashboards:
        for row in board.rows:
            first: dict[str, Panel] = {}
            for panel in row.panels:
                if panel.title and panel.repeat is None:
                    other = first.setdefault(panel.title, panel)
                    if other is not panel:
                        yield dsh002.finding(
                            f'two panels of {board.title} are called "{panel.title}"',
                            panel.at("the second one", "title"),
                            other.at("the first one", "title"),
                            why="people on one call look at different panels, and talk past each other",
                            help="say in the title what is different",
                        )
