"""Named numbers, and what is too much: PromQL is written once with its unit, and compared in Python.

Decision: the language stops at the comparison. Arithmetic, rates and aggregation stay PromQL, because a Python
imitation needs the real query as a comment to be readable; the comparison is Python, because panels, runbooks
and checks must see the number.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from textwrap import indent
from types import FrameType
from typing import Annotated, NoReturn

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.language.promql import parenthesise
from vttalerts.model.metrics import Metric
from vttalerts.model.recording import RecordingRule, source
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Spec, fail
from vttalerts.units import Quantity, Unit, number


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """Something that is true or false for each series at each moment."""

    def promql(self) -> str:
        """Return the condition as PromQL that has a result exactly where it is true."""
        raise NotImplementedError

    def comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons with a quantity that it consists of."""
        return ()

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators that it looks at."""
        return ()

    def __bool__(self) -> NoReturn:
        raise Fault(
            "DEF040",
            "`and`, `or`, `not` and chained comparisons would drop half of the condition",
            why="Python keeps one side of `a and b`; the alert would ignore the other",
            help="write all_of(a > x, b > y), any_of(a > x, b > y), or two comparisons for a range",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Condition):
    """An indicator against a quantity."""

    indicator: Indicator
    operator: str
    quantity: Quantity

    @property
    def threshold(self) -> float:
        """The quantity on the indicator's scale."""
        return self.quantity.in_(self.indicator.unit)

    @override
    def promql(self) -> str:
        left = parenthesise(self.indicator.text)
        return f"{left} {self.operator} {number(self.threshold)}"

    @override
    def comparisons(self) -> tuple[Comparison, ...]:
        return (self,)

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return (self.indicator,)


@dataclass(frozen=True, slots=True, eq=False)
class Absence(Condition):
    """True while an indicator has no series at all."""

    indicator: Indicator

    @override
    def promql(self) -> str:
        return f"absent({self.indicator.text})"

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return (self.indicator,)


@dataclass(frozen=True, slots=True, eq=False)
class Raw(Condition):
    """PromQL as it is, for what has no name."""

    text: str

    @override
    def promql(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False)
class Combination(Condition):
    """Conditions joined by `and` or `or`, matched on all labels or on some."""

    operator: str
    parts: tuple[Condition, ...]
    on: tuple[str, ...] | None

    @override
    def promql(self) -> str:
        matching = "" if self.on is None else f" on ({', '.join(self.on)})"
        texts = [
            _grouped(part.promql()) if isinstance(part, Combination | Raw) else part.promql() for part in self.parts
        ]
        return f"\n{self.operator}{matching}\n".join(texts)

    @override
    def comparisons(self) -> tuple[Comparison, ...]:
        return tuple(found for part in self.parts for found in part.comparisons())

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(found for part in self.parts for found in part.indicators())


def _grouped(text: str) -> str:
    return f"(\n{indent(text, '  ')}\n)" if "\n" in text else f"({text})"


class Indicator(Spec):
    """A number that we alert on or draw, with its query and its unit.

    Attributes:
        name: How definitions, dashboards and `vttalerts list` call it.
        unit: What the query's result measures.
        expr: PromQL, a metric, or a recording rule.
        legend: How Grafana names a series, such as `{{ instance }}`.
        description: What a high or low value means to a user of VTT.
    """

    name: str
    unit: Unit
    expr: Annotated[str | Metric | RecordingRule, AfterValidator(source)]
    legend: str = ""
    description: str = ""

    @property
    def text(self) -> str:
        """The query as PromQL."""
        return str(self.expr)

    def __gt__(self, quantity: Quantity) -> Condition:
        return _compare(self, ">", quantity, sys._getframe(1))

    def __ge__(self, quantity: Quantity) -> Condition:
        return _compare(self, ">=", quantity, sys._getframe(1))

    def __lt__(self, quantity: Quantity) -> Condition:
        return _compare(self, "<", quantity, sys._getframe(1))

    def __le__(self, quantity: Quantity) -> Condition:
        return _compare(self, "<=", quantity, sys._getframe(1))

    def equals(self, quantity: Quantity) -> Condition:
        """Return the condition that the indicator is exactly this; for states, not for measured numbers."""
        return _compare(self, "==", quantity, sys._getframe(1))  # noqa: SLF001

    def differs(self, quantity: Quantity) -> Condition:
        """Return the condition that the indicator is anything but this."""
        return _compare(self, "!=", quantity, sys._getframe(1))  # noqa: SLF001


def promql(text: str) -> Condition:
    """Return a condition from PromQL.

    Raises:
        Fault: The text is no PromQL (PQL001).
    """
    try:
        return Raw(str(source(text)))
    except Fault as fault:
        fail(fault, sys._getframe(1))  # noqa: SLF001
        return Raw(text)


def absent(indicator: Indicator) -> Condition:
    """Return the condition that an indicator has no series: its target is gone, or never was."""
    return Absence(indicator)


def all_of(*conditions: Condition, on: tuple[str, ...] | None = None) -> Condition:
    """Return the condition that all are true for the same series (PromQL `and`).

    Args:
        conditions: At least two; the result carries the labels of the first.
        on: The labels that make series the same; without it, all labels.
    """
    return _combine("and", conditions, on, sys._getframe(1))  # noqa: SLF001


def any_of(*conditions: Condition, on: tuple[str, ...] | None = None) -> Condition:
    """Return the condition that at least one is true (PromQL `or`); see `all_of`."""
    return _combine("or", conditions, on, sys._getframe(1))  # noqa: SLF001


def _combine(
    operator: str, conditions: tuple[Condition, ...], on: tuple[str, ...] | None, frame: FrameType
) -> Condition:
    given: tuple[object, ...] = conditions
    wrong = next((part for part in given if not isinstance(part, Condition)), None)
    if wrong is not None or len(conditions) < 2:  # noqa: PLR2004  a combination of one is none
        name = "all_of" if operator == "and" else "any_of"
        fault = Fault(
            "DEF041",
            f"`{name}` needs two or more conditions"
            + (f", and {type(wrong).__name__} is none" if wrong is not None else ""),
            why="the alert would not look at what its author meant",
            help="compare an indicator with a quantity: error_ratio > percent(5)",
        )
        fail(fault, frame)
        return Raw("vector(0) > 1")
    return Combination(operator, conditions, on)


def _compare(indicator: Indicator, operator: str, quantity: object, frame: FrameType) -> Condition:
    try:
        if not isinstance(quantity, Quantity):
            unit = getattr(indicator.unit, "constructor", "percent")
            raise Fault(  # noqa: TRY301  one place records the fault
                "DEF024",
                f"`{indicator.name}` is compared with {_kind(quantity)}, which has no unit",
                why="nobody can tell 0.95 from 95 %",
                help=f"write {unit}({quantity if isinstance(quantity, int | float) else '…'})",
            )
        quantity.in_(indicator.unit)
    except Fault as fault:
        fail(fault, frame)
        return Raw("vector(0) > 1")
    return Comparison(indicator, operator, quantity)


def _kind(value: object) -> str:
    return f"`{value}`" if isinstance(value, int | float | str) else f"a {type(value).__name__}"
