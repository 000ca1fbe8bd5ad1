"""A route can never match, because several earlier ones together take all that it describes.

## What it does
Sends every label set that there can be down the tree, in as few pieces as the matchers cut, and looks for routes that
none of them gets to. That one earlier route alone takes all is RTE003. Trees of more than 500 routes are left to
`vttalerts prove`.

## Why it is bad
Each of the earlier routes leaves something, and all of them nothing. Somebody wrote the route so that a team is told,
and Alertmanager never gets to it.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(service="database", severity="critical"), receiver=team),
        Route(matchers=(*match(service="database"), *no_match(severity="critical")), receiver=team),
        Route(matchers=match(service="database"), receiver=dba_team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="database", severity="warning"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(service="database", severity="critical"), receiver=team),
        Route(matchers=match(service="database"), receiver=dba_team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="database", severity="warning"), reaches=(dba_team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.routing import Route
from vttalerts.simulate.reach import reach
from vttalerts.simulate.together import taken_together

_SHOWN: Final = 2
"""How many of the earlier routes a finding shows."""


@check()
def rte041(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every route that earlier ones take everything from together."""
    ways, taken = reach(graph), taken_together(graph)
    for step in ways.router.steps if ways is not None and taken else ():
        parent = taken.get(id(step.route))
        if parent is not None:
            yield _finding(step.route, parent, step.receiver.name)


def _finding(route: Route, parent: Route, receiver: str) -> Diagnostic:
    at = next(at for at, one in enumerate(parent.routes) if one is route)
    takers = [one for one in parent.routes[:at] if not one.continue_][-_SHOWN:]
    return rte041.finding(
        f"this route to {receiver} can never match",
        route.at("every alert described here is already taken"),
        *(one.at("takes a part, and does not continue") for one in takers),
        why=f"{receiver} would never hear of what somebody meant for it",
        help="move this route above the others, or add `continue_=True` to them",
    )
