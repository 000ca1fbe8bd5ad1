"""An alert does not say how bad it is.

## What it does
Looks for the label `severity`: on the alert, on its group, or among the group's labels.

## Why it is bad
Routes decide by severity who is woken. An alert without one falls through to the default receiver, and a critical
failure waits there until somebody reads the chat.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    service="vtt-server",
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
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph


@check(in_files=None)
def alr002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert without a severity."""
    for placed in graph.alerts:
        if not placed.labels.get("severity"):
            yield alr002.finding(
                f"{placed.name} has no severity",
                placed.alert.at("neither the alert nor its group says how bad it is"),
                why="routes by severity do not see it: it wakes nobody, however bad it is",
                help="add `severity=Severity.WARNING`, or `severity=` to its group",
            )
