"""Two scrape jobs have the same name.

## What it does
Compares the names of scrape jobs and probes: each becomes a job of Prometheus.

## Why it is bad
Prometheus refuses the file, and goes on with the jobs it had before, or does not start.

## Bad
```python
again = ScrapeJob(job_name="vtt-server", discoveries=(Static(targets=("vtt-2:8080",)),), exports=(memory,))
platform = Platform(name="vtt", scrape=(server, again))
```

## Good
```python
both = ScrapeJob(
    job_name="vtt-server", discoveries=(Static(targets=("vtt:8080", "vtt-2:8080")),), exports=(memory,)
)
platform = Platform(name="vtt", scrape=(both,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.probes import Probe
from vttalerts.model.scrape import ScrapeJob


@check(in_files=Level.ERROR)
def scr009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every job or probe whose name an earlier one has."""
    first: dict[str, ScrapeJob | Probe] = {}
    jobs: tuple[ScrapeJob | Probe, ...] = (*graph.scrape, *graph.probes)
    for job in jobs:
        name = job.job_name if isinstance(job, ScrapeJob) else job.name
        other = first.setdefault(name, job)
        if other is not job:
            yield scr009.finding(
                f"two scrape jobs are called {name}",
                job.at("the second one", _keyword(job)),
                other.at("the first one", _keyword(other)),
                why="Prometheus refuses the file, and scrapes what it did before, or nothing after a restart",
                help="rename one, or give one job the targets of both",
            )


def _keyword(job: ScrapeJob | Probe) -> str:
    return "job_name" if isinstance(job, ScrapeJob) else "name"
