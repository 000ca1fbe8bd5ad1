"""An alert that Prometheus never sends: alert relabeling drops it, whatever its labels.

## What it does
Takes every set of labels that an alert can have through `alert_relabel_configs`, and looks for alerts of which none
gets through.

## Why it is bad
Prometheus shows it firing, and Alertmanager never hears of it. Routes, receivers and promises about it look right, and
nobody is told.

## Bad
```python
full = Alert(
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
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    prometheus=PrometheusServer(
        external_labels={"stage": "production"},
        alert_relabel_configs=(Relabel(source_labels=("stage",), regex="prod", action=RelabelAction.KEEP),),
    ),
)
```

## Good
```python
full = Alert(
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
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    prometheus=PrometheusServer(
        external_labels={"stage": "production"},
        alert_relabel_configs=(Relabel(source_labels=("stage",), regex="production", action=RelabelAction.KEEP),),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.ways import relabels


@check()
def alr025(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that relabeling drops for all labels that it can have."""
    server = graph.prometheus
    if server is None or not relabels(graph):
        return
    from vttalerts.simulate.alert_space import alert_spaces

    spaces = alert_spaces(graph)
    for placed in graph.alerts:
        space = spaces.of(placed)
        if space.dropped and not space.kept:
            keyword = "alert_relabel_configs" if server.alert_relabel_configs else "alertmanagers"
            yield alr025.finding(
                f"{placed.name} is never sent to Alertmanager",
                server.at("drops it, whatever its labels", keyword),
                placed.alert.at("fires, and nobody hears of it"),
                why="Prometheus shows it firing, and no route ever sees it",
                help="let a step keep it, or remove the alert",
            )
