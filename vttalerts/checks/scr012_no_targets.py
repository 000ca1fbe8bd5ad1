"""A scrape job has nothing to scrape.

## What it does
Looks for jobs without service discovery, and for static ones without targets.

## Why it is bad
No target, no `up`, and no alert on `up == 0`: what the job should watch is not watched, and nothing says so.

## Bad
```python
empty = ScrapeJob(job_name="node", discoveries=(Static(targets=()),))
platform = Platform(name="vtt", scrape=(empty,))
```

## Good
```python
node = ScrapeJob(job_name="node", discoveries=(Static(targets=("node:9100",)),))
platform = Platform(name="vtt", scrape=(node,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.scrape import Static


@check(level=Level.WARNING)
def scr012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every job without a target."""
    for job in graph.scrape:
        if all(isinstance(one, Static) and not one.targets for one in job.discoveries):
            yield scr012.finding(
                f"the job {job.job_name} scrapes nothing",
                job.at("no target", "discoveries"),
                why="what it should watch is not watched, and `up` has no series that could be 0",
                help='add discoveries=(Static(targets=("host:port",)),), or remove the job',
            )
