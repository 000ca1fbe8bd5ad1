"""An annotation that is to be a link is none.

## What it does
Looks at annotations called `…_url` or `…_link` whose value is no absolute address. Templates are not judged.

## Why it is bad
The chat shows it as a word, and nobody can click on it.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    annotations={"runbook_url": "runbooks/memory-full"},
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    annotations={"runbook_url": "https://docs.example.com/runbooks/memory-full"},
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

_ENDINGS: Final = ("_url", "_link", "_uri")
_ADDRESS: Final = re.compile(r"\w[\w+.-]*://\S+")


@check(level=Level.WARNING)
def rbk004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every annotation that is called a link and is none."""
    for placed in graph.alerts:
        for name, text in placed.alert.annotations.items():
            if name.endswith(_ENDINGS) and "{{" not in text and not _ADDRESS.fullmatch(text.strip()):
                yield rbk004.finding(
                    f"`{name}` of {placed.name} is no address",
                    placed.alert.at("nobody can click on this", "annotations", snippet=text),
                    why="whoever is woken has to find out where it leads",
                    help="write the whole address: `https://…`",
                )
