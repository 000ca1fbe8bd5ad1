"""A recording rule is evaluated so rarely that its series vanishes in between.

## What it does
Compares the intervals of groups of recording rules with the five minutes for which Prometheus believes a sample.

## Why it is bad
The recorded series goes stale before the next evaluation. Alerts on it resolve and fire again, and `for` never gets to
its end.

## Bad
```python
worst = RecordingRule(record="vtt:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", interval=minutes(10), rules=(worst,)),),
)
```

## Good
```python
worst = RecordingRule(record="vtt:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", interval=minutes(1), rules=(worst,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.scrapes import scrapes
from vttalerts.units import SECONDS, minutes

_LOOKBACK: Final = minutes(5)
"""For how long Prometheus believes a sample (`--query.lookback-delta`)."""


@check(level=Level.WARNING)
def met017(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every group of recording rules with an interval of five minutes or more."""
    common = scrapes(graph).evaluation
    for group in graph.recording:
        every = group.interval or common
        if group.rules and every.in_(SECONDS) >= _LOOKBACK.in_(SECONDS):
            yield met017.finding(
                f"{group.name} is evaluated every {every}, and a sample believed for {_LOOKBACK}",
                group.at("the series are gone before the next evaluation", "interval"),
                why="alerts on what it records resolve and fire again between two evaluations",
                help="evaluate it every 2 min or more often",
            )
