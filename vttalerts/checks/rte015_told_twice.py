"""One receiver is told twice of the same alert.

## What it does
Sends every alert through the routing tree and looks for a receiver that takes it at two nodes.

## Why it is bad
Each node is a notification of its own: two pages for one failure, two phones that ring, and two to acknowledge.

## Bad
```python
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="database",
    summary="the database is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full,)),),
    routing=Route(
        receiver=team,
        routes=(
            Route(matchers=match(service="database"), continue_=True),
            Route(matchers=match(severity="critical"), group_wait=seconds(0)),
        ),
    ),
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="database",
    summary="the database is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full,)),),
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(severity="critical"), group_wait=seconds(0)),),
    ),
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.reach import reach
from vttalerts.simulate.routing import Step
from vttalerts.simulate.ways import Way, Ways


@check(level=Level.WARNING)
def rte015(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every pair of nodes that tell one receiver of one alert, once a pair."""
    found = reach(graph)
    if found is None:
        return
    seen: set[tuple[int, int]] = set()
    for view, steps in found.certain:
        if len(steps) > 1:
            yield from _told(view.name, Way(steps), seen)
    if found.uncertain and any(route.continue_ for route in graph.routes):
        all_ways = Ways(graph, found)
        for placed in all_ways.alike(view.placed for view in found.uncertain):
            for way in all_ways.of(placed):
                yield from _told(way.of(placed.name), way, seen)


def _told(name: str, way: Way, seen: set[tuple[int, int]]) -> Iterator[Diagnostic]:
    first: dict[int, Step] = {}
    for step in way.steps:
        other = first.setdefault(id(step.receiver), step)
        pair = (id(other.route), id(step.route))
        if other is not step and pair not in seen:
            seen.add(pair)
            yield rte015.finding(
                f"{step.receiver.name} is told twice of {name}",
                step.route.at("tells it again"),
                other.route.at("told here first, and the alert goes on"),
                why=f"one failure rings twice at {step.receiver.name}, and both must be acknowledged",
                help="remove `continue_=True` from the first, or give one of them another receiver",
            )
