"""A counter has the name of a gauge.

## What it does
Looks for counters whose name does not end with `_total`.

## Why it is bad
Whoever writes the next alert compares it as it is: it fires once, for good. Exporters of newer formats add `_total` by
themselves, and the query then reads nothing.

## Bad
```python
refused = Metric(name="vtt_logins_refused", type=MetricType.COUNTER, unit=COUNT)
logins = ScrapeJob(job_name="logins", discoveries=(Static(targets=("logins:8080",)),), exports=(refused,))
platform = Platform(name="vtt", scrape=(logins,))
```

## Good
```python
refused = Metric(name="vtt_logins_refused_total", type=MetricType.COUNTER, unit=COUNT)
logins = ScrapeJob(job_name="logins", discoveries=(Static(targets=("logins:8080",)),), exports=(refused,))
platform = Platform(name="vtt", scrape=(logins,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.metrics import MetricType

_COUNTERS: Final = ("_total", "_count", "_sum", "_bucket")
"""How counters end; the last three are those of a histogram that is declared piece by piece."""


@check(level=Level.WARNING)
def met018(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every counter that is not called one."""
    for metric in graph.metrics:
        named = metric.name.endswith(_COUNTERS) or "counter" in metric.help.lower()
        if metric.type is MetricType.COUNTER and not named:
            yield met018.finding(
                f"{metric.name} is a counter without `_total`",
                metric.at("nothing here says that it only grows", "name"),
                why="the next alert compares it as it is, and fires once and for good",
                help=f'call it name="{metric.name}_total" if it can be renamed, or say in `help` that it is a counter',
            )
