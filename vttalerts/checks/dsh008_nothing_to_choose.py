"""A variable offers the values of a label that nobody has.

## What it does
Reads the metric of every `LabelValues`, and looks for it and for the label among what jobs export and rules record.
Variables of other data sources, and metrics whose labels nobody can tell all, are not looked at.

`--fix` writes the right name if only one is near.

## Why it is bad
The choice at the top of the dashboard is empty, and so is every panel that depends on it.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    variables=(LabelValues(name="service", label_name="sevice", metric=requests),),
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(
                    title="Requests of $service",
                    targets=Query(expr='sum(rate(http_requests_total{service="$service"}[$__rate_interval]))'),
                ),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    variables=(LabelValues(name="service", label_name="service", metric=requests),),
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(
                    title="Requests of $service",
                    targets=Query(expr='sum(rate(http_requests_total{service="$service"}[$__rate_interval]))'),
                ),
            )
        ),
    ),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import PROMETHEUS
from vttalerts.model.edits import respelt
from vttalerts.model.metrics import Metric
from vttalerts.simulate.expressions import BUILT_IN, expressions
from vttalerts.simulate.panels import without_variables

if TYPE_CHECKING:
    from vttalerts.model.variables import LabelValues

_WHY = "the choice is empty, and so is every panel that depends on it"


@check(level=Level.WARNING)
def dsh008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every variable without values."""
    for board in graph.dashboards:
        for variable in board.variables:
            from vttalerts.model import variables

            source = getattr(variable, "datasource", None) or board.datasource or PROMETHEUS
            if isinstance(variable, variables.LabelValues) and variable.metric and source.type == PROMETHEUS.type:
                yield from _judge(graph, board, variable)


def _judge(graph: Graph, board: Dashboard, variable: LabelValues) -> Iterator[Diagnostic]:
    text = without_variables(variable.metric if isinstance(variable.metric, str) else str(variable.metric))
    if "$" in text:
        return
    try:
        selectors = parse(text).selectors
    except Fault as fault:
        yield dsh008.finding(
            f"`{variable.name}` of {board.title} asks no PromQL",
            variable.at(fault.headline, "metric"),
            why=_WHY,
            help=fault.help or 'name a metric, or a selector such as `up{job="vtt-server"}`',
        )
        return
    if not graph.metrics:
        return
    names = list(variable.metric.series()) if isinstance(variable.metric, Metric) else [s.metric for s in selectors]
    known = expressions(graph)
    for name in filter(None, names[:1]):
        if name not in graph.series and name not in BUILT_IN:
            yield dsh008.finding(
                f"nobody exposes `{name}`, of which `{variable.name}` offers the labels",
                variable.at("no such metric", "metric"),
                why=_WHY,
                help="name a metric that is there",
            )
            continue
        labels = known.labels_of(name)
        if labels is not None and variable.label_name not in labels:
            near = next(iter(get_close_matches(variable.label_name, sorted(labels), n=1, cutoff=0.6)), "")
            yield dsh008.finding(
                f"`{name}` has no label `{variable.label_name}`, whose values `{variable.name}` offers",
                variable.at(f"did you mean `{near}`?" if near else "no such label", "label_name"),
                why=_WHY,
                help=f'write label_name="{near}"' if near else "name a label that the metric has",
                edits=respelt(variable, "label_name", variable.label_name, labels),
            )
