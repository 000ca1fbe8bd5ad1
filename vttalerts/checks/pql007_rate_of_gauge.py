"""A rate of something that is not a counter.

## What it does
Looks for `rate`, `irate`, `increase` and `resets` over metrics that are declared as gauges.

## Why it is bad
These functions take every fall for a restart from zero and add it up. Of a gauge they give a large number that
means nothing, and an alert on it fires when the gauge falls.

## Bad
```python
growth = Indicator(name="growth", unit=PER_SECOND, expr="rate(memory_usage_percent[5m])")
platform = Platform(name="vtt", scrape=(server,), indicators=(growth,))
```

## Good
```python
growth = Indicator(name="growth", unit=PER_SECOND, expr="deriv(memory_usage_percent[5m])")
platform = Platform(name="vtt", scrape=(server,), indicators=(growth,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.metrics import Metric, MetricType
from vttalerts.simulate.expressions import expressions

_INSTEAD: Final = {"rate": "deriv", "irate": "idelta", "increase": "delta", "resets": "changes"}


@check()
def pql007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every rate of a gauge."""
    for source in expressions(graph).sources:
        for selector in source.query.selectors:
            function = selector.function or ""
            family = graph.series[selector.metric][0] if selector.metric in graph.series else None
            if function in _INSTEAD and isinstance(family, Metric) and family.type is MetricType.GAUGE:
                yield pql007.finding(
                    f"`{function}` of a gauge",
                    source.label("a gauge goes up and down", selector.metric or ""),
                    family.at("declared as a gauge", "type"),
                    why="every fall of the gauge counts as a restart, so the number means nothing",
                    help=f"use `{_INSTEAD[function]}`, or declare the metric as a counter if it only grows",
                )
