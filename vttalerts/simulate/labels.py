"""Which labels get through an expression, where that is plain, and through `and` and `or` of conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vttalerts.language._promql_nodes import Aggregate, Binary, Call, Node, Read, Selector
from vttalerts.language.promql import Labels, Query

LabelsOf = Callable[[str], frozenset[str] | None]

_NAME: Final = "__name__"
_NONE: Final = frozenset[str]()
_PLAIN_CALLS: Final = frozenset(
    """rate irate increase delta idelta deriv avg_over_time min_over_time max_over_time sum_over_time
    count_over_time last_over_time quantile_over_time stddev_over_time changes resets predict_linear abs ceil floor
    round clamp clamp_min clamp_max sort sort_desc""".split()
)
"""Functions that take no label but the name away."""


def survivors(query: Query, labels_of: LabelsOf) -> frozenset[str]:
    """Return labels that all that a query reads has, and that nothing in it takes away; perhaps not all of them."""
    left: frozenset[str] | None = None
    for node in query.nodes:
        if isinstance(node, Read):
            labels = _of_selector(node.selector, labels_of)
            left = labels if left is None else left & labels
        elif left is not None:
            left = _after(node, left)
    return left or _NONE


def _of_selector(selector: Selector, labels_of: LabelsOf) -> frozenset[str]:
    labels = labels_of(selector.metric) if selector.metric is not None else None
    if labels is None:
        return _NONE
    for name, _, value in selector.matchers:
        if not value:
            labels -= {name}
    return labels


def _after(node: Node, left: frozenset[str]) -> frozenset[str]:
    if isinstance(node, Aggregate):
        if node.labels is None:
            return _NONE
        return left.difference(node.labels) if node.without else left.intersection(node.labels)
    if isinstance(node, Binary):
        if node.many:
            return _NONE
        if node.on is not None:
            return left.intersection(node.labels) if node.on else left.difference(node.labels)
    elif isinstance(node, Call) and node.name not in _PLAIN_CALLS:
        return _NONE
    return left


def both(left: Labels, right: Labels, on: tuple[str, ...] | None) -> Labels:
    """Return what `left and on (…) right` leaves: the left side's labels, with what the right side knows of them."""
    shared = {
        name: value
        for name, value in right.known.items()
        if (name != _NAME if on is None else name in on) and left.can_carry(name)
    }
    return left._replace(known={**shared, **left.known}) if shared else left


def either(left: Labels, right: Labels) -> Labels:
    """Return what `left or right` leaves: what either side has."""
    return Labels(
        left.names | right.names,
        left.open or right.open,
        {name: value for name, value in left.known.items() if right.known.get(name) == value},
        frozenset(name for name in left.gone | right.gone if not (left.can_carry(name) or right.can_carry(name))),
    )
