"""Two sides of an operator that never have the same label values.

## What it does
Works out the labels of both sides of `+`, `/`, `and`, `unless`, a comparison and so on, and of the parts of `all_of`.
Where both sides surely have a label that must be equal, with two different values, no series finds its partner.

## Why it is bad
The result is always empty, and the alert can never fire. `unless` removes nothing, and fires too often.

## Bad
```python
alert = Alert(
    name="VTTNoTraffic",
    expr=promql('up{job="vtt-server"} == 1 and up{job="proxy"} == 0'),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="the proxy is gone, and the server is there",
    runbook=runbook,
)
platform = Platform(name="vtt", groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTNoTraffic",
    expr=promql('up{job="vtt-server"} == 1 and on () up{job="proxy"} == 0'),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="the proxy is gone, and the server is there",
    runbook=runbook,
)
platform = Platform(name="vtt", groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.joins import joins


@check()
def pql015(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every join whose sides have different values of a label that must be equal."""
    for join in joins(graph):
        if join.contrary is not None:
            label, mine, other = join.contrary
            yield pql015.finding(
                f'nothing has `{label}="{mine}"` and `{label}="{other}"`',
                join.place(f"the two sides of `{join.operator}` never have the same `{label}`"),
                why="nothing is ever removed, so the alert fires when it must not"
                if join.operator == "unless"
                else "the result is always empty, so an alert on it can never fire",
                help=f"say which labels make series the same: `{join.operator} on (…)`, without `{label}`",
            )
