"""PromQL's operands: selectors, calls, aggregations, and what follows them (promql/parser/generated_parser.y)."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from difflib import get_close_matches
from typing import Final

from vttalerts.language import _promql_functions as functions
from vttalerts.language import _promql_lexer as lexer
from vttalerts.language._promql_checks import Operand
from vttalerts.language._promql_durations import DURATION_WANTED, Durations, Place
from vttalerts.language._promql_literals import Refusal, Token, unquote
from vttalerts.language._promql_nodes import Aggregate, Call, Constant, Matcher, Read, Selector, ValueType, Wrap
from vttalerts.language._promql_numbers import regex_problem

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
_MATCH_OPERATORS: Final = frozenset({"=", "!=", "=~", "!~"})


class Operands(Durations, ABC):
    """Reads operands; the grammar's middle floor."""

    @abstractmethod
    def expression(self) -> Operand:
        """Read an expression of any precedence."""

    def operand(self) -> Operand:
        kind = self.token.kind
        if kind == "(":
            return self.parenthesised()
        if kind in {"NUMBER", "DURATION", "STRING"}:
            return self.constant()
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

    def constant(self) -> Operand:
        token = self.token
        place = Place(token.start, token.end, token.start, token.end)
        if token.kind == "STRING":
            self.advance()
            self.add(Constant(unquote(token), "string"), place)
            return Operand("other", "string", token.start, token.end)
        if token.kind == "DURATION":
            self.need(functions.DURATION_AS_NUMBER)
        value = self.literal("")
        self.add(Constant(value, "scalar"), place)
        return Operand("number", "scalar", token.start, token.end, value)

    def parenthesised(self) -> Operand:
        start = self.advance().start
        inner = self.expression()
        end = self.expect(")", "").end
        self.add(Wrap("paren", inner.type), Place(start, end, start, end))
        return Operand("other", inner.type, start, end)

    def arguments(self, name: str, unknown: Refusal | None = None) -> list[Operand]:
        self.expect("(", "")
        self.within.append(name)
        operands: list[Operand] = []
        while self.token.kind != ")":
            operands.append(self.expression())
            if self.token.kind != ",":
                break
            comma = self.advance()
            if self.sees(")"):
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
        seconds = self.positive_duration("subquery or range selector", DURATION_WANTED)
        if self.token.kind == ":":
            self.advance()
            if not self.sees("]"):
                self.positive_duration("subquery selector", f"{DURATION_WANTED}, or `]`")
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


def _broken(name: str) -> bool:
    """Return whether a string is no UTF-8 in Go's bytes."""
    return any("\ud800" <= char <= "\udfff" for char in name)
