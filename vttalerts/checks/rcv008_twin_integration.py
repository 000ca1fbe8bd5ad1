"""A receiver says everything twice.

## What it does
Compares the integrations of each receiver in the form in which they are written.

## Why it is bad
Both send. Every alert comes twice to the same channel, and people mute the channel.

## Bad
```python
dba_team = Receiver(
    name="dba-team",
    integrations=(Webhook(url=secret("DBA_URL")), Webhook(url=secret("DBA_URL"))),
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=dba_team),
    deliveries=(Delivery(given=match(service="database"), reaches=(dba_team,)),),
)
```

## Good
```python
dba_team = Receiver(
    name="dba-team",
    integrations=(Webhook(url=secret("DBA_URL")), Webhook(url=secret("DBA_NIGHT_URL"))),
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=dba_team),
    deliveries=(Delivery(given=match(service="database"), reaches=(dba_team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.receivers import Integration


@check(level=Level.WARNING)
def rcv008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every integration that an earlier one of its receiver repeats."""
    for receiver in graph.receivers:
        if len(receiver.integrations) < 2:  # noqa: PLR2004  a twin takes two
            continue
        first: dict[str, Integration] = {}
        for integration in receiver.integrations:
            written = f"{integration.key} {integration.wire(graph.settings)!r}"
            other = first.setdefault(written, integration)
            if other is not integration:
                yield rcv008.finding(
                    f"{receiver.name} sends everything twice",
                    integration.at("the same as before"),
                    other.at("sent here already"),
                    why="every alert comes twice to the same place, and people mute the place",
                    help="remove one",
                )
