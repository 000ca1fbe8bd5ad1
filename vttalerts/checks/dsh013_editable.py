"""A dashboard that people may change in Grafana.

## What it does
Looks for `editable=True`.

## Why it is bad
Somebody mends a panel during an incident and saves it. The next build writes the old one, and the mend is gone when it
is needed again.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    editable=True,
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
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


@check(level=Level.WARNING, in_files=None)
def dsh013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every dashboard whose edits the next build undoes."""
    for board in graph.dashboards:
        if board.editable:
            yield dsh013.finding(
                f"people may change {board.title} in Grafana",
                board.at("the next build undoes what they save", "editable"),
                why="a panel that somebody mended during an incident is the old one at the next",
                help="remove `editable=True`; people can still look at the panel's JSON and bring it here",
            )
