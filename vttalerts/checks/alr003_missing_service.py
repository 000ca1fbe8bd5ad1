"""An alert does not say which part of VTT is in trouble.

## What it does
Looks for the label `service`: on the alert, on its group, or on the result of its expression.

## Why it is bad
Teams are told by service, and a critical alert silences the warnings of the same service. An alert without one
reaches no team and is silenced by none.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.fleet import fleet


@check(level=Level.WARNING, in_files=None)
def alr003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that surely has no label `service`."""
    for view in fleet(graph).views:
        if not view.carries("service"):
            yield alr003.finding(
                f"{view.name} belongs to no service",
                view.placed.alert.at("neither the alert, its group nor its expression names one"),
                why="no team's route matches it, so it ends in the default receiver",
                help='add `service="vtt-server"`, or `service=` to its group',
            )
