"""A query looks back further than Prometheus remembers.

## What it does
Compares the windows and offsets of all queries with the `retention` of the deployment.

## Why it is bad
Prometheus answers with what it has. A comparison with last month finds nothing, and the alert never fires.

## Bad
```python
month = Indicator(name="month", unit=PERCENT, expr="memory_usage_percent offset 30d")
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(month,),
    deployment=deployment,  # keeps samples for 15 days, and notifications for 5
)
```

## Good
```python
week = Indicator(name="week", unit=PERCENT, expr="memory_usage_percent offset 7d")
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(week,),
    deployment=deployment,  # keeps samples for 15 days, and notifications for 5
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.expressions import expressions
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def pql011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every selector that reaches beyond the retention."""
    if graph.deployment is None:
        return
    kept = graph.deployment.retention
    for source in expressions(graph).sources:
        for selector in source.query.selectors:
            if (selector.range_seconds or 0) + selector.offset_seconds > kept.in_(SECONDS):
                yield pql011.finding(
                    f"`{source.name}` looks back further than Prometheus remembers",
                    source.label(f"more than {kept} back", selector.metric or ""),
                    graph.deployment.at(f"samples are kept for {kept}", "retention"),
                    why="Prometheus finds nothing there, so a comparison with it never fires",
                    help=f"look back less than {kept}, or raise `retention`",
                )
