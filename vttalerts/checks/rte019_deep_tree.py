"""A routing tree that nobody can follow by eye.

## What it does
Counts the levels of the routing tree.

## Why it is bad
Who is told follows from every matcher on the way and from every `continue_` beside it. In a tree of more than five
levels nobody sees that at night, and the edit that should stop a page stops others.

## Bad
```python
deep = Route(matchers=match(rack="7"), receiver=team)
for label in ("row", "room", "site", "region", "cloud"):
    deep = Route(matchers=match(**{label: "a"}), receiver=team, routes=(deep,))
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, routes=(deep,)),
    deliveries=tuple(
        Delivery(given=match(**dict.fromkeys(("cloud", "region", "site", "room", "row")[:depth], "a")), reaches=(team,))
        for depth in range(6)
    )
    + (Delivery(given=match(cloud="a", region="a", site="a", room="a", row="a", rack="7"), reaches=(team,)),),
)
```

## Good
```python
flat = Route(matchers=match(cloud="a", region="a", site="a", room="a", row="a", rack="7"), receiver=team)
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, routes=(flat,)),
    deliveries=(
        Delivery(given=match(cloud="b"), reaches=(team,)),
        Delivery(given=match(cloud="a", region="a", site="a", room="a", row="a", rack="7"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.reach import reach

_MOST_LEVELS: Final = 5
"""Levels below the root that a person follows without a pencil."""


@check(level=Level.WARNING)
def rte019(graph: Graph) -> Iterator[Diagnostic]:
    """Yield the first node on each way that goes too deep."""
    ways = reach(graph)
    for step in ways.router.steps if ways is not None else ():
        if len(step.path) == _MOST_LEVELS + 2:
            yield rte019.finding(
                f"this route lies {len(step.path) - 1} levels below the root",
                step.route.at(f"the way to {step.receiver.name} has {len(step.path) - 1} turns"),
                why="nobody can tell at night who will be told, and an edit above changes it unseen",
                help="put the matchers of the way into one route, and place it under the root",
            )
