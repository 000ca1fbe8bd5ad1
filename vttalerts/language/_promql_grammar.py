"""PromQL's grammar, as Prometheus reads it (promql/parser of 3.14, a superset of 3.5's and 2.42's).

Decision: a second parser beside promql-parser, because that one gives no positions, accepts what Prometheus refuses,
and refuses what it accepts. This one is ten times slower, and sees only what `promql` doesn't find plain.
"""

from __future__ import annotations

import functools
from typing import Literal, NamedTuple

from typing_extensions import override

from vttalerts.language import _promql_functions
from vttalerts.language._promql_checks import Operand
from vttalerts.language._promql_durations import BINDING, SIGN_BINDING, Place
from vttalerts.language._promql_lexer import FILLS
from vttalerts.language._promql_literals import Refusal, Token
from vttalerts.language._promql_nodes import Binary, Constant, Node, Requirement, Wrap
from vttalerts.language._promql_operands import Operands


class Parsed(NamedTuple):
    """An expression that Prometheus accepts."""

    nodes: tuple[Node, ...]
    places: tuple[Place, ...]
    needs: tuple[Requirement, ...]


class _Modifiers(NamedTuple):
    node: Binary
    clause_start: int
    clause_end: int


class _Pending(NamedTuple):
    """An operator that waits for its right operand."""

    op: Token
    binding: int
    modifiers: _Modifiers | None


@functools.lru_cache(maxsize=256)
def parse(text: str) -> Parsed:
    """Return the pieces of an expression.

    Raises:
        Refusal: Prometheus refuses it.
        RecursionError: It nests deeper than `MAX_NESTING`.
    """
    return _Parser(text).whole()


class _Parser(Operands):
    """Reads whole expressions; the grammar's top floor."""

    def whole(self) -> Parsed:
        if self.token.kind == "EOF":
            raise Refusal("no expression found in input", 0, 0, "write an expression")
        self.expression()
        if self.token.kind != "EOF":
            self.unexpected("")
        if self.checks.refusals:
            raise self.checks.refusals[0]
        return Parsed(tuple(self.nodes), tuple(self.places), tuple(self.needs))

    @override
    def expression(self) -> Operand:
        """Read an expression of any precedence, with an explicit stack: long chains must not recurse."""
        self.room -= 1
        if self.room < 0:
            raise RecursionError
        operands: list[Operand] = []
        pending: list[_Pending] = []
        while True:
            while self.token.kind in {"+", "-"}:
                pending.append(_Pending(self.advance(), SIGN_BINDING, None))
            operands.append(self.postfix(self.operand()))
            binding = BINDING.get(self.token.kind)
            # Every operator but `^` binds to the left; a sign binds like `*` (generated_parser.y).
            while pending and (binding is None or pending[-1].binding >= binding + (self.token.kind == "^")):
                self.reduce(operands, pending.pop())
            if binding is None:
                break
            op = self.advance()
            pending.append(_Pending(op, binding, self.modifiers(op)))
        self.room += 1
        return operands[0]

    def reduce(self, operands: list[Operand], pending: _Pending) -> None:
        right = operands.pop()
        op = pending.op
        if pending.modifiers is None:
            operands.append(self.sign(op, right))
            return
        left = operands.pop()
        node, start, end = pending.modifiers
        self.checks.binary(node, op, left, right)
        both = left.type == right.type == "scalar"
        node.type = "scalar" if both else "vector"
        node.scalars = (left.type == "scalar", right.type == "scalar")
        self.add(node, Place(left.start, right.end, start, end))
        operands.append(Operand("other", node.type, left.start, right.end))

    def sign(self, op: Token, operand: Operand) -> Operand:
        if operand.kind == "number":
            value = -operand.value if op.kind == "-" else operand.value
            self.nodes[-1] = Constant(value, "scalar")
            self.places[-1] = Place(op.start, operand.end, op.start, operand.end)
            return Operand("number", "scalar", op.start, operand.end, value)
        if operand.type not in {"scalar", "vector"}:
            self.checks.add(
                "unary expression only allowed on expressions of type scalar or instant vector",
                op.start,
                operand.end,
            )
        kind: Literal["plus", "minus"] = "minus" if op.kind == "-" else "plus"
        self.add(Wrap(kind, operand.type), Place(op.start, operand.end, op.start, op.end))
        return Operand("other", operand.type, op.start, operand.end)

    def modifiers(self, op: Token) -> _Modifiers:
        node = Binary(op.kind)
        if op.kind in {"</", ">/"}:
            self.need(_promql_functions.TRIM)
        if self.token.kind == "bool":
            self.advance()
            node.returns_bool = True
        start, end = op.start, op.end
        if self.token.kind in {"on", "ignoring"}:
            start = self.token.start
            node.on = self.advance().kind == "on"
            node.labels = self.grouping()
            end = self.last_end
            if self.token.kind in {"group_left", "group_right"}:
                node.many = "left" if self.advance().kind == "group_left" else "right"
                if self.token.kind == "(":
                    node.include = self.grouping()
                end = self.last_end
        if self.token.kind in FILLS:
            node.fills = True
            self.fill()
        return _Modifiers(node, start, end)

    def fill(self) -> None:
        self.need(_promql_functions.FILL)
        first = self.advance().kind
        self.fill_value()
        if {first, self.token.kind} == {"fill_left", "fill_right"}:
            self.advance()
            self.fill_value()

    def fill_value(self) -> None:
        self.expect("(", "")
        if self.token.kind in {"+", "-"}:
            self.advance()
        self.literal("")
        self.expect(")", "")
