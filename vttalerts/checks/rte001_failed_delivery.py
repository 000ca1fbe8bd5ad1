"""The routing tree does not keep a promise.

## What it does
Sends the labels of every `Delivery` through the routing tree, as Alertmanager would, and compares who is told with
who was promised.

## Why it is bad
`DELIVERIES` is what the team believes about its routing. Where the tree does something else, somebody waits for a
page that goes to somebody else.

## Bad
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(severity="critical"), receiver=team),
        Route(matchers=match(service="database"), receiver=dba_team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(dba_team, team)),
        Delivery(given=match(service="database", severity="warning"), reaches=(dba_team,)),
        Delivery(given=match(service="web", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web", severity="warning"), reaches=(team,)),
    ),
)
```

## Good
```python
dba_team = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
routing = Route(
    receiver=team,
    routes=(
        Route(matchers=match(service="database"), receiver=dba_team, continue_=True),
        Route(matchers=match(severity="critical"), receiver=team),
    ),
)
platform = Platform(
    name="vtt",
    routing=routing,
    deliveries=(
        Delivery(given=match(service="database", severity="critical"), reaches=(dba_team, team)),
        Delivery(given=match(service="database", severity="warning"), reaches=(dba_team,)),
        Delivery(given=match(service="web", severity="critical"), reaches=(team,)),
        Delivery(given=match(service="web", severity="warning"), reaches=(team,)),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.graph import Graph
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Delivery, Route
from vttalerts.simulate.reach import reach
from vttalerts.simulate.routing import Router, Step

_MOST_SHOWN = 3
"""How many nodes of the tree a finding shows: more hide the one to edit."""


@check(in_files=None)
def rte001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every delivery that the tree does not make."""
    ways = reach(graph)
    if ways is None:
        return
    for delivery in graph.deliveries:
        steps = ways.router.match(delivery.labels())
        told = list(dict.fromkeys(step.receiver for step in steps))
        if set(told) != set(delivery.reaches):
            yield _finding(ways.router, delivery, steps, told)


def _finding(router: Router, delivery: Delivery, steps: tuple[Step, ...], told: list[Receiver]) -> Diagnostic:
    labels = delivery.labels()
    missing = [one for one in dict.fromkeys(delivery.reaches) if one not in told]
    extra = [one for one in told if one not in delivery.reaches]
    shown = [_way(step) for step in steps if not missing or step.receiver in extra] or [_way(step) for step in steps]
    if missing:
        wanted = next((step for step in router.steps if step.receiver is missing[0]), None)
        if wanted is not None:
            note, mend = _obstacle(wanted, labels, steps)
            shown = [*shown[: _MOST_SHOWN - 1], note]
        else:
            mend = f"add a route to {missing[0].name}: Route(matchers=…, receiver=…)"
    else:
        mend = f"add {_names(extra)} to `reaches`, or remove `continue_=True` from the route before"
    given = ", ".join(f"{name}={value}" for name, value in labels.items()) or "an alert without labels"
    return rte001.finding(
        f"{given} reaches {_names(told)}, not {_names(delivery.reaches)}",
        delivery.at(f"promised to {_names(delivery.reaches)}", "reaches"),
        *shown[:_MOST_SHOWN],
        why=f"{_names(missing)} would wait for a page that never comes"
        if missing
        else f"{_names(extra)} would be woken for somebody else's trouble",
        help=mend,
    )


def _way(step: Step) -> Label:
    if len(step.path) == 1:
        return step.route.at(f"falls through to {step.receiver.name}: no child of the root matches")
    words = "takes it too, and continues" if step.route.continue_ else "takes it, and does not continue"
    return step.route.at(f"{step.receiver.name} {words}")


def _obstacle(wanted: Step, labels: Mapping[str, str], steps: tuple[Step, ...]) -> tuple[Label, str]:
    """Return why the labels never get to a node, and the edit that lets them."""
    for route in wanted.path:
        for matcher in route.matchers:
            value = labels.get(matcher.label, "")
            if not matcher.matches(value):
                has = f'`{matcher.label}="{value}"`' if value else f"no `{matcher.label}`"
                note = route.at(f"wants {matcher}, and the alert has {has}", "matchers")
                return note, f"change this matcher on `{matcher.label}`, or the labels in `given`"
    if wanted.route.routes and any(wanted.route in step.path for step in steps):
        return wanted.route.at("gets here, and a child takes it"), "continue in a child, or promise its receiver"
    taker = _taker(wanted.path, steps)
    note = wanted.route.at(f"would tell {wanted.receiver.name}, and never gets its turn")
    if taker is None:
        return note, "move this route up, above the one that takes the alert"
    return note, f"add `continue_=True` to the route at line {taker.span().line}, which takes the alert first"


def _taker(path: tuple[Route, ...], steps: Iterable[Step]) -> Route | None:
    """Return the sibling, on the way to a node, that took the alert before."""
    taken = {id(route) for step in steps for route in step.path}
    for parent, child in pairwise(path):
        for sibling in parent.routes:
            if sibling is child:
                break
            if id(sibling) in taken and not sibling.continue_:
                return sibling
    return None


def _names(receivers: Iterable[Receiver]) -> str:
    return " and ".join(receiver.name for receiver in receivers) or "nobody"
