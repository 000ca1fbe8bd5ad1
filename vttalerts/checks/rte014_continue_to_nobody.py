"""A route continues, and nobody comes after it.

## What it does
Looks for `continue_=True` on the last child of a route.

`--fix` removes `continue_`, which changes nothing.

## Why it is bad
It does nothing. Somebody meant a second receiver to be told, and that route is missing, or stands above.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(service="database"), receiver=dba_team, continue_=True),),
    ),
    deliveries=(
        Delivery(given=match(service="database"), reaches=(dba_team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(service="database"), receiver=dba_team),),
    ),
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
from vttalerts.model.edits import without_keyword


@check(level=Level.WARNING)
def rte014(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every last child that continues."""
    for route in graph.routes:
        if route.routes and route.routes[-1].continue_:
            last = route.routes[-1]
            parent = route.receiver.name if route.receiver is not None else "the parent"
            yield rte014.finding(
                "the last route continues",
                last.at("no route comes after this one", "continue_"),
                why=f"nobody else is told: {parent} does not hear of it either, since a child took the alert",
                help="remove `continue_=True`, or add the route that should be told too below this one",
                edits=without_keyword(last, "continue_"),
            )
