"""Two runbooks have the same address.

## What it does
Compares the slugs of all runbooks that alerts name.

## Why it is bad
One overwrites the other. Whoever follows the link from a page reads what to do about something else.

## Bad
```python
full = Runbook(
    slug="memory",
    title="Memory is full",
    impact="The server is killed.",
    investigation=("Look for the campaign that grows.",),
    resolution=("Restart the server.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
leak = Runbook(
    slug="memory",
    title="Memory leaks",
    impact="The server is killed in some hours.",
    investigation=("Compare the heap with yesterday's.",),
    resolution=("Restart the server at night.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
common = {"service": "vtt-server", "summary": "memory"}
critical = Alert(
    name="VTTFull", expr=memory_usage > percent(95), severity=Severity.CRITICAL, runbook=full, **common
)
warning = Alert(
    name="VTTLeak", expr=memory_usage > percent(85), severity=Severity.WARNING, runbook=leak, **common
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(critical, warning)),))
```

## Good
```python
full = Runbook(
    slug="memory-full",
    title="Memory is full",
    impact="The server is killed.",
    investigation=("Look for the campaign that grows.",),
    resolution=("Restart the server.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
leak = Runbook(
    slug="memory-leak",
    title="Memory leaks",
    impact="The server is killed in some hours.",
    investigation=("Compare the heap with yesterday's.",),
    resolution=("Restart the server at night.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)
common = {"service": "vtt-server", "summary": "memory"}
critical = Alert(
    name="VTTFull", expr=memory_usage > percent(95), severity=Severity.CRITICAL, runbook=full, **common
)
warning = Alert(
    name="VTTLeak", expr=memory_usage > percent(85), severity=Severity.WARNING, runbook=leak, **common
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(critical, warning)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.runbooks import Runbook


@check(in_files=None)
def rbk001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every runbook whose slug an earlier one has."""
    first: dict[str, Runbook] = {}
    for runbook in graph.runbooks:
        other = first.setdefault(runbook.slug, runbook)
        if other is not runbook:
            yield rbk001.finding(
                f"two runbooks have the slug {runbook.slug}",
                runbook.at("the second one", "slug"),
                other.at("the first one", "slug"),
                why="one overwrites the other, and a page leads to what to do about something else",
                help="change one of them",
            )
