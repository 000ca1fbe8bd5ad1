"""A query asks for a metric of a job that does not export it.

## What it does
Compares the matchers on `job` with the names of the jobs that export the metric, and for `up` and its like with those
of all jobs and probes. Jobs that set the label themselves, by relabeling or because targets do, are not judged, and
neither is anything where Prometheus reads further jobs from files, or from other servers.

`--fix` writes the right value if only one is near.

## Why it is bad
No series has that job. The alert on a server that is down can never fire, and nobody misses it.

## Bad
```python
alert = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-sever"} == 0'),
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
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.probes import Probe
from vttalerts.model.scrape import ScrapeJob, Static
from vttalerts.simulate.expressions import BUILT_IN
from vttalerts.simulate.queries import queries

_OF_ALERTS = ("ALERTS", "ALERTS_FOR_STATE")


@check()
def pql025(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every matcher on a job that no exporter of the metric is called."""
    server = graph.prometheus
    if not graph.jobs or (server is not None and (server.scrape_config_files or server.remote_read)):
        return
    of_metric: dict[str, tuple[str, ...] | None] = {}
    seen: set[tuple[int, str]] = set()
    for source, selector in queries(graph).matched:
        for name, operator, value in selector.matchers:
            if name != "job" or selector.metric is None or queries(graph).varies(source):
                continue
            if selector.metric not in of_metric:
                of_metric[selector.metric] = _jobs(graph, selector.metric)
            jobs = of_metric[selector.metric]
            matcher = Matcher(name, Operator(operator), value)
            if jobs is None or any(map(matcher.matches, jobs)) or (id(source.owner), value) in seen:
                continue
            seen.add((id(source.owner), value))
            near = next(iter(get_close_matches(value, jobs, n=1, cutoff=0.6)), "")
            yield pql025.finding(
                f"no job that exports `{selector.metric}` is meant by `{matcher}`",
                source.label(f'did you mean "{near}"?' if near else f"exported by {', '.join(jobs)}", value),
                why="the query selects nothing, so what reads it can never fire",
                help=f'write `job="{near}"`' if near else f"write one of {', '.join(jobs)}",
                edits=respelt(source.owner, "expr", value, jobs),
            )


def _jobs(graph: Graph, series: str) -> tuple[str, ...] | None:
    """Return the names of the jobs that export a series; `None` where nobody can tell."""
    known = graph.series.get(series)
    jobs = graph.exporters.get(known[0].__dict__.get("name", ""), ()) if known is not None else ()
    if not jobs and series in BUILT_IN and series not in _OF_ALERTS:
        jobs = graph.jobs
    if not jobs or any(map(_names_itself, jobs)):
        return None
    return tuple(job.job_name if isinstance(job, ScrapeJob) else job.name for job in jobs)


def _names_itself(job: ScrapeJob | Probe) -> bool:
    if isinstance(job, Probe):
        return "job" in (job.labels or {})
    if job.honor_labels or any(not isinstance(one, Static) or "job" in (one.labels or {}) for one in job.discoveries):
        return True
    steps = (*job.relabel_configs, *job.metric_relabel_configs)
    return any(step.target_label == "job" or step.action == "labelmap" for step in steps)
