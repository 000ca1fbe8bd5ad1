"""A query looks back further than Prometheus remembers.

## What it does
Compares the windows and offsets of all queries with the `retention` of the deployment.

## Why it is bad
Prometheus answers with what it has. A comparison with last month finds nothing, and the alert never fires.

## Bad
```python
month = Indicator(name="month", unit=PERCENT, expr="memory_usage_percent offset 30d")
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(month,),
    deployment=Deployment(
        prometheus=Container(image="prom/prometheus:v3.5.0", port=9090),
        alertmanager=Container(image="prom/alertmanager:v0.33.0", port=9093),
        grafana=Container(image="grafana/grafana:12.0.0", port=3001),
        blackbox_exporter=Container(image="prom/blackbox-exporter:v0.27.0", port=9115),
        node_exporter=Container(image="prom/node-exporter:v1.9.0", port=9100),
        retention=days(15),
        alertmanager_retention=days(5),
        prometheus_url="http://localhost:9090",
        alertmanager_url="http://localhost:9093",
        grafana_url="http://localhost:3001",
        grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
    ),
)
```

## Good
```python
week = Indicator(name="week", unit=PERCENT, expr="memory_usage_percent offset 7d")
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(week,),
    deployment=Deployment(
        prometheus=Container(image="prom/prometheus:v3.5.0", port=9090),
        alertmanager=Container(image="prom/alertmanager:v0.33.0", port=9093),
        grafana=Container(image="grafana/grafana:12.0.0", port=3001),
        blackbox_exporter=Container(image="prom/blackbox-exporter:v0.27.0", port=9115),
        node_exporter=Container(image="prom/node-exporter:v1.9.0", port=9100),
        retention=days(15),
        alertmanager_retention=days(5),
        prometheus_url="http://localhost:9090",
        alertmanager_url="http://localhost:9093",
        grafana_url="http://localhost:3001",
        grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.expressions import expressions
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def pql011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every selector that reaches beyond the retention."""
    if graph.deployment is None:
        return
    kept = graph.deployment.retention
    for source in expressions(graph).sources:
        for selector in source.query.selectors:
            if (selector.range_seconds or 0) + selector.offset_seconds > kept.in_(SECONDS):
                yield pql011.finding(
                    f"`{source.name}` looks back further than Prometheus remembers",
                    source.label(f"more than {kept} back", selector.metric or ""),
                    graph.deployment.at(f"samples are kept for {kept}", "retention"),
                    why="Prometheus finds nothing there, so a comparison with it never fires",
                    help=f"look back less than {kept}, or raise `retention`",
                )
