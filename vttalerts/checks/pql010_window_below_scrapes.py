"""A rate looks back over less than two scrapes.

## What it does
Compares the windows of `rate`, `irate`, `increase`, `delta`, `idelta` and `deriv` with the scrape interval of the
jobs that export the metric.

## Why it is bad
These functions need two samples. A window that is shorter than two scrape intervals often holds one, and the result
has gaps: the alert starts again from the beginning after each of them.

## Bad
```python
errors = Indicator(name="errors", unit=PER_SECOND, expr="sum(rate(http_requests_total[1m]))")
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(scrape_interval=minutes(1)),
    scrape=(server,),
    indicators=(errors,),
)
```

## Good
```python
errors = Indicator(name="errors", unit=PER_SECOND, expr="sum(rate(http_requests_total[5m]))")
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(scrape_interval=minutes(1)),
    scrape=(server,),
    indicators=(errors,),
)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import Selector
from vttalerts.simulate.expressions import expressions
from vttalerts.units import SECONDS, minutes, seconds

_NEED_TWO: Final = frozenset({"rate", "irate", "increase", "delta", "idelta", "deriv"})
_DEFAULT: Final = minutes(1)
"""Prometheus's `scrape_interval` where nothing is said (config `DefaultGlobalConfig`)."""


@check(level=Level.WARNING)
def pql010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every window that is shorter than two scrape intervals."""
    common = (graph.prometheus.scrape_interval if graph.prometheus is not None else None) or _DEFAULT
    for source in expressions(graph).sources:
        for selector in source.query.selectors:
            window = selector.range_seconds
            if window is None or selector.function not in _NEED_TWO or selector.metric not in graph.series:
                continue
            for job in graph.exporters.get(graph.series[selector.metric][0].__dict__.get("name", ""), ()):
                every = job.scrape_interval or common
                if window < 2 * every.in_(SECONDS):
                    where = job if job.scrape_interval is not None else graph.prometheus or job
                    yield pql010.finding(
                        f"`{selector.function}` over {seconds(window).duration()} often sees a single sample",
                        source.label("two samples may not fit", _window(source.query.text, selector)),
                        where.at(f"one sample every {every}", "scrape_interval"),
                        why="the result has gaps, and the alert starts again after each of them",
                        help=f"write `[{seconds(4 * every.in_(SECONDS)).duration()}]`, four scrapes, or more",
                    )
                    break


def _window(text: str, selector: Selector) -> str:
    found = re.search(rf"\b{re.escape(selector.metric or '')}\b[^\[]*(\[[^\]]*\])", text)
    return found[1] if found is not None else ""
