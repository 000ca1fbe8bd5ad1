"""A dashboard lets people choose what changes nothing.

## What it does
Looks for variables that no query, no title, no link and no other variable refers to.

## Why it is bad
Somebody chooses the sick service at the top, looks at the numbers of all services, and believes that it is well.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    variables=(LabelValues(name="service", label_name="service", metric=requests),),
    rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.boards import boards


@check(level=Level.WARNING, in_files=None)
def dsh007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every variable that nothing refers to."""
    for one in boards(graph):
        if one.opaque or not one.board.variables:
            continue
        used = {mention.name for mention in one.mentions} | one.repeats
        for variable in one.board.variables:
            if variable.name not in used:
                yield dsh007.finding(
                    f"nothing on {one.board.title} depends on `{variable.name}`",
                    variable.at("chosen for nothing", "name"),
                    why="people choose one thing, see the numbers of all, and draw the wrong conclusion",
                    help=f"use `${variable.name}` in the queries, or remove the variable",
                )
