"""An alert is kept firing for less time than passes between two looks at it.

## What it does
Compares `keep_firing_for` with the interval of the alert's group, or with the server's `evaluation_interval`.

## Why it is bad
At the next evaluation the time is over, and the alert resolves as it would have without it: it flaps, and every turn is
a page.

## Bad
```python
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    for_=minutes(5),
    keep_firing_for=seconds(30),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(
    name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", interval=minutes(1), alerts=(alert,)),)
)
```

## Good
```python
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    for_=minutes(5),
    keep_firing_for=minutes(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(
    name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", interval=minutes(1), alerts=(alert,)),)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.scrapes import scrapes
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def alr021(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that is kept firing for less than an evaluation."""
    common = scrapes(graph).evaluation
    for placed in graph.alerts:
        kept = placed.alert.keep_firing_for
        if kept is None or not kept.value:
            continue
        every = placed.group.interval or common
        if kept.in_(SECONDS) <= every.in_(SECONDS):
            yield alr021.finding(
                f"{placed.name} is kept firing for {kept}, and looked at every {every}",
                placed.alert.at("over at the next look", "keep_firing_for"),
                why="it resolves as soon as it would have anyway, and every turn of a flapping alert is a page",
                help=f"raise `keep_firing_for` to several times {every}, or remove it",
            )
