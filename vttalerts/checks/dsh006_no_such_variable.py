"""A dashboard refers to a variable that it does not have.

## What it does
Looks for `$name`, `${name}` and `[[name]]` in queries, titles, texts and links, and compares them with the dashboard's
variables. Names that begin with two underscores are Grafana's own.

`--fix` writes the right name if only one is near.

## Why it is bad
Grafana leaves the word as it is. The query selects nothing, or is refused, and the panel is empty during the incident.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    variables=(LabelValues(name="service", label_name="service", metric=requests),),
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(
                    title="Requests",
                    targets=Query(expr='sum(rate(http_requests_total{service="$servce"}[$__rate_interval]))'),
                ),
                TimeSeriesPanel(
                    title="Errors of $service",
                    targets=Query(expr='sum(rate(http_requests_total{service="$service"}[$__rate_interval]))'),
                ),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    variables=(LabelValues(name="service", label_name="service", metric=requests),),
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(
                    title="Requests of $service",
                    targets=Query(expr='sum(rate(http_requests_total{service="$service"}[$__rate_interval]))'),
                ),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.simulate.boards import boards

_OTHERS: Final = ("__", "DS_", "VAR_")
"""How Grafana's own names begin, and those that it asks for when a dashboard is imported by hand (`__inputs`)."""


@check(level=Level.WARNING, in_files=None)
def dsh006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every reference to a variable that there is not, once a text."""
    for one in boards(graph):
        board = one.board
        names = one.names
        seen: set[tuple[int, str]] = set()
        for mention in one.mentions:
            name = mention.name
            grouped = f"(?P<{name}>" in mention.text  # `label_replace` refers to a group like that too
            if name in names or name.startswith(_OTHERS) or grouped or (id(mention.spec), name) in seen:
                continue
            if mention.keyword == "datasource":
                continue  # a finding of its own
            seen.add((id(mention.spec), name))
            near = next(iter(get_close_matches(name, names, n=1, cutoff=0.6)), "")
            yield dsh006.finding(
                f"{board.title} has no variable `{name}`",
                mention.spec.at(
                    f"did you mean `${near}`?" if near else "nobody can choose it",
                    mention.keyword,
                    snippet=mention.words,
                ),
                why="Grafana leaves the word as it is, and the panel is empty when somebody needs it",
                help=f"write `${near}`" if near else f"add the variable to `variables` of {board.title}",
                edits=respelt(mention.spec, mention.keyword, name, names),
            )
