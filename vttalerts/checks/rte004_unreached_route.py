"""A route that no alert of the platform gets to.

## What it does
Sends every alert, with all labels that it may carry, through the routing tree. Routes that can never match, whatever
fires, are RTE003. A label whose value nobody knows yet may have any. Platforms without alerts are not looked at.

`--fix` writes the right value if only one is near, and no delivery has the wrong one too.

## Why it is bad
Either the route waits for a label value that nobody sets, a typo, and its team is never told; or its alerts are gone
and the route stayed behind.

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
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full,)),),
    routing=Route(receiver=team, routes=(Route(matchers=match(service="databse"), receiver=dba_team),)),
    deliveries=(
        Delivery(given=match(service="databse"), reaches=(dba_team,)),
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
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full,)),),
    routing=Route(receiver=team, routes=(Route(matchers=match(service="database"), receiver=dba_team),)),
    deliveries=(
        Delivery(given=match(service="database"), reaches=(dba_team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.model.matchers import Matcher
from vttalerts.simulate.fleet import View, fleet
from vttalerts.simulate.reach import reach
from vttalerts.simulate.routing import Step
from vttalerts.simulate.shadows import shadows
from vttalerts.simulate.together import taken_together


@check(level=Level.WARNING, in_files=None)
def rte004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every route that no alert gets to; not those below it."""
    ways = reach(graph)
    if ways is None or graph.routing is None or not graph.alerts:
        return
    dead = {id(shadow.route) for shadow in shadows(graph.routing)} | taken_together(graph).keys()
    views = fleet(graph).views
    for step in ways.router.steps:
        *above, route = step.path
        if ways.reaches(route) or not all(ways.reaches(one) for one in above):
            continue
        if not any(id(one) in dead for one in step.path):
            yield _finding(graph, step, views)


def _finding(graph: Graph, step: Step, views: tuple[View, ...]) -> Diagnostic:
    matcher, near = _stopper(step.route.matchers, views)
    keyword = "matchers" if step.route.matchers else None
    note = f"no alert has {matcher}" if matcher is not None else "every alert is taken before, or lacks a label"
    return rte004.finding(
        f"no alert reaches this route to {step.receiver.name}",
        step.route.at(f'{note}; did you mean "{near}"?' if near else note, keyword),
        why=f"{step.receiver.name} is told of nothing from here",
        help=f'write "{near}"' if near else "set the label on the alerts that are meant, or remove the route",
        edits=respelt(step.route, "matchers", matcher.value, (near,))
        if matcher is not None and not _is_promised(graph, matcher)
        else (),
    )


def _is_promised(graph: Graph, matcher: Matcher) -> bool:
    """Tell whether a delivery has the same value, and would be broken by another one."""
    given = (one for delivery in graph.deliveries for one in delivery.given)
    return any(one.label == matcher.label and one.value == matcher.value for one in given)


def _stopper(matchers: tuple[Matcher, ...], views: tuple[View, ...]) -> tuple[Matcher | None, str]:
    """Return the matcher that no alert meets, and the value that is nearly the one it wants."""
    for matcher in matchers:
        values = {view.value(matcher.label) for view in views}
        if not any(value is None or matcher.matches(value) for value in values):
            known = sorted(value for value in values if value)
            return matcher, next(iter(get_close_matches(matcher.value, known, n=1, cutoff=0.7)), "")
    return None, ""
