"""An alert fires whenever its metric exists.

## What it does
Looks for expressions whose result nothing filters: no comparison, no `absent`, no `unless`. A number without a
vector, such as `time()`, always has a result too, and so has a comparison with `bool`, which answers 0 or 1.
Alerts of severity `none`, such as a watchdog, are meant to fire always.

## Why it is bad
Prometheus fires an alert for every series in the result, whatever its value: 0 fires as well as 1.

## Bad
```python
alert = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"}'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.model.alerts import Severity
from vttalerts.model.expr import Combination, Condition, Raw


@check()
def alr009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that nothing keeps quiet."""
    for placed in graph.alerts:
        if placed.severity is not Severity.NONE and not _can_be_quiet(placed.alert.expr):
            yield alr009.finding(
                f"{placed.name} always fires",
                placed.alert.at("no comparison: every series fires, whatever its value", "expr"),
                why="people learn to ignore it, and miss the day when it is true",
                help="compare the result, as in `… == 0` or `… > 0.05`, without `bool`",
            )


def _can_be_quiet(condition: Condition) -> bool:
    match condition:
        case Raw(text=text):
            query = parse(text)
            return query.compares or query.value_type in {"matrix", "string"}
        case Combination(operator="or", parts=parts):
            return all(_can_be_quiet(part) for part in parts)
        case Combination(parts=parts):
            return any(_can_be_quiet(part) for part in parts)
        case _:
            return True
