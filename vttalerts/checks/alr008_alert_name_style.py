"""An alert's name is not written like the others.

## What it does
Alert names are CamelCase: letters and digits, the first a capital letter.

## Why it is bad
People type alert names into searches, silences and chat while something is on fire. Names that follow one pattern
are typed right the first time.

## Bad
```python
alert = Alert(
    name="vtt_critical_memory_usage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VttCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph

_CAMEL: Final = re.compile(r"[A-Z][A-Za-z0-9]*")


@check(level=Level.WARNING, in_files=None)
def alr008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose name is no CamelCase."""
    for placed in graph.alerts:
        if not _CAMEL.fullmatch(placed.name):
            better = "".join(part[:1].upper() + part[1:] for part in placed.name.split("_"))
            yield alr008.finding(
                f"`{placed.name}` is not written in CamelCase",
                placed.alert.at("not like the other alerts", "name"),
                why="a silence typed from memory would miss it",
                help=f'write name="{better}"' if _CAMEL.fullmatch(better) else "begin it with a capital letter",
            )
