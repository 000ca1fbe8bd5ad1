"""An alert sets a label to the empty text.

## What it does
Looks for labels of alerts and of their groups whose value is empty.

## Why it is bad
An empty value removes the label: a route or an inhibition that asks for it does not see the alert, and the label of
the measured series is lost with it.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"team": ""},
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
    labels={"team": "backend"},
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


@check(level=Level.WARNING)
def alr017(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label whose value is empty."""
    for placed in graph.alerts:
        labels = placed.labels
        if "" not in labels.values():
            continue
        for name, value in labels.items():
            if not value:
                owner = placed.alert if name in placed.alert.labels else placed.group
                yield alr017.finding(
                    f"{placed.name} has an empty label `{name}`",
                    owner.at("removes the label", "labels" if name in owner.labels else None, snippet=f'"{name}"'),
                    why="routes and inhibitions that ask for the label do not see the alert",
                    help="give it a value, or remove it",
                )
