"""Two indicators have the same name.

## What it does
Compares the names of all indicators that alerts compare, panels draw, or the platform names.

## Why it is bad
`vttalerts list` and `explain` show one name for two numbers, and a message about one of them is read as about the
other.

## Bad
```python
usage = Indicator(name="usage", unit=PERCENT, expr=memory)
errors = Indicator(name="usage", unit=RATIO, expr=error_ratio.text)
platform = Platform(name="vtt", scrape=(server,), indicators=(usage, errors))
```

## Good
```python
usage = Indicator(name="memory_usage", unit=PERCENT, expr=memory)
errors = Indicator(name="error_ratio", unit=RATIO, expr=error_ratio.text)
platform = Platform(name="vtt", scrape=(server,), indicators=(usage, errors))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.expr import Indicator


@check(level=Level.WARNING, in_files=None)
def def053(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every indicator whose name an earlier one has."""
    first: dict[str, Indicator] = {}
    for indicator in graph.indicators:
        other = first.setdefault(indicator.name, indicator)
        if other is not indicator:
            yield def053.finding(
                f"two indicators are called {indicator.name}",
                indicator.at("the second one", "name"),
                other.at("the first one", "name"),
                why="a message about one of them is read as about the other",
                help="rename one, or use one object in both places",
            )
