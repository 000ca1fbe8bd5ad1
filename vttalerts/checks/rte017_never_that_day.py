"""A time interval that never is.

## What it does
Looks for days that none of the interval's months has, such as the 31st of February.

## Why it is bad
A route that is muted then is never muted, and people are woken in the maintenance window. A route that is active only
then is never heard.

## Bad
```python
inventory = TimeInterval(
    name="inventory", time_intervals=(IntervalSpec(days_of_month=("31",), months=("april", "june")),)
)
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(service="shop"), receiver=team, mute_time_intervals=(inventory,)),),
    ),
    deliveries=(
        Delivery(given=match(service="shop"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
inventory = TimeInterval(
    name="inventory", time_intervals=(IntervalSpec(days_of_month=("-1",), months=("april", "june")),)
)
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(service="shop"), receiver=team, mute_time_intervals=(inventory,)),),
    ),
    deliveries=(
        Delivery(given=match(service="shop"), reaches=(team,)),
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
def rte017(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every interval without a day."""
    for interval in graph.intervals:
        # Few platforms have any, and none of them needs to load this.
        from vttalerts.simulate.calendars import can_be

        if not can_be(interval):
            yield rte017.finding(
                f"{interval.name} never is",
                interval.at("no month of it has such a day", "time_intervals"),
                why="routes are never muted by it, and never heard where only it is active",
                help='count from the end of the month: days_of_month=("-1",)',
            )
