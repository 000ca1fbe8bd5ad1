"""A receiver that no route names.

## What it does
Compares the platform's `receivers` with those that the routing tree names.

## Why it is bad
Somebody meant a team to be told. The route that should do it was never written, or was lost in an edit, and nobody
notices until that team was not told.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
platform = Platform(
    name="vtt",
    receivers=(dba_team,),
    routing=Route(receiver=team),
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
        Delivery(given=match(service="database"), reaches=(dba_team,)),
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


@check(level=Level.WARNING)
def rcv005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every receiver that no route names."""
    if graph.routing is None:
        return
    named = {id(route.receiver) for route in graph.routes}
    for receiver in graph.receivers:
        if id(receiver) not in named:
            yield rcv005.finding(
                f"no route leads to {receiver.name}",
                receiver.at("nobody sends anything here", "name"),
                why=f"{receiver.name} is never told of anything",
                help=f"add a `Route(matchers=…, receiver=…)` to {receiver.name}, or remove the receiver",
            )
