"""An alert leads to a runbook that there is not.

## What it does
Compares `runbook_url` annotations that are written as texts with the runbooks of the platform, where the address lies
below the platform's `runbook_url`. Platforms without runbooks keep them elsewhere, and are not looked at.

`--fix` writes the right address if only one is near.

## Why it is bad
Whoever is woken opens the link and reads "404 not found".

## Bad
```python
COMMON = {"severity": Severity.CRITICAL, "service": "vtt-server", "summary": "memory is full"}
ALERTS = (
    Alert(name="VTTMemoryFull", expr=memory_usage > percent(95), runbook=runbook, **COMMON),
    Alert(
        name="VTTMemoryFuller",
        expr=memory_usage > percent(98),
        annotations={"runbook_url": "https://docs.example.com/runbooks/memory-ful"},
        **COMMON,
    ),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=ALERTS),),
    runbook_url="https://docs.example.com/runbooks",
)
```

## Good
```python
COMMON = {"severity": Severity.CRITICAL, "service": "vtt-server", "summary": "memory is full"}
ALERTS = (
    Alert(name="VTTMemoryFull", expr=memory_usage > percent(95), runbook=runbook, **COMMON),
    Alert(name="VTTMemoryFuller", expr=memory_usage > percent(98), runbook=runbook, **COMMON),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=ALERTS),),
    runbook_url="https://docs.example.com/runbooks",
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt


@check()
def rbk003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every link to a runbook that is none of the platform's."""
    slugs = {runbook.slug for runbook in graph.runbooks}
    bases = {f"{graph.text(platform.runbook_url).rstrip('/')}/" for platform in graph.platforms if platform.runbook_url}
    if not slugs or not bases:
        return
    for placed in graph.alerts:
        link = placed.alert.annotations.get("runbook_url", "")
        base = next((base for base in bases if link.startswith(base)), None) if link else None
        if base is None or "{{" in link:
            continue
        slug = link.removeprefix(base).partition("#")[0].rstrip("/").removesuffix(".md")
        if slug and slug not in slugs:
            near = next(iter(get_close_matches(slug, sorted(slugs), n=1, cutoff=0.6)), "")
            yield rbk003.finding(
                f"there is no runbook {slug}",
                placed.alert.at(f"did you mean `{near}`?" if near else "leads nowhere", "annotations", snippet=slug),
                why="whoever is woken opens the link, and finds nothing",
                help="give the object, `runbook=…`, instead of its address",
                edits=respelt(placed.alert, "annotations", slug, slugs),
            )
