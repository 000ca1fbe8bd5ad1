"""Two alerts fire on the same condition with the same severity.

## What it does
Compares the PromQL, the severity and the service of all alerts.

## Why it is bad
Both fire at the same moment and page twice for one thing. When one is adjusted the other is forgotten.

## Bad
```python
memory_alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
leak_alert = Alert(
    name="VTTMemoryLeak",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory leaks",
    runbook=runbook,
)
platform = Platform(
    name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(memory_alert, leak_alert)),)
)
```

## Good
```python
memory_alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
leak_alert = Alert(
    name="VTTMemoryLeak",
    expr=promql("predict_linear(memory_usage_percent[6h], 86400) > 100"),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory leaks",
    runbook=runbook,
)
platform = Platform(
    name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(memory_alert, leak_alert)),)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Comparison, Condition


@check(level=Level.WARNING)
def alr014(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that says what an earlier one says."""
    first: dict[object, Alert] = {}
    for placed in graph.alerts:
        alert = placed.alert
        labels = placed.labels
        key = (_meaning(alert.expr), labels.get("severity"), labels.get("service"))
        other = first.setdefault(key, alert)
        if other is not alert and other.name != alert.name:
            yield alr014.finding(
                f"{alert.name} and {other.name} fire on the same condition",
                alert.at("the same condition, severity and service", "expr"),
                other.at("as here", "expr"),
                why="one failure pages twice, and a silence for one of them leaves the other ringing",
                help=f"remove {alert.name}, or give it a condition of its own",
            )


def _meaning(condition: Condition) -> object:
    if isinstance(condition, Comparison):
        return condition.indicator.text, condition.operator, condition.threshold
    return condition.promql()
