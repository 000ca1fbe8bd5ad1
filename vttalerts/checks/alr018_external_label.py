"""An alert sets a label that Prometheus sets on everything that it sends, to another value.

## What it does
Compares the labels of alerts with the `external_labels` of the server.

## Why it is bad
The alert's own label wins, and what it says is not where it comes from: whoever is paged looks at another cluster, and
the silence for this one does not match.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"cluster": "west"},
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(external_labels={"cluster": "east"}),
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
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
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(external_labels={"cluster": "east"}),
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING)
def alr018(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label that contradicts the server's external labels."""
    server = graph.prometheus
    external = server.external_labels if server is not None else None
    if server is None or not external:
        return
    for placed in graph.alerts:
        for name in external.keys() & placed.labels.keys():
            mine, common = placed.labels[name], external[name]
            if mine and mine != common:
                owner = placed.alert if name in placed.alert.labels else placed.group
                keyword = "labels" if name in owner.labels else name
                yield alr018.finding(
                    f'{placed.name} says `{name}="{mine}"`, and its Prometheus `{name}="{common}"`',
                    owner.at("wins over the server's", keyword, snippet=f'"{name}"' if keyword == "labels" else ""),
                    server.at("set on everything else that it sends", "external_labels"),
                    why=f"the page names another `{name}` than the one that is in trouble",
                    help=f"remove the label, or call it something else than `{name}`",
                )
