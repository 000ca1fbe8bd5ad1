"""Which labels the result of a PromQL expression can carry, as Prometheus's engine decides (promql/engine.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from vttalerts._promql_nodes import COMPARISONS, Aggregate, Binary, Call, Constant, Node, Read, Selector, Wrap
from vttalerts._promql_numbers import matches_empty

LabelsOf: TypeAlias = Callable[[str], frozenset[str] | None]

_NAME: Final = "__name__"
# engine.go, aggregation: these pick series and keep them whole.
_PICKING: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
# functions.go: these return series as they are, or change only the labels that they name.
_KEEPING_NAME: Final = frozenset(
    {
        *("last_over_time", "first_over_time", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc"),
        *("label_replace", "label_join", "info"),
    }
)
_ABSENCE: Final = frozenset({"absent", "absent_over_time"})
_BUCKETS: Final = frozenset({"histogram_quantile", "histogram_quantiles", "histogram_fraction"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Labels:
    """Which labels a result can carry.

    Attributes:
        names: Names of labels that it can carry, `__name__` among them.
        open: Whether there may be others, because a metric is not declared.
        known: Labels that every series of the result has with one and the same value.
        gone: Where `open`: names that it surely does not carry.
        dropper: Which piece of the expression, counted in `Query`'s own order, was the last to remove labels.
    """

    names: frozenset[str]
    open: bool = False
    known: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    gone: frozenset[str] = frozenset()
    dropper: int | None = None

    def can_carry(self, name: str) -> bool:
        """Return whether a series of the result may have this label."""
        return name in self.names or (self.open and name not in self.gone)


_NONE: Final = Labels(frozenset())


def labels_of_nodes(nodes: tuple[Node, ...], labels_of: LabelsOf) -> Labels:
    """Return which labels the result of these pieces can carry."""
    return every_step(nodes, labels_of)[-1]


def every_step(nodes: tuple[Node, ...], labels_of: LabelsOf) -> list[Labels]:
    """Return what each piece can carry, in order."""
    steps: list[Labels] = []
    stack: list[int] = []
    for index, node in enumerate(nodes):
        first = len(stack) - node.arity
        operands = stack[first:]
        del stack[first:]
        steps.append(_step(index, node, [steps[i] for i in operands], [nodes[i] for i in operands], labels_of))
        stack.append(index)
    return steps
