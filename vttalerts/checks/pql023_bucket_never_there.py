"""A matcher asks for a bucket by a number that Prometheus writes otherwise.

## What it does
Looks for `le` and `quantile` compared with a whole number. Since 3.0 Prometheus writes these labels as it writes all
numbers, so that `1` is `1.0`.

`--fix` adds the `.0`.

## Why it is bad
`{le="1"}` selects nothing, and no error says so: the alert on the share of slow answers can never fire.

## Bad
```python
fast = Indicator(
    name="fast",
    unit=PER_SECOND,
    expr='sum(rate(http_request_duration_seconds_bucket{le="1"}[5m]))',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(fast,), targets=Targets(prometheus="3.5"))
```

## Good
```python
fast = Indicator(
    name="fast",
    unit=PER_SECOND,
    expr='sum(rate(http_request_duration_seconds_bucket{le="1.0"}[5m]))',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(fast,), targets=Targets(prometheus="3.5"))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import replaced
from vttalerts.simulate.queries import queries

_NUMBERS: Final = frozenset({"le", "quantile"})
_SINCE: Final = "3.0"
"""Prometheus normalises the values of both labels since then (CHANGELOG.md of 3.0.0)."""


@check(level=Level.WARNING)
def pql023(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every bucket that is asked for by a whole number."""
    if not graph.targets.reads("prometheus", _SINCE):
        return
    for source, selector in queries(graph).matched:
        for name, operator, value in selector.matchers:
            if name in _NUMBERS and value.isdigit() and operator in {"=", "!="}:
                yield pql023.finding(
                    f'no series has `{name}="{value}"`',
                    source.label(f'Prometheus writes it "{value}.0"', f'"{value}"'),
                    why="the query selects nothing, so an alert on it never fires"
                    if operator == "="
                    else "the matcher leaves nothing out",
                    help=f'write `{name}{operator}"{value}.0"`; `{name}=~"{value}([.]0)?"` finds older samples too',
                    edits=replaced(source.owner, "expr", f'{name}{operator}"{value}"', f'{name}{operator}"{value}.0"'),
                )
