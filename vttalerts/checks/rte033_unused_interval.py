"""A time interval that no route names.

## What it does
Compares the platform's `time_intervals` with those that routes mute or become active by.

## Why it is bad
Somebody meant people to sleep, or to be told at certain times only, and the route says nothing of it.

## Bad
```python
night = TimeInterval(
    name="night", time_intervals=(IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),)),)
)
platform = Platform(
    name="vtt",
    time_intervals=(night,),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING)
def rte033(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every time interval that no route names."""
    if graph.routing is None:
        return
    routes = graph.routes
    named = {id(one) for route in routes for one in (*route.mute_time_intervals, *route.active_time_intervals)}
    for interval in graph.intervals:
        if id(interval) not in named:
            yield rte033.finding(
                f"no route names the time interval {interval.name}",
                interval.at("changes nothing", "name"),
                why="people are told at times when they wanted not to be, or not told when they wanted to",
                help=f"add {interval.name} to the `mute_time_intervals` or `active_time_intervals` of a route, "
                "or remove it",
            )
