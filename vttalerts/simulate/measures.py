"""What a query's result measures, worked out from the units of the metrics that it reads; unknown where that is unsure.

Decision: only what surely keeps or changes a unit is followed (a rate, a sum, a factor). Everything else is unknown
and no finding, because a wrong alarm here would send somebody to change a threshold that is right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from vttalerts.language._promql_nodes import COMPARISONS, Aggregate, Binary, Call, Constant, Node, Read, Wrap
from vttalerts.language.promql import Query
from vttalerts.units import (
    BYTES,
    BYTES_PER_SECOND,
    COUNT,
    DAYS,
    GIBIBYTES,
    HOURS,
    KIBIBYTES,
    MEBIBYTES,
    MILLISECONDS,
    MINUTES,
    NANOSECONDS,
    PER_MINUTE,
    PER_SECOND,
    PERCENT,
    RATIO,
    SECONDS,
    Dimension,
    Unit,
)

UnitOf: TypeAlias = Callable[[str], "tuple[Unit, bool] | None"]
"""Gives a series' unit, and whether it is a histogram's buckets."""

_SCALES: Final = (
    RATIO, PERCENT, NANOSECONDS, MILLISECONDS, SECONDS, MINUTES, HOURS, DAYS, BYTES, KIBIBYTES, MEBIBYTES, GIBIBYTES,
    PER_SECOND, PER_MINUTE,
)  # fmt: skip
_RATES: Final = frozenset({"rate", "irate", "deriv"})
_RATE_OF: Final = {COUNT: PER_SECOND, BYTES: BYTES_PER_SECOND, SECONDS: RATIO}
_SAME: Final = frozenset(
    """increase delta idelta avg_over_time min_over_time max_over_time last_over_time quantile_over_time abs ceil floor
    round clamp clamp_min clamp_max sort sort_desc label_replace label_join predict_linear scalar vector""".split()
)
_SAME_OF_MANY: Final = frozenset({"sum", "avg", "min", "max", "topk", "bottomk", "quantile", "limitk", "limit_ratio"})
_COUNTING: Final = frozenset({"changes", "resets", "count_over_time"})


class Measure:
    """What one piece of a query is: a number, something of a unit, or the buckets of a histogram of a unit."""

    __slots__ = ("buckets", "number", "unit")

    def __init__(self, unit: Unit | None = None, *, buckets: bool = False, number: float | None = None) -> None:
        self.unit = unit
        self.buckets = buckets
        self.number = number


_UNKNOWN: Final = Measure()


def unit_of(query: Query, known: UnitOf) -> Unit | None:
    """Return the unit of a query's result; `None` where nobody can tell."""
    stack: list[Measure] = []
    for node in query.nodes:
        first = len(stack) - node.arity
        operands = stack[first:]
        del stack[first:]
        stack.append(_of(node, operands, known))
    result = stack[-1]
    return None if result.buckets else result.unit


def _of(node: Node, operands: list[Measure], known: UnitOf) -> Measure:
    if isinstance(node, Constant):
        return Measure(number=node.value) if isinstance(node.value, float) else _UNKNOWN
    if isinstance(node, Read):
        found = known(node.selector.metric) if node.selector.metric is not None else None
        return Measure(found[0], buckets=found[1]) if found is not None else _UNKNOWN
    if isinstance(node, Wrap):
        return operands[0]
    if isinstance(node, Aggregate):
        if node.op in {"count", "group", "count_values"}:
            return Measure(COUNT)
        return operands[-1] if node.op in _SAME_OF_MANY and not _is_state(operands[-1]) else _UNKNOWN
    return _of_call(node, operands) if isinstance(node, Call) else _of_binary(node, operands)


def _is_state(measure: Measure) -> bool:
    """Tell whether it is a 0 or 1: sums of them are counts, averages are shares."""
    return measure.unit is not None and measure.unit.dimension is Dimension.STATE


def _of_call(node: Call, operands: list[Measure]) -> Measure:
    if node.name == "histogram_quantile":
        buckets = operands[-1]
        return Measure(buckets.unit) if buckets.buckets else _UNKNOWN
    main = next((one for one in operands if one.number is None), _UNKNOWN)
    if main.buckets:
        return main if node.name in _RATES or node.name == "increase" else _UNKNOWN
    if node.name in _RATES:
        return Measure(_RATE_OF.get(main.unit)) if main.unit is not None else _UNKNOWN
    if node.name in _COUNTING:
        return Measure(COUNT)
    if node.name in {"time", "timestamp"}:
        return Measure(SECONDS)
    return main if node.name in _SAME and not _is_state(main) else _UNKNOWN


def _of_binary(node: Binary, operands: list[Measure]) -> Measure:
    left, right = operands
    if left.buckets or right.buckets:
        return left if node.op in {"and", "unless"} else _UNKNOWN
    if node.op in {"and", "unless"} or (node.op in COMPARISONS and not node.returns_bool):
        return right if left.number is not None else left
    if node.op in {"*", "/"}:
        return _scaled(node.op, left, right)
    if node.op in {"+", "-", "or"}:
        if left.number is not None or right.number is not None:
            return right if left.number is not None else left
        return left if left.unit is right.unit else _UNKNOWN
    return _UNKNOWN


def _scaled(operator: str, left: Measure, right: Measure) -> Measure:
    """Return the unit of a product or a quotient: another scale of a unit, or a share of two of one kind."""
    if operator == "/" and left.unit is not None and left.unit is right.unit:
        return Measure(RATIO)
    measure, factor = (left, right.number) if right.number is not None else (right, left.number)
    if measure.unit is None or not factor or (operator == "/" and right.number is None):
        return _UNKNOWN
    return Measure(_rescaled(measure.unit, factor if operator == "*" else 1 / factor))


def _rescaled(unit: Unit, factor: float) -> Unit | None:
    """Return the unit in which a number is so many times what it is in another one."""
    for other in _SCALES:
        if other.dimension is unit.dimension:
            wanted = unit.numerator * other.denominator / (unit.denominator * other.numerator)
            if abs(wanted - factor) <= abs(wanted) * 1e-9:
                return other
    return None
