"""Two dashboards have the same uid.

## What it does
Compares the uids of all dashboards of the platform and of those that it includes.

## Why it is bad
The uid is the file's name and the last part of links. One dashboard overwrites the other, and the links in alerts
lead to the wrong one.

## Bad
```python
memory_board = Dashboard(
    uid="vtt", title="Memory", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
errors_board = Dashboard(
    uid="vtt", title="Errors", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(memory_board, errors_board))
```

## Good
```python
memory_board = Dashboard(
    uid="vtt-memory", title="Memory", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
errors_board = Dashboard(
    uid="vtt-errors", title="Errors", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(memory_board, errors_board))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.dashboards import Dashboard


@check()
def dsh001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every dashboard whose uid an earlier one has."""
    first: dict[str, Dashboard] = {}
    for board in graph.dashboards:
        # Grafana finds dashboards by uid whatever the case, and some file systems do too.
        other = first.setdefault(board.uid.lower(), board)
        if other is not board:
            yield dsh001.finding(
                f"two dashboards have the uid {board.uid}",
                board.at("the second one", "uid"),
                other.at("the first one", "uid"),
                why="one overwrites the other, and links from alerts lead to the wrong one",
                help="change one of them",
            )
