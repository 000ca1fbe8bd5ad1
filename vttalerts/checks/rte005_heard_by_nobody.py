"""An alert reaches only receivers that tell nobody.

## What it does
Sends every alert of severity `critical` or `warning` through the routing tree and looks at the receivers: one
without integrations swallows what it gets. Where the way depends on a label, each value that it is known to have is
looked at; a value that only an incident tells is not.

## Why it is bad
It fires, it is in nobody's chat and on nobody's phone, and the dashboard shows it to those who look.

## Bad
```python
nobody = Receiver(name="nobody", integrations=())
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=nobody),
    deliveries=(Delivery(given=match(service="web"), reaches=(nobody,)),),
)
```

## Good
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.alerts import Severity
from vttalerts.simulate.fleet import View
from vttalerts.simulate.reach import reach
from vttalerts.simulate.ways import Way, Ways

_MUST_BE_HEARD: Final = frozenset({Severity.CRITICAL, Severity.WARNING})


@check(in_files=None)
def rte005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that nobody hears."""
    found = reach(graph)
    if found is None:
        return
    for view, steps in found.certain:
        yield from _heard(view, Way(steps))
    if found.uncertain and not all(step.receiver.integrations for step in found.router.steps):
        all_ways = Ways(graph, found)
        for view in found.uncertain:
            for way in all_ways.known(view.placed):
                yield from _heard(view, way)


def _heard(view: View, way: Way) -> Iterator[Diagnostic]:
    steps = way.steps
    if view.placed.severity in _MUST_BE_HEARD and not any(step.receiver.integrations for step in steps):
        root = len(steps[0].path) == 1 if steps else True
        yield rte005.finding(
            f"nobody hears of {way.of(view.name)}",
            view.placed.alert.at(
                "falls through to the default receiver" if root else "goes to a receiver without integrations"
            ),
            *(step.receiver.at("tells nobody") for step in steps[:1]),
            why="it fires, and no phone rings and no chat shows it",
            help="add a route for it, or an integration to the receiver",
        )
