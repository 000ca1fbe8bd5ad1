"""An inhibition lets an alert that pages nobody silence one that pages.

## What it does
Looks for a target of severity `critical` that a source of a lower severity surely silences, where their `equal` labels
may agree.

## Why it is bad
The warning is read in the morning. The page that should have come at night is silenced while it waits.

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
filling = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full, filling)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTHighMemoryUsage"),
            target_matchers=match(alertname="VTTCriticalMemoryUsage"),
            equal=("service",),
        ),
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
filling = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full, filling)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTCriticalMemoryUsage"),
            target_matchers=match(alertname="VTTHighMemoryUsage"),
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
from vttalerts.model.alerts import Severity
from vttalerts.simulate.agreement import Agreement, Member, agree, agreements


@check(level=Level.WARNING)
def inh010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every inhibition by which a page is silenced by something less."""
    for side in agreements(graph):
        targets = {
            member.values: member
            for member in side.targets
            if member.certain and member.view.placed.severity is Severity.CRITICAL
        }
        sources = {
            member.values: member
            for member in side.sources
            if member.certain and member.view.placed.severity not in {None, Severity.CRITICAL}
        }
        pair = next(
            (
                (mine, theirs)
                for theirs in targets.values()
                for mine in sources.values()
                if agree(mine.values, theirs.values)
            ),
            None,
        )
        if pair is not None:
            yield _finding(side, *pair)


def _finding(side: Agreement, source: Member, target: Member) -> Diagnostic:
    severity = source.view.placed.severity
    return inh010.finding(
        f"{source.view.name} ({severity}) silences {target.view.name} (critical)",
        side.rule.at("means an alert that pages", "target_matchers"),
        side.rule.at(f"and this one is {severity}", "source_matchers"),
        target.view.placed.alert.at("not heard while the other fires"),
        why=f"nobody is paged for {target.view.name} while {source.view.name} fires, which wakes nobody",
        help='swap the two sides, or leave pages out: target_matchers=(*match(…), *no_match(severity="critical"))',
    )
