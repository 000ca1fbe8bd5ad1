"""PromQL's grammar, as Prometheus reads it (promql/parser of 3.14, a superset of 3.5's and 2.42's).

Decision: a second parser beside promql-parser, because that one gives no positions, accepts what Prometheus refuses,
and refuses what it accepts. This one is ten times slower, and sees only what `promql` doesn't find plain.
"""

from __future__ import annotations

import functools
import math
from difflib import get_close_matches
from typing import Final, NamedTuple, NoReturn

from vttalerts import _promql_functions as functions
from vttalerts import _promql_lexer as lexer
from vttalerts._promql_checks import Checks, Operand
from vttalerts._promql_lexer import Lexer, Refusal, Token, unquote
from vttalerts._promql_nodes import (
    Aggregate,
    Binary,
    Call,
    Constant,
    Matcher,
    Node,
    Read,
    Requirement,
    Selector,
    ValueType,
    Wrap,
)
from vttalerts._promql_plain import MAX_NESTING
from vttalerts._promql_numbers import MOST_SECONDS, duration_seconds, number, regex_problem

_CALLABLE_WORDS: Final = lexer.PREPROCESSORS | lexer.DURATION_WORDS
_METRIC_WORDS: Final = (
    (lexer.OPERATORS - {"atan2"})
    | {"by", "offset", "without", "anchored", "smoothed", "IDENTIFIER", "METRIC"}
    | lexer.FILLS
    | _CALLABLE_WORDS
    | functions.AGGREGATIONS
)
_LABEL_WORDS: Final = (_METRIC_WORDS - {"without"}) | {
    *("atan2", "bool", "group_left", "group_right", "ignoring", "on"),
}
_BINDING: Final = {
    "or": 1,
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "</", ">/"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
_SIGN_BINDING: Final = 5
_MATCH_OPERATORS: Final = frozenset({"=", "!=", "=~", "!~"})
_DURATION_WANTED: Final = "number, duration, step(), or range()"


class Place(NamedTuple):
    """Where a node stands: all of it, and the words that say what it does (`sum by (service)`, `rate`, `on (job)`)."""

    start: int
    end: int
    clause_start: int
    clause_end: int


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


class _Parser:
    def __init__(self, text: str) -> None:
        self.lexer = Lexer(text)
        self.checks = Checks()
        self.nodes: list[Node] = []
        self.places: list[Place] = []
        self.needs: dict[Requirement, None] = {}
        self.within: list[str] = []
        self.aggregations = 0
        self.room = MAX_NESTING + 1
        self.token = self.lexer.next()
        self.last_end = 0

    def whole(self) -> Parsed:
        if self.token.kind == "EOF":
            raise Refusal("no expression found in input", 0, 0, "write an expression")
        self.expression()
        if self.token.kind != "EOF":
            self.unexpected("")
        if self.checks.refusals:
            raise self.checks.refusals[0]
        return Parsed(tuple(self.nodes), tuple(self.places), tuple(self.needs))

    # Words

    def advance(self) -> Token:
        token = self.token
        self.token = self.lexer.next()
        self.last_end = token.end
        return token

    def expect(self, kind: str, context: str, expected: str = "") -> Token:
        if self.token.kind != kind:
            self.unexpected(context, expected)
        return self.advance()

    def unexpected(self, context: str, expected: str = "", help: str = "") -> NoReturn:  # noqa: A002
        token = self.token
        what = "end of input" if token.kind == "EOF" else f"`{token.text}`"
        context = context or ("aggregation" if self.aggregations else "")
        message = f"unexpected {what}"
        if context:
            message += f" in {context}"
        if expected:
            message += f", expected {expected}"
        if token.kind == "=" and not help:
            help = "write `==` to compare"  # noqa: A001
        raise Refusal(message, token.start, token.end, help)

    def need(self, requirement: Requirement) -> None:
        self.needs[requirement] = None

    def add(self, node: Node, place: Place) -> None:
        self.nodes.append(node)
        self.places.append(place)

    # Expressions

    def expression(self) -> Operand:
        """Read an expression of any precedence, with an explicit stack: long chains must not recurse."""
        self.room -= 1
        if self.room < 0:
            raise RecursionError
        operands: list[Operand] = []
        pending: list[_Pending] = []
        while True:
            while self.token.kind in {"+", "-"}:
                pending.append(_Pending(self.advance(), _SIGN_BINDING, None))
            operands.append(self.postfix(self.operand()))
            binding = _BINDING.get(self.token.kind)
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
        if op.kind == "-":  # a plus does nothing, not even to the metric's name (engine.go, eval)
            self.add(Wrap("sign", operand.type), Place(op.start, operand.end, op.start, op.end))
        return Operand("other", operand.type, op.start, operand.end)

    def modifiers(self, op: Token) -> _Modifiers:
        node = Binary(op.kind)
        if op.kind in {"</", ">/"}:
            self.need(functions.TRIM)
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
        if self.token.kind in lexer.FILLS:
            node.fills = True
            self.fill()
        return _Modifiers(node, start, end)

    def fill(self) -> None:
        self.need(functions.FILL)
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

    def grouping(self) -> tuple[str, ...]:
        context = "grouping opts"
        self.expect("(", context, "`(`")
        labels: list[str] = []
        while self.token.kind != ")":
            token = self.token
            if token.kind == "STRING":
                self.need(functions.QUOTED_NAME)
                name = unquote(self.advance())
                if not name or _broken(name):
                    raise Refusal(f"invalid label name for grouping: `{name}`", token.start, token.end)
                labels.append(name)
            elif token.kind in _LABEL_WORDS:
                if token.kind == "METRIC":
                    self.need(functions.COLON_LABEL)
                labels.append(self.advance().text)
            else:
                self.unexpected(context, "label")
            if self.token.kind != ",":
                break
            self.advance()
        self.expect(")", context, "`,` or `)`")
        return tuple(labels)

    # Operands

    def operand(self) -> Operand:
        kind = self.token.kind
        if kind == "(":
            return self.parenthesised()
        if kind in {"NUMBER", "DURATION"}:
            token = self.token
            if kind == "DURATION":
                self.need(functions.DURATION_AS_NUMBER)
            value = self.literal("")
            self.add(Constant(value, "scalar"), Place(token.start, token.end, token.start, token.end))
            return Operand("number", "scalar", token.start, token.end, value)
        if kind == "STRING":
            token = self.advance()
            self.add(Constant(unquote(token), "string"), Place(token.start, token.end, token.start, token.end))
            return Operand("other", "string", token.start, token.end)
        if kind == "{":
            return self.selector(None)
        if kind not in _METRIC_WORDS:
            self.unexpected("")
        word = self.advance()
        if kind in functions.AGGREGATIONS and self.token.kind in {"(", "by", "without"}:
            return self.aggregate(word)
        if self.token.kind == "(" and (kind == "IDENTIFIER" or kind in _CALLABLE_WORDS):
            return self.call(word)
        return self.selector(word)

    def parenthesised(self) -> Operand:
        start = self.advance().start
        inner = self.expression()
        end = self.expect(")", "").end
        self.add(Wrap("paren", inner.type), Place(start, end, start, end))
        return Operand("other", inner.type, start, end)

    def literal(self, context: str) -> float:
        token = self.token
        if token.kind == "NUMBER":
            value: float | str | None = number(token.text)
            value = f"error parsing number `{token.text}`" if value is None else value
            if "_" in token.text:
                self.need(functions.UNDERSCORES)
        elif token.kind == "DURATION":
            value = duration_seconds(token.text)
        else:
            self.unexpected(context)
        self.advance()
        if isinstance(value, str):
            raise Refusal(value, token.start, token.end)
        return value

    def arguments(self, name: str, unknown: Refusal | None = None) -> list[Operand]:
        self.expect("(", "")
        self.within.append(name)
        operands: list[Operand] = []
        while self.token.kind != ")":
            operands.append(self.expression())
            if self.token.kind != ",":
                break
            comma = self.advance()
            if self.token.kind == ")":
                raise Refusal("trailing commas not allowed in function call args", comma.start, comma.end, "remove it")
        self.within.pop()
        if unknown is not None and self.token.kind == ")":
            raise unknown
        self.expect(")", "")
        return operands

    def call(self, word: Token) -> Operand:
        name, mark = word.text, len(self.checks.refusals)
        unknown: Refusal | None = None
        if name not in functions.SIGNATURES:
            near = get_close_matches(name.lower(), functions.SIGNATURES, 1)
            help_ = f"write `{near[0]}`" if near else ""
            unknown = Refusal(f"unknown function with name `{name}`", word.start, word.end, help_)
        operands = self.arguments(name, unknown)
        end = self.last_end
        self.checks.call(name, operands, word.start, end, mark)
        returns = functions.SIGNATURES[name].returns
        self.add(Call(name, returns, len(operands)), Place(word.start, end, word.start, word.end))
        return Operand("other", returns, word.start, end)

    def aggregate(self, word: Token) -> Operand:
        op = word.kind
        self.aggregations += 1
        labels: tuple[str, ...] | None = None
        without = False
        clause = (word.start, word.end)
        if self.token.kind in {"by", "without"}:
            without = self.advance().kind == "without"
            labels = self.grouping()
            clause = (word.start, self.last_end)
        operands = self.arguments(op)
        body_end = self.last_end
        self.aggregations -= 1
        if labels is None and self.token.kind in {"by", "without"}:
            start = self.token.start
            without = self.advance().kind == "without"
            labels = self.grouping()
            clause = (start, self.last_end)
        wanted = 2 if op in functions.WITH_PARAMETER else 1
        if len(operands) != wanted:
            raise Refusal(
                "no arguments for aggregate expression provided"
                if not operands
                else f"wrong number of arguments for aggregate expression provided, expected {wanted}, "
                f"got {len(operands)}",
                word.start,
                body_end,
            )
        self.checks.expect(operands[-1], "vector", "aggregation expression")
        if wanted > 1:
            parameter: ValueType = "string" if op == "count_values" else "scalar"
            self.checks.expect(operands[0], parameter, "aggregation parameter")
        end = self.last_end
        self.add(Aggregate(op, labels, without, wanted), Place(word.start, end, *clause))
        return Operand("other", "vector", word.start, end)

    def selector(self, word: Token | None) -> Operand:
        start = self.token.start if word is None else word.start
        matchers: list[Matcher] = self.matchers() if self.token.kind == "{" else []
        end = self.last_end
        named = None if word is None else word.text
        self.checks.selector(named, matchers, start, end)
        names = [value for label, op, value in matchers if label == "__name__" and op == "="]
        metric = named or (names[0] if names else None)
        within = self.within[-1] if self.within else None
        name_end = end if word is None else word.end
        self.add(
            Read(Selector(metric, tuple(matchers), None, 0.0, within), "vector"),
            Place(start, end, start, name_end),
        )
        return Operand("selector", "vector", start, end, named=word is not None)

    def matchers(self) -> list[Matcher]:
        context = "label matching"
        self.advance()
        matchers: list[Matcher] = []
        while self.token.kind != "}":
            label = self.token
            if label.kind not in {"IDENTIFIER", "STRING"}:
                self.unexpected(context, "identifier or `}`")
            self.advance()
            name = label.text if label.kind == "IDENTIFIER" else unquote(label)
            if label.kind == "STRING":
                self.need(functions.QUOTED_NAME)
            if self.token.kind in _MATCH_OPERATORS:
                matchers.append(self.matcher(label, name))
            elif label.kind == "STRING":
                matchers.append(("__name__", "=", name))
            else:
                self.unexpected(context, "label matching operator")
            if self.token.kind != ",":
                break
            self.advance()
        self.expect("}", context, "`,` or `}`")
        return matchers

    def matcher(self, label: Token, name: str) -> Matcher:
        op = self.advance().kind
        token = self.token
        if token.kind != "STRING":
            self.unexpected("label matching", "string", "quote the value")
        self.advance()
        value = unquote(token)
        problem = regex_problem(value) if op.endswith("~") else ""
        if problem:
            raise Refusal(f"error parsing regexp: {problem}", label.start, token.end)
        return (name, op, value)

    # What follows an operand

    def postfix(self, operand: Operand) -> Operand:
        while True:
            kind = self.token.kind
            if kind == "[":
                operand = self.brackets(operand)
            elif kind == "offset":
                self.offset(operand)
            elif kind == "@":
                self.at(operand)
            elif kind in {"anchored", "smoothed"}:
                self.extended(operand)
            else:
                return operand

    def brackets(self, operand: Operand) -> Operand:
        left = self.advance()
        seconds = self.positive_duration("subquery or range selector", _DURATION_WANTED)
        if self.token.kind == ":":
            self.advance()
            if self.token.kind != "]":
                self.positive_duration("subquery selector", f"{_DURATION_WANTED}, or `]`")
            end = self.expect("]", "subquery selector", "`]`").end
            if operand.type != "vector":
                self.checks.add(
                    f"subquery is only allowed on instant vector, got {operand.type} instead",
                    operand.start,
                    end,
                )
            self.add(Wrap("subquery", "matrix"), Place(operand.start, end, left.start, end))
            return Operand("subquery", "matrix", operand.start, end)
        end = self.expect("]", "subquery or range", "`:` or `]`").end
        problem = ""
        if operand.kind != "selector":
            problem = "ranges only allowed for vector selectors"
        elif operand.offset == "number":
            problem = "no offset modifiers allowed before range"
        elif operand.at == "number":
            problem = "no @ modifiers allowed before range"
        if problem:
            help_ = "write a subquery, such as `[5m:]`" if operand.type == "vector" else ""
            raise Refusal(problem, left.start, end, help_)
        read = self.nodes[-1]
        if isinstance(read, Read):
            old = read.selector
            read.selector = Selector(old.metric, old.matchers, seconds, old.offset_seconds, old.function)
            read.type = "matrix"
        self.places[-1] = self.places[-1]._replace(end=end)
        operand.kind, operand.type, operand.end = "range", "matrix", end
        return operand

    def offset(self, operand: Operand) -> None:
        self.advance()
        seconds = self.offset_duration()
        if operand.kind not in {"selector", "range", "subquery"}:
            raise Refusal(
                "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery",
                operand.start,
                operand.end,
            )
        if operand.offset:
            raise Refusal("offset may not be set multiple times", operand.start, self.last_end)
        operand.offset = "expression" if seconds is None else "number" if seconds else ""
        self.extend(operand)
        read = self.nodes[-1]
        if isinstance(read, Read) and seconds is not None and not math.isnan(seconds):
            old = read.selector
            read.selector = Selector(old.metric, old.matchers, old.range_seconds, seconds, old.function)

    def at(self, operand: Operand) -> None:
        self.advance()
        start = self.token.start
        moment: float | None = None
        if self.token.kind in lexer.PREPROCESSORS:
            self.advance()
            self.expect("(", "@", "timestamp")
            self.expect(")", "@", "timestamp")
        else:
            if self.token.kind in {"+", "-"}:
                self.advance()
            if self.token.kind == "DURATION":
                self.need(functions.DURATION_AS_NUMBER)
            if self.token.kind not in {"NUMBER", "DURATION"}:
                self.unexpected("@", "timestamp")
            moment = self.literal("@")
            if not abs(moment) < 2**63:
                raise Refusal("timestamp out of bounds for @ modifier", start, self.last_end)
        if operand.kind not in {"selector", "range", "subquery"}:
            raise Refusal(
                "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery",
                operand.start,
                operand.end,
            )
        if operand.at:
            raise Refusal("@ <timestamp> may not be set multiple times", operand.start, self.last_end)
        operand.at = "function" if moment is None else "number"
        self.extend(operand)

    def extended(self, operand: Operand) -> None:
        word = self.advance()
        self.need(functions.EXTENDED_RANGE)
        if operand.kind not in {"selector", "range"}:
            raise Refusal(f"{word.kind} modifier not supported here", operand.start, word.end)
        if operand.extended not in {"", word.kind}:
            raise Refusal("anchored and smoothed modifiers cannot be used together", operand.start, word.end)
        operand.extended = word.kind
        self.extend(operand)

    def extend(self, operand: Operand) -> None:
        operand.end = self.last_end
        self.places[-1] = self.places[-1]._replace(end=self.last_end)

    # Durations

    def positive_duration(self, context: str, expected: str) -> float | None:
        start = self.token.start
        seconds = self.duration(0, context, expected)
        if seconds is not None and seconds <= 0:
            raise Refusal("duration must be greater than 0", start, self.last_end)
        return seconds

    def offset_duration(self) -> float | None:
        """Read an offset: a literal with or without a sign ends it, so that `x offset 5m + 3` is a sum."""
        sign = 1.0
        start = self.token
        if self.token.kind in {"+", "-"}:
            sign = -1.0 if self.advance().kind == "-" else 1.0
            if sign > 0:
                self.need(functions.SIGNED_DURATION)
        if self.token.kind in {"NUMBER", "DURATION"}:
            seconds = sign * self.duration_literal("offset")
            if seconds == 0:
                self.need(functions.ZERO_OFFSET)
            return seconds
        if self.token.kind in lexer.DURATION_WORDS:
            self.duration_function("offset", _DURATION_WANTED)
            return None
        if self.token.kind not in {"(", "+", "-"}:
            self.unexpected("offset", _DURATION_WANTED)
        seconds_or_none = self.duration(0 if start is self.token else _SIGN_BINDING, "offset", _DURATION_WANTED)
        if start.kind == "(":
            return seconds_or_none
        seconds_or_none = None if seconds_or_none is None else sign * seconds_or_none
        return self.duration_operators(seconds_or_none, 0, "offset", _DURATION_WANTED)

    def duration(self, binding: int, context: str, expected: str) -> float | None:
        """Read a duration expression; its value if it is a literal, else `None`."""
        self.room -= 1
        if self.room < 0:
            raise RecursionError
        kind = self.token.kind
        seconds: float | None
        if kind in {"+", "-"}:
            self.need(functions.SIGNED_DURATION)
            self.advance()
            seconds = self.duration(_SIGN_BINDING, context, expected)
            seconds = -seconds if seconds is not None and kind == "-" else seconds
        elif kind == "(":
            self.need(functions.DURATION_EXPRESSION)
            self.advance()
            seconds = self.duration(0, context, expected)
            self.expect(")", context)
        elif kind in lexer.DURATION_WORDS:
            self.duration_function(context, expected)
            seconds = None
        elif kind in {"NUMBER", "DURATION"}:
            seconds = self.duration_literal(context)
        else:
            self.unexpected(context, expected)
        seconds = self.duration_operators(seconds, binding, context, expected)
        self.room += 1
        return seconds

    def duration_operators(self, seconds: float | None, binding: int, context: str, expected: str) -> float | None:
        while self.token.kind in {"+", "-", "*", "/", "%", "^"} and _BINDING[self.token.kind] > binding:
            op = self.advance()
            self.need(functions.DURATION_EXPRESSION)
            right = self.duration(_BINDING[op.kind] - (op.kind == "^"), context, expected)
            if right == 0 and op.kind in {"/", "%"}:
                raise Refusal("division by zero" if op.kind == "/" else "modulo by zero", op.start, op.end)
            seconds = None
        return seconds

    def duration_function(self, context: str, expected: str) -> None:
        self.need(functions.DURATION_FUNCTION)
        word = self.advance()
        self.expect("(", context)
        if word.kind in {"max_of", "min_of"}:
            self.duration(0, context, expected)
            self.expect(",", context)
            self.duration(0, context, expected)
        self.expect(")", context)

    def duration_literal(self, context: str) -> float:
        token = self.token
        if token.kind == "NUMBER":
            self.need(functions.NUMBER_AS_DURATION)
        seconds = self.literal(context)
        if abs(seconds) > MOST_SECONDS:
            raise Refusal("duration out of range", token.start, token.end)
        return seconds


def _broken(name: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in name)
