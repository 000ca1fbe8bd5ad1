"""A panel's rate looks back over a fixed time, however far people zoom out.

## What it does
Looks for `rate`, `irate`, `increase` and `delta` with a written window in the queries that panels ask themselves.
Indicators are drawn as alerts see them, and not looked at.

## Why it is bad
Over a week Grafana asks for one point in ten minutes or more. What happened between two windows of five minutes is not
drawn: the peak that somebody looks for is not there.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(panels=(TimeSeriesPanel(title="Rate", targets=Query(expr="sum(rate(http_requests_total[5m]))")),)),
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
                TimeSeriesPanel(title="Rate", targets=Query(expr="sum(rate(http_requests_total[$__rate_interval]))")),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.panels import panel_queries

_WINDOW: Final = re.compile(r"\b(rate|irate|increase|delta)\s*\([^()\[\]]*(\[(?:\d+(?:ms|[smhdwy]))+\])")


@check(level=Level.WARNING)
def dsh012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every window in a panel's own query that does not follow the zoom."""
    for board, panel, query in panel_queries(graph):
        found = _WINDOW.search(query.expr)
        if found is not None and panel.over_time:
            yield dsh012.finding(
                f'"{panel.title}" of {board.title} looks back over {found[2]}, however far people zoom out',
                query.at("what lies between two points is not drawn", "expr", snippet=found[2]),
                why="over a longer time the peak that somebody looks for is not there",
                help="write `[$__rate_interval]`",
            )
