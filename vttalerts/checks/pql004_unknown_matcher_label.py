"""A query selects by a label that its metric does not have.

## What it does
Compares the matchers of every selector with the labels of the declared metric: its own, those of its scrape jobs,
and those that relabeling adds. Metrics whose labels nobody can tell all, such as those of discovered targets, are
not looked at.

`--fix` writes the right name if only one is near.

## Why it is bad
A missing label counts as empty. `{sevice="db"}` selects nothing, and `{sevice!="db"}` selects everything.

## Bad
```python
db_errors = Indicator(
    name="db_errors",
    unit=PER_SECOND,
    expr='rate(http_requests_total{sevice="database"}[5m])',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(db_errors,))
```

## Good
```python
db_errors = Indicator(
    name="db_errors",
    unit=PER_SECOND,
    expr='rate(http_requests_total{service="database"}[5m])',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(db_errors,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.model.metrics import Metric
from vttalerts.simulate.expressions import expressions


@check()
def pql004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every matcher on a label that its metric never has."""
    known = expressions(graph)
    for source in known.sources:
        for selector in source.query.selectors:
            labels = known.labels_of(selector.metric) if selector.metric is not None else None
            if labels is None or selector.metric is None:
                continue
            for name, operator, value in selector.matchers:
                if name not in labels and name != "__name__":
                    near = get_close_matches(name, sorted(labels), n=1, cutoff=0.6)
                    family = graph.series[selector.metric][0]
                    keyword = "labels" if isinstance(family, Metric) else "expr"
                    nothing = operator == "=" and value
                    yield pql004.finding(
                        f"`{selector.metric}` has no label `{name}`",
                        source.label(f"did you mean `{near[0]}`?" if near else "no such label", name),
                        family.at(f"has {', '.join(f'`{label}`' for label in sorted(labels))}", keyword),
                        why="the query selects nothing, and what reads it never fires"
                        if nothing
                        else "the matcher compares with an empty text, and does not restrict the query",
                        help=f"write `{near[0]}`" if near else f"remove it, or declare `{name}` on the metric",
                        edits=respelt(source.owner, "expr", name, labels),
                    )
