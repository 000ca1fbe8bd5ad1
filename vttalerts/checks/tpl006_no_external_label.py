"""A text prints an external label that the server does not set.

## What it does
Compares `$externalLabels` in the texts and labels of alerts with the `external_labels` of the server.

`--fix` writes the right name if only one is near.

## Why it is bad
The template prints nothing in its place. The page says "in cluster " and not in which.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full in cluster {{ $externalLabels.cluster }}",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(external_labels={"region": "eu"}),
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
)
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full in region {{ $externalLabels.region }}",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(external_labels={"region": "eu"}),
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault
from vttalerts.graph import Graph
from vttalerts.language.templates import parse_alert
from vttalerts.model.alerts import Alert
from vttalerts.model.edits import respelt
from vttalerts.simulate.inventory import inventory


@check()
def tpl006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every external label that a text prints and no server sets."""
    server = graph.prometheus
    if server is None:
        return
    external = server.external_labels or {}
    for spec, keyword, text in inventory(graph).texts(("xternalLabels",), Alert):
        if not isinstance(spec, Alert) or keyword == "expr":
            continue
        try:
            found = parse_alert(text).external_labels
        except Fault:  # it has its own diagnostic
            continue
        for name, words in {one.name: text[one.offset :][: one.length] for one in found}.items():
            if name in external:
                continue
            near = next(iter(get_close_matches(name, sorted(external), n=1, cutoff=0.6)), "")
            yield tpl006.finding(
                f"`$externalLabels.{name}` is always empty",
                spec.at(f"did you mean `{near}`?" if near else "the server sets no such label", keyword, snippet=words),
                server.at("what it sets", "external_labels"),
                why=f"the page has nothing where the `{name}` should stand",
                help=f"write `$externalLabels.{near}`" if near else f'add "{name}" to `external_labels`',
                edits=respelt(spec, keyword, name, external),
            )
