"""A query that does not say which metric it reads.

## What it does
Looks for selectors without a metric's name and without a matcher on `__name__`.

## Why it is bad
It reads every series of its labels: all metrics of a job are added up to a number that means nothing, and a server
with a million series is slow for everybody while the alert is evaluated.

## Bad
```python
samples = Indicator(name="samples", unit=COUNT, expr='count({job="vtt-server"})')
platform = Platform(name="vtt", scrape=(server,), indicators=(samples,))
```

## Good
```python
samples = Indicator(name="samples", unit=COUNT, expr='scrape_samples_scraped{job="vtt-server"}')
platform = Platform(name="vtt", scrape=(server,), indicators=(samples,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.queries import queries


@check(level=Level.WARNING)
def pql018(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every selector that names no metric."""
    for source, selector in queries(graph).reads.get(None, ()):
        named = any(name == "__name__" for name, _, _ in selector.matchers)
        # What `info` joins is chosen by labels only.
        if not named and selector.function != "info":
            yield pql018.finding(
                f"`{source.name}` reads every metric",
                source.label("no metric's name before the braces", "{"),
                why="numbers of all kinds are mixed, and the query is slow when the server is busy anyway",
                help="write the metric's name before `{`",
            )
