"""The root of the routing tree restricts what it takes.

## What it does
Looks for matchers, time intervals or `continue_` on the root, and for a root without a receiver.

## Why it is bad
Every alert enters at the root, and must get somewhere. Alertmanager refuses the file, and goes on with the routing
it had before, or does not start.

## Bad
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team, matchers=match(service="web")),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
platform = Platform(
    name="vtt",
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph

_FORBIDDEN: Final = ("matchers", "mute_time_intervals", "active_time_intervals", "continue_")
"""What the root must not have (alertmanager config/config.go `Config.UnmarshalYAML`, `Load`)."""


@check(in_files=Level.ERROR)
def rte013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything that the root must not have, and the receiver that it must."""
    root = graph.routing
    if root is None:
        return
    why = "Alertmanager refuses the file, and keeps the routing that it had before"
    for keyword in _FORBIDDEN:
        if root.__dict__[keyword]:
            yield rte013.finding(
                f"the root of the routing tree has `{keyword}`",
                root.at("every alert must be able to enter here", keyword),
                why=why,
                help=f"move `{keyword}` into a child: routes=(Route({keyword}=…),)",
            )
    if root.receiver is None:
        yield rte013.finding(
            "the root of the routing tree has no receiver",
            root.at("nobody is told of what no child takes"),
            why=why,
            help="add `receiver=…`: whoever hears of what no route claims",
        )
