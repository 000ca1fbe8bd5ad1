"""A notification prints a label by which its route does not group.

## What it does
Compares `.GroupLabels` in the notifications of each receiver with the `group_by` of the routes to it, each its own or
inherited.

## Why it is bad
`.GroupLabels` has the labels of `group_by` and no others. The title of every message has a hole.

## Bad
```python
team = Receiver(
    name="team", integrations=(Slack(api_url=secret("SLACK_URL"), title="{{ .GroupLabels.instance }} is in trouble"),)
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_by=("alertname", "service")),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
team = Receiver(
    name="team", integrations=(Slack(api_url=secret("SLACK_URL"), title="{{ .GroupLabels.service }} is in trouble"),)
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, group_by=("alertname", "service")),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.notices import notices


@check(level=Level.WARNING)
def tpl011(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label of the group that a route does not group by, once a receiver and a label."""
    if graph.routing is None:
        return
    known = notices(graph)
    for receiver in graph.receivers:
        for part in known.of(receiver):
            if not part.template.group_labels:
                continue
            for reference in part.unguarded(part.template.group_labels):
                name = reference.name
                route = next(
                    (
                        route
                        for route, labels in known.groupings(receiver)
                        if name not in labels and "..." not in labels
                    ),
                    None,
                )
                if route is not None:
                    yield tpl011.finding(
                        f"{receiver.name} prints the group's `{name}`, by which nothing is grouped",
                        part.spec.at("always empty", part.keyword, snippet=part.words(reference)),
                        route.at("grouped by others, or by what the parent says", "group_by"),
                        why="the message has a hole where the label should stand",
                        help=f'write `.CommonLabels.{name}`, or add "{name}" to `group_by`',
                    )
