"""An expression's result is of a kind that no alert and no comparison can use.

## What it does
Looks for range vectors and texts where a rule needs a number for each series: in the PromQL of alerts, of recording
rules and of indicators.

## Why it is bad
promtool accepts such a rule. Prometheus fails to evaluate it, every time: the alert never fires.

## Bad
```python
alert = Alert(
    name="VTTRestarts",
    expr=promql("http_requests_total[5m]"),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="the server restarts",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTRestarts",
    expr=promql("resets(http_requests_total[5m]) > 0"),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="the server restarts",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.expressions import expressions


@check(in_files=Level.ERROR)
def alr010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every expression whose result is a range or a text."""
    for source in expressions(graph).sources:
        if source.query.value_type in {"matrix", "string"}:
            kind = "a range of samples" if source.query.value_type == "matrix" else "a text"
            yield alr010.finding(
                f"`{source.name}` is {kind}, not a number for each series",
                source.label(f"evaluates to {kind}"),
                why="Prometheus fails to evaluate it every time, so nothing that reads it can fire",
                help="wrap it in a function such as `rate(…)` or `max_over_time(…)`"
                if source.query.value_type == "matrix"
                else "write a query, not a text",
            )
