"""Two metrics have the same name.

## What it does
Compares all metrics that jobs export and that the platform declares. One metric that several jobs export is one.

## Why it is bad
Two descriptions of one name contradict each other, in the type or in the labels, and checks believe the last.

## Bad
```python
memory_again = Metric(name="memory_usage_percent", type=MetricType.GAUGE, unit=PERCENT, labels=("host",))
platform = Platform(name="vtt", scrape=(server,), metrics=(memory_again,))
```

## Good
```python
platform = Platform(name="vtt", scrape=(server,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.metrics import Metric


@check(in_files=None)
def met011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every metric whose name an earlier one has."""
    first: dict[str, Metric] = {}
    for metric in graph.metrics:
        other = first.setdefault(metric.name, metric)
        if other is not metric:
            yield met011.finding(
                f"two metrics are called {metric.name}",
                metric.at("the second one", "name"),
                other.at("the first one", "name"),
                why="alerts and panels on it are checked against a description that may not be true",
                help="keep one, and put that object into the `exports` of both jobs",
            )
