"""A link leads to a dashboard, or to a panel, that there is not.

## What it does
Compares links to `/d/<uid>` on dashboards, in panels and in the annotations of alerts with the dashboards of the
platform, and menus by tags with their tags. Addresses of another Grafana, and variables, are not looked at.

`--fix` writes the right name if only one is near.

## Why it is bad
Whoever was paged clicks, and reads "dashboard not found".

## Bad
```python
board = Dashboard(
    uid="vtt-memory",
    title="Memory",
    links=(Link(title="Errors", url="/d/vtt-error"),),
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
errors = Dashboard(
    uid="vtt-errors", title="Errors", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board, errors))
```

## Good
```python
board = Dashboard(
    uid="vtt-memory",
    title="Memory",
    links=(Link(title="Errors", url="/d/vtt-errors"),),
    rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),),
)
errors = Dashboard(
    uid="vtt-errors", title="Errors", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board, errors))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.edits import respelt
from vttalerts.model.links import Link
from vttalerts.model.spec import Spec

_ADDRESS: Final = re.compile(r"/d/([A-Za-z0-9_-]+)(?:[/?]\S*?viewPanel=(?:panel-)?(\d+))?")
_WHY: Final = "whoever was paged clicks, and reads that it was not found"


@check(level=Level.WARNING)
def dsh014(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every link to a dashboard or a panel that the platform does not have."""
    if not graph.dashboards:
        return
    by_uid = {board.uid: board for board in graph.dashboards}
    base = graph.text(graph.deployment.grafana_url).rstrip("/") if graph.deployment is not None else ""
    for spec, keyword, text in _links(graph):
        found = _ADDRESS.match(text.removeprefix(base))
        if found is None:
            continue
        board = by_uid.get(found[1])
        if board is None:
            near = next(iter(get_close_matches(found[1], sorted(by_uid), n=1, cutoff=0.6)), "")
            yield dsh014.finding(
                f"there is no dashboard {found[1]}",
                spec.at(f"did you mean `{near}`?" if near else "leads nowhere", keyword, snippet=found[1]),
                why=_WHY,
                help=f"write `/d/{near}`" if near else "name a dashboard that is there, or remove the link",
                edits=respelt(spec, keyword, found[1], by_uid),
            )
        elif found[2] and int(found[2]) not in _numbers(board):
            yield dsh014.finding(
                f"{board.title} has no panel {found[2]}",
                spec.at("leads to no panel", keyword, snippet=f"viewPanel={found[2]}"),
                why=_WHY,
                help="name the number of a panel, or give the alert `dashboard=…` and let the build find it",
            )
    for link in _menus(graph):
        if not any(set(board.tags).issuperset(link.tags) for board in graph.dashboards):
            yield dsh014.finding(
                f'no dashboard has all tags of the menu "{link.title}"',
                link.at("an empty menu", "tags"),
                why="whoever looks for the next dashboard finds an empty menu",
                help="give the dashboards the tag, or remove the link",
            )


def _links(graph: Graph) -> Iterator[tuple[Spec, str, str]]:
    for placed in graph.alerts:
        for text in placed.alert.annotations.values():
            if "/d/" in text:
                yield placed.alert, "annotations", text
    for board in graph.dashboards:
        for link in (*board.links, *(link for row in board.rows for panel in row.panels for link in panel.links)):
            if link.url:
                yield link, "url", graph.text(link.url)


def _menus(graph: Graph) -> Iterator[Link]:
    for board in graph.dashboards:
        yield from (link for link in board.links if link.tags)


def _numbers(board: Dashboard) -> set[int]:
    return {spot.id for band in board.layout for spot in band.spots}
