"""What the queries of a platform use, sorted by what checks ask for: each check looks only at those that concern it.

Decision: one pass over all queries instead of one a check, because a platform has a hundred thousand queries, and
nearly none of them has what a check is about.
"""

from __future__ import annotations

from typing import TypeAlias
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.language._promql_nodes import Binary, Wrap
from vttalerts.language.promql import Selector
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Indicator
from vttalerts.model.metrics import Metric
from vttalerts.model.queries import Query as PanelQuery
from vttalerts.simulate.expressions import Source, expressions

Use: TypeAlias = tuple[Source, Selector]


class Queries:
    """All queries, by what is in them.

    Attributes:
        calls: Those that call a function or an aggregation, by its name.
        reads: What reads a series, by its name; `None` for selectors without one.
        matched: The selectors with matchers.
        ranged: The selectors with a range.
        computed: The queries with a binary operator.
        nested: The queries with a subquery.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.calls: dict[str, list[Source]] = {}
        self.reads: dict[str | None, list[Use]] = {}
        self.matched: list[Use] = []
        self.ranged: list[Use] = []
        self.computed: list[Source] = []
        self.nested: list[Source] = []
        self._alerting: frozenset[int] | None = None
        for source in expressions(graph).sources:
            self._sort_in(source)

    def _sort_in(self, source: Source) -> None:
        query = source.query
        for selector in query.selectors:
            use = (source, selector)
            self.reads.setdefault(selector.metric, []).append(use)
            if selector.matchers:
                self.matched.append(use)
            if selector.range_seconds is not None:
                self.ranged.append(use)
        if len(query.nodes) == 1:
            return
        for name in query.functions:
            self.calls.setdefault(name, []).append(source)
        for name in query.aggregations:
            self.calls.setdefault(name, []).append(source)
        kinds = set(map(type, query.nodes))
        if Binary in kinds:
            self.computed.append(source)
        if Wrap in kinds and ":" in query.text:
            self.nested.append(source)

    def wakes(self, source: Source) -> bool:
        """Tell whether an alert looks at a query, and not only a panel."""
        if isinstance(source.owner, Alert):
            return True
        if not isinstance(source.owner, Indicator):
            return False
        if self._alerting is None:
            self._alerting = frozenset(
                id(indicator) for placed in self._graph.alerts for indicator in placed.alert.expr.indicators()
            )
        return id(source.owner) in self._alerting

    def varies(self, source: Source) -> bool:
        """Tell whether a query holds what people choose on a dashboard, which may be any value."""
        return isinstance(source.owner, PanelQuery) and ("$" in source.owner.expr or "[[" in source.owner.expr)

    def metric(self, name: str | None) -> Metric | None:
        """Return the declared metric that a series belongs to."""
        known = self._graph.series.get(name) if name is not None else None
        return known[0] if known is not None and isinstance(known[0], Metric) else None


_QUERIES: WeakKeyDictionary[Graph, Queries] = WeakKeyDictionary()


def queries(graph: Graph) -> Queries:
    """Return a graph's queries; sorted once."""
    found = _QUERIES.get(graph)
    if found is None:
        found = _QUERIES[graph] = Queries(graph)
    return found
