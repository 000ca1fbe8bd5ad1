"""A metric that an indicator or a recording rule refers to, and that nobody exports.

## What it does
Looks up the metrics that definitions refer to as objects among the `exports` of scrape jobs and probes, and the
platform's `metrics`.

## Why it is bad
The metric is described, and no job fetches it. Prometheus finds nothing, and the alert never fires.

## Bad
```python
connections = Metric(name="vtt_websocket_connections", type=MetricType.GAUGE, unit=COUNT)
websockets = Indicator(name="websockets", unit=COUNT, expr=connections)
platform = Platform(name="vtt", scrape=(server,), indicators=(websockets,))
```

## Good
```python
connections = Metric(name="vtt_websocket_connections", type=MetricType.GAUGE, unit=COUNT)
websockets = Indicator(name="websockets", unit=COUNT, expr=connections)
server = ScrapeJob(job_name="vtt", discoveries=(Static(targets=("vtt:8080",)),), exports=(connections,))
platform = Platform(name="vtt", scrape=(server,), indicators=(websockets,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.metrics import Metric
from vttalerts.simulate.expressions import expressions


@check(in_files=None)
def met010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every reference to a metric that is none of the platform's."""
    known = graph.series
    for source in expressions(graph).sources:
        metric = source.made_of
        if isinstance(metric, Metric) and known.keys().isdisjoint(metric.series()):
            yield met010.finding(
                f"nobody exports `{metric.name}`",
                source.label("read here"),
                metric.at("declared here, and in no job's `exports`", "name"),
                why="Prometheus never gets this metric, so nothing that reads it can ever fire",
                help="add it to the `exports` of the job that scrapes it, or to the platform's `metrics`",
            )
