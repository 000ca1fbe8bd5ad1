"""A promise holds for the labels that it gives, and not for an alert that has them and others beside.

## What it does
Takes every alert that may have the labels of a `Delivery`, with every class of its other labels, and compares who is
told with who was promised. That the promise holds for its own labels alone is RTE001.

## Why it is bad
Alerts have more labels than a promise names, and one of them may take the alert elsewhere. Who trusts the promise waits
for a page that somebody else gets.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="database",
    summary="the database is full",
    runbook=runbook,
)
filling = Alert(
    name="VTTDatabaseFilling",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="database",
    summary="the database is nearly full",
    runbook=runbook,
)
errors = Alert(
    name="VTTCriticalErrorRate",
    expr=error_ratio > percent(15),
    severity=Severity.CRITICAL,
    service="web",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full, filling, errors)),),
    routing=Route(
        receiver=team,
        routes=(
            Route(matchers=match(severity="critical"), receiver=team),
            Route(matchers=match(service="database"), receiver=dba_team),
        ),
    ),
    deliveries=(
        Delivery(given=match(service="database"), reaches=(dba_team,)),
        Delivery(given=match(severity="critical", service="web"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="database",
    summary="the database is full",
    runbook=runbook,
)
filling = Alert(
    name="VTTDatabaseFilling",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="database",
    summary="the database is nearly full",
    runbook=runbook,
)
errors = Alert(
    name="VTTCriticalErrorRate",
    expr=error_ratio > percent(15),
    severity=Severity.CRITICAL,
    service="web",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full, filling, errors)),),
    routing=Route(
        receiver=team,
        routes=(
            Route(matchers=match(service="database"), receiver=dba_team),
            Route(matchers=match(severity="critical"), receiver=team),
        ),
    ),
    deliveries=(
        Delivery(given=match(service="database"), reaches=(dba_team,)),
        Delivery(given=match(severity="critical", service="web"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Delivery
from vttalerts.simulate.fleet import fleet
from vttalerts.simulate.reach import reach
from vttalerts.simulate.ways import Way, Ways, ways

_Broken: TypeAlias = tuple[PlacedAlert, Way]
"""An alert for which a promise does not hold, and where it goes."""


@check()
def rte042(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every promise that does not hold for some alert, with the first such alert."""
    found, all_ways = reach(graph), ways(graph)
    if found is None or all_ways is None or not graph.alerts:
        return
    for delivery in graph.deliveries:
        promised = set(delivery.reaches)
        if {step.receiver for step in found.router.match(delivery.labels())} != promised:
            continue  # it does not even hold for its own labels
        broken = list(_broken(graph, delivery, all_ways, promised))
        if broken:
            yield _finding(delivery, broken)


def _broken(graph: Graph, delivery: Delivery, all_ways: Ways, promised: set[Receiver]) -> Iterator[_Broken]:
    for view, certain in fleet(graph).matching(delivery.given):
        for way in all_ways.of(view.placed) if certain else all_ways.given(delivery, view.placed):
            if {step.receiver for step in way.steps} != promised:
                yield view.placed, way
                break


def _finding(delivery: Delivery, broken: list[_Broken]) -> Diagnostic:
    (placed, way), *others = broken
    told = list(dict.fromkeys(step.receiver for step in way.steps))
    missing = [one for one in dict.fromkeys(delivery.reaches) if one not in told]
    extra = [one for one in told if one not in delivery.reaches]
    more = f", as do {len(others)} others" if len(others) > 1 else f", as does {others[0][0].name}" if others else ""
    wrong = [step for step in way.steps if step.receiver in extra] or list(way.steps)
    return rte042.finding(
        f"{way.of(placed.name)} reaches {_names(told)}, not {_names(delivery.reaches)} as promised",
        delivery.at(f"promised to {_names(delivery.reaches)}", "reaches"),
        placed.alert.at(f"has these labels and goes elsewhere{more}"),
        *(step.route.at(f"tells {step.receiver.name}") for step in wrong[:1]),
        why=f"{_names(missing)} would wait for a page that never comes"
        if missing
        else f"{_names(extra)} would be woken for somebody else's trouble",
        help="let the route continue or move it, or give the promise the label that decides",
    )


def _names(receivers: Iterable[Receiver]) -> str:
    return " and ".join(receiver.name for receiver in receivers) or "nobody"
