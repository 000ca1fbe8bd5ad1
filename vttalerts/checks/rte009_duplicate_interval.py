"""Two time intervals have the same name.

## What it does
Compares the names of all time intervals that routes use.

## Why it is bad
Routes find intervals by name in the written file. Alertmanager refuses it, and goes on with the routing it had
before, or does not start.

## Bad
```python
night = TimeInterval(
    name="quiet", time_intervals=(IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),)),)
)
weekend = TimeInterval(name="quiet", time_intervals=(IntervalSpec(weekdays=("saturday", "sunday")),))
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(severity="warning"), mute_time_intervals=(night, weekend)),),
    ),
    deliveries=(
        Delivery(given=match(severity="warning"), reaches=(team,)),
        Delivery(given=match(severity="critical"), reaches=(team,)),
    ),
)
```

## Good
```python
night = TimeInterval(
    name="night", time_intervals=(IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),)),)
)
weekend = TimeInterval(name="weekend", time_intervals=(IntervalSpec(weekdays=("saturday", "sunday")),))
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(severity="warning"), mute_time_intervals=(night, weekend)),),
    ),
    deliveries=(
        Delivery(given=match(severity="warning"), reaches=(team,)),
        Delivery(given=match(severity="critical"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.intervals import TimeInterval


@check(in_files=Level.ERROR)
def rte009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every time interval whose name an earlier one has."""
    first: dict[str, TimeInterval] = {}
    for interval in graph.intervals:
        other = first.setdefault(interval.name, interval)
        if other is not interval:
            yield rte009.finding(
                f"two time intervals are called {interval.name}",
                interval.at("the second one", "name"),
                other.at("the first one", "name"),
                why="Alertmanager refuses the file, and keeps the routing that it had before",
                help="rename one, or use one object in both places",
            )
