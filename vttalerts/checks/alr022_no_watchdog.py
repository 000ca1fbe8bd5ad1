"""No alert fires always, so nobody notices when the monitoring is gone.

## What it does
Looks for an alert without any condition, such as `vector(1)`, in platforms that say what runs where and who is told.

## Why it is bad
A Prometheus that is dead, or cannot reach Alertmanager, fires nothing. Silence looks like health: people find out from
their users.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
    deployment=deployment,
)
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
watchdog = Alert(
    name="VTTWatchdog",
    expr=promql("vector(1)"),
    severity=Severity.NONE,
    service="monitoring",
    summary="the monitoring works",
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert, watchdog)),),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
    deployment=deployment,
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.model.expr import Condition, Raw


@check(level=Level.WARNING)
def alr022(graph: Graph) -> Iterator[Diagnostic]:
    """Yield a platform without an alert that always fires."""
    if graph.deployment is None or graph.routing is None or not graph.alerts:
        return
    if not any(_always(placed.alert.expr) for placed in graph.alerts):
        yield alr022.finding(
            "no alert of this platform always fires",
            graph.deployment.at("nobody notices when this Prometheus stops", "prometheus"),
            why="a monitoring that is dead is as quiet as one that has nothing to say",
            help='add Alert(expr=promql("vector(1)"), severity=Severity.NONE, …), and route it to a service outside'
            " that calls when it stops",
        )


def _always(condition: Condition) -> bool:
    if type(condition) is not Raw:
        return False
    try:
        query = parse(condition.text)
    except Fault:  # it has its own diagnostic
        return False
    return not query.compares and not query.selectors
