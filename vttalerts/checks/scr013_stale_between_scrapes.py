"""A job is scraped so rarely that its series vanish in between.

## What it does
Compares every scrape interval with the five minutes for which Prometheus believes a sample.

## Why it is bad
The series goes stale before the next scrape. Alerts on it resolve and fire again, and `for` never gets to its end.

## Bad
```python
billing = ScrapeJob(
    job_name="billing",
    scrape_interval=minutes(10),
    discoveries=(Static(targets=("billing:8080",)),),
)
platform = Platform(name="vtt", scrape=(billing,))
```

## Good
```python
billing = ScrapeJob(
    job_name="billing",
    scrape_interval=minutes(2),
    discoveries=(Static(targets=("billing:8080",)),),
)
platform = Platform(name="vtt", scrape=(billing,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.units import SECONDS, minutes

_LOOKBACK: Final = minutes(5)
"""For how long Prometheus believes a sample (`--query.lookback-delta`); `promtool` warns from there on too."""


@check(level=Level.WARNING)
def scr013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every scrape interval of five minutes and more."""
    for job in (graph.prometheus, *graph.scrape, *graph.probes):
        interval = job.scrape_interval if job is not None else None
        if job is not None and interval is not None and interval.in_(SECONDS) >= _LOOKBACK.in_(SECONDS):
            yield scr013.finding(
                f"scraped every {interval}, and believed for {_LOOKBACK}",
                job.at("the series are gone before the next scrape", "scrape_interval"),
                why="alerts on these series resolve and fire again between two scrapes",
                help="scrape every 2 min or more often",
            )
