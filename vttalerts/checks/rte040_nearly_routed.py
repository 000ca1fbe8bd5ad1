"""An alert falls through to the root, and a label of it is nearly what a route waits for.

## What it does
Takes every alert that no route below the root claims, with every value that its labels are known to have, and looks for
a route that waits for nearly such a value. A route that no alert reaches at all is RTE004.

`--fix` writes the route's value.

## Why it is bad
The route is right and its other alerts arrive, so nobody notices: this one goes to whoever reads what nobody claimed.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"team": "dba-team"},
    summary="the database is full",
    runbook=runbook,
)
slow = Alert(
    name="VTTDatabaseSlow",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    labels={"team": "dbaa-team"},
    summary="the database is slow",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full, slow)),),
    routing=Route(receiver=team, routes=(Route(matchers=match(team="dba-team"), receiver=dba_team),)),
    deliveries=(
        Delivery(given=match(team="dba-team"), reaches=(dba_team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
full = Alert(
    name="VTTDatabaseFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"team": "dba-team"},
    summary="the database is full",
    runbook=runbook,
)
slow = Alert(
    name="VTTDatabaseSlow",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    labels={"team": "dba-team"},
    summary="the database is slow",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="database", alerts=(full, slow)),),
    routing=Route(receiver=team, routes=(Route(matchers=match(team="dba-team"), receiver=dba_team),)),
    deliveries=(
        Delivery(given=match(team="dba-team"), reaches=(dba_team,)),
        Delivery(given=match(service="web"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.edits import respelt
from vttalerts.simulate.fleet import View
from vttalerts.simulate.mistyped import Mistyped, Vocabulary
from vttalerts.simulate.reach import reach

Value = Callable[[str], str | None]


@check(level=Level.WARNING)
def rte040(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that falls through to the root for a value that nearly is a route's."""
    found = reach(graph)
    if found is None or len(found.router.steps) == 1:
        return
    # What no alert reaches has a finding of its own.
    words = Vocabulary(step for step in found.router.steps if found.reaches(step.route))
    for view, steps in found.certain:
        if len(steps) == 1 and len(steps[0].path) == 1:
            yield from _looked_at(words, view.placed, view.value)
    if found.uncertain:
        yield from _open(graph, words, found.uncertain)


def _open(graph: Graph, words: Vocabulary, views: list[View]) -> Iterator[Diagnostic]:
    """Yield those that only some values of a label make fall through, where the values are known."""
    from vttalerts.simulate.proof import proof

    made = proof(graph)
    for view in views if made is not None else ():
        for one in made.known(view.placed) if made is not None else ():
            if len(one.steps) == 1 and len(one.steps[0].path) == 1:
                yield from _looked_at(words, view.placed, one.example.get)


def _looked_at(words: Vocabulary, placed: PlacedAlert, value: Value) -> Iterator[Diagnostic]:
    for label in words.labels:
        if label != "alertname":
            found = words.nearly(label, value(label) or "")
            if found is not None:
                yield _finding(placed, found)
                return


def _finding(placed: PlacedAlert, found: Mistyped) -> Diagnostic:
    label, value, wanted = found.label, found.value, found.wanted
    field = label if label in {"service", "severity"} and getattr(placed.alert, label) else "labels"
    return rte040.finding(
        f'{placed.name} falls through to the root with `{label}="{value}"`',
        placed.alert.at(f'did you mean "{wanted}"?', field if label in placed.labels else "expr", snippet=f'"{value}"'),
        found.route.at(f'waits for "{wanted}"', "matchers"),
        why="the route's other alerts arrive, and this one goes to whoever reads what nobody claimed",
        help=f'write {label}="{wanted}"',
        edits=respelt(placed.alert, field, value, (wanted,)),
    )
