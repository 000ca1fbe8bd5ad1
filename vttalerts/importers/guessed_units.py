"""What a query measures, guessed from the names of its metrics and from what is done with them.

A wrong guess changes nothing that is built: a limit is written on the indicator's own scale. Names follow Prometheus's
conventions (`_seconds`, `_bytes`, `_total`, …).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from vttalerts.diagnostics import Fault
from vttalerts.language import promql
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
    PER_MINUTE,
    PER_SECOND,
    PERCENT,
    RATIO,
    SECONDS,
    STATE,
    Unit,
)

_WORDS: Final[Mapping[str, Unit]] = {
    "seconds": SECONDS,
    "milliseconds": MILLISECONDS,
    "ms": MILLISECONDS,
    "minutes": MINUTES,
    "hours": HOURS,
    "days": DAYS,
    "bytes": BYTES,
    "ratio": RATIO,
    "percent": PERCENT,
    "percentage": PERCENT,
    "up": STATE,
    "healthy": STATE,
    "success": STATE,
    "successful": STATE,
}
_ENDINGS: Final = ("_total", "_sum", "_max", "_min", "_avg")
_RATES: Final = frozenset({"rate", "irate", "deriv"})
_COUNTS: Final = frozenset({"changes", "resets", "count_over_time", "count", "count_values", "group"})
_TIMES: Final = frozenset({"time", "timestamp"})
_ABSENCE: Final = frozenset({"absent", "absent_over_time", "present_over_time"})
_PER_SECOND: Final[Mapping[Unit, Unit]] = {BYTES: BYTES_PER_SECOND, SECONDS: RATIO, COUNT: PER_SECOND}
_TIMES_NUMBER: Final[Mapping[tuple[Unit, float], Unit]] = {
    (RATIO, 100): PERCENT,
    (PER_SECOND, 60): PER_MINUTE,
    (SECONDS, 1000): MILLISECONDS,
}
_BY_NUMBER: Final[Mapping[tuple[Unit, float], Unit]] = {
    (PERCENT, 100): RATIO,
    (BYTES, 1024): KIBIBYTES,
    (KIBIBYTES, 1024): MEBIBYTES,
    (MEBIBYTES, 1024): GIBIBYTES,
    (BYTES, 1024**2): MEBIBYTES,
    (BYTES, 1024**3): GIBIBYTES,
    (MILLISECONDS, 1000): SECONDS,
    (SECONDS, 60): MINUTES,
    (SECONDS, 3600): HOURS,
    (SECONDS, 86400): DAYS,
    (MINUTES, 60): HOURS,
    (HOURS, 24): DAYS,
}
_BY_UNIT: Final[Mapping[tuple[Unit, Unit], Unit]] = {
    (RATIO, PER_SECOND): SECONDS,
    (SECONDS, COUNT): SECONDS,
    (BYTES, COUNT): BYTES,
    (BYTES_PER_SECOND, PER_SECOND): BYTES,
}


@dataclass(frozen=True, slots=True)
class _Guess:
    """What one piece of a query measures.

    Attributes:
        unit: The unit of its samples; `None` if nobody knows.
        bounds: The unit of a histogram's bounds.
        number: The number that it is, if it is one.
    """

    unit: Unit | None
    bounds: Unit | None = None
    number: float | None = None


def unit_of(text: str) -> Unit:
    """Return what a query probably measures; a count, where nothing hints at anything else."""
    try:
        nodes = promql.parse(text).nodes
    except Fault:
        return COUNT
    stack: list[_Guess] = []
    for node in nodes:
        first = len(stack) - node.arity
        operands = stack[first:]
        del stack[first:]
        stack.append(_of(node, operands))
    return stack[-1].unit or COUNT


def _of(node: object, operands: list[_Guess]) -> _Guess:
    match node:
        case promql.Constant():
            guess = _Guess(None, number=None if isinstance(node.value, str) else node.value)
        case promql.Read():
            guess = _of_metric(node.selector.metric or "")
        case promql.Call():
            guess = _of_call(node.name, operands)
        case promql.Aggregate():
            guess = _Guess(COUNT) if node.op in _COUNTS else operands[-1]
        case promql.Binary():
            guess = _of_binary(node.op, *operands)
        case promql.Wrap():
            guess = operands[0]
        case _:
            guess = _Guess(None)
    return guess


def _of_metric(name: str) -> _Guess:
    """Guess from a name; a recorded one is `level:metric:operations`."""
    level, _, rest = name.partition(":")
    rest, _, operations = rest.partition(":") if rest else (level, "", "")
    histogram = next((ending for ending in ("_bucket", "_count") if rest.endswith(ending)), None)
    if histogram is not None:
        return _rated(_Guess(COUNT, bounds=_last_word(rest.removesuffix(histogram))), operations)
    for ending in _ENDINGS:
        rest = rest.removesuffix(ending)
    unit = _last_word(rest)
    return _rated(_Guess(COUNT if unit is None and name.endswith("_total") else unit), operations)


def _rated(guess: _Guess, operations: str) -> _Guess:
    if "ratio" in operations:
        return _Guess(RATIO)
    return _of_call("rate", [guess]) if operations.startswith(("rate", "irate")) else guess


def _last_word(name: str) -> Unit | None:
    return _WORDS.get(name.rpartition("_")[2])


def _of_call(name: str, operands: list[_Guess]) -> _Guess:
    if name in _TIMES:
        return _Guess(SECONDS)
    if name in _COUNTS:
        return _Guess(COUNT)
    if name in _ABSENCE:
        return _Guess(STATE)
    if not operands:
        return _Guess(None)
    if name == "histogram_quantile":
        return _Guess(operands[-1].bounds)
    # `quantile_over_time(0.9, x[5m])` has its operand last, the others have theirs first.
    found = next((one for one in operands if one.number is None), operands[0])
    return replace(found, number=None, unit=_PER_SECOND.get(found.unit or COUNT) if name in _RATES else found.unit)


def _of_binary(operator: str, left: _Guess, right: _Guess) -> _Guess:
    match operator:
        case "+" | "-" | "%" | "atan2":
            return _Guess(left.unit or right.unit)
        case "*":
            return _Guess(_product(left, right))
        case "/":
            return _Guess(_quotient(left, right))
        case "^":
            return _Guess(None)
        case _:
            return _Guess(left.unit)


def _product(left: _Guess, right: _Guess) -> Unit | None:
    unit, number = (left.unit, right.number) if right.number is not None else (right.unit, left.number)
    return None if number is None or unit is None else _TIMES_NUMBER.get((unit, number))


def _quotient(left: _Guess, right: _Guess) -> Unit | None:
    if left.unit is None:
        return None
    if right.number is not None:
        return _BY_NUMBER.get((left.unit, right.number))
    if right.unit is None:
        return None
    return RATIO if left.unit is right.unit else _BY_UNIT.get((left.unit, right.unit))
