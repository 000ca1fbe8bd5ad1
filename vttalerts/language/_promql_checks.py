"""PromQL's rules about types and operands, as Prometheus checks them once the words are in order (parse.go, checkAST).

What is wrong is collected and not raised: a fault of syntax further on comes first, as upstream has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vttalerts.language import _promql_functions as functions
from vttalerts.language._promql_literals import Refusal, Token
from vttalerts.language._promql_nodes import COMPARISONS, SETS, Binary, Matcher, ValueType
from vttalerts.language._promql_numbers import matches_empty

_DOCUMENTED: Final = {
    "vector": "instant vector",
    "matrix": "range vector",
    "scalar": "scalar",
    "string": "string",
}


@dataclass(slots=True, eq=False)
class Operand:
    """A parsed expression, as far as what follows it must know it.

    Attributes:
        kind: What its outermost piece is.
        type: The type of its value.
        start: Where it begins in the text.
        end: Where it ends.
        value: A number's value.
        named: Whether a selector has a metric's name before its braces.
        offset: Whether it has an offset: a number that isn't zero, or an expression.
        at: Whether an `@` modifier is there: a number or `start()`/`end()`.
        extended: `anchored` or `smoothed`.
    """

    kind: Literal["number", "selector", "range", "subquery", "other"]
    type: ValueType
    start: int
    end: int
    value: float = 0.0
    named: bool = False
    offset: Literal["", "number", "expression"] = ""
    at: Literal["", "number", "function"] = ""
    extended: str = ""


class Checks:
    """Collects what is wrong with types."""

    def __init__(self) -> None:
        self.refusals: list[Refusal] = []

    def add(self, message: str, start: int, end: int, help: str = "") -> None:  # noqa: A002
        """Remember a fault."""
        self.refusals.append(Refusal(message, start, end, help))

    def expect(self, operand: Operand, want: ValueType, context: str) -> None:
        """Require a type."""
        if operand.type == want:
            return
        help_ = ""
        if want == "matrix" and operand.kind == "selector":
            help_ = "give it a range, such as `[5m]`"
        elif want == "vector" and operand.kind == "range":
            help_ = "remove the range, or put it into a function such as `rate(…)`"
        self.add(
            f"expected type {_DOCUMENTED[want]} in {context}, got {_DOCUMENTED[operand.type]}",
            operand.start,
            operand.end,
            help_,
        )

    def selector(self, named: str | None, matchers: list[Matcher], start: int, end: int) -> None:
        """Require a name or a matcher that isn't empty, and one name at most."""
        if named is not None:
            for label, _, value in matchers:
                if label == "__name__":
                    self.add(f"metric name must not be set twice: `{named}` or `{value}`", start, end)
            return
        for _, op, value in matchers:
            regex = op.endswith("~")
            empty = matches_empty(value) if regex else not value
            if empty == op.startswith("!"):
                return
        self.add(
            "vector selector must contain at least one non-empty matcher",
            start,
            end,
            "name the metric before the braces",
        )

    def call(self, name: str, operands: list[Operand], start: int, end: int, mark: int) -> None:
        """Require a function's arguments; `mark` is how many faults were known before they were read."""
        signature = functions.SIGNATURES[name]
        wanted, given, variadic = len(signature.arguments), len(operands), signature.variadic
        problem = ""
        if variadic == 0 and wanted != given:
            problem = f"expected {wanted} argument(s) in call to `{name}`, got {given}"
        elif variadic != 0 and given < wanted - 1:
            problem = f"expected at least {wanted - 1} argument(s) in call to `{name}`, got {given}"
        elif variadic > 0 and given > wanted - 1 + variadic:
            problem = f"expected at most {wanted - 1 + variadic} argument(s) in call to `{name}`, got {given}"
        if problem:
            # Upstream looks at the count before it looks into the arguments.
            self.refusals.insert(mark, Refusal(problem, start, end))
        if name == "info" and given > 1:
            self._second_of_info(operands[1], mark)
        for index, operand in enumerate(operands):
            if index >= wanted and variadic == 0:
                break
            self.expect(operand, signature.arguments[min(index, wanted - 1)], f"call to function `{name}`")

    def _second_of_info(self, operand: Operand, mark: int) -> None:
        """Allow `info`'s second argument to be braces only, empty if need be."""
        if operand.kind != "selector":
            if operand.type == "vector":
                self.add("expected label selectors only", operand.start, operand.end)
            return
        if operand.named:
            self.add("expected label selectors only, got vector selector instead", operand.start, operand.end)
        self.refusals[mark:] = [
            refusal
            for refusal in self.refusals[mark:]
            if (refusal.start, refusal.end) != (operand.start, operand.end)
            or not refusal.message.startswith("vector selector must contain")
        ]

    def binary(self, node: Binary, op: Token, left: Operand, right: Operand) -> None:
        """Require what an operator needs of its operands, and its modifiers of it."""
        comparison = node.op in COMPARISONS
        if node.returns_bool and not comparison:
            self.add("bool modifier can only be used on comparison operators", op.start, op.end, "remove `bool`")
        if comparison and not node.returns_bool and left.type == right.type == "scalar":
            self.add(
                "comparisons between scalars must use BOOL modifier",
                op.start,
                op.end,
                f"write `{op.text} bool`",
            )
        if node.on:
            for label in node.include:
                if label in node.labels:
                    self.add(
                        f"label `{label}` must not occur in ON and GROUP clause at once",
                        op.start,
                        right.start,
                    )
        self._sides(node, left, right)

    def _sides(self, node: Binary, left: Operand, right: Operand) -> None:
        start, end = left.start, right.end
        for side in (left, right):
            if side.type not in {"scalar", "vector"}:
                self.add(
                    "binary expression must contain only scalar and instant vector types",
                    side.start,
                    side.end,
                )
        if left.type != "vector" or right.type != "vector":
            if node.labels:
                self.add("vector matching only allowed between instant vectors", start, end)
            if node.fills:
                self.add("filling in missing series only allowed between instant vectors", start, end)
        elif node.op in SETS:
            if node.many:
                self.add(f"no grouping allowed for `{node.op}` operation", start, end)
            if node.fills:
                self.add("filling in missing series not allowed for set operators", start, end)
        if "scalar" in {left.type, right.type} and node.op in SETS:
            self.add(f"set operator `{node.op}` not allowed in binary scalar expression", start, end)
