"""A route that no delivery speaks of.

## What it does
Sends every `Delivery` through the routing tree and looks for routes that none of them ends at. A tree without any
delivery is one finding.

## Why it is bad
A delivery is a promise that every `check` proves. The next edit above an unproven route may take its alerts, and
nobody hears of it before the team does not hear of its alert.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(receiver=team, routes=(Route(matchers=match(service="database"), receiver=dba_team),))
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(receiver=team, routes=(Route(matchers=match(service="database"), receiver=dba_team),))
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="web"), reaches=(team,)),
        Delivery(given=match(service="database"), reaches=(dba_team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.matchers import Operator
from vttalerts.simulate.reach import reach
from vttalerts.simulate.routing import Step
from vttalerts.simulate.shadows import shadows
from vttalerts.simulate.together import taken_together


@check(level=Level.WARNING, in_files=None)
def rte002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every route that takes no delivery."""
    ways = reach(graph)
    if ways is None or graph.routing is None or graph.routing.receiver is None:
        return
    if not graph.deliveries:
        yield rte002.finding(
            "the routing promises nothing",
            graph.routing.at("no delivery says who hears of what"),
            why="an edit that sends pages elsewhere is noticed by whoever is not paged",
            help="add Delivery(given=match(…), reaches=(…,)) to the platform's `deliveries`, one a route",
        )
        return
    proven = {id(step.route) for delivery in graph.deliveries for step in ways.router.match(delivery.labels())}
    dead = {id(shadow.route) for shadow in shadows(graph.routing)} | taken_together(graph).keys()
    for step in ways.router.steps:
        if id(step.route) in proven or any(id(route) in dead for route in step.path):
            continue
        if any(not child.matchers for child in step.route.routes):
            continue  # it takes nothing itself, and so can promise nothing
        yield rte002.finding(
            f"no delivery ends at this route to {step.receiver.name}",
            step.route.at("nothing proves who is told from here"),
            why=f"an edit above may take its alerts, and {step.receiver.name} finds out by not being paged",
            help=f"add Delivery(given={_given(step)}, reaches=({step.receiver.name.replace('-', '_')},))",
        )


def _given(step: Step) -> str:
    labels = [
        f'{matcher.label}="{matcher.value}"'
        for route in step.path
        for matcher in route.matchers
        if matcher.operator is Operator.EQUAL
    ]
    return f"match({', '.join(labels) or '…'})"
