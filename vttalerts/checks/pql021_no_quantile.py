"""A quantile that is none: it must lie between 0 and 1.

## What it does
Looks at the number in `histogram_quantile`, `quantile` and `quantile_over_time`.

## Why it is bad
Above 1 the result is infinite, so the alert on slow answers always fires; below 0 it never does.

## Bad
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr="histogram_quantile(95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```

## Good
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr="histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import Aggregate, Call, Constant
from vttalerts.simulate.queries import queries
from vttalerts.simulate.ranges import bare
from vttalerts.units import number

_QUANTILES: Final = ("histogram_quantile", "quantile_over_time", "quantile")
_ALL: Final = 100


@check()
def pql021(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every quantile below 0 or above 1."""
    for name in _QUANTILES:
        for source in queries(graph).calls.get(name, ()):
            nodes = source.query.nodes
            operands = operands_of(nodes)
            for index, node in enumerate(nodes):
                called = node.name if isinstance(node, Call) else node.op if isinstance(node, Aggregate) else ""
                share = bare(nodes, operands[index][0]) if called == name else None
                if not isinstance(share, Constant) or isinstance(share.value, str) or 0 <= share.value <= 1:
                    continue
                text = number(share.value)
                yield pql021.finding(
                    f"{text} is no quantile",
                    source.label("must be from 0 to 1", text),
                    why="the result is infinite, so an alert on it always fires, or never",
                    help=f"write `{number(share.value / _ALL)}`" if 1 < share.value <= _ALL else "write 0.95",
                )
