"""A scrape may take longer than the time to the next one.

## What it does
Compares `scrape_timeout` with `scrape_interval` where one of them is the job's and the other the server's (without
either, both are what Prometheus has: ten seconds and one minute).

## Why it is bad
Prometheus refuses the file, and goes on with the jobs it had before, or does not start.

## Bad
```python
slow = ScrapeJob(
    job_name="slow",
    scrape_timeout=seconds(45),
    discoveries=(Static(targets=("slow:8080",)),),
)
platform = Platform(name="vtt", prometheus=PrometheusServer(scrape_interval=seconds(30)), scrape=(slow,))
```

## Good
```python
slow = ScrapeJob(
    job_name="slow",
    scrape_interval=minutes(1),
    scrape_timeout=seconds(45),
    discoveries=(Static(targets=("slow:8080",)),),
)
platform = Platform(name="vtt", prometheus=PrometheusServer(scrape_interval=seconds(30)), scrape=(slow,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.probes import Probe
from vttalerts.model.scrape import ScrapeJob
from vttalerts.units import SECONDS, minutes

_INTERVAL: Final = minutes(1)
"""Prometheus's `scrape_interval` where nothing is said (config `DefaultGlobalConfig`)."""


@check(in_files=Level.ERROR)
def scr011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every job whose own timeout is longer than the interval that applies to it."""
    server = graph.prometheus
    common = (server.scrape_interval if server is not None else None) or _INTERVAL
    jobs: tuple[ScrapeJob | Probe, ...] = (*graph.scrape, *graph.probes)
    for job in jobs:
        interval = job.scrape_interval or common
        # A timeout of the server's is cut to the job's interval; one of the job's own is not.
        if job.scrape_timeout is not None and job.scrape_timeout.in_(SECONDS) > interval.in_(SECONDS):
            set_here = server is not None and server.scrape_interval is not None and job.scrape_interval is None
            yield scr011.finding(
                f"a scrape may take {job.scrape_timeout}, and the next one is due after {interval}",
                job.at("longer than the interval", "scrape_timeout"),
                *((server.at("the interval", "scrape_interval"),) if set_here and server is not None else ()),
                why="Prometheus refuses the file, and scrapes what it did before, or nothing after a restart",
                help=f"lower `scrape_timeout` to {interval} or less, or set the job's `scrape_interval`",
            )
