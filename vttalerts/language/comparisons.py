"""An alert's expression as a number and its limit: `errors / requests > 0.05` is `errors / requests`, `>` and 0.05.

Decision: expressions are compared word by word, because two texts of the same words are one query to Prometheus
whatever stands between them. Only the parentheses around a whole expression, and around what a comparison looks at,
are left out, for they change nothing there.
"""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

from vttalerts.diagnostics import Fault
from vttalerts.language._promql_lexer import OPERATORS, Lexer
from vttalerts.language._promql_literals import Refusal, Token
from vttalerts.language._promql_nodes import COMPARISONS
from vttalerts.language._promql_numbers import number
from vttalerts.language.promql import parse

Words = tuple[str | float, ...]
Meaning = Words | tuple[Words, str, float]

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


@functools.lru_cache(maxsize=1 << 14)
def meaning(text: str) -> Meaning:
    """Return something that two expressions share if they are the same query; the text, if it is no PromQL."""
    tokens = _tokens(text)
    if tokens is None:
        return (text.strip(),)
    tokens = _bare(tokens)
    index = _comparison(tokens)
    threshold = None if index is None else _number(tokens[index + 1 :])
    if index is None or threshold is None:
        return _words(tokens)
    return _words(_bare(tokens[:index])), tokens[index].text, threshold


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
    depth, found = 0, None
    for index, token in enumerate(tokens):
        if token.kind in _OPEN:
            depth += 1
        elif token.kind in _SHUT:
            depth -= 1
        elif depth == 0 and token.kind in _SETS:
            return None
        elif depth == 0 and token.kind in COMPARISONS:
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
