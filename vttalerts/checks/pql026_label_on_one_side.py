"""Two sides of an operator of which only one has a label that must be equal.

## What it does
Works out the labels of both sides of an operator, and of the parts of `all_of`, and compares those that must be
equal: all of them, those in `on (…)`, or those not in `ignoring (…)`. Sides whose labels nobody can tell all, because a
metric is not declared, are not looked at.

## Why it is bad
A missing label counts as empty, and equals no other value: no series finds its partner, the result is empty, and the
alert can never fire.

## Bad
```python
alert = Alert(
    name="VTTErrorsAndMemory",
    expr=all_of(error_ratio > percent(5), memory_usage > percent(90)),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="errors, and the memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTErrorsAndMemory",
    expr=all_of(error_ratio > percent(5), memory_usage > percent(90), on=()),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="errors, and the memory is nearly full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.joins import Join, joins


@check(level=Level.WARNING)
def pql026(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every join on a label that one side never has."""
    for join in joins(graph):
        if join.contrary is None and join.lopsided:
            labels = " and ".join(f"`{label}`" for label in join.lopsided)
            yield pql026.finding(
                f"only one side of `{join.operator}` has {labels}",
                join.place(_sides(join)),
                why="nothing is ever removed, so the alert fires when it must not"
                if join.operator == "unless"
                else "no series finds its partner, so the result is empty and an alert on it never fires",
                help=f"say which labels make series the same: {_on(join)}",
            )


def _sides(join: Join) -> str:
    left, right = (", ".join(f"`{label}`" for label in sorted(side)) or "no label" for side in (join.left, join.right))
    return f"{left} on the left, {right} on the right"


def _on(join: Join) -> str:
    shared = sorted(join.left & join.right)
    if join.combined:
        return f"on=({', '.join(repr(label) for label in shared)}{',' if len(shared) == 1 else ''})".replace("'", '"')
    return f"`{join.operator} on ({', '.join(shared)})`"
