"""An indicator's unit is not the one in which its query measures.

## What it does
Works out the unit of the query of every indicator and recording rule from the units of the metrics that it reads, as
far as rates, sums and factors let it, and compares the scale: a share from 0 to 1 against percent, seconds against
milliseconds.

## Why it is bad
`percent(95)` becomes 95 on an indicator that ends at 1. The alert can never fire, and the panel's line lies where no
value ever comes.

## Bad
```python
errors = Indicator(
    name="errors",
    unit=PERCENT,
    expr='''
        sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))
    ''',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```

## Good
```python
errors = Indicator(
    name="errors",
    unit=PERCENT,
    expr='''
        100 * sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))
    ''',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.expr import Indicator
from vttalerts.model.metrics import Metric, MetricType
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.expressions import expressions
from vttalerts.simulate.measures import unit_of
from vttalerts.units import COUNT, Unit, number


@check()
def pql024(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every indicator and rule whose unit is on another scale than its query."""

    def known(series: str) -> tuple[Unit, bool] | None:
        found = graph.series.get(series)
        if found is None:
            return None
        unit, buckets = _unit(found[0], series)
        return (unit, buckets) if unit is not None else None

    for source in expressions(graph).sources:
        owner = source.owner
        if isinstance(owner, Indicator | RecordingRule):
            made = unit_of(source.query, known)
            unit = owner.unit
            if made is None or unit is None or made is unit or made.dimension is not unit.dimension:
                continue
            factor = made.numerator * unit.denominator / (made.denominator * unit.numerator)
            if factor != 1:
                yield pql024.finding(
                    f"`{source.name}` is said to be in {unit}, and its query gives {made}",
                    owner.at(f"said here: {unit}", "unit"),
                    source.label(f"gives {made}"),
                    why=f"thresholds are off by a factor of {number(max(factor, 1 / factor))}: the alert never fires,"
                    " or always",
                    help=f"write `unit={made.name.replace(' ', '_').upper()}`, or multiply by {number(factor)}",
                )


def _unit(family: Metric | RecordingRule, series: str) -> tuple[Unit | None, bool]:
    """Return the unit of one series of a family, and whether it is buckets."""
    if isinstance(family, RecordingRule):
        return family.unit, False
    if family.type is MetricType.HISTOGRAM and series == family.bucket:
        return family.unit, True
    if family.type in {MetricType.HISTOGRAM, MetricType.SUMMARY} and series == family.count:
        return COUNT, False
    return family.unit, False
