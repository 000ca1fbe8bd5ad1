"""A query reads a metric that nobody exposes.

## What it does
Looks up every metric of every query among those that scrape jobs and probes declare in `exports`, those in the
platform's `metrics`, recording rules, and what Prometheus makes itself. A platform that declares no metric at all
is not looked at.

`--fix` writes the right name if only one is near.

## Why it is bad
Prometheus finds nothing under a misspelt name, and says nothing. The alert never fires.

## Bad
```python
memory_usage = Indicator(name="memory_usage", unit=PERCENT, expr="max by (instance) (memory_usage_percentage)")
platform = Platform(name="vtt", scrape=(server,), indicators=(memory_usage,))
```

## Good
```python
memory_usage = Indicator(name="memory_usage", unit=PERCENT, expr="max by (instance) (memory_usage_percent)")
platform = Platform(name="vtt", scrape=(server,), indicators=(memory_usage,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.simulate.expressions import BUILT_IN, expressions

_LIKENESS: Final = 0.75
_SLIPS: Final = 100
"""So many metrics are compared with all others; whoever has more unknown ones did not misspell them one by one."""


@check()
def pql003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every metric that a query reads and nobody declares."""
    known = graph.series.keys() | BUILT_IN
    if not graph.metrics:
        return
    names = sorted(known)
    found: dict[str, list[str]] = {}
    for source in expressions(graph).sources:
        if source.made_of is not None:
            continue
        missing = dict.fromkeys(
            selector.metric
            for selector in source.query.selectors
            if selector.metric is not None and selector.metric not in known
        )
        for metric in missing:
            if metric not in found:
                found[metric] = get_close_matches(metric, names, n=2, cutoff=_LIKENESS) if len(found) < _SLIPS else []
            better, *others = found[metric] or ("",)
            yield pql003.finding(
                f"nobody exposes `{metric}`",
                source.label(f"did you mean `{better}`?" if better else "no such metric", metric),
                why="Prometheus finds nothing under this name, so nothing that reads it can ever fire",
                help=f"write `{better}`"
                if better
                else f'add Metric(name="{metric}", …) to the `exports` of the job that scrapes it',
                edits=respelt(source.owner, "expr", metric, (better, *others)),
            )
