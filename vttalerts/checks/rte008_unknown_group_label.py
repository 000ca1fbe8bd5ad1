"""Notifications are grouped by a label that no alert has.

## What it does
Looks up every label in `group_by` among the labels that alerts may carry. Platforms without alerts are not looked
at.

## Why it is bad
The label splits nothing. Alerts that were meant to come apart arrive in one message, and the second cluster hides
behind the first.

## Bad
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=team, group_by=("alertname", "cluster")),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=team, group_by=("alertname", "service")),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.fleet import fleet


@check(level=Level.WARNING)
def rte008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label in a `group_by` that no alert carries."""
    views = fleet(graph).views
    if not views:
        return

    @cache
    def carried(label: str) -> bool:
        return label == "..." or any(view.carries(label) for view in views)

    for route in graph.routes:
        for label in route.group_by or ():
            if not carried(label):
                yield rte008.finding(
                    f"no alert has the label `{label}`",
                    route.at("splits nothing", "group_by", snippet=f'"{label}"'),
                    why="alerts that were meant to come apart arrive in one message",
                    help=f'remove "{label}", or keep it in the expressions of the alerts',
                )
