"""No dashboard draws what an alert looks at.

## What it does
Looks for a dashboard of the alert's own, or one with a panel that draws one of its indicators. Platforms without
dashboards and alerts of severity `none` are not looked at.

## Why it is bad
The first question after a page is what it looks like. Without a panel everybody types the query by hand, at night.

## Bad
```python
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
overview = Dashboard(
    uid="vtt-overview",
    title="VTT",
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="api", alerts=(errors,)),),
    dashboards=(overview,),
)
```

## Good
```python
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
overview = Dashboard(
    uid="vtt-overview",
    title="VTT",
    rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="api", alerts=(errors,)),),
    dashboards=(overview,),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.alerts import Severity


@check(level=Level.WARNING, in_files=None)
def alr006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that leads to no dashboard."""
    if not graph.dashboards:
        return
    for placed in graph.alerts:
        alert = placed.alert
        if placed.severity is not Severity.NONE and graph.dashboard_of(alert) is None:
            drawn = next((one.name for one in alert.expr.indicators()), "")
            yield alr006.finding(
                f"no dashboard shows what {alert.name} looks at",
                alert.at("no panel draws this", "expr"),
                why="whoever is paged has no picture of it, and types the query by hand",
                help=f"add a panel that draws `{drawn}`, or `dashboard=…`" if drawn else "add `dashboard=…`",
            )
