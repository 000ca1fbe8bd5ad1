"""A rate of counters that were added up before.

## What it does
Looks for `rate`, `irate` and `increase` over a subquery of a sum, or over a recording rule that sums counters.

## Why it is bad
When one instance restarts, its counter falls to zero, and the sum falls too: the rate takes that for a restart of
everything and adds the whole sum up. Every deployment is a spike that pages somebody.

## Bad
```python
requests_rate = Indicator(name="requests_rate", unit=PER_SECOND, expr="rate(sum(http_requests_total)[5m:1m])")
platform = Platform(name="vtt", scrape=(server,), indicators=(requests_rate,))
```

## Good
```python
requests_rate = Indicator(name="requests_rate", unit=PER_SECOND, expr="sum(rate(http_requests_total[5m]))")
platform = Platform(name="vtt", scrape=(server,), indicators=(requests_rate,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault
from vttalerts.graph import Graph
from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import Aggregate, Call, Wrap
from vttalerts.language.promql import Query, parse
from vttalerts.model.metrics import MetricType
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.expressions import Source
from vttalerts.simulate.queries import Queries, queries
from vttalerts.simulate.ranges import bare

_RATES: Final = frozenset({"rate", "irate", "increase"})
_SUMS: Final = frozenset({"sum", "avg", "min", "max"})


@check()
def pql016(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every rate of a sum."""
    known = queries(graph)
    for source in known.nested:
        if not source.query.functions.isdisjoint(_RATES):
            for function, operation in _of_subqueries(source.query):
                yield _finding(source, function, f"{operation}", operation)
    for source, selector in known.ranged:
        family = graph.series[selector.metric][0] if selector.metric in graph.series else None
        if selector.function in _RATES and isinstance(family, RecordingRule):
            operation = _sums_counters(known, family)
            if operation:
                yield _finding(source, selector.function or "", family.record, operation)


def _finding(source: Source, function: str, snippet: str, operation: str) -> Diagnostic:
    return pql016.finding(
        f"`{function}` of a `{operation}` of counters",
        source.label("falls when one of its counters begins anew", snippet),
        why="every restart of one instance looks like a burst of all of them, and pages somebody",
        help=f"write it the other way round: `{operation}({function}(…[5m]))`",
    )


def _of_subqueries(query: Query) -> Iterator[tuple[str, str]]:
    operands = operands_of(query.nodes)
    for index, node in enumerate(query.nodes):
        if isinstance(node, Call) and node.name in _RATES:
            window = query.nodes[operands[index][0]]
            if isinstance(window, Wrap) and window.kind == "subquery":
                inner = bare(query.nodes, operands[operands[index][0]][0])
                if isinstance(inner, Aggregate) and inner.op in _SUMS and query.functions <= {node.name}:
                    yield node.name, inner.op


def _sums_counters(known: Queries, rule: RecordingRule) -> str:
    """Return the aggregation in a rule that adds counters up as they are."""
    try:
        query = parse(rule.text)
    except Fault:  # it has its own diagnostic
        return ""
    root = bare(query.nodes, len(query.nodes) - 1)
    if not isinstance(root, Aggregate) or root.op not in _SUMS or query.functions:
        return ""
    metrics = [known.metric(selector.metric) for selector in query.selectors]
    return root.op if all(one is not None and one.type is MetricType.COUNTER for one in metrics) else ""
