"""An annotation or a label is called nearly as others are.

## What it does
Compares the names of annotations with `summary`, `description`, `runbook_url` and `dashboard_url`, and those of labels
with `severity` and `service`.

`--fix` writes the right name if only one is near.

## Why it is bad
The template of the notification reads `runbook_url`. Whoever is woken by the alert with `runbok_url` gets no link.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
    annotations={"dashbord_url": "https://grafana.example.com/d/vtt"},
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
    runbook=runbook,
    annotations={"dashboard_url": "https://grafana.example.com/d/vtt"},
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import replaced

_WELL_KNOWN: Final = {
    "annotations": ("summary", "description", "runbook_url", "dashboard_url"),
    "labels": ("severity", "service"),
}
_LIKENESS: Final = 0.85


@check(level=Level.WARNING)
def alr023(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every name that looks like a slip of a well-known one."""
    for placed in graph.alerts:
        alert = placed.alert
        for keyword, names in (("annotations", alert.annotations), ("labels", alert.labels)):
            for name in names:
                near = _near(keyword, name)
                if near:
                    yield alr023.finding(
                        f"`{name}` of {alert.name} is nearly `{near}`",
                        alert.at(f"did you mean `{near}`?", keyword, snippet=name),
                        why="what reads the well-known name, a template or a route, does not see this one",
                        help=f"write `{near}`",
                        edits=replaced(alert, keyword, name, near),
                    )


@cache
def _near(keyword: str, name: str) -> str:
    known = _WELL_KNOWN[keyword]
    if name in known:
        return ""
    return next(iter(get_close_matches(name, known, n=1, cutoff=_LIKENESS)), "")
