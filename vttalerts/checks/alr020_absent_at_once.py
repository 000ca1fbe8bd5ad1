"""An alert fires as soon as a series is not there.

## What it does
Looks for `absent(…)` and `absent_over_time(…)` in alerts whose `for` is shorter than two scrapes of what they read. A
window of `absent_over_time` counts as `for`.

## Why it is bad
When Prometheus restarts, nothing is there until the first scrape: every restart of the monitoring pages somebody.

## Bad
```python
api_up = Indicator(name="api_up", unit=STATE, expr='up{job="vtt-server"}')
alert = Alert(
    name="VTTAPIGone",
    expr=absent(api_up),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="nobody knows whether the API is up",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
api_up = Indicator(name="api_up", unit=STATE, expr='up{job="vtt-server"}')
alert = Alert(
    name="VTTAPIGone",
    expr=absent(api_up),
    for_=minutes(5),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="nobody knows whether the API is up",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import Query, parse
from vttalerts.model.alerts import Alert, Severity
from vttalerts.model.expr import Absence, Comparison, Condition, Raw
from vttalerts.simulate.expressions import leaves
from vttalerts.simulate.scrapes import scrapes
from vttalerts.units import SECONDS, seconds

_ABSENCE: Final = frozenset({"absent", "absent_over_time"})


@check(level=Level.WARNING)
def alr020(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert on an absence that lasts less than two scrapes."""
    slowest = scrapes(graph)
    for placed in graph.alerts:
        alert = placed.alert
        if type(alert.expr) is Comparison or placed.severity is Severity.NONE:
            continue
        for query in _absences(alert.expr):
            wanted = 2 * max(slowest.slowest(one.metric) for one in query.selectors) if query.selectors else 0.0
            if _patience(alert, query) < wanted:
                every = seconds(wanted).duration()
                yield alr020.finding(
                    f"{alert.name} fires as soon as a series is not there",
                    alert.at(
                        f"over within two scrapes, {every}" if alert.for_ is not None else "no `for_`: at once",
                        "for_" if alert.for_ is not None else "expr",
                    ),
                    why="every restart of Prometheus pages somebody, as nothing is there before the first scrape",
                    help=f"add `for_={_minutes(wanted)}`",
                )
                break


def _absences(condition: Condition) -> Iterator[Query]:
    for leaf in leaves(condition):
        try:
            if isinstance(leaf, Absence):
                yield parse(leaf.indicator.text)
            elif isinstance(leaf, Raw) and not (query := parse(leaf.text)).functions.isdisjoint(_ABSENCE):
                yield query
        except Fault:  # it has its own diagnostic
            continue


def _patience(alert: Alert, query: Query) -> float:
    waits = alert.for_.in_(SECONDS) if alert.for_ is not None else 0.0
    windows = [one.range_seconds or 0.0 for one in query.selectors if one.function == "absent_over_time"]
    return waits + max(windows, default=0.0)


def _minutes(wanted: float) -> str:
    return f"minutes({max(-(-int(wanted) // 60), 2)})"
