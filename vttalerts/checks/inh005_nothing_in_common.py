"""An inhibition silences alerts that have nothing in common with what fires.

## What it does
Looks for rules without `equal` whose source is no single alert. A rule whose source matchers name one `alertname` is
taken to mean it.

## Why it is bad
One critical alert anywhere silences all warnings everywhere. The second failure of the night is not heard.

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
    service="ai",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full, errors)),),
    inhibitions=(
        Inhibition(source_matchers=match(severity="critical"), target_matchers=match(severity="warning")),
    ),
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
    groups=(AlertGroup(name="vtt", alerts=(full, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(severity="critical"),
            target_matchers=match(severity="warning"),
            equal=("service",),
        ),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.sides import sides


@check(level=Level.WARNING)
def inh005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every inhibition without `equal` whose source is no single alert."""
    for both in sides(graph):
        rule = both.rule
        if not rule.equal and not both.named:
            yield inh005.finding(
                "an inhibition silences what has nothing to do with its source",
                rule.at("no `equal`: any source silences every target"),
                why="one critical alert anywhere silences all the others, and the second failure is not heard",
                help='add `equal=("service",)`',
            )
