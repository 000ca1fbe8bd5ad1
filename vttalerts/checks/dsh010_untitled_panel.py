"""A panel without a title.

## What it does
Looks for panels without a title that draw something. Texts need none, and neither do panels that are transparent, which
are part of another one's picture.

## Why it is bad
"Look at the second one from the left" is said on the phone, and two people look at two panels.

## Bad
```python
board = Dashboard(uid="vtt", title="VTT", rows=(Row(panels=(TimeSeriesPanel(targets=memory_usage),)),))
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt", title="VTT", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph


@check(level=Level.WARNING)
def dsh010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every panel that draws something under no heading."""
    for board, panel in graph.panels:
        if not panel.title and not panel.transparent and (panel.indicators() or panel.queries()):
            yield dsh010.finding(
                f"a panel of {board.title} has no title",
                panel.at("nobody can say its name"),
                why="people on one call look at different panels, and talk past each other",
                help="add title=…, what it shows in two or three words",
            )
