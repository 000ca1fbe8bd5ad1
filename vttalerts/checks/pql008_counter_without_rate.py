"""A counter is compared or drawn as it is.

## What it does
Looks for counters, the series of histograms among them, that no function turns into a rate. `absent`, `count`,
`changes`, `timestamp` and others that do not look at the value are right.

## Why it is bad
A counter only grows, and starts at zero with every restart. An alert on it fires once, for good, and is quiet after
each deployment.

## Bad
```python
errors = Indicator(name="errors", unit=COUNT, expr='sum(http_requests_total{status=~"5.."})')
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```

## Good
```python
errors = Indicator(name="errors", unit=PER_SECOND, expr='sum(rate(http_requests_total{status=~"5.."}[5m]))')
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import Selector
from vttalerts.model.metrics import Metric, MetricType
from vttalerts.simulate.expressions import Source, expressions

_RATES: Final = frozenset({"rate", "irate", "increase", "resets"})
_FINE: Final = _RATES | frozenset(
    """absent absent_over_time changes count count_over_time group present_over_time timestamp count_values
    last_over_time label_replace label_join""".split()
)


@check(level=Level.WARNING)
def pql008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every counter that is read as it is."""
    for source in expressions(graph).sources:
        for selector in source.query.selectors:
            family = graph.series[selector.metric][0] if selector.metric in graph.series else None
            if isinstance(family, Metric) and _counts(family, selector) and not _rated(source, selector):
                yield pql008.finding(
                    f"`{selector.metric}` is a counter, and is read as it is",
                    source.label("grows without end, and starts at zero with each restart", selector.metric or ""),
                    family.at(f"declared as a {family.type}", "type"),
                    why="an alert on it fires once and for good, and is quiet after each deployment",
                    help=f"write `rate({selector.metric}[5m])`",
                )


def _counts(family: Metric, selector: Selector) -> bool:
    if family.type is MetricType.COUNTER:
        return True
    if family.type not in (MetricType.HISTOGRAM, MetricType.SUMMARY):
        return False
    return selector.metric != family.name


def _rated(source: Source, selector: Selector) -> bool:
    if selector.function in _FINE or (selector.function is None and selector.range_seconds is not None):
        return True  # a bare range is another mistake
    # A subquery takes the rate of what an operator or an aggregation made of the counter.
    return ":" in source.query.text and not source.query.functions.isdisjoint(_RATES)
