"""Percentiles of several instances are averaged or added up.

## What it does
Looks for `avg` and `sum` over `histogram_quantile`, over a recording rule that is one, and over the quantiles of a
summary.

## Why it is bad
Nine idle instances hide the one that every user waits for: the average of percentiles is no percentile of anything.

## Bad
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr='''
        avg(histogram_quantile(0.95, sum by (service, le) (rate(http_request_duration_seconds_bucket[5m]))))
    ''',
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```

## Good
```python
slow = Indicator(
    name="slow",
    unit=SECONDS,
    expr="histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
)
platform = Platform(name="vtt", scrape=(server,), indicators=(slow,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import Aggregate, Call, Node, Read
from vttalerts.language.promql import parse
from vttalerts.model.metrics import Metric, MetricType
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.queries import queries
from vttalerts.simulate.ranges import bare

_QUANTILE: Final = "histogram_quantile"


@check(level=Level.WARNING)
def pql022(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every average and every sum of percentiles."""
    for operation in ("avg", "sum"):
        for source in queries(graph).calls.get(operation, ()):
            nodes = source.query.nodes
            operands: list[list[int]] | None = None
            for index, node in enumerate(nodes):
                if not isinstance(node, Aggregate) or node.op != operation:
                    continue
                operands = operands or operands_of(nodes)
                if _is_percentile(graph, bare(nodes, operands[index][-1])):
                    yield pql022.finding(
                        f"`{operation}` of percentiles",
                        source.label("is no percentile of anything", operation),
                        why="one slow instance disappears among the idle ones, and nobody is paged",
                        help="add the buckets up first: `histogram_quantile(0.95, sum by (le) (rate(…_bucket[5m])))`,"
                        " or take `max`",
                    )


def _is_percentile(graph: Graph, node: Node) -> bool:
    if isinstance(node, Call):
        return node.name == _QUANTILE
    if not isinstance(node, Read) or node.selector.metric not in graph.series:
        return False
    family = graph.series[node.selector.metric][0]
    if isinstance(family, Metric):
        return family.type is MetricType.SUMMARY and family.name == node.selector.metric
    return _is_quantile(family)


def _is_quantile(rule: RecordingRule) -> bool:
    if _QUANTILE not in rule.text:
        return False
    try:
        nodes = parse(rule.text).nodes
    except Fault:  # it has its own diagnostic
        return False
    root = bare(nodes, len(nodes) - 1)
    return isinstance(root, Call) and root.name == _QUANTILE
