"""Two alerts have the same name.

## What it does
Compares the names of all alerts of the platform and of those that it includes.

## Why it is bad
A page, a silence and a runbook are found by the alert's name. With two of one name, whoever is woken reads the
wrong page, and a silence for one of them silences both.

## Bad
```python
FULL = Alert(
    name="VTTMemory",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
NEARLY_FULL = Alert(
    name="VTTMemory",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(FULL, NEARLY_FULL)),))
```

## Good
```python
FULL = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
NEARLY_FULL = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(FULL, NEARLY_FULL)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.alerts import Alert


@check()
def alr001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose name an earlier one has."""
    first: dict[object, Alert] = {}
    for placed in graph.alerts:
        alert = placed.alert
        # Files often give one name to a warning and a page, told apart by their labels.
        key = alert.name if alert.read_from is None else (alert.name, frozenset(placed.labels.items()))
        other = first.setdefault(key, alert)
        if other is not alert:
            yield alr001.finding(
                f"two alerts are called {alert.name}",
                alert.at("the second one", "name"),
                other.at("the first one", "name"),
                why="a silence for one of them silences both, and the page does not say which one fires",
                help=f'rename one; what is different between them belongs into the name: name="{alert.name}…"',
            )
