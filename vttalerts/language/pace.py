"""Makes a query look as far back as time runs: at a hundredth of the pace, the last five minutes are three seconds.

What is scaled is what is waited for: ranges, offsets, the steps of subqueries, and how far `predict_linear` looks
ahead. A duration that is compared with, such as the 50 ms of a clock's error, is a measured number and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from vttalerts.language._promql_lexer import Lexer
from vttalerts.language._promql_literals import Token
from vttalerts.language._promql_numbers import duration_seconds

_FORECAST: Final = "predict_linear"
_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_ALONE_BEFORE: Final = frozenset({"[", ":", "offset", "+", "-"})
_ALONE_AFTER: Final = frozenset({"]", ":"})


def paced(text: str, scale: float, shorten: Callable[[float], str]) -> str:
    """Return a query whose windows, offsets, steps and forecasts are `scale` times as long.

    Args:
        text: An expression that `promql.parse` accepts.
        scale: The factor.
        shorten: Writes what becomes of a duration that is given in seconds.
    """
    words = tuple(_words(text))
    edits = [*_durations(words, shorten), *_forecasts(words, scale)]
    for start, end, replacement in sorted(edits, reverse=True):
        text = f"{text[:start]}{replacement}{text[end:]}"
    return text


def _words(text: str) -> Iterator[Token]:
    lexer = Lexer(text)
    while (token := lexer.next()).kind != "EOF":
        yield token


def _durations(words: tuple[Token, ...], shorten: Callable[[float], str]) -> Iterator[tuple[int, int, str]]:
    """Yield the new text of each length of time in brackets and after `offset`."""
    depth, within = 0, -1  # how deep we are, and how deep the brackets or the offset's parentheses began
    for index, token in enumerate(words):
        before = words[index - 1].kind if index else ""
        if token.kind in _OPENING:
            if within < 0 and (token.kind == "[" or before == "offset"):
                within = depth
            depth += 1
        elif token.kind in _CLOSING:
            depth -= 1
            within = -1 if depth == within else within
        elif token.kind in {"NUMBER", "DURATION"} and (within >= 0 or _follows_offset(words, index)):
            after = words[index + 1].kind if index + 1 < len(words) else ""
            # In arithmetic, as `[5m * 2]`, a plain number is a factor.
            alone = before in _ALONE_BEFORE and (within < 0 or after in _ALONE_AFTER)
            if token.kind == "DURATION" or alone:
                seconds = duration_seconds(token.text) if token.kind == "DURATION" else float(token.text)
                if not isinstance(seconds, str) and seconds:
                    yield token.start, token.end, shorten(seconds)


def _follows_offset(words: tuple[Token, ...], index: int) -> bool:
    before = index - 1
    if before >= 0 and words[before].kind in {"+", "-"}:
        before -= 1
    return before >= 0 and words[before].kind == "offset"


def _forecasts(words: tuple[Token, ...], scale: float) -> Iterator[tuple[int, int, str]]:
    """Yield the ends of how far each forecast looks ahead: parentheses, and the factor behind them."""
    for index, token in enumerate(words):
        if token.text.lower() == _FORECAST and index + 1 < len(words) and words[index + 1].kind == "(":
            depth, comma = 0, None
            for later in words[index + 1 :]:
                depth += (later.kind in _OPENING) - (later.kind in _CLOSING)
                if later.kind == "," and depth == 1 and comma is None:
                    comma = later
                elif depth == 0:
                    if comma is not None:
                        yield comma.end, comma.end, " ("
                        yield later.start, later.start, f") * {scale:g}"
                    break
