"""An alert's `for` is over before a second sample arrives.

## What it does
Compares `for_` with the scrape interval of the jobs that export what the alert reads (without one, Prometheus
scrapes once a minute). Alerts without `for_` mean to fire at once and are not looked at.

## Why it is bad
`for_` is there so that one bad sample wakes nobody. Prometheus sees the same sample until the next scrape, so a
shorter `for_` waits, and then fires on that one sample all the same.

## Bad
```python
node = ScrapeJob(
    job_name="node",
    scrape_interval=minutes(2),
    discoveries=(Static(targets=("node:9100",)),),
    exports=(memory,),
)
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    for_=minutes(1),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(node,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
node = ScrapeJob(
    job_name="node",
    scrape_interval=minutes(2),
    discoveries=(Static(targets=("node:9100",)),),
    exports=(memory,),
)
alert = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    for_=minutes(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(node,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.metrics import Metric
from vttalerts.simulate.expressions import expressions
from vttalerts.units import SECONDS, minutes

_DEFAULT = minutes(1)
"""Prometheus's `scrape_interval` where nothing is said (config `DefaultGlobalConfig`)."""


@check(level=Level.WARNING)
def alr013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose `for` is shorter than a scrape interval of what it reads."""
    known = expressions(graph)
    common = (graph.prometheus.scrape_interval if graph.prometheus is not None else None) or _DEFAULT
    slowest = _slowest_by_series(graph, common.in_(SECONDS))
    for placed in graph.alerts:
        alert = placed.alert
        if alert.for_ is None or not alert.for_.value:
            continue
        interval = 0.0
        for source in known.of(alert):
            for selector in source.query.selectors:
                interval = max(interval, slowest.get(selector.metric or "", 0.0))
        if alert.for_.in_(SECONDS) < interval:
            job = next(
                job
                for source in known.of(alert)
                for selector in source.query.selectors
                for job in graph.exporters.get(_family(graph, selector.metric), ())
                if (job.scrape_interval or common).in_(SECONDS) == interval
            )
            every = job.scrape_interval or common
            yield alr013.finding(
                f"{alert.name} fires on a single sample",
                alert.at(f"over before the next sample, {every} later", "for_"),
                job.at(f"scraped every {every}", "scrape_interval"),
                why="one bad sample wakes somebody, although `for` promises otherwise",
                help=f"raise `for_` above {every}, or scrape more often",
            )


def _slowest_by_series(graph: Graph, common: float) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, (family, _) in graph.series.items():
        if isinstance(family, Metric):
            for job in graph.exporters.get(family.name, ()):
                interval = job.scrape_interval.in_(SECONDS) if job.scrape_interval is not None else common
                found[name] = max(found.get(name, 0), interval)
    return found


def _family(graph: Graph, series: str | None) -> str:
    known = graph.series.get(series or "")
    return known[0].name if known is not None and isinstance(known[0], Metric) else ""
