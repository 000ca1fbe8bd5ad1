"""Which series find their partners in an operator between two vectors: whether the labels of both sides can be equal.

Decision: sides that are two aggregations by the same labels are taken to match without a look at their labels,
because nearly all joins are such, and the algebra of labels takes ten times as long as all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from weakref import WeakKeyDictionary

from vttalerts.diagnostics import Fault, Label
from vttalerts.graph import Graph
from vttalerts.language._promql_algebra import every_step
from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import Aggregate, Binary
from vttalerts.language.promql import Labels, parse
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Combination
from vttalerts.simulate.expressions import Expressions, Source, expressions
from vttalerts.simulate.queries import queries
from vttalerts.simulate.ranges import bare

_NAME = "__name__"


class Join:
    """An operator between two vectors.

    Attributes:
        operator: Such as `/` or `and`.
        combined: Whether it is one of `all_of`, and not written in a query.
    """

    def __init__(self, where: Source | Alert, node: Binary, left: Labels, right: Labels) -> None:
        self.operator = node.op
        self.combined = isinstance(where, Alert)
        self._where = where
        self._node = node
        self._left = left
        self._right = right

    def place(self, text: str) -> Label:
        """Return a diagnostic's label at the operator."""
        where = self._where
        return where.at(text, "expr") if isinstance(where, Alert) else where.label(text, self.operator)

    @property
    def left(self) -> frozenset[str]:
        """The labels of the left side, as far as they are known."""
        return self._left.names - {_NAME}

    @property
    def right(self) -> frozenset[str]:
        """The labels of the right side, as far as they are known."""
        return self._right.names - {_NAME}

    def _compared(self, label: str) -> bool:
        node = self._node
        if node.on is None:
            return label != _NAME
        return (label in node.labels) == node.on and (node.on or label != _NAME)

    @cached_property
    def contrary(self) -> tuple[str, str, str] | None:
        """A label that must be equal, and that each side has with another value; with both values."""
        left, right = self._left.known, self._right.known
        return next(
            (
                (label, value, right[label])
                for label, value in sorted(left.items())
                if self._compared(label) and right.get(label, value) != value
            ),
            None,
        )

    @cached_property
    def lopsided(self) -> tuple[str, ...]:
        """The labels that must be equal, and that only one side has."""
        if self._left.open or self._right.open:
            return ()
        return tuple(sorted(label for label in self.left ^ self.right if self._compared(label)))


_JOINS: WeakKeyDictionary[Graph, tuple[Join, ...]] = WeakKeyDictionary()


def joins(graph: Graph) -> tuple[Join, ...]:
    """Return the joins of a graph that could fail to match; worked out once."""
    found = _JOINS.get(graph)
    if found is None:
        found = _JOINS[graph] = (*_written(graph), *_combined(graph))
    return found


def _written(graph: Graph) -> Iterator[Join]:
    known = expressions(graph)
    for source in queries(graph).computed:
        if queries(graph).varies(source):
            continue
        nodes = source.query.nodes
        operands: list[list[int]] | None = None
        steps: list[Labels] | None = None
        for index, node in enumerate(nodes):
            if not isinstance(node, Binary) or node.op == "or" or node.fills or True in node.scalars:
                continue
            operands = operands or operands_of(nodes)
            left, right = operands[index]
            one, other = bare(nodes, left), bare(nodes, right)
            if isinstance(one, Aggregate) and isinstance(other, Aggregate) and _alike(one, other) and node.on is None:
                continue
            steps = steps or every_step(nodes, known.labels_of)
            yield Join(source, node, steps[left], steps[right])


def _alike(one: Aggregate, other: Aggregate) -> bool:
    return not one.without and not other.without and set(one.labels or ()) == set(other.labels or ())


def _combined(graph: Graph) -> Iterator[Join]:
    known = expressions(graph)
    for placed in graph.alerts:
        condition = placed.alert.expr
        if type(condition) is Combination and condition.operator == "and":
            yield from _of_all(known, placed.alert, condition)


def _of_all(known: Expressions, alert: Alert, condition: Combination) -> Iterator[Join]:
    node = Binary("and", on=None if condition.on is None else True, labels=condition.on or ())
    try:
        first, *others = (known.of_query(parse(part.promql())) for part in condition.parts)
    except Fault:  # it has its own diagnostic
        return
    for other in others:
        yield Join(alert, node, first, other)
