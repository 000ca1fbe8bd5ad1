"""A rate over a recorded series looks back over less than two evaluations of its rule.

## What it does
Compares the windows of `rate`, `irate`, `increase`, `delta`, `idelta` and `deriv` over recording rules with the
interval of the rule's group.

## Why it is bad
These functions need two samples, and a recorded series gets one an evaluation. The result has gaps, and the alert
starts again from the beginning after each of them.

## Bad
```python
worst = RecordingRule(record="vtt:memory_usage:max", expr="max(memory_usage_percent)", unit=PERCENT)
growth = Indicator(name="growth", unit=COUNT, expr="delta(vtt:memory_usage:max[1m])")
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", interval=minutes(1), rules=(worst,)),),
    indicators=(growth,),
)
```

## Good
```python
worst = RecordingRule(record="vtt:memory_usage:max", expr="max(memory_usage_percent)", unit=PERCENT)
growth = Indicator(name="growth", unit=COUNT, expr="delta(vtt:memory_usage:max[5m])")
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", interval=minutes(1), rules=(worst,)),),
    indicators=(growth,),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.queries import queries
from vttalerts.simulate.scrapes import scrapes
from vttalerts.units import SECONDS, seconds

_NEED_TWO: Final = frozenset({"rate", "irate", "increase", "delta", "idelta", "deriv"})


@check(level=Level.WARNING)
def pql020(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every window over a recorded series that is shorter than two evaluations."""
    common = scrapes(graph).evaluation
    made_by = {rule.record: group for group in graph.recording for rule in group.rules}
    if not made_by:
        return
    for source, selector in queries(graph).ranged:
        group = made_by.get(selector.metric or "")
        if group is None or selector.function not in _NEED_TWO:
            continue
        window, every = selector.range_seconds or 0.0, (group.interval or common).in_(SECONDS)
        if window < 2 * every:
            yield pql020.finding(
                f"`{selector.function}` over {seconds(window).duration()} often sees a single sample",
                source.label("two samples may not fit", selector.metric or ""),
                group.at(f"makes one sample every {group.interval or common}", "interval"),
                why="the result has gaps, and the alert starts again after each of them",
                help=f"write `[{seconds(4 * every).duration()}]`, four evaluations, or more",
            )
