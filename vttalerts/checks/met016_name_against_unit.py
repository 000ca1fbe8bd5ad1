"""A metric's name says another unit than its declaration.

## What it does
Compares the unit at the end of a metric's name (`_seconds`, `_bytes`, `_percent`, …) with `unit`.

## Why it is bad
One of the two is wrong, and thresholds follow the declaration: `seconds(5)` becomes 5000 on a metric that counts in
seconds, and the alert never fires.

## Bad
```python
wait = Metric(name="vtt_queue_wait_seconds", type=MetricType.GAUGE, unit=MILLISECONDS)
queue = ScrapeJob(job_name="queue", discoveries=(Static(targets=("queue:8080",)),), exports=(wait,))
platform = Platform(name="vtt", scrape=(queue,))
```

## Good
```python
wait = Metric(name="vtt_queue_wait_seconds", type=MetricType.GAUGE, unit=SECONDS)
queue = ScrapeJob(job_name="queue", discoveries=(Static(targets=("queue:8080",)),), exports=(wait,))
platform = Platform(name="vtt", scrape=(queue,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.units import BYTES, MILLISECONDS, NANOSECONDS, PERCENT, RATIO, SECONDS

_UNITS: Final = {
    "seconds": SECONDS,
    "milliseconds": MILLISECONDS,
    "nanoseconds": NANOSECONDS,
    "bytes": BYTES,
    "ratio": RATIO,
    "percent": PERCENT,
}
"""The units that metrics are called by (prometheus.io/docs/practices/naming)."""


@check(level=Level.WARNING)
def met016(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every metric whose name and unit contradict each other."""
    for metric in graph.metrics:
        last = metric.name.removesuffix("_total").rpartition("_")[2]
        unit = _UNITS.get(last)
        if unit is not None and unit is not metric.unit:
            yield met016.finding(
                f"{metric.name} is said to be in {metric.unit}",
                metric.at(f"its name says {unit}", "unit"),
                why="one of the two is wrong, and thresholds follow this one: the alert never fires, or always",
                help=f"write unit={unit.name.upper()}, if the exporter does what the name says",
            )
