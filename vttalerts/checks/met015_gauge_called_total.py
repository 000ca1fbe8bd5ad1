"""A gauge has the name of a counter.

## What it does
Looks for gauges called `…_total`. One whose `help` says that it is a gauge is known to be one, and not looked at.

## Why it is bad
Whoever writes the next alert takes it for a counter and takes its rate. Every fall counts as a restart then, and the
number means nothing.

## Bad
```python
players = Metric(name="vtt_players_total", type=MetricType.GAUGE, unit=COUNT, help="Players who are connected.")
game = ScrapeJob(job_name="game", discoveries=(Static(targets=("game:8080",)),), exports=(players,))
platform = Platform(name="vtt", scrape=(game,))
```

## Good
```python
players = Metric(name="vtt_players", type=MetricType.GAUGE, unit=COUNT, help="Players who are connected.")
game = ScrapeJob(job_name="game", discoveries=(Static(targets=("game:8080",)),), exports=(players,))
platform = Platform(name="vtt", scrape=(game,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.metrics import MetricType


@check(level=Level.WARNING)
def met015(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every gauge that is called as a counter."""
    for metric in graph.metrics:
        if metric.type is MetricType.GAUGE and metric.name.endswith("_total") and "gauge" not in metric.help.lower():
            yield met015.finding(
                f"{metric.name} is a gauge with the name of a counter",
                metric.at("`_total` says that it only grows", "name"),
                metric.at("declared as a gauge", "type"),
                why="the next alert on it takes its rate, and fires when it falls",
                help=f'call it name="{metric.name.removesuffix("_total")}", or say in `help` that it is a gauge in'
                " spite of its name",
            )
