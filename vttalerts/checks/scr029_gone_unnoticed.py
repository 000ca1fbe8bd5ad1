"""Nobody notices when a job is gone, on which alerts rely.

## What it does
Takes the jobs whose metrics alerts read, and looks for an alert on their `up`, or on the absence of one of their
metrics. Platforms in which no job at all is watched like that are not looked at.

## Why it is bad
When the exporter dies, its series are gone, and a comparison with nothing is true of nothing: all alerts on it are
quiet for as long as it lasts.

## Bad
```python
down = Alert(
    name="VTTServerDown",
    expr=promql('up{job="vtt-server"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the server is down",
    runbook=runbook,
)
disk = Metric(name="disk_usage_percent", type=MetricType.GAUGE, unit=PERCENT)
node = ScrapeJob(job_name="node", discoveries=(Static(targets=("node:9100",)),), exports=(disk,))
full = Alert(
    name="VTTDiskFull",
    expr=Indicator(name="disk_usage", unit=PERCENT, expr=disk) > percent(90),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the disk is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server, node), groups=(AlertGroup(name="vtt", alerts=(down, full)),))
```

## Good
```python
down = Alert(
    name="VTTDown",
    expr=promql('up{job=~"vtt-server|node"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="{{ $labels.job }} is down",
    runbook=runbook,
)
disk = Metric(name="disk_usage_percent", type=MetricType.GAUGE, unit=PERCENT)
node = ScrapeJob(job_name="node", discoveries=(Static(targets=("node:9100",)),), exports=(disk,))
full = Alert(
    name="VTTDiskFull",
    expr=Indicator(name="disk_usage", unit=PERCENT, expr=disk) > percent(90),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the disk is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server, node), groups=(AlertGroup(name="vtt", alerts=(down, full)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.watching import Watching


@check(level=Level.WARNING)
def scr029(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every job that alerts rely on and that none watches."""
    watching = Watching(graph)
    if not watching.any:
        return
    for job in graph.scrape:
        alert = watching.relies_on(job)
        if alert is not None and not watching.watches(job):
            yield scr029.finding(
                f"nobody notices when {job.job_name} is gone",
                job.at("no alert looks at `up` of this job", "job_name"),
                alert.at("relies on it"),
                why="while it is gone, all alerts on its metrics are quiet",
                help=f'add an alert on `up{{job="{job.job_name}"}} == 0`, or on `absent(…)` of one of its metrics',
            )
