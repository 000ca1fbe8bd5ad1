"""An alert wakes somebody and does not say what to do.

## What it does
Looks for `runbook=` or an annotation `runbook_url`. Alerts of severity `none`, such as a watchdog, need none.

## Why it is bad
At 3 a.m. the person on call is often not the one who wrote the alert. Without a runbook the first half hour goes
into finding out what the alert means.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
high_memory = Runbook(
    slug="high-memory",
    title="Memory is full",
    impact="Requests slow down, and then the server is killed.",
    investigation=("Look for the campaign that grows: `vtt admin top`.",),
    resolution=("Restart the server in the maintenance window.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=high_memory,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.alerts import Severity


@check(in_files=None)
def alr004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert without a runbook."""
    for placed in graph.alerts:
        alert = placed.alert
        if alert.runbook is None and "runbook_url" not in alert.annotations:
            if placed.severity is Severity.NONE:
                continue
            yield alr004.finding(
                f"{alert.name} has no runbook",
                alert.at("tells nobody what to do"),
                why="whoever is woken has to work out alone what it means and what helps",
                help="write a `Runbook(slug=…)` and add `runbook=…`",
            )
