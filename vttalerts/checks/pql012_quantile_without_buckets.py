"""A quantile of a histogram whose buckets were summed away.

## What it does
Works out whether the label `le` reaches `histogram_quantile` and `histogram_fraction` over classic buckets.

## Why it is bad
The buckets are told apart by `le`. Without it the result is empty, and the alert on slow answers never fires.

## Bad
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr="histogram_quantile(0.95, sum by (service) (rate(http_request_duration_seconds_bucket[5m])))",
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```

## Good
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr="histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m])))",
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.language.promql import dropped
from vttalerts.simulate.expressions import expressions

_OF_BUCKETS: Final = frozenset({"histogram_quantile", "histogram_fraction"})


@check()
def pql012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every quantile whose operand has lost `le`."""
    known = expressions(graph)
    for source in known.sources:
        if source.query.functions.isdisjoint(_OF_BUCKETS):
            continue
        if not any((selector.metric or "").endswith("_bucket") for selector in source.query.selectors):
            continue
        for index, node in enumerate(source.query.nodes):
            name = getattr(node, "name", "")
            # Pieces stand in postfix order: the last before a call is its last argument, the buckets.
            operand = replace(source.query, nodes=source.query.nodes[:index])
            if name in _OF_BUCKETS and not known.of_query(operand).can_carry("le"):
                drop = dropped(operand, known.labels_of, "le")
                yield pql012.finding(
                    f"`{name}` gets no buckets",
                    source.label("`le` does not survive this", drop.text if drop is not None else name),
                    why="the result is always empty, so an alert on it never fires",
                    help="keep the label: `by (…, le)`",
                )
