"""A route repeats more often than it sends.

## What it does
Compares `repeat_interval` with `group_interval` of every node, each its own or inherited.

## Why it is bad
Alertmanager looks at a group once per `group_interval`, and repeats then or not at all. Written is every minute, and
the reminder comes after five.

## Bad
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_interval=minutes(5), repeat_interval=minutes(1)),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_interval=minutes(5), repeat_interval=hours(4)),
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
def rte006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every node that sets one of the two so that it repeats more often than it sends."""
    ways = reach(graph)
    for step in ways.router.steps if ways is not None else ():
        route = step.route
        if route.repeat_interval is None and route.group_interval is None:
            continue
        if step.repeat_interval.in_(SECONDS) < step.group_interval.in_(SECONDS):
            mine = "repeat_interval" if route.repeat_interval is not None else "group_interval"
            other = "group_interval" if mine == "repeat_interval" else "repeat_interval"
            holder = next((one for one in reversed(step.path) if one.__dict__[other] is not None), None)
            yield rte006.finding(
                f"repeats every {step.repeat_interval}, and looks every {step.group_interval}",
                route.at("a reminder waits for the next look at the group", mine),
                *((holder.at("against this", other),) if holder is not None else ()),
                why=f"a reminder comes after {step.group_interval}, not after {step.repeat_interval}",
                help=f"raise `repeat_interval` to {step.group_interval} or more, or lower `group_interval`",
            )
