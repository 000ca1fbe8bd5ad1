"""A dashboard without panels.

## What it does
Looks for dashboards of which no row has a panel.

## Why it is bad
People find it in Grafana's list, open it during the incident, and see nothing.

## Bad
```python
platform = Platform(name="vtt", dashboards=(Dashboard(uid="vtt", title="VTT"),))
```

## Good
```python
board = Dashboard(
    uid="vtt", title="VTT", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING)
def dsh005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every dashboard without panels."""
    for board in graph.dashboards:
        if not any(row.panels for row in board.rows):
            yield dsh005.finding(
                f"the dashboard {board.title} is empty",
                board.at("draws nothing"),
                why="whoever opens it during an incident sees nothing, and has lost a minute",
                help="add `rows=(Row(panels=(…,)),)`, or remove it",
            )
