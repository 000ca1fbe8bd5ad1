"""An alert is both the source and the target of an inhibition.

## What it does
Looks for alerts that surely match both sides of a rule.

## Why it is bad
An alert does not silence itself, but two of them silence each other's kin: since 0.30 Alertmanager keeps one source
for each set of `equal` values, and picks none that is a target too. Whether a page comes depends on which fired last.

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
    inhibitions=(
        Inhibition(
            source_matchers=match(severity="critical"),
            target_matchers=match(service="vtt-server"),
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
            source_matchers=match(severity="critical"),
            target_matchers=match(service="vtt-server", severity="warning"),
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
from vttalerts.simulate.fleet import fleet


@check(level=Level.WARNING)
def inh004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every inhibition with an alert on both sides."""
    alerts = fleet(graph)
    for rule in graph.inhibitions:
        both = (*rule.source_matchers, *rule.target_matchers)
        view = next((view for view, certain in alerts.matching(both) if certain), None)
        if view is not None:
            yield inh004.finding(
                f"{view.name} is both source and target of this inhibition",
                rule.at(f"means {view.name} too", "target_matchers"),
                rule.at(f"means {view.name}", "source_matchers"),
                view.placed.alert.at("on both sides"),
                why="whether it silences, or is silenced, depends on what fired last",
                help="leave the source out of the target: target_matchers=(*match(…), *no_match(severity=…))",
            )
