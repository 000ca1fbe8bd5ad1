"""A text asks Prometheus a query that it refuses, or that reads what nobody exposes.

## What it does
Reads the PromQL in `query "…"` in the texts of alerts, and looks up the metrics in it. Queries that are put together by
`printf` are not looked at.

`--fix` writes the right name if only one is near.

## Why it is bad
The template fails when the alert fires. Instead of the text, the page carries an error.

## Bad
```python
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary='requests fail{{ with query "sum(rate(http_requests_total[5m])" }}, of {{ . | first | value }}{{ end }}',
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary='requests fail{{ with query "sum(rate(http_requests_total[5m]))" }}, of {{ . | first | value }}{{ end }}',
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.language.templates import parse_alert
from vttalerts.model.alerts import Alert
from vttalerts.model.edits import respelt
from vttalerts.simulate.expressions import BUILT_IN
from vttalerts.simulate.inventory import inventory

_WHY = "the template fails when the alert fires, and the page carries an error instead of the text"


@check()
def tpl009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every query in a text that Prometheus can't answer."""
    for spec, keyword, text in inventory(graph).texts(("query ",), Alert):
        if not isinstance(spec, Alert) or "{{" not in text:
            continue
        try:
            found = parse_alert(text).queries
        except Fault:  # it has its own diagnostic
            continue
        for query in dict.fromkeys(one.name for one in found):
            if "%" not in query:
                yield from _judge(graph, spec, keyword, query)


def _judge(graph: Graph, alert: Alert, keyword: str, query: str) -> Iterator[Diagnostic]:
    try:
        selectors = parse(query).selectors
    except Fault as fault:
        yield tpl009.finding(
            f"the text of {alert.name} asks no PromQL: {fault.headline.removeprefix('not PromQL: ')}",
            alert.at(fault.label, keyword, snippet=query),
            why=_WHY,
            help=fault.help or "mend the query",
        )
        return
    known = graph.series.keys() | BUILT_IN
    for metric in dict.fromkeys(one.metric for one in selectors if one.metric is not None):
        if graph.metrics and metric not in known:
            near = next(iter(get_close_matches(metric, sorted(known), n=1, cutoff=0.75)), "")
            yield tpl009.finding(
                f"the text of {alert.name} asks for `{metric}`, which nobody exposes",
                alert.at(f"did you mean `{near}`?" if near else "no such metric", keyword, snippet=metric),
                why="Prometheus finds nothing under this name, and the page has a gap",
                help=f"write `{near}`" if near else "ask for a metric that is there",
                edits=respelt(alert, keyword, metric, known),
            )
