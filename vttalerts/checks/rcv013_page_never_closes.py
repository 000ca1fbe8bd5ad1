"""A pager is not told when the trouble is over.

## What it does
Looks for `send_resolved=False` on integrations that open an incident and wait until it is closed: PagerDuty, Opsgenie,
VictorOps, incident.io and Jira.

## Why it is bad
The incident stays open for good. The next failure of the same kind is taken for the old one, and rings nobody.

## Bad
```python
on_call = Receiver(
    name="on-call",
    integrations=(PagerDuty(routing_key=secret("PAGERDUTY_KEY"), send_resolved=False),),
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=on_call),
    deliveries=(Delivery(given=match(service="web"), reaches=(on_call,)),),
)
```

## Good
```python
on_call = Receiver(
    name="on-call",
    integrations=(PagerDuty(routing_key=secret("PAGERDUTY_KEY")),),
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=on_call),
    deliveries=(Delivery(given=match(service="web"), reaches=(on_call,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph

_KEEP_OPEN: Final = frozenset(
    {"pagerduty_configs", "opsgenie_configs", "victorops_configs", "incidentio_configs", "jira_configs"}
)


@check(level=Level.WARNING)
def rcv013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every integration that opens what it never closes."""
    for receiver in graph.receivers:
        for integration in receiver.integrations:
            if integration.key in _KEEP_OPEN and not integration.sends_resolved:
                service = type(integration).__name__
                yield rcv013.finding(
                    f"{service} of {receiver.name} never closes what it opens",
                    integration.at("not told when it is over", "send_resolved"),
                    why="the next failure of the same kind joins the incident that is still open, and rings nobody",
                    help="remove `send_resolved=False`",
                )
