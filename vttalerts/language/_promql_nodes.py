"""The pieces of a PromQL expression, as few as its checks need: a flat list, every operand before its operator.

Decision: a list in postfix order and no tree, because generated expressions chain hundreds of `or`, and a loop over
a list needs no recursion; and no object of promql-parser is kept, so that 100,000 expressions stay small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ValueType: TypeAlias = Literal["vector", "matrix", "scalar", "string"]
Matcher: TypeAlias = tuple[str, str, str]

COMPARISONS: Final = frozenset({"==", "!=", ">", "<", ">=", "<="})
SETS: Final = frozenset({"and", "or", "unless"})
# The selected series exist only while an alert is pending or fires (rules/alerting.go).
SELF_FILTERING: Final = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


@dataclass(frozen=True, slots=True)
class Selector:
    """One selection of series, such as `up{job="vtt-server"}[5m] offset 1h`.

    Attributes:
        metric: The metric's name, also where it is written as `{__name__="up"}` or `{"up"}`; `None` if it isn't one.
        matchers: Label name, operator (`=`, `!=`, `=~`, `!~`) and value, as written.
        range_seconds: The length of its range in seconds; `None` for an instant vector.
        offset_seconds: How far in the past it looks, in seconds; negative for the future.
        function: The innermost function or aggregation that it is an operand of, such as `rate`.
    """

    metric: str | None
    matchers: tuple[Matcher, ...] = ()
    range_seconds: float | None = None
    offset_seconds: float = 0.0
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that not every supported Prometheus understands.

    Attributes:
        name: What it is: a function's or an aggregation's name, or words such as `fill modifier`.
        kind: `function`, `aggregation` or `syntax`.
        since: The first version that has it, such as `2.54`.
        until: The first version that has it no more.
        feature: The flag for `--enable-feature` that it needs.
        free: The first version that has it without the flag.
    """

    name: str
    kind: Literal["function", "aggregation", "syntax"]
    since: str
    until: str | None = None
    feature: str | None = None
    free: str | None = None

    def met_by(self, version: str, features: Iterable[str] = ()) -> bool:
        """Return whether a Prometheus of this version, with these `--enable-feature` flags, understands it."""
        have = _version(version)
        if have < _version(self.since) or (self.until is not None and have >= _version(self.until)):
            return False
        if self.feature is None or (self.free is not None and have >= _version(self.free)):
            return True
        return self.feature in features


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2])


@dataclass(slots=True, eq=False)
class Constant:
    """A number or a string."""

    value: float | str
    type: ValueType
    arity: int = 0


@dataclass(slots=True, eq=False)
class Read:
    """A selector."""

    selector: Selector
    type: ValueType
    arity: int = 0


@dataclass(slots=True, eq=False)
class Call:
    """A function call."""

    name: str
    type: ValueType
    arity: int


@dataclass(slots=True, eq=False)
class Aggregate:
    """An aggregation; of two operands the first is its parameter.

    Attributes:
        op: Its name, in lower case.
        labels: The labels of its `by` or `without`; `None` without such a clause.
        without: Whether the clause is a `without`.
        arity: How many operands it has.
        type: Always an instant vector.
    """

    op: str
    labels: tuple[str, ...] | None
    without: bool
    arity: int
    type: ValueType = "vector"


@dataclass(slots=True, eq=False)
class Binary:
    """A binary operator.

    Attributes:
        op: The operator, in lower case.
        returns_bool: Whether it has the `bool` modifier.
        on: Whether it matches `on` its labels (true) or `ignoring` them (false); `None` without such a clause.
        labels: The labels of that clause.
        many: The side with many matches, `left` or `right`; empty for one-to-one and for set operators.
        include: The labels that `group_left` and `group_right` take from the other side.
        fills: Whether it has a `fill` modifier.
        type: A scalar, if both operands are.
        scalars: Whether the left and the right operand are scalars.
        arity: Always two.
    """

    op: str
    returns_bool: bool = False
    on: bool | None = None
    labels: tuple[str, ...] = ()
    many: Literal["", "left", "right"] = ""
    include: tuple[str, ...] = ()
    fills: bool = False
    type: ValueType = "vector"
    scalars: tuple[bool, bool] = (False, False)
    arity: int = 2


@dataclass(slots=True, eq=False)
class Wrap:
    """Parentheses, a sign (`plus` or `minus`) or a subquery around one operand."""

    kind: Literal["paren", "plus", "minus", "subquery"]
    type: ValueType
    arity: int = 1


Node: TypeAlias = Constant | Read | Call | Aggregate | Binary | Wrap


def can_be_quiet(nodes: Iterable[Node]) -> bool:
    """Return whether the result is filtered: a comparison, `absent`, `unless`, or an operator over such a result."""
    stack: list[bool] = []
    for node in nodes:
        if isinstance(node, Read):
            stack.append(node.selector.metric in SELF_FILTERING)
            continue
        if isinstance(node, Constant):
            stack.append(False)
            continue
        mine = stack[len(stack) - node.arity :]
        del stack[len(stack) - node.arity :]
        if isinstance(node, Binary):
            stack.append(_filters(node, left=mine[0], right=mine[1]))
        elif isinstance(node, Call):
            # scalar() of nothing is NaN, and vector() and time() always have a value (promql/functions.go).
            filtered = node.name in {"absent", "absent_over_time"} or any(mine)
            stack.append(filtered and node.type == "vector" and node.name != "vector")
        else:
            stack.append(bool(mine) and mine[-1])
    return stack[-1]


def _filters(node: Binary, *, left: bool, right: bool) -> bool:
    if node.type == "scalar":
        return False
    if node.op == "or":
        return left and right
    if node.op == "unless" or (node.op in COMPARISONS and not node.returns_bool):
        return True
    return left or right
