"""A dashboard is not as the team has agreed that dashboards are.

## What it does
Holds dashboards against the platform's `Policy`: the variables that each must have, and whether every panel must say
what it means.

## Why it is bad
On call people look at dashboards that they have never seen. They find the choice of the cluster where it always is, or
they look at the wrong cluster.

## Bad
```python
board = Dashboard(
    uid="vtt", title="VTT", rows=(Row(panels=(TimeSeriesPanel(title="Memory", targets=memory_usage),)),)
)
platform = Platform(
    name="vtt", scrape=(server,), dashboards=(board,), policy=Policy(panel_descriptions=True)
)
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(panels=(TimeSeriesPanel(title="Memory", description="Near 100 % it is killed.", targets=memory_usage),)),
    ),
)
platform = Platform(
    name="vtt", scrape=(server,), dashboards=(board,), policy=Policy(panel_descriptions=True)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.panel import Panel
from vttalerts.simulate.agreed import reason


@check()
def dsh016(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything about dashboards that is against the policy."""
    policy = graph.policy
    if policy is None:
        return
    for board in graph.dashboards:
        names = {variable.name for variable in board.variables}
        for name in policy.dashboard_variables:
            if name not in names:
                yield dsh016.finding(
                    f"{board.title} has no variable `{name}`",
                    board.at("nobody can choose it", "variables"),
                    policy.at("agreed here", "dashboard_variables"),
                    why=reason(policy),
                    help=f"add the variable `{name}` to `variables`",
                )
    if not policy.panel_descriptions:
        return
    for board, panel in graph.panels:
        if (panel.indicators() or panel.queries()) and not _described(panel):
            yield dsh016.finding(
                f'"{panel.title}" of {board.title} does not say what it means',
                panel.at("no `description`"),
                policy.at("agreed here", "panel_descriptions"),
                why=reason(policy),
                help="add description=…, what a high or low value means",
            )


def _described(panel: Panel) -> bool:
    """Tell whether a panel has a description, its own or that of its only indicator."""
    indicators = panel.indicators()
    alone = len(indicators) == 1 and not panel.queries()
    return bool(panel.description) or (alone and bool(indicators[0].description))
