"""PromQL's durations, and the words that all of its grammar is read by (promql/parser/generated_parser.y)."""

from __future__ import annotations

from typing import Final, NamedTuple, NoReturn

from vttalerts.language import _promql_functions as functions
from vttalerts.language._promql_checks import Checks
from vttalerts.language._promql_lexer import DURATION_WORDS, Lexer
from vttalerts.language._promql_literals import Refusal, Token
from vttalerts.language._promql_nodes import Node, Requirement
from vttalerts.language._promql_numbers import MOST_SECONDS, duration_seconds, number
from vttalerts.language._promql_plain import MAX_NESTING

# How tightly an operator binds.
BINDING: Final = {
    "or": 1,
    **dict.fromkeys(("and", "unless"), 2),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "</", ">/"), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
SIGN_BINDING: Final = 5
DURATION_WANTED: Final = "number, duration, step(), or range()"


class Place(NamedTuple):
    """Where a node stands: all of it, and the words that say what it does (`sum by (service)`, `rate`, `on (job)`)."""

    start: int
    end: int
    clause_start: int
    clause_end: int


class Durations:
    """Reads durations; the ground floor of the grammar."""

    def __init__(self, text: str) -> None:
        self.lexer = Lexer(text)
        self.checks = Checks()
        self.nodes: list[Node] = []
        self.places: list[Place] = []
        self.needs: dict[Requirement, None] = {}
        self.within: list[str] = []
        self.aggregations = 0
        self.room = 2 * MAX_NESTING  # `bound` has counted the parentheses; this is for signs of durations
        self.last_end = 0
        self.token = self.lexer.next()

    def advance(self) -> Token:
        token = self.token
        self.token = self.lexer.next()
        self.last_end = token.end
        return token

    def sees(self, kind: str) -> bool:
        return self.token.kind == kind

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
        if self.token.kind in DURATION_WORDS:
            self.duration_function("offset", DURATION_WANTED)
            return None
        if self.token.kind not in {"(", "+", "-"}:
            self.unexpected("offset", DURATION_WANTED)
        seconds_or_none = self.duration(0 if start is self.token else SIGN_BINDING, "offset", DURATION_WANTED)
        if start.kind == "(":
            return seconds_or_none
        seconds_or_none = None if seconds_or_none is None else sign * seconds_or_none
        return self.duration_operators(seconds_or_none, 0, "offset", DURATION_WANTED)

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
            seconds = self.duration(SIGN_BINDING, context, expected)
            seconds = -seconds if seconds is not None and kind == "-" else seconds
        elif kind == "(":
            self.need(functions.DURATION_EXPRESSION)
            self.advance()
            seconds = self.duration(0, context, expected)
            self.expect(")", context)
        elif kind in DURATION_WORDS:
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
        while self.token.kind in {"+", "-", "*", "/", "%", "^"} and BINDING[self.token.kind] > binding:
            op = self.advance()
            self.need(functions.DURATION_EXPRESSION)
            right = self.duration(BINDING[op.kind] - (op.kind == "^"), context, expected)
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
