"""An integration is given a value that its service refuses.

## What it does
Looks at fields for which the service knows a few words only, where they are written out: the severity of PagerDuty, the
priority of Opsgenie and Pushover, the message type of VictorOps. Templates are not judged.

## Why it is bad
Alertmanager sends it, and the service answers with an error. Nobody is paged, and only Alertmanager's log says why.

## Bad
```python
on_call = Receiver(
    name="on-call",
    integrations=(PagerDuty(routing_key=secret("PAGERDUTY_KEY"), severity="high"),),
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
    integrations=(PagerDuty(routing_key=secret("PAGERDUTY_KEY"), severity="critical"),),
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
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

_WORDS: Final = {
    ("pagerduty_configs", "severity"): ("critical", "error", "warning", "info"),
    ("opsgenie_configs", "priority"): ("P1", "P2", "P3", "P4", "P5"),
    ("pushover_configs", "priority"): ("-2", "-1", "0", "1", "2"),
    ("victorops_configs", "message_type"): ("CRITICAL", "WARNING", "ACKNOWLEDGEMENT", "INFO", "RECOVERY"),
}
"""What the services take: PagerDuty's Events API v2, Opsgenie's Alert API, Pushover's and VictorOps's REST APIs."""


@check()
def rcv009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every value that is none of the words that the service knows."""
    for receiver in graph.receivers:
        for integration in receiver.integrations:
            for (key, keyword), words in _WORDS.items():
                value = integration.__dict__.get(keyword) if integration.key == key else None
                if isinstance(value, str) and value and "{{" not in value and value not in words:
                    service = type(integration).__name__
                    yield rcv009.finding(
                        f"{service} knows no {keyword.replace('_', ' ')} `{value}`",
                        integration.at(f"one of {', '.join(words)}", keyword),
                        why=f"{service} refuses the notification, and {receiver.name} is not told",
                        help=f'write {keyword}="{words[0]}"',
                    )
