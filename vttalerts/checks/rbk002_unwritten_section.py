"""A runbook has a section that nobody has written yet.

## What it does
Looks for impacts, steps and contacts that are blank, or that say `TODO`, `TBD`, `FIXME` or `…` and nothing else to
do.

## Why it is bad
Whoever is woken opens the runbook and finds a promise. That costs the minutes that the runbook was to save.

## Bad
```python
full = Runbook(
    slug="memory-full",
    title="Memory is full",
    impact="The server is killed.",
    investigation=("Look for the campaign that grows.",),
    resolution=("TODO",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=full,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
full = Runbook(
    slug="memory-full",
    title="Memory is full",
    impact="The server is killed.",
    investigation=("Look for the campaign that grows.",),
    resolution=("Restart the server: `systemctl restart vtt`.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=full,
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
from vttalerts.model.runbooks import Runbook

_UNWRITTEN: Final = re.compile(r"\s*(?:(?:TODO|TBD|FIXME|XXX)\b.*|\.\.\.|…|-|\?)?\s*", re.IGNORECASE | re.DOTALL)


@check(level=Level.WARNING, in_files=None)
def rbk002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every section of a runbook that is blank or a placeholder."""
    for runbook in graph.runbooks:
        for keyword, text in _sections(runbook):
            if _UNWRITTEN.fullmatch(text):
                yield rbk002.finding(
                    f"`{keyword}` of the runbook {runbook.slug} is not written",
                    runbook.at("nothing to do here yet", keyword, snippet=text.strip()),
                    why="whoever is woken finds a promise instead of what to do",
                    help="write what you would do first if it happened now; one line is enough",
                )
                break


def _sections(runbook: Runbook) -> Iterator[tuple[str, str]]:
    yield "impact", runbook.impact
    yield from (("investigation", step) for step in runbook.investigation)
    yield from (("resolution", step) for step in runbook.resolution)
    yield from (("escalation", contact.reach) for contact in runbook.escalation)
