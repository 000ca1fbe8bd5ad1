"""A route repeats after Alertmanager has forgotten that it told anybody.

## What it does
Compares `repeat_interval` of every node with the deployment's `alertmanager_retention`.

## Why it is bad
Alertmanager remembers for that long what it has sent. After that it takes a firing alert for a new one, and repeats
it earlier than written.

## Bad
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, repeat_interval=days(7)),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
    deployment=deployment,  # keeps samples for 15 days, and notifications for 5
)
```

## Good
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, repeat_interval=days(1)),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
    deployment=deployment,  # keeps samples for 15 days, and notifications for 5
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def rte007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every `repeat_interval` beyond Alertmanager's retention."""
    if graph.deployment is None:
        return
    kept = graph.deployment.alertmanager_retention
    for route in graph.routes:
        if route.repeat_interval is not None and route.repeat_interval.in_(SECONDS) > kept.in_(SECONDS):
            yield rte007.finding(
                f"repeats after {route.repeat_interval}, and is remembered for {kept}",
                route.at("longer than Alertmanager remembers", "repeat_interval"),
                graph.deployment.at(f"notifications are kept for {kept}", "alertmanager_retention"),
                why=f"the same alert comes again after about {kept}, as if it were new",
                help=f"lower `repeat_interval` to {kept} or less, or raise `alertmanager_retention`",
            )
