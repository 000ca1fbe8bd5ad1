"""A query groups by a label that its series do not have.

## What it does
Works out which labels reach each aggregation, and compares them with those in its `by`.

`--fix` writes the right name if only one is near.

## Why it is bad
All series fall into one group with an empty label: one number for everything, where one for each was meant. One
sick service hides behind twenty healthy ones.

## Bad
```python
errors = Indicator(
    name="errors",
    unit=PER_SECOND,
    expr='sum by (sevice) (rate(http_requests_total{status=~"5.."}[5m]))',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```

## Good
```python
errors = Indicator(
    name="errors",
    unit=PER_SECOND,
    expr='sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language._promql_nodes import Aggregate
from vttalerts.language.promql import Labels
from vttalerts.model.edits import respelt
from vttalerts.simulate.expressions import Expressions, Source, expressions


@check(level=Level.WARNING)
def pql005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label in a `by` that no series has there."""
    known = expressions(graph)
    for source in known.sources:
        if not source.query.aggregations:
            continue
        for label, labels in _lost(known, source):
            near = get_close_matches(label, sorted(labels.names), n=1, cutoff=0.6)
            yield pql005.finding(
                f"no series has the label `{label}` where `{source.name}` groups by it",
                source.label(f"did you mean `{near[0]}`?" if near else "no such label here", label),
                why="all series fall into one group, and one that is sick hides among the healthy",
                help=f"write `{near[0]}`" if near else f"remove `{label}` from the `by`",
                edits=respelt(source.owner, "expr", label, labels.names),
            )


def _lost(known: Expressions, source: Source) -> Iterator[tuple[str, Labels]]:
    def before(index: int) -> Labels:
        # Pieces stand in postfix order: what is before an aggregation is its operand.
        return known.of_query(replace(source.query, nodes=source.query.nodes[:index]))

    plain = known.plain_labels(source.query)
    for index, node in enumerate(source.query.nodes):
        if isinstance(node, Aggregate) and node.labels and not node.without and not plain.issuperset(node.labels):
            for label in node.labels:
                # What gets through the whole query gets this far.
                if label not in plain and not before(index).can_carry(label):
                    yield label, before(index)
