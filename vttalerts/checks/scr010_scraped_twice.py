"""One target is scraped by two jobs.

## What it does
Compares the static targets of all jobs with their scheme, path and parameters. Jobs that relabel their targets are
not looked at.

## Why it is bad
Every sample exists twice. Sums count double, and both copies of an alert page.

## Bad
```python
backend = ScrapeJob(job_name="backend", discoveries=(Static(targets=("vtt:8080",)),))
platform = Platform(name="vtt", scrape=(server, backend))
```

## Good
```python
backend = ScrapeJob(job_name="backend", discoveries=(Static(targets=("backend:8080",)),))
platform = Platform(name="vtt", scrape=(server, backend))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.scrape import ScrapeJob, Static


@check(level=Level.WARNING)
def scr010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every target that an earlier job, or the same one, scrapes too."""
    first: dict[object, tuple[ScrapeJob, Static]] = {}
    for job in graph.scrape:
        if job.relabel_configs:
            continue
        for discovery in (one for one in job.discoveries if isinstance(one, Static)):
            for target in discovery.targets:
                address = graph.text(target)
                where = (address, job.scheme or "http", job.metrics_path or "/metrics", repr(job.params))
                if where in first:
                    other, there = first[where]
                    yield scr010.finding(
                        f"{address} is scraped twice",
                        discovery.at(f"scraped by {job.job_name}", "targets", snippet=address),
                        there.at(f"scraped by {other.job_name}", "targets", snippet=address),
                        why="every sample exists twice, so sums count double and alerts page twice",
                        help="remove it from one of them",
                    )
                else:
                    first[where] = (job, discovery)
