"""Two groups of rules in one file have the same name.

## What it does
Compares the names of a platform's alert groups with each other, and those of its recording groups.

## Why it is bad
Prometheus refuses the whole file, and goes on with the rules it had before, or with none after a restart.

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
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full,)), AlertGroup(name="vtt", alerts=(errors,))),
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
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt-memory", alerts=(full,)), AlertGroup(name="vtt-errors", alerts=(errors,))),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.alerts import AlertGroup
from vttalerts.model.recording import RecordingGroup


@check(in_files=Level.ERROR)
def alr016(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every group whose name an earlier one of its file has."""
    for platform in graph.platforms:
        files: tuple[tuple[AlertGroup | RecordingGroup, ...], ...] = (platform.groups, platform.recording)
        for groups in files:
            first: dict[str, AlertGroup | RecordingGroup] = {}
            for group in groups:
                other = first.setdefault(group.name, group)
                if other is not group:
                    yield alr016.finding(
                        f"two groups of {platform.name} are called {group.name}",
                        group.at("the second one", "name"),
                        other.at("the first one", "name"),
                        why="Prometheus refuses the whole file, and none of its alerts is evaluated",
                        help="rename one, or put the rules into one group",
                    )
