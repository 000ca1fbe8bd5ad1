"""A receiver that tells nobody, and does not say that it is meant to.

## What it does
Looks for receivers without integrations. One that swallows alerts on purpose says so: `integrations=()`.

## Why it is bad
Whatever is routed there is gone: it fires, and nobody hears of it.

## Bad
```python
dba_team = Receiver(name="dba-team")
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, routes=(Route(matchers=match(service="database"), receiver=dba_team),)),
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

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING)
def rcv006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every receiver that has no integrations and does not say so."""
    for receiver in graph.receivers:
        if not receiver.integrations and "integrations" not in receiver.model_fields_set:
            yield rcv006.finding(
                f"{receiver.name} tells nobody",
                receiver.at("has no integrations", "name"),
                why="whatever is routed here fires, and nobody hears of it",
                help="add integrations=(…,), or write `integrations=()` if it swallows alerts on purpose",
            )
