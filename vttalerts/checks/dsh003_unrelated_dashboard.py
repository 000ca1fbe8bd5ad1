"""An alert leads to a dashboard that does not show what it looks at.

## What it does
Compares the indicators of alerts that name a `dashboard` with those that the dashboard's panels draw. Alerts with
PromQL of their own are not looked at.

## Why it is bad
Whoever is paged opens the link and sees something else, healthy perhaps, and goes back to bed.

## Bad
```python
memory_board = Dashboard(
    uid="vtt-memory", title="Memory", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
    dashboard=memory_board,
)
platform = Platform(
    name="vtt", scrape=(server,), dashboards=(memory_board,), groups=(AlertGroup(name="errors", alerts=(alert,)),)
)
```

## Good
```python
errors_board = Dashboard(
    uid="vtt-errors", title="Errors", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
    dashboard=errors_board,
)
platform = Platform(
    name="vtt", scrape=(server,), dashboards=(errors_board,), groups=(AlertGroup(name="errors", alerts=(alert,)),)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING, in_files=None)
def dsh003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose dashboard draws none of its indicators."""
    for placed in graph.alerts:
        board = placed.alert.dashboard
        if board is None:
            continue
        indicators = placed.alert.expr.indicators()
        if indicators and all(board.panel_for(one) is None for one in indicators):
            yield dsh003.finding(
                f"{board.title} does not show what {placed.name} looks at",
                placed.alert.at("leads there", "dashboard"),
                board.at(f"no panel draws `{indicators[0].name}`"),
                why="whoever is paged opens the link and sees something else, healthy perhaps",
                help=f"add a panel that draws `{indicators[0].name}`, or lead to another dashboard",
            )
