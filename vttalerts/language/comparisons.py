"""An alert's expression as a number and its limit: `errors / requests > 0.05` is `errors / requests`, `>` and 0.05.

Decision: expressions are compared word by word, because two texts of the same words are one query to Prometheus
whatever stands between them. Only the parentheses around a whole expression, and around what a comparison looks at,
are left out, for they change nothing there.
"""

from __future__ import annotations

import functools
from typing import Any, Final, NamedTuple

from vttalerts.diagnostics import Fault
from vttalerts.language._promql_lexer import OPERATORS, Lexer
from vttalerts.language._promql_literals import Refusal, Token
from vttalerts.language._promql_nodes import COMPARISONS
from vttalerts.language._promql_numbers import number
from vttalerts.language.promql import parse

Words = tuple[str | float, ...]
Meaning = tuple[Any, ...]
"""Words, and for a comparison or a combination the meanings of its parts."""

_OPEN: Final = frozenset("([{")
_SHUT: Final = frozenset(")]}")
_SETS: Final = OPERATORS - {"atan2"}


class Comparison(NamedTuple):
    """A vector that is compared with a number.

    Attributes:
        text: The vector's expression, as it was written.
        operator: `>`, `>=`, `<`, `<=`, `==` or `!=`.
        threshold: The number.
    """

    text: str
    operator: str
    threshold: float


@functools.lru_cache(maxsize=1 << 14)
def split(text: str) -> Comparison | None:
    """Return the comparison that an expression is as a whole; `None` if it is none, or `vttalerts` can't write it."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    index = _comparison(tokens)
    if not index:
        return None
    threshold = _number(tokens[index + 1 :])
    left = _unwrapped(text, tokens[:index])
    # A comment beside them would have no place to go to.
    beside = text[: tokens[0].start] + text[tokens[index - 1].end :]
    if threshold is None or "#" in beside:
        return None
    try:
        if parse(left).value_type != "vector":
            return None
    except Fault:
        return None
    return Comparison(left, tokens[index].text, threshold)


class Combination(NamedTuple):
    """Several expressions that are joined by one set operator.

    Attributes:
        operator: `and` or `or`.
        on: The labels that are matched on; `None` without such a clause.
        parts: The expressions, as they were written, without parentheses around them.
    """

    operator: str
    on: tuple[str, ...] | None
    parts: tuple[str, ...]


def combined(text: str) -> Combination | None:
    """Return the combination that an expression is as a whole; `None` if it is none that `vttalerts` can write."""
    tokens = _tokens(text)
    if tokens is None or "#" in text:
        return None
    tokens = _bare(tokens)
    joined = _joined(tokens)
    if joined is None:
        return None
    operators, operands = joined
    name, *clause = _words(operators[0])
    same = all(_words(one) == (name, *clause) for one in operators)
    if name not in {"and", "or"} or not same or not all(operands):
        return None
    on = _labels(tuple(clause)) if clause else None
    if clause and on is None:
        return None
    return Combination(str(name), on, tuple(_unwrapped(text, one) for one in operands))


def absent(text: str) -> str | None:
    """Return what an expression says is absent; `None` if it says something else."""
    tokens = _tokens(text)
    if tokens is None or "#" in text:
        return None
    tokens = _bare(tokens)
    name, inside = tokens[0], tokens[1:]
    # The parenthesis that opens after the name closes at the end.
    if name.text != "absent" or not inside[2:] or _partner(inside) != len(inside) - 1:
        return None
    return text[inside[1].start : inside[-2].end]


@functools.lru_cache(maxsize=1 << 14)
def meaning(text: str) -> Meaning:
    """Return something that two expressions share if they are the same query; the text, if it is no PromQL."""
    tokens = _tokens(text)
    return (text.strip(),) if tokens is None else _meaning(tokens)


def _meaning(tokens: tuple[Token, ...]) -> Meaning:
    tokens = _bare(tokens)
    joined = _joined(tokens)
    if joined is not None:
        operators, operands = joined
        return tuple(map(_words, operators)), tuple(map(_meaning, operands))
    index = _comparison(tokens)
    threshold = None if index is None else _number(tokens[index + 1 :])
    if index is None or threshold is None:
        return _words(tokens)
    return _meaning(tokens[:index]), tokens[index].text, threshold


def _joined(tokens: tuple[Token, ...]) -> tuple[list[tuple[Token, ...]], list[tuple[Token, ...]]] | None:
    """Return the set operators of the top floor that bind loosest, each with its clause, and what they join."""
    floor = _floor(tokens)
    for names in (frozenset({"or"}), frozenset({"and", "unless"})):
        places = [index for index in floor if tokens[index].kind in names]
        if places:
            break
    else:
        return None
    operators: list[tuple[Token, ...]] = []
    operands: list[tuple[Token, ...]] = []
    begin = 0
    for place in places:
        operands.append(tokens[begin:place])
        begin = place + 1
        if begin < len(tokens) and tokens[begin].kind in {"on", "ignoring"}:
            begin += 2 + _partner(tokens[begin + 1 :])
        operators.append(tokens[place:begin])
    operands.append(tokens[begin:])
    return operators, operands


def _floor(tokens: tuple[Token, ...]) -> list[int]:
    """Return where the words are that stand in no brackets."""
    depth, found = 0, list[int]()
    for index, token in enumerate(tokens):
        depth += token.kind in _OPEN
        if depth == 0:
            found.append(index)
        depth -= token.kind in _SHUT
    return found


def _labels(words: Words) -> tuple[str, ...] | None:
    """Return the labels of `on (…)`."""
    inner = words[2:-1]
    plain = all(isinstance(word, str) and (word.isidentifier() or word == ",") for word in inner)
    return tuple(str(word) for word in inner if word != ",") if words[0] == "on" and plain else None


@functools.lru_cache(maxsize=1 << 14)
def _tokens(text: str) -> tuple[Token, ...] | None:
    lexer, found = Lexer(text), list[Token]()
    try:
        while (token := lexer.next()).kind != "EOF":
            found.append(token)
    except Refusal:
        return None
    return tuple(found) or None


def _comparison(tokens: tuple[Token, ...]) -> int | None:
    """Return where the last comparison of the top floor stands, if nothing on that floor binds looser."""
    found = None
    for index in _floor(tokens):
        if tokens[index].kind in _SETS:
            return None
        if tokens[index].kind in COMPARISONS:
            found = index
    return found


def _number(tokens: tuple[Token, ...]) -> float | None:
    """Return the number that some words are, with its sign."""
    sign, rest = 1, tokens
    while rest and rest[0].kind in {"-", "+"}:
        sign, rest = (-sign if rest[0].kind == "-" else sign), rest[1:]
    if len(rest) != 1 or rest[0].kind != "NUMBER":
        return None
    value = number(rest[0].text)
    if value is None or value != value or abs(value) == float("inf"):  # noqa: PLR0124  NaN is no limit
        return None
    return sign * value


def _bare(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return words without the parentheses around all of them."""
    while tokens and tokens[0].kind == "(" and _partner(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _unwrapped(text: str, tokens: tuple[Token, ...]) -> str:
    """Return what some words are in the text, without parentheses around all of them that hold no comment."""
    bare = _bare(tokens)
    start, end = tokens[0].start, tokens[-1].end
    if "#" not in text[start : bare[0].start] + text[bare[-1].end : end]:
        start, end = bare[0].start, bare[-1].end
    return text[start:end]


def _partner(tokens: tuple[Token, ...]) -> int:
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.kind in _OPEN) - (token.kind in _SHUT)
        if depth == 0:
            return index
    return -1


def _words(tokens: tuple[Token, ...]) -> Words:
    made: list[str | float] = []
    for token in tokens:
        value = number(token.text) if token.kind == "NUMBER" else None
        made.append(token.text if value is None else value)
    return tuple(made)
