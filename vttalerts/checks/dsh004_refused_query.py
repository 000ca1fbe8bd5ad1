"""A panel asks a query that Prometheus refuses.

## What it does
Reads the queries that panels ask without an indicator, with Grafana's variables replaced. What depends on the value
of a variable is not judged, and neither are panels of other data sources.

## Why it is bad
The panel shows an error instead of a picture, and that is found out during the incident.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(title="Rate", targets=Query(expr="sum(rate(http_requests_total[$__rate_interval])")),
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
                TimeSeriesPanel(title="Rate", targets=Query(expr="sum(rate(http_requests_total[$__rate_interval]))")),
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
from vttalerts.diagnostics import Diagnostic, Fault
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.simulate.panels import panel_queries, without_variables


@check(in_files=None)
def dsh004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every query of a panel that is no PromQL."""
    for board, panel, query in panel_queries(graph):
        text = without_variables(query.expr)
        if "$" in text:
            continue
        try:
            parse(text)
        except Fault as fault:
            bad = text[fault.offset : fault.offset + fault.length] if fault.offset is not None else ""
            yield dsh004.finding(
                f'"{panel.title}" of {board.title} asks no PromQL: {fault.headline.removeprefix("not PromQL: ")}',
                query.at(fault.label, "expr", snippet=bad),
                why="the panel shows an error instead of a picture when somebody needs it",
                help=fault.help or "mend the query, or draw an indicator, which is checked where it is written",
            )
