"""Two platforms have the same name.

## What it does
Compares the names of the platform and of those that it includes.

## Why it is bad
The name is part of the rule files' names. One platform's rules overwrite the other's, and its alerts are gone.

## Bad
```python
base = Platform(name="vtt")
platform = Platform(name="vtt", includes=(base,))
```

## Good
```python
base = Platform(name="vtt")
platform = Platform(name="campaigns", includes=(base,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform


@check(in_files=None)
def def052(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every platform whose name an included one has."""
    first: dict[str, Platform] = {}
    for platform in graph.platforms:
        other = first.setdefault(platform.name, platform)
        if other is not platform:
            yield def052.finding(
                f"two platforms are called {platform.name}",
                platform.at("the second one", "name"),
                other.at("the first one, included by it", "name"),
                why="the rule files of one overwrite those of the other, and its alerts are gone",
                help="rename one",
            )
