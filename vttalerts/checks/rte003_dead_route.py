"""A route that can never match, whatever fires.

## What it does
Compares the matchers of every route with those of the routes that look before it and do not continue, and with
those on its own way from the root. Routes that no alert of today happens to reach are another matter: RTE004.

## Why it is bad
The first match wins. Somebody wrote the route so that a team is told, and Alertmanager never gets to it.

## Bad
```python
security_team = Receiver(name="security-team", integrations=(Webhook(url=secret("SECURITY_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(severity="critical"), receiver=team),
        Route(matchers=match(service="security", severity="critical"), receiver=security_team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="web", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web", severity="warning"), reaches=(team,)),
    ),
)
```

## Good
```python
security_team = Receiver(name="security-team", integrations=(Webhook(url=secret("SECURITY_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(service="security", severity="critical"), receiver=security_team),
        Route(matchers=match(severity="critical"), receiver=team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="security", severity="critical"), reaches=(security_team,)),
        Delivery(given=match(service="web", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web", severity="warning"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.matchers import Matcher
from vttalerts.model.routing import Route
from vttalerts.simulate.fleet import fleet
from vttalerts.simulate.shadows import Shadow, shadows


@check()
def rte003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every route that can never match."""
    if graph.routing is None:
        return
    for shadow in shadows(graph.routing):
        if shadow.taken_by is not None:
            yield _taken(graph, shadow, shadow.taken_by)
        elif shadow.contradiction is not None and shadow.against is not None:
            yield _contradictory(shadow, shadow.contradiction, shadow.against)


def _taken(graph: Graph, shadow: Shadow, taker: Route) -> Diagnostic:
    mine, theirs = (
        shadow.route.at("every alert described here is already taken"),
        taker.at("taken here: matches first and does not continue"),
    )
    receiver = next((route.receiver.name for route in reversed(shadow.path) if route.receiver), "its receiver")
    alert = next((view.name for view, _ in fleet(graph).matching(shadow.matchers())), "")
    here = f"line {mine.span.line}"
    there = f"line {theirs.span.line}"
    if mine.span.file != theirs.span.file or mine.span.line == theirs.span.line:
        here, there = "this route", "the other one"
    move = f"move {here} above {there}, or " if taker in shadow.path[-2].routes else ""
    return rte003.finding(
        "route can never match",
        mine,
        theirs,
        why=f"{receiver} would never hear of {alert or 'what this route describes'}",
        help=f"{move}add `continue_=True` to {there}",
    )


def _contradictory(shadow: Shadow, matcher: Matcher, against: Route) -> Diagnostic:
    receiver = next((route.receiver.name for route in reversed(shadow.path) if route.receiver), "its receiver")
    labels = [shadow.route.at(f"wants {matcher}", "matchers")]
    if against is not shadow.route:
        other = next(one for one in against.matchers if one.label == matcher.label)
        labels.append(against.at(f"lets only {other} through", "matchers"))
    return rte003.finding(
        "route can never match",
        *labels,
        why=f"no alert is both, so {receiver} is never told from here",
        help=f"change the matcher on `{matcher.label}`, or move the route out of this branch"
        if len(labels) > 1
        else f"keep one matcher on `{matcher.label}`",
    )
