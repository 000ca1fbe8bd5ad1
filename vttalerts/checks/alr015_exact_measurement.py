"""A measured number is compared with one exact value.

## What it does
Looks for `equals` and `differs` on indicators that measure a time, a share, a size or a rate. Zero is exact, and so
are counts and states.

## Why it is bad
A measured number is 0.0499999 or 0.0500001, never 0.05. With `equals` the alert never fires, with `differs` it
always does.

## Bad
```python
alert = Alert(
    name="VTTMemoryFull",
    expr=memory_usage.equals(percent(100)),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTMemoryFull",
    expr=memory_usage >= percent(99),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
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
from vttalerts.units import Dimension

_EXACT: Final = frozenset({Dimension.COUNT, Dimension.STATE})


@check(level=Level.WARNING)
def alr015(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that compares a measured number with one exact value."""
    for placed in graph.alerts:
        for comparison in placed.alert.expr.comparisons():
            if (
                comparison.operator in {"==", "!="}
                and comparison.quantity.value
                and comparison.indicator.unit.dimension not in _EXACT
            ):
                never = comparison.operator == "=="
                yield alr015.finding(
                    f"{placed.name} {'waits for' if never else 'fires at all but'} exactly {comparison.quantity}",
                    placed.alert.at("a measured number is never exactly this", "expr", part="quantity"),
                    why="it never fires" if never else "it always fires",
                    help="compare with `>=` or `<=`",
                )
