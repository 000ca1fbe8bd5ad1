"""An alert reaches only receivers that tell nobody.

## What it does
Sends every alert of severity `critical` or `warning` through the routing tree and looks at the receivers: one
without integrations swallows what it gets. Alerts of which nobody can tell the way yet are not looked at.

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
from vttalerts.simulate.reach import reach

_MUST_BE_HEARD: Final = frozenset({Severity.CRITICAL, Severity.WARNING})


@check(in_files=None)
def rte005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert that nobody hears."""
    ways = reach(graph)
    for view, steps in ways.certain if ways is not None else ():
        if view.placed.severity in _MUST_BE_HEARD and not any(step.receiver.integrations for step in steps):
            root = len(steps[0].path) == 1 if steps else True
            yield rte005.finding(
                f"nobody hears of {view.name}",
                view.placed.alert.at(
                    "falls through to the default receiver" if root else "goes to a receiver without integrations"
                ),
                *(step.receiver.at("tells nobody") for step in steps[:1]),
                why="it fires, and no phone rings and no chat shows it",
                help="add a route for it, or an integration to the receiver",
            )
