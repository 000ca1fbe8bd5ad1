"""An alert has nothing to say.

## What it does
Looks for summaries that are empty or blank.

## Why it is bad
The summary is the line on the pager and in the chat. Without it people see a name, and have to open a browser to
learn whether they must get up.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="",
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
    summary="{{ $labels.instance }} uses {{ $value | humanize }} % of its memory",
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
def alr005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert with a blank summary."""
    for placed in graph.alerts:
        alert = placed.alert
        if not alert.summary or alert.summary.isspace():
            yield alr005.finding(
                f"{alert.name} has an empty summary",
                alert.at("nothing to read here", "summary"),
                why="the page is a name and nothing else",
                help='say what is wrong, and where: summary="{{ $labels.instance }} …"',
            )
