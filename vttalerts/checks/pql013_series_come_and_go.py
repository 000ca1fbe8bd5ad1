"""An alert looks at series that come and go by themselves.

## What it does
Looks for `topk`, `bottomk`, `limitk` and `limit_ratio` whose series are the alert's, and for `irate`, in what alerts
look at. Panels may have them.

## Why it is bad
`for` begins anew whenever a series leaves the first five, and the alert resolves and fires again. `irate` sees two
samples only, and one slow second wakes somebody.

## Bad
```python
busiest = Indicator(name="busiest", unit=PERCENT, expr="topk(5, memory_usage_percent)")
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=busiest > percent(85),
    for_=minutes(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    for_=minutes(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language._promql_nodes import Aggregate
from vttalerts.simulate.expressions import Source
from vttalerts.simulate.queries import queries

_PICKING: Final = ("topk", "bottomk", "limitk", "limit_ratio")


@check(level=Level.WARNING)
def pql013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert's query that picks series, or looks at two samples only."""
    known = queries(graph)
    for name in _PICKING:
        for source in known.calls.get(name, ()):
            if known.wakes(source) and _outermost(source) == name:
                yield pql013.finding(
                    f"`{name}` picks other series at each evaluation",
                    source.label("a series is in it now, and out of it at the next look", name),
                    why="`for` begins anew whenever a series drops out, so the page comes late or never",
                    help=f"compare all series: remove `{name}(…)`, and keep it for the panel",
                )
    for source in known.calls.get("irate", ()):
        if known.wakes(source):
            yield pql013.finding(
                "`irate` looks at two samples only",
                source.label("jumps with every scrape", "irate"),
                why="one slow second fires the alert, and the next scrape resolves it",
                help="write `rate`, over at least four scrapes",
            )


def _outermost(source: Source) -> str:
    """Return the last aggregation: what is picked and then summed does not come and go."""
    return next((node.op for node in reversed(source.query.nodes) if isinstance(node, Aggregate)), "")
