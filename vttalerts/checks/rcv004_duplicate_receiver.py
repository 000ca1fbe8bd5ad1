"""Two receivers have the same name.

## What it does
Compares the names of all receivers.

## Why it is bad
Routes find receivers by name in the written file. Alertmanager refuses it, and goes on with the routing it had
before, or does not start.

## Bad
```python
first = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
second = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_NIGHT_URL")),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=first, routes=(Route(matchers=match(severity="critical"), receiver=second),)),
    deliveries=(
        Delivery(given=match(severity="critical"), reaches=(second,)),
        Delivery(given=match(severity="warning"), reaches=(first,)),
    ),
)
```

## Good
```python
first = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
second = Receiver(name="dba-on-call", integrations=(Webhook(url=secret("DBA_NIGHT_URL")),))
platform = Platform(
    name="vtt",
    routing=Route(receiver=first, routes=(Route(matchers=match(severity="critical"), receiver=second),)),
    deliveries=(
        Delivery(given=match(severity="critical"), reaches=(second,)),
        Delivery(given=match(severity="warning"), reaches=(first,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.receivers import Receiver


@check(in_files=Level.ERROR)
def rcv004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every receiver whose name an earlier one has."""
    first: dict[str, Receiver] = {}
    for receiver in graph.receivers:
        other = first.setdefault(receiver.name, receiver)
        if other is not receiver:
            yield rcv004.finding(
                f"two receivers are called {receiver.name}",
                receiver.at("the second one", "name"),
                other.at("the first one", "name"),
                why="Alertmanager refuses the file, and keeps the routing that it had before",
                help="rename one, or use one object in both places",
            )
