"""A result that is no number: a division by zero, or a comparison with `NaN`.

## What it does
Looks for `/ 0` and `% 0`, and for comparisons with `NaN`.

## Why it is bad
`NaN` is neither above nor below anything, so the alert never fires; and a number divided by zero is above everything,
so it always does.

## Bad
```python
share = Indicator(name="share", unit=PERCENT, expr="memory_usage_percent / 0")
platform = Platform(name="vtt", scrape=(server,), indicators=(share,))
```

## Good
```python
share = Indicator(name="share", unit=RATIO, expr="memory_usage_percent / 100")
platform = Platform(name="vtt", scrape=(server,), indicators=(share,))
```
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import COMPARISONS, Binary, Constant
from vttalerts.simulate.queries import queries
from vttalerts.simulate.ranges import bare

_DIVISIONS: Final = frozenset({"/", "%"})


@check()
def pql019(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every division by zero and every comparison with what is no number."""
    for source in queries(graph).computed:
        nodes = source.query.nodes
        operands: list[list[int]] | None = None
        for index, node in enumerate(nodes):
            if not isinstance(node, Binary) or not node.scalars[1]:
                continue
            operands = operands or operands_of(nodes)
            right = bare(nodes, operands[index][1])
            if not isinstance(right, Constant) or isinstance(right.value, str):
                continue
            if node.op in _DIVISIONS and right.value == 0:
                yield pql019.finding(
                    f"`{source.name}` divides by zero",
                    source.label("never a number", node.op),
                    why="the result is infinite or no number at all, so the alert always fires, or never",
                    help="divide by what was meant",
                )
            elif node.op in COMPARISONS and math.isnan(right.value) and node.op != "!=":
                yield pql019.finding(
                    f"`{source.name}` is compared with what is no number",
                    source.label("nothing compares with `NaN`, not even itself", node.op),
                    why="the comparison is never true, so an alert on it never fires",
                    help="write `x != x` to find what is no number, or `absent(x)` to find what is missing",
                )
