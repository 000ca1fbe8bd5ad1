"""A route waits longer for the first message than for every later one.

## What it does
Compares `group_wait` with `group_interval` of every node, each its own or inherited.

## Why it is bad
The first message is the one that wakes somebody. It comes later than any news of it would.

## Bad
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_wait=minutes(10), group_interval=minutes(5)),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_wait=seconds(30), group_interval=minutes(5)),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.reach import reach
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def rte016(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every node that sets one of the two so that it waits longer than it sends."""
    ways = reach(graph)
    for step in ways.router.steps if ways is not None else ():
        own = step.route.group_wait is not None or step.route.group_interval is not None
        if own and step.group_wait.in_(SECONDS) > step.group_interval.in_(SECONDS):
            keyword = "group_wait" if step.route.group_wait is not None else "group_interval"
            yield rte016.finding(
                f"waits {step.group_wait} for the first message, and {step.group_interval} for the next",
                step.route.at("the first message is the one that wakes somebody", keyword),
                why=f"{step.receiver.name} hears of the failure {step.group_wait} after it was found",
                help="write `group_wait=seconds(30)`, as long as it takes until what belongs together has fired",
            )
