"""The health monitor calls an answer slow only after it has stopped waiting for it.

## What it does
Compares the threshold `response_time` with the monitor's `timeout`.

## Why it is bad
No answer is ever slow: it comes in time, or the endpoint counts as failed. People are paged without the warning
before.

## Bad
```python
platform = Platform(
    name="vtt",
    health=HealthMonitor(
        base_url="https://vtt.example.com",
        interval=seconds(30),
        timeout=seconds(5),
        endpoints=(Endpoint(name="health", url="/api/health"),),
        thresholds=Thresholds(response_time=seconds(8), memory_usage=percent(90)),
    ),
)
```

## Good
```python
platform = Platform(
    name="vtt",
    health=HealthMonitor(
        base_url="https://vtt.example.com",
        interval=seconds(30),
        timeout=seconds(10),
        endpoints=(Endpoint(name="health", url="/api/health"),),
        thresholds=Thresholds(response_time=seconds(2), memory_usage=percent(90)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.units import SECONDS


@check(level=Level.WARNING)
def hlt001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield a threshold that no answer can reach."""
    monitor = graph.health
    if monitor is None:
        return
    slow = monitor.thresholds.response_time
    if slow.in_(SECONDS) >= monitor.timeout.in_(SECONDS):
        yield hlt001.finding(
            f"an answer is slow after {slow}, and is waited for {monitor.timeout}",
            monitor.thresholds.at("no answer takes this long", "response_time"),
            monitor.at("given up here", "timeout"),
            why="people hear of a failure and never of the slowness before it",
            help=f"lower `response_time` below {monitor.timeout}, or raise `timeout`",
        )
