"""Which values a query's result can have, as far as its outermost function says so: a count is never below one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from typing_extensions import override

from vttalerts.language._promql_labels import operands_of
from vttalerts.language._promql_nodes import COMPARISONS, Aggregate, Binary, Call, Constant, Node, Wrap
from vttalerts.language.promql import Query
from vttalerts.units import number

_INFINITY: Final = float("inf")


class Range(NamedTuple):
    """All values between two, both included."""

    low: float
    high: float

    def excludes(self, operator: str, value: float) -> bool:
        """Tell whether no value of the range compares like this with a number."""
        match operator:
            case ">":
                return self.high <= value
            case ">=":
                return self.high < value
            case "<":
                return self.low >= value
            case "<=":
                return self.low > value
            case "==":
                return not self.low <= value <= self.high
            case _:
                return self.low == self.high == value

    @override
    def __str__(self) -> str:
        if self.low == self.high:
            return f"always {number(self.low)}"
        return f"{number(self.low)} or more" if self.high == _INFINITY else f"{number(self.low)} to {number(self.high)}"


_ONE: Final = Range(1, 1)
_SOME: Final = Range(1, _INFINITY)
_POSITIVE: Final = Range(0, _INFINITY)
_OF_AGGREGATIONS: Final = {"count": _SOME, "group": _ONE, "stddev": _POSITIVE, "stdvar": _POSITIVE}
_OF_FUNCTIONS: Final = {
    **dict.fromkeys(("absent", "absent_over_time", "present_over_time"), _ONE),
    "count_over_time": _SOME,
    **dict.fromkeys("rate irate increase changes resets abs sqrt stddev_over_time stdvar_over_time".split(), _POSITIVE),
    "hour": Range(0, 23),
    "minute": Range(0, 59),
    "day_of_week": Range(0, 6),
    "day_of_month": Range(1, 31),
    "day_of_year": Range(1, 366),
    "days_in_month": Range(28, 31),
    "month": Range(1, 12),
}
"""What the functions and aggregations return (promql/functions.go, engine.go)."""


class Compared(NamedTuple):
    """A result that is compared with a number in a query.

    Attributes:
        name: The function or the aggregation that gives it.
        range: The values that it can have.
        operator: How it is compared.
        value: The number.
    """

    name: str
    range: Range
    operator: str
    value: float

    @property
    def never(self) -> bool:
        """Whether the comparison can't be true."""
        return self.range.excludes(self.operator, self.value)


def range_of(query: Query) -> tuple[str, Range] | None:
    """Return what gives a query's result, and the values that it can have; `None` for any."""
    return _of(query.nodes, len(query.nodes) - 1)


def compared_constants(query: Query) -> Iterator[Compared]:
    """Yield the results of known range that a query compares with numbers, without `bool`."""
    operands: list[list[int]] | None = None
    for index, node in enumerate(query.nodes):
        if isinstance(node, Binary) and node.op in COMPARISONS and not node.returns_bool and node.scalars[1]:
            operands = operands or operands_of(query.nodes)
            left, right = operands[index]
            limit = bare(query.nodes, right)
            found = _of(query.nodes, left)
            if found is not None and isinstance(limit, Constant) and isinstance(limit.value, float):
                yield Compared(*found, node.op, limit.value)


def bare(nodes: tuple[Node, ...], index: int) -> Node:
    """Return a piece without the parentheses around it."""
    node = nodes[index]
    while isinstance(node, Wrap) and node.kind == "paren":
        index -= 1
        node = nodes[index]
    return node


def _of(nodes: tuple[Node, ...], index: int) -> tuple[str, Range] | None:
    node = bare(nodes, index)
    if isinstance(node, Aggregate):
        found = _OF_AGGREGATIONS.get(node.op)
        return (node.op, found) if found is not None else None
    if isinstance(node, Call):
        found = _OF_FUNCTIONS.get(node.name)
        return (node.name, found) if found is not None else None
    return None
