"""A route that is muted all the time.

## What it does
Lays the time intervals of every route over the minutes of a week: those in which it is active, less those in which it
is muted. Intervals that depend on the day of the month, the month or the year are taken to leave time, and so are those
in other time zones.

## Why it is bad
The alert matches the route, no other route looks at it, and the route never says anything.

## Bad
```python
day = TimeInterval(
    name="day", time_intervals=(IntervalSpec(times=(TimeRange(start_time="08:00", end_time="20:00"),)),)
)
not_night = TimeInterval(
    name="not-night", time_intervals=(IntervalSpec(times=(TimeRange(start_time="06:00", end_time="22:00"),)),)
)
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(
            Route(
                matchers=match(service="shop"),
                receiver=team,
                active_time_intervals=(day,),
                mute_time_intervals=(not_night,),
            ),
        ),
    ),
    deliveries=(
        Delivery(given=match(service="shop"), reaches=(team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
day = TimeInterval(
    name="day", time_intervals=(IntervalSpec(times=(TimeRange(start_time="08:00", end_time="20:00"),)),)
)
platform = Platform(
    name="vtt",
    routing=Route(
        receiver=team,
        routes=(Route(matchers=match(service="shop"), receiver=team, active_time_intervals=(day,)),),
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
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.routing import Route
from vttalerts.simulate.reach import reach


@check()
def rte018(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every route without a minute in which it speaks."""
    ways = reach(graph)
    for step in ways.router.steps if ways is not None else ():
        route = step.route
        if (route.mute_time_intervals or route.active_time_intervals) and not _speaks(route):
            keyword = "mute_time_intervals" if route.mute_time_intervals else "active_time_intervals"
            yield rte018.finding(
                f"this route to {step.receiver.name} is muted all the time",
                route.at("leave no minute of the week", keyword),
                why=f"alerts end here, and {step.receiver.name} never hears of them",
                help="remove the interval that covers the rest, or let the route continue to one that speaks",
            )


def _speaks(route: Route) -> bool:
    """Tell whether a route may say something at some time."""
    # Few platforms mute anything, and the others need not load this.
    from vttalerts.simulate.calendars import ALWAYS, can_be, minutes_of_week, surely_covered

    active, places = 0 if route.active_time_intervals else ALWAYS, set[str | None]()
    for interval in route.active_time_intervals:
        if not can_be(interval):
            continue
        found = minutes_of_week(interval)
        if found is None:
            # It depends on the date: only what mutes always keeps it quiet.
            active = ALWAYS
            continue
        active |= found[0]
        places |= found[1]
    for interval in route.mute_time_intervals:
        covered, clocks = surely_covered(interval)
        places |= clocks
        active &= ~covered
    return bool(active) or len(places) > 1
